package command

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
