package sim

import (
	"net/http"
	"strings"
	"time"
)

// recorded says whether CloudTrail keeps the call: a write of somebody who is
// known, whether or not it was refused, or the assumption of a role.
func (k *call) recorded() bool {
	switch {
	case !k.known:
		return false
	case k.service == "sts":
		return k.action == "AssumeRole"
	}
	return k.service == "ec2" && !strings.HasPrefix(k.action, "Describe")
}

// remember adds the call to the history of the caller's account. A role that
// was assumed from another account is in the history of its own, too.
func (k *call) remember(r *http.Request, err error) {
	if !k.recorded() {
		return
	}
	rec := k.newRecord(r, err)
	k.keep(rec)
	role := k.in.text("RoleArn")
	if owner := roleAccount(role); k.service == "sts" && err == nil && owner != k.who.account {
		rec.UserIdentity = userIdentity{Type: "AWSAccount", PrincipalID: k.who.userID, AccountID: k.who.account}
		rec.RecipientAccountID = owner
		rec.EventID = eventID(k.id, owner)
		k.keep(rec)
	}
}

// keep puts a record into the history of its account and Region.
func (k *call) keep(rec record) {
	k.cloud.trails.add(placeKey{rec.RecipientAccountID, k.region}, &event{
		id:        rec.EventID,
		name:      rec.EventName,
		source:    rec.EventSource,
		readOnly:  rec.ReadOnly,
		username:  rec.UserIdentity.username(),
		accessKey: rec.UserIdentity.AccessKeyID,
		at:        k.now.Truncate(time.Second),
		visible:   k.now.Add(k.trailDelay),
		resources: rec.found(),
		record:    rec.json(),
	})
}
