package request

import "time"

// Event is one line of the append-only audit log.
type Event struct {
	At      time.Time
	Kind    EventKind
	Request string // "R42"; may be empty
	Peering string // "P17"; may be empty
	Actor   string // Slack user id, or "peerbot"
	From    string // state before; may be empty
	To      string // state after; may be empty
	Detail  map[string]string
}

// EventKind says what happened.
type EventKind string

// The kinds of events.
const (
	Asked      EventKind = "asked"
	SaidYes    EventKind = "yes"
	SaidNo     EventKind = "no"
	TookBack   EventKind = "withdrawn"
	RanOut     EventKind = "expired"
	Replanned  EventKind = "replanned" // the plan changed: asked again
	Voided     EventKind = "void"
	Started    EventKind = "started"
	StepBegun  EventKind = "step-begun" // before a write to AWS
	StepDone   EventKind = "step-done"
	StepError  EventKind = "step-error"
	Finished   EventKind = "done"
	Stuck      EventKind = "failed"
	Retried    EventKind = "retried"
	PausedAll  EventKind = "paused"
	ResumedAll EventKind = "resumed"
	Ignored    EventKind = "ignored" // a finding, for a while
)

// System is the actor of what nobody did by hand.
const System = "peerbot"
