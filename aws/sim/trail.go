package sim

import (
	"crypto/sha256"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"
)

const (
	trailLife  = 90 * 24 * time.Hour // of an event in the history of CloudTrail
	trailCount = 1000                // events that an account keeps in a Region at least,
	trailBytes = 4 << 20             // unless they are very large
	maxTrails  = 10_000              // accounts times Regions
)

// event is a call as CloudTrail remembers it.
type event struct {
	seq       uint64
	id        string
	name      string
	source    string // ec2.amazonaws.com
	readOnly  bool
	username  string // "" for a caller of another account
	accessKey string
	at        time.Time // in whole seconds, as CloudTrail has it
	visible   time.Time
	resources []eventResource
	record    string // the event itself, as JSON
}

type eventResource struct{ ResourceType, ResourceName string }

// trail is the history of one account in one Region.
type trail struct {
	events []*event // oldest first
	bytes  int      // of their records
}

// trails are the histories of all accounts.
type trails struct {
	mu   sync.Mutex // guards everything below
	of   map[placeKey]*trail
	last uint64 // number of the newest event
}

// add puts an event into a history. Of those that call from more places than
// any test has, nothing is kept.
func (all *trails) add(key placeKey, e *event) {
	all.mu.Lock()
	defer all.mu.Unlock()
	t := all.of[key]
	if t == nil {
		if len(all.of) >= maxTrails {
			return
		}
		if all.of == nil {
			all.of = map[placeKey]*trail{}
		}
		t = &trail{}
		all.of[key] = t
	}
	all.last++
	e.seq = all.last
	t.add(e)
}

func (t *trail) add(e *event) {
	t.events = append(t.events, e)
	if t.bytes += len(e.record); len(t.events) <= 2*trailCount && t.bytes <= 2*trailBytes {
		return
	}
	// Half of it goes at once, so that adding stays cheap.
	drop := 0
	for ; len(t.events)-drop > trailCount || t.bytes > trailBytes; drop++ {
		t.bytes -= len(t.events[drop].record)
	}
	t.events = slices.Clone(t.events[drop:])
}

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
		rec.EventID = k.eventID(owner)
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

// eventID is the id of the event in one account. It follows from the id of the
// request, so that what CloudTrail remembers moves no other id.
func (k *call) eventID(account string) string {
	sum := sha256.Sum256([]byte(k.id + account))
	return fmt.Sprintf("%x-%x-4%x-8%x-%x", sum[:4], sum[4:6], sum[6:8], sum[8:10], sum[10:16])[:36]
}
