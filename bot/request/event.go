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

	// Set by the log: the number of the line, from 1, and its hash, which covers
	// the lines before. They are not compared or written by anybody else.
	Seq  int64  `json:",omitempty"`
	Hash string `json:",omitempty"`
}

// EventKind says what happened.
type EventKind string

// The kinds of events.
const (
	EventRequested  EventKind = "asked"
	EventApproved   EventKind = "yes"
	EventLapsed     EventKind = "lapsed" // an approval counts no more
	EventDenied     EventKind = "no"
	EventWithdrawn  EventKind = "withdrawn"
	EventCancelling EventKind = "cancelling" // it stops at the next safe point
	EventCancelled  EventKind = "cancelled"  // by somebody else than who requested it
	EventExpired    EventKind = "expired"
	EventReplanned  EventKind = "replanned" // the plan changed: asked again
	EventVoid       EventKind = "void"
	EventStarted    EventKind = "started"
	EventStepBegun  EventKind = "step-begun" // before a write to AWS
	EventStepDone   EventKind = "step-done"
	EventStepError  EventKind = "step-error"
	EventDone       EventKind = "done"
	EventFailed     EventKind = "failed"
	EventRetried    EventKind = "retried"
	EventPaused     EventKind = "paused"
	EventResumed    EventKind = "resumed"
	EventSnoozed    EventKind = "ignored"    // a finding, for a while
	EventRefused    EventKind = "refused"    // an attempt at any of these; Detail says why
	EventCheckpoint EventKind = "checkpoint" // the head of the log until here, signed
)

// System is the actor of what nobody did by hand.
const System = "peerbot"

// Detail makes the details of an event from key and value pairs, empty values
// left out.
func Detail(pairs ...string) map[string]string {
	m := map[string]string{}
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			m[pairs[i]] = pairs[i+1]
		}
	}
	return m
}
