package command

import (
	"slices"
	"strings"
)

// Topics returns the topics in the order of help. The caller owns the result.
func Topics() []Topic {
	var all []Topic
	for _, t := range verbsByTopic() {
		all = append(all, t.topic)
	}
	return all
}

// verbsByTopic returns the whole grammar, in the order of help.
func verbsByTopic() []topicVerbs {
	return []topicVerbs{
		{TopicRequest, requestVerbs()},
		{TopicApproval, approvalVerbs()},
		{TopicLook, lookVerbs()},
		{TopicDrift, driftVerbs()},
		{TopicAdmin, adminVerbs()},
	}
}

// topicVerbs are the verbs of one topic.
type topicVerbs struct {
	topic Topic
	verbs []Command // a zero value of each
}

// grammar returns the spec of every verb, in the order of help.
func grammar() []verbSpec {
	var all []verbSpec
	for _, t := range verbsByTopic() {
		for _, c := range t.verbs {
			s := c.spec()
			s.topic = t.topic
			all = append(all, s)
		}
	}
	return all
}

// find returns the spec of a verb by its name or an alias.
func find(name string) (verbSpec, bool) {
	for _, s := range grammar() {
		if s.name == name || slices.Contains(s.aliases, name) {
			return s, true
		}
	}
	return verbSpec{}, false
}

// verbNames returns the names of all verbs, in the order of help.
func verbNames() []string {
	var names []string
	for _, s := range grammar() {
		names = append(names, s.name)
	}
	return names
}

// verbOf returns the spec of the verb that t names; otherwise an error with the
// verb that was probably meant.
func verbOf(t token) (verbSpec, *Error) {
	name := strings.ToLower(t.String())
	if s, ok := find(name); ok {
		return s, nil
	}
	e := t.wrong(UnknownVerb)
	e.Options = verbNames()
	switch {
	case strings.HasPrefix(name, "/"):
		e.Code = SlashTyped
	case looksLikeID(name):
		e.Code, e.Suggestion = IDWithoutVerb, Show{}.spec().name+" "+t.String()
	default:
		e.Suggestion = nearestVerb(name)
	}
	return verbSpec{}, e
}

// nearestVerb returns the verb that name was probably meant to be; empty when
// none is near.
func nearestVerb(name string) string {
	for _, s := range grammar() {
		if slices.Contains(s.guesses, name) {
			return s.name
		}
	}
	return nearest(name, verbNames())
}
