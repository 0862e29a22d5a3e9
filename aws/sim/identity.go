package sim

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
)

// identity is who makes a call.
type identity struct {
	account string
	key     string // access key id
	arn     string // of the root, a user, or an assumed-role session
	userID  string
	session *session // nil for a root and a user

	policies []document // nil: everything is allowed
}

// session is what AssumeRole handed out.
type session struct {
	accessKey, roleARN, account, name string
	userID                            string
	secret, token                     string
	created, expires                  time.Time
	sourceIdentity                    string
	tags                              map[string]string
	transitive                        map[string]bool // lower-case keys of tags that go on to the next role
	policy                            string
	limit                             document // the policy, parsed; nil for none
}

func (s *session) arn(partition string) string {
	return "arn:" + partition + ":sts::" + s.account + ":assumed-role/" + roleName(s.roleARN) + "/" + s.name
}

// refusalReason says in AWS's words why a caller may not do something, "" when
// it may. A session needs the yes of its role's policies and of its own.
func (who identity) refusalReason(a attempt) string {
	type layer struct {
		name string
		docs []document
	}
	layers := []layer{{"identity-based", who.policies}}
	if s := who.session; s != nil && s.limit != nil {
		layers = append(layers, layer{"session", []document{s.limit}})
	}
	for _, l := range layers {
		if l.docs == nil {
			continue // unlimited
		}
		verdicts := make([]verdict, len(l.docs))
		for i, d := range l.docs {
			verdicts[i] = d.decide(a, nil)
		}
		switch {
		case slices.Contains(verdicts, denied):
			return fmt.Sprintf("with an explicit deny in %s %s policy", article(l.name), l.name)
		case !slices.Contains(verdicts, allowed):
			return fmt.Sprintf("because no %s policy allows the %s action", l.name, a.action)
		}
	}
	return ""
}

func article(noun string) string {
	if strings.IndexByte("aeiou", noun[0]) >= 0 {
		return "an"
	}
	return "a"
}

// limited says whether the caller has policies at all.
func (who identity) limited() bool {
	return who.policies != nil || who.session != nil && who.session.limit != nil
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

var roleShape = regexp.MustCompile(`^arn:[\w-]+:iam::(\d{12}):role/[\w+=,.@/-]+$`)

func roleAccount(arn string) string {
	if m := roleShape.FindStringSubmatch(arn); m != nil {
		return m[1]
	}
	return ""
}

// roleName returns the last part of a role's ARN.
func roleName(arn string) string { return arn[strings.LastIndexByte(arn, '/')+1:] }
