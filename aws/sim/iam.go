package sim

import (
	"fmt"
	"net/http"
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

// permit asks IAM about every resource of a call that is not of STS, and
// about the tags that it gives to what it creates.
func (k *call) permit(resources []string) error {
	if !k.who.limited() {
		return nil
	}
	if len(resources) == 0 {
		resources = []string{"*"}
	}
	action := k.service + ":" + k.action
	for _, r := range resources {
		if err := k.ask(attempt{action, r, k.keys(r)}); err != nil {
			return err
		}
	}
	for kind, tags := range k.createdTags() {
		if len(tags) == 0 {
			continue
		}
		arn := k.arn(idKind{resource: kind}, "*")
		keys := k.keys(arn)
		keys["ec2:createaction"] = []string{k.action}
		// Nobody says whether a tag at creation knows the VPCs; without them
		// a policy has to name the action that creates, as AWS's examples do.
		delete(keys, "ec2:requestervpc")
		delete(keys, "ec2:acceptervpc")
		if err := k.ask(attempt{"ec2:CreateTags", arn, keys}); err != nil {
			return err
		}
	}
	return nil
}

// ask refuses an attempt in the words of the service.
func (k *call) ask(a attempt) error {
	reason := k.who.refusalReason(a)
	if reason == "" {
		return nil
	}
	on := ""
	if a.resource != "*" {
		on = " on resource: " + a.resource
	}
	text := fmt.Sprintf("User: %s is not authorized to perform: %s%s %s", k.who.arn, a.action, on, reason)
	if speaksJSON(k.service) {
		return refuse("AccessDeniedException", "%s", text)
	}
	text = "You are not authorized to perform this operation. " + text
	if a.resource != "*" {
		text += ". Encoded authorization failure message: " + k.encodeDenial(a, reason)
	}
	return refuseWith(http.StatusForbidden, "UnauthorizedOperation", "%s", text)
}
