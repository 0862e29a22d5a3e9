package sim

import (
	"slices"
	"strings"
)

// attempt is what IAM decides about: one action on one resource.
type attempt struct {
	action   string // ec2:CreateRoute
	resource string // an ARN; "*" for actions that are not about one
	keys     map[string][]string
}

// verdict is what a document says about an attempt.
type verdict int

const (
	silent verdict = iota
	allowed
	denied
)

// decide returns denied if any statement that applies denies.
func (d document) decide(a attempt, principal func(string) bool) verdict {
	out := silent
	for _, s := range d {
		switch {
		case !s.applies(a, principal):
		case s.deny:
			return denied
		default:
			out = allowed
		}
	}
	return out
}

// applies says whether a statement is about an attempt. The principal is
// asked for a trust policy only.
func (s statement) applies(a attempt, principal func(string) bool) bool {
	action := strings.ToLower(a.action)
	if !slices.ContainsFunc(s.actions, func(p string) bool { return glob(p, action) }) {
		return false
	}
	if s.principals != nil && !slices.ContainsFunc(s.principals, principal) {
		return false
	}
	if s.resources != nil && !slices.ContainsFunc(s.resources, func(p string) bool { return p == "*" || globARN(p, a.resource) }) {
		return false
	}
	return !slices.ContainsFunc(s.conditions, func(c condition) bool { return !c.holds(a.keys) })
}
