package command

import "slices"

// A Topic is a group of verbs in the help.
type Topic string

// The topics.
const (
	TopicRequest  Topic = "request"  // ask for a change
	TopicApproval Topic = "approval" // decide about a request
	TopicLook     Topic = "look"     // read
	TopicDrift    Topic = "drift"    // what AWS and the approved state differ in
	TopicAdmin    Topic = "admin"    // of the bot itself
)

// Topics returns the topics in the order of help. The caller owns the result.
func Topics() []Topic {
	var all []Topic
	for _, t := range verbsByTopic() {
		all = append(all, t.topic)
	}
	return all
}

// verbsByTopic is the whole grammar, in the order of help.
func verbsByTopic() []topicVerbs {
	return []topicVerbs{
		{TopicRequest, requestVerbs()},
		{TopicApproval, approvalVerbs()},
		{TopicLook, lookVerbs()},
		{TopicDrift, driftVerbs()},
		{TopicAdmin, adminVerbs()},
	}
}

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
