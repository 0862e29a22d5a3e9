package notice

import (
	"time"

	"peerbot/aws/peering"
	"peerbot/bot/directory"
	"peerbot/bot/finding"
	"peerbot/bot/request"
)

// Answer is a short reply to a command or a button.
type Answer struct {
	Code  AnswerCode
	Names directory.Names

	Request request.Request    // that it is about, as it is now; zero: none
	ID      string             // what else it is about: "P17", "F3", "G2"
	Blocked *peering.Plan      // which cannot be done: its blocking problems stand in the way
	Known   *request.UserError // what peerbot knows of the connection that is in the way
	Until   time.Time
	Count   int
	Exists  bool   // something of it is in AWS
	Plan    bool   // show what Request is about, and its plan
	Text    string // of Recorded alone
	Links   []Link // where to look

	Paused request.Pause // while all writes to AWS are: Request waits for its end
}

// AnswerCode says what an answer is.
type AnswerCode string

// The answers. Those after Posted say that something was done.
const (
	Posted      AnswerCode = "posted"       // Request waits for approval
	Begun       AnswerCode = "begun"        // Request needs no further approval
	Approved    AnswerCode = "approved"     // by this person; Request may wait for others
	Denied      AnswerCode = "denied"       // Request
	Withdrawn   AnswerCode = "withdrawn"    // Request; Exists: what it did is still there
	Cancelled   AnswerCode = "cancelled"    // Request; Exists: what it did is still there
	Cancelling  AnswerCode = "cancelling"   // Request, at the next safe point
	Retrying    AnswerCode = "retrying"     // Request
	GivenUp     AnswerCode = "given-up"     // Request, which had changed nothing in AWS
	Voided      AnswerCode = "void"         // Request is about what is not there any more
	Snoozed     AnswerCode = "snoozed"      // ID until Until; Count findings of a group
	PausedAll   AnswerCode = "paused"       // everything
	ResumedAll  AnswerCode = "resumed"      // everything
	AlreadyOpen AnswerCode = "already-open" // Request is about the same VPCs, and open

	AlreadyPaused AnswerCode = "already-paused" // everything; Paused
	NotPaused     AnswerCode = "not-paused"     // nothing

	NothingToRepair AnswerCode = "nothing-to-repair" // of ID; Exists: there is something to keep
	NothingToKeep   AnswerCode = "nothing-to-keep"   // of ID
	SweepRunning    AnswerCode = "sweep-running"
	AccessRunning   AnswerCode = "access-running"

	// What could not be done. No request was made, or an approval was not counted.
	CannotPeer   AnswerCode = "cannot-peer"   // Blocked; Known
	CannotRepair AnswerCode = "cannot-repair" // ID; Blocked
	CannotDelete AnswerCode = "cannot-delete" // ID; Blocked
	PlanChanged  AnswerCode = "plan-changed"  // of Request; Blocked when it cannot be done any more
	Confirm      AnswerCode = "confirm"       // of Request, the plan changed before: approve what is shown now

	Recorded AnswerCode = "recorded" // a Text that an older release wrote down
)

// AnswerCodes lists every code.
var AnswerCodes = []AnswerCode{
	Posted, Begun, Approved, Denied, Withdrawn, Cancelled, Cancelling, Retrying, GivenUp, Voided, Snoozed, PausedAll, ResumedAll, AlreadyOpen, AlreadyPaused, NotPaused,
	NothingToRepair, NothingToKeep, SweepRunning, AccessRunning, CannotPeer, CannotRepair, CannotDelete, PlanChanged, Confirm, Recorded,
}

// Refused is the answer to somebody who may not do something, or requested what
// is impossible.
type Refused struct {
	Names directory.Names
	Err   *request.UserError
	Links []Link
}

// CallFailed is the answer when AWS did not do what a command needed.
type CallFailed struct {
	Names directory.Names
	Doing string // the verb of the command, or the action of the button
	Err   *peering.CallError
}

// Undeliverable is a message that Slack does not take.
type Undeliverable struct {
	About   string        // the id of a request or a finding; empty: neither
	Channel string        // or user id
	Code    string        // Slack's, "not_in_channel"
	Retry   time.Duration // until it is tried again; 0: never
}

// PauseNote says where requests are open that all writes to AWS are paused, or go
// on.
type PauseNote struct{ Pause request.Pause }

// OtherProcess says that other processes are connected with the same Slack app,
// which know nothing of what this one has in its database.
type OtherProcess struct {
	Others int // connections
}

// ChannelExternal is the Code, beside Slack's, of a channel that people of other
// organisations read.
const ChannelExternal = "channel_is_external"

// Moved takes the place of a card in a channel that people of other organisations
// read by now.
type Moved struct {
	About string // the id of a request, a finding or a group
}

// FirstSweep is what the first drift check of an installation found.
type FirstSweep struct{ Sweep finding.Sweep }

func (Undeliverable) notice() {}
func (Moved) notice()         {}
func (PauseNote) notice()     {}
func (OtherProcess) notice()  {}
func (FirstSweep) notice()    {}
func (Answer) notice()        {}
func (Refused) notice()       {}
func (CallFailed) notice()    {}
