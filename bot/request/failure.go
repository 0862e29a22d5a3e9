package request

import (
	"strings"
	"time"

	"peerbot/aws/peering"
)

// Failure says why a request stopped, or what delays it. It has no words:
// package card has them, by code.
type Failure struct {
	Code FailureCode   `json:"Why"`
	Step *peering.Step `json:",omitempty"` // that could not be done; nil when it was none
	At   time.Time

	Call       *peering.CallError  `json:",omitempty"` // of CallFailed: what AWS answered
	Waited     time.Duration       `json:",omitempty"` // of WaitedTooLong
	Problem    *peering.Problem    `json:",omitempty"` // of BlockedBy
	Connection *peering.Connection `json:",omitempty"` // of ConnectionEnded: as AWS shows it
	Err        *UserError          `json:",omitempty"` // of Refused

	Exists *Existing `json:"InAWS,omitempty"` // what is in AWS; nil when it was not looked at

	// Text and Hint are what an earlier release stored, where the facts cannot
	// be read from it. They are never written again.
	Text string `json:"Message,omitempty"`
	Hint string `json:",omitempty"`
}

// FailureCode says what kind of failure it is.
type FailureCode string

// The codes of failures.
const (
	CallFailed      FailureCode = "call-failed"      // AWS did not do Step
	WaitedTooLong   FailureCode = "waited-too-long"  // for what Step waits for
	BlockedBy       FailureCode = "blocked"          // by a Problem
	ConnectionEnded FailureCode = "connection-ended" // rejected, expired, failed or deleted in AWS
	Refused         FailureCode = "refused"          // it may no longer be carried out
	NothingToDo     FailureCode = "nothing-to-do"    // of a void request: somebody else did it, or AWS ended it
)

// FailureCodes lists every code.
var FailureCodes = []FailureCode{CallFailed, WaitedTooLong, BlockedBy, ConnectionEnded, Refused, NothingToDo}

// Existing is what of a request is in AWS. Its zero value is nothing of ours.
type Existing struct {
	Unchanged bool           `json:",omitempty"` // nothing was changed
	PCX       string         `json:",omitempty"` // our connection
	Status    peering.Status `json:",omitempty"`
	Routes    int            `json:",omitempty"` // to it, on both sides
}

// CallFailure is the failure of a call to AWS.
func CallFailure(e *peering.CallError) Failure { return Failure{Code: CallFailed, Call: e} }

// Summary is one line for the log.
func (f Failure) Summary() string {
	parts := []string{string(f.Code)}
	switch {
	case f.Call != nil:
		parts = append(parts, f.Call.Error())
	case f.Problem != nil:
		parts = append(parts, string(f.Problem.Code))
	case f.Connection != nil:
		parts = append(parts, f.Connection.ID, string(f.Connection.Status))
	case f.Err != nil:
		parts = append(parts, f.Err.Error())
	case f.Step != nil:
		parts = append(parts, f.Step.String())
	}
	return strings.Join(parts, ": ")
}

// Details are the key and value pairs of its audit event.
func (f Failure) Details() []string {
	d := []string{"why", string(f.Code)}
	switch {
	case f.Call != nil:
		d = append(d, "code", f.Call.Code, "message", f.Call.Text(), "aws_request", f.Call.RequestID)
	case f.Problem != nil:
		d = append(d, "code", string(f.Problem.Code))
	case f.Connection != nil:
		d = append(d, "code", string(f.Connection.Status), "pcx", f.Connection.ID)
	case f.Err != nil:
		d = append(d, "code", string(f.Err.Code))
	}
	return d
}
