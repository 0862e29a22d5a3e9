package peeringtest

import (
	"time"

	"peerbot/aws/peering"
)

// Call is one call of the bot's to AWS.
type Call struct {
	N      int // from 1, over the life of the World; reads count
	At     time.Time
	Action string // "ec2:CreateRoute"
	peering.Place
	Actor peering.Actor // of a write
	Step  peering.Step  // of a write; zero for a read
}

// Writes reports whether the call changes something.
func (c Call) Writes() bool { return c.Step.Kind != "" }

// Fail returns the error that AWS answers to the call.
func (c Call) Fail(class peering.Class, code, message string) error {
	return &peering.CallError{
		Action: c.Action, Account: c.Account, Region: c.Region, Class: class, Code: code, Message: message,
	}
}

// Hook goes around a call. do makes it, as often as it is called, and returns
// what AWS answers; the hook returns what the caller gets. No lock is held
// while it runs: it may wait, and call every method of the World.
type Hook func(c Call, do func() error) error

// Lose makes the call, and loses the answer.
func Lose(c Call, do func() error) error {
	_ = do()
	return Drop(c, do)
}

// Drop loses the call on its way.
func Drop(c Call, _ func() error) error {
	return c.Fail(peering.Transient, "", "connection reset")
}

// Throttle refuses the call: there were too many.
func Throttle(c Call, _ func() error) error {
	return c.Fail(peering.Throttled, "RequestLimitExceeded", "Request limit exceeded.")
}

// Deny refuses the call: a permission is missing.
func Deny(c Call, _ func() error) error {
	return c.Fail(peering.Denied, "UnauthorizedOperation", "You are not authorized to perform this operation.")
}

type onceHook struct {
	kind peering.Kind
	hook Hook
}
