package peering

import (
	"fmt"
	"regexp"
)

// Class says what an AWS error means for us.
type Class string

// The classes. The zero value is one that we do not know.
const (
	Unknown          Class = ""
	Throttled        Class = "throttled"   // try again later
	Transient        Class = "passing"     // 5xx, network, lost answer: the effect is unknown, observe again
	Denied           Class = "denied"      // a permission is missing
	AssumeRoleFailed Class = "no-role"     // the account's role cannot be assumed
	WrongAccount     Class = "wrong-place" // the credentials are of another account than configured
	NotFound         Class = "not-found"   // gone, or not visible yet
	Exists           Class = "exists"      // a route or peering is there already: observe again
	Limit            Class = "limit"       // a quota is exhausted
	WrongState       Class = "wrong-state" // not possible in the current state: observe again
	Invalid          Class = "invalid"     // AWS refuses the input
	NotOurs          Class = "not-ours"    // refused by ourselves: Guard
	NoRegion         Class = "no-region"   // the Region is not enabled for the account
)

// Classes lists every class.
var Classes = []Class{
	Unknown, Throttled, Transient, Denied, AssumeRoleFailed, WrongAccount, NotFound, Exists, Limit, WrongState, Invalid, NotOurs, NoRegion,
}

// RefusedByPeerbot is the Code of a call that peerbot itself ended.
const RefusedByPeerbot = "RefusedByPeerbot"

// CallError is what AWS answered to one call, without anything secret:
// encoded authorization messages are cut out.
type CallError struct {
	Action    string // "ec2:CreateRoute"
	Account   string
	Region    string
	Code      string // AWS's, "RouteAlreadyExists", or RefusedByPeerbot; empty when there was no answer
	Message   string // AWS's, or the SDK's; earlier releases wrote their own here, too
	RequestID string // AWS's
	Class     Class
	Refusal   *Refusal `json:",omitempty"` // why peerbot itself ended the call
	Err       error    `json:"-"`          // the cause; may be nil
}

// Error returns one line for the log.
func (e *CallError) Error() string {
	code := e.Code
	if code == "" {
		code = "no answer"
	}
	return fmt.Sprintf("%s in %s %s: %s: %s", e.Action, e.Account, e.Region, code, e.Text())
}

// Text returns the message, or why peerbot itself ended the call, for a log.
func (e *CallError) Text() string {
	if e.Refusal != nil {
		return e.Refusal.String()
	}
	return e.Message
}

// Unwrap returns the cause.
func (e *CallError) Unwrap() error { return e.Err }

// performs is where AWS names the action that it denies.
var performs = regexp.MustCompile(`perform: ([a-z0-9-]+:[A-Za-z]+)`)

// MissingAction returns the action that is denied. It may be another one than
// the call: creating a connection with tags needs ec2:CreateTags, too.
func (e *CallError) MissingAction() string {
	if m := performs.FindStringSubmatch(e.Message); m != nil {
		return m[1]
	}
	return e.Action
}

// Again reports whether observing and trying again may help by itself.
func (e *CallError) Again() bool {
	switch e.Class {
	case Throttled, Transient, NotFound, Exists, WrongState:
		return true
	case Unknown, Denied, AssumeRoleFailed, WrongAccount, Limit, Invalid, NotOurs, NoRegion:
	}
	return false
}
