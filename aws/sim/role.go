package sim

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"
)

// Role is an IAM role that AssumeRole may hand out.
type Role struct {
	// ARN is arn:aws:iam::<account>:role/<name>.
	ARN string
	// Policies are its identity policies, as JSON. None means that the role
	// may do everything.
	Policies []string
	// Trust is its trust policy, as JSON. "" means that the fields below
	// decide who may assume the role; with a Trust they have to be empty.
	Trust string

	// ExternalID has to be sent by the caller; "" means it is not looked at.
	ExternalID string
	// TrustedPrincipals are the ARNs that may assume the role: a role, a
	// user, or the root of an account for everybody in it. None means
	// everybody.
	TrustedPrincipals []string
	// NoSourceIdentity and NoSessionTags leave sts:SetSourceIdentity and
	// sts:TagSession out of what is trusted: requests with them are denied.
	NoSourceIdentity, NoSessionTags bool

	// MaxSession is the longest session; 0 means one hour.
	MaxSession time.Duration
}

// role is a Role with its policies parsed.
type role struct {
	Role
	policies []document // nil: everything is allowed
	trust    document   // nil: the fields of Role decide
}

// AddRole adds an IAM role, or replaces the one with the same ARN. Sessions of
// the role that it replaces go on, with the policies of the new one. What its
// policies say and this package does not know is an error.
func (c *Cloud) AddRole(r Role) error {
	if roleAccount(r.ARN) == "" {
		return fmt.Errorf("add role: %q is not the ARN of a role", r.ARN)
	}
	made, err := parseRole(r)
	if err != nil {
		return fmt.Errorf("add role %s: %w", r.ARN, err)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.roles[r.ARN] = made
	return nil
}

func parseRole(r Role) (*role, error) {
	made := &role{Role: r}
	size := 0
	for _, text := range r.Policies {
		size += policySize(text)
		d, err := parsePolicy(text, identityPolicy)
		if err != nil {
			return nil, err
		}
		made.policies = append(made.policies, d)
	}
	if size > maxInline {
		return nil, fmt.Errorf("its policies have %d characters, and IAM allows %d", size, maxInline)
	}
	if r.Trust == "" {
		return made, nil
	}
	if r.ExternalID != "" || r.TrustedPrincipals != nil || r.NoSourceIdentity || r.NoSessionTags {
		return nil, errors.New("it has a trust policy and fields that say who is trusted; choose one")
	}
	if n := policySize(r.Trust); n > maxTrust {
		return nil, fmt.Errorf("its trust policy has %d characters, and IAM allows %d", n, maxTrust)
	}
	var err error
	made.trust, err = parsePolicy(r.Trust, trustPolicy)
	return made, err
}

// RemoveRole takes a role away. It cannot be assumed any more, and the keys
// that it has handed out are refused.
func (c *Cloud) RemoveRole(arn string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.roles, arn)
}

func (r *role) maxSession() time.Duration {
	if r.MaxSession == 0 {
		return time.Hour
	}
	return r.MaxSession
}

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
		trusted, byName := r.trusts(k.who, a, in)
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
		keys["aws:tagkeys"] = sortedKeys(in.tags)
	}
	if len(in.transitive) > 0 {
		keys["sts:transitivetagkeys"] = sortedKeys(in.transitive)
	}
}

// trusts says whether the role lets a caller do one of the actions of
// AssumeRole, and whether it is the caller itself that is named, not its
// account.
func (r *role) trusts(who identity, a attempt, in assumeInput) (trusted, byName bool) {
	if r.trust != nil {
		trusted = r.trust.decide(a, who.is) == allowed
		return trusted, trusted && r.trust.decide(a, who.named) == allowed
	}
	switch a.action {
	case "sts:SetSourceIdentity":
		return !r.NoSourceIdentity, true
	case "sts:TagSession":
		return !r.NoSessionTags, true
	}
	if r.ExternalID != "" && r.ExternalID != in.externalID {
		return false, false
	}
	return r.TrustedPrincipals == nil || slices.ContainsFunc(r.TrustedPrincipals, who.is), slices.ContainsFunc(r.TrustedPrincipals, who.named)
}

// is says whether a principal of a trust policy means the caller, be it by
// its account.
func (who identity) is(principal string) bool {
	return principal == "*" || principal == who.account || strings.HasSuffix(principal, ":iam::"+who.account+":root") || who.named(principal)
}

// named says whether a principal is the caller itself: a user, a role or one
// of its sessions.
func (who identity) named(principal string) bool {
	return principal == who.arn || who.session != nil && principal == who.session.roleARN
}
