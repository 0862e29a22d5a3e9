package sim

import (
	"maps"
	"net/http"
	"slices"
	"strings"
)

// mayAssume refuses what the caller's policies or the role's trust do not
// allow. A session with a source identity or with tags needs two more
// permissions, on both ends.
func (k *call) mayAssume(in assumeInput) error {
	r := k.cloud.roles[in.role]
	if r == nil {
		return k.errAssume("sts:AssumeRole", in.role, "")
	}
	attempts := []attempt{{"sts:AssumeRole", in.role, k.assumeKeys(in)}}
	if in.sourceIdentity != "" {
		keys := k.principalKeys()
		keys["sts:sourceidentity"] = []string{in.sourceIdentity}
		attempts = append(attempts, attempt{"sts:SetSourceIdentity", in.role, keys})
	}
	if len(in.tags) > 0 {
		keys := k.principalKeys()
		in.addTagKeys(keys)
		attempts = append(attempts, attempt{"sts:TagSession", in.role, keys})
	}
	for _, a := range attempts {
		trusted, byName := r.trusts(k.who, a, in.externalID)
		if !trusted {
			return k.errAssume(a.action, in.role, "")
		}
		// Inside one account a trust policy that names the caller is enough;
		// all others need a policy of their own, too.
		reason := k.who.refusalReason(a)
		silent := strings.HasPrefix(reason, "because no identity-based")
		if reason != "" && (!silent || !byName || roleAccount(in.role) != k.who.account) {
			return k.errAssume(a.action, in.role, " "+reason)
		}
	}
	return nil
}

func (k *call) errAssume(action, role, reason string) error {
	return refuseWith(http.StatusForbidden, "AccessDenied", "User: %s is not authorized to perform: %s on resource: %s%s", k.who.arn, action, role, reason)
}

// assumeKeys are the keys of sts:AssumeRole itself. The two actions beside it
// know neither the external id nor the session name.
func (k *call) assumeKeys(in assumeInput) map[string][]string {
	keys := k.principalKeys()
	keys["sts:rolesessionname"] = []string{in.name}
	if in.externalID != "" {
		keys["sts:externalid"] = []string{in.externalID}
	}
	if in.sourceIdentity != "" {
		keys["sts:sourceidentity"] = []string{in.sourceIdentity}
	}
	in.addTagKeys(keys)
	return keys
}

func (in assumeInput) addTagKeys(keys map[string][]string) {
	addTags(keys, in.tags, "aws:requesttag/")
	if len(in.tags) > 0 {
		keys["aws:tagkeys"] = slices.Sorted(maps.Keys(in.tags))
	}
	if len(in.transitive) > 0 {
		keys["sts:transitivetagkeys"] = slices.Sorted(maps.Keys(in.transitive))
	}
}
