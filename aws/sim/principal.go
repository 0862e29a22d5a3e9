package sim

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
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

func (r *role) maxSession() time.Duration {
	if r.MaxSession == 0 {
		return time.Hour
	}
	return r.MaxSession
}

// trusts says whether the role lets a caller do one of the actions of
// AssumeRole, and whether it is the caller itself that is named, not its
// account.
func (r *role) trusts(who identity, a attempt, externalID string) (trusted, byName bool) {
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
	if r.ExternalID != "" && r.ExternalID != externalID {
		return false, false
	}
	return r.TrustedPrincipals == nil || slices.ContainsFunc(r.TrustedPrincipals, who.is), slices.ContainsFunc(r.TrustedPrincipals, who.named)
}

var (
	userShape = regexp.MustCompile(`^arn:[\w-]+:iam::(\d{12}):user/[\w+=,.@/-]+$`)
	keyShape  = regexp.MustCompile(`^AKIA[A-Z0-9]{16}$`)
)

// User is an IAM user with one access key that does not expire.
type User struct {
	// ARN is arn:aws:iam::<account>:user/<name>.
	ARN string
	// AccessKey is AKIA and 16 capital letters or digits. Any secret will do.
	AccessKey string
	// Policies are its identity policies, as JSON. None means that the user
	// may do everything.
	Policies []string
}

// user is a User with its policies parsed.
type user struct {
	User
	id       string
	policies []document
}
