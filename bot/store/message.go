package store

import (
	"time"

	"peerbot/bot/finding"
	"peerbot/bot/notice"
	"peerbot/bot/request"
)

// Message is a card or a note that is to be sent to one place, or was. A card
// is edited in place whenever what it shows has changed; a note is posted once.
type Message struct {
	ID     string // "I7"
	Note          // a card has no Kind
	Thread string // ID of the card in whose thread it is posted; of a note that went below cards

	// Wanted grows with every change after which the message may have to look
	// different; Shown is the Wanted for which it was sent the last time, and
	// 0 before. While Shown is less, there is something to send.
	Wanted, Shown int64

	Attempted bool      // a post or an edit was begun, and its outcome is not known
	TriedAt   time.Time // when that was, or when it could not be sent; zero: never, or before this was kept
	PostedIn  string    // set once sent: the id of the channel or conversation
	TS        string    // set once sent: Slack's name of the message there
	Reason    string    // why it could not be sent, when somebody has to do something about it
	Final     bool      // and will not be tried again
}

// Outcome is what became of a message that was not sent.
type Outcome string

// The outcomes.
const (
	NotSent       Outcome = "not-sent"      // it is to be tried again
	MaybeSent     Outcome = "maybe-sent"    // the same, and it may show up all the same
	Undeliverable Outcome = "undeliverable" // trying again cannot help
)

// IsCard reports whether it is a card; else it is a note.
func (m Message) IsCard() bool { return m.Kind == "" }

// Sent reports whether it shows what it should.
func (m Message) Sent() bool { return m.Shown >= m.Wanted }

// Note is what is posted once and never edited, about a request, a finding or a
// group; or about none of them, then it carries its facts.
type Note struct {
	About string      `json:"-"` // "R42", "F12" or "G3"; empty in a change with a request: that one
	To    Destination `json:"-"`
	Kind  notice.NoteKind
	Text  string `json:",omitempty"` // of NotePlain: a text that an older release wrote down

	Failure       *request.Failure      `json:",omitempty"` // of NoteNotRejected
	Undeliverable *notice.Undeliverable `json:",omitempty"` // of NoteUndeliverable
	Baseline      *finding.Sweep        `json:",omitempty"` // of NoteBaseline
	Pause         *request.Pause        `json:",omitempty"` // of NotePaused and NoteResumed
	Others        int                   `json:",omitempty"` // of NoteOtherProcess
}

// standsAlone reports whether a note is about no row: it carries its facts.
func (n Note) standsAlone() bool {
	return n.Kind == notice.NotePlain || n.Undeliverable != nil || n.Baseline != nil || n.Pause != nil || n.Others > 0
}
