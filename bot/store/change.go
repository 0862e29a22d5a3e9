package store

import (
	"time"

	"peerbot/bot/finding"
	"peerbot/bot/notice"
	"peerbot/bot/request"
)

// Change is what one transaction writes. A row of version 0 is new; any other
// is compared by Version and swapped.
type Change struct {
	At      time.Time
	Request *request.Request
	Peering *request.Peering
	Events  []request.Event // empty Request and Peering ids are filled in
	// Cards are channels that get a card of the request. All cards that the
	// request has already are brought up to date whenever Request is set.
	Cards []string
	Notes []Note
	Jobs  []Job
	Pause *request.Pause

	Findings []FindingChange
	Groups   []finding.Group // new ones, with ids; each gets a card in its channel
	Sweep    *finding.Sweep  // becomes the last one
}

// empty reports whether there is nothing to write.
func (c Change) empty() bool {
	return c.Request == nil && c.Peering == nil && c.Pause == nil && c.Sweep == nil &&
		len(c.Events)+len(c.Cards)+len(c.Notes)+len(c.Jobs)+len(c.Findings)+len(c.Groups) == 0
}

// changed returns the ids of what is there already, and is to be changed: the
// request and the peering, and the findings.
func (c Change) changed() (rows, findings []string) {
	if r := c.Request; r != nil && r.Version != 0 {
		rows = append(rows, r.ID)
	}
	if p := c.Peering; p != nil && p.Version != 0 {
		rows = append(rows, p.ID)
	}
	for _, f := range c.Findings {
		if f.Finding != nil && f.Finding.Version != 0 {
			findings = append(findings, f.Finding.ID)
		}
	}
	return rows, findings
}

// FindingChange saves one finding; of version 0 it is new and gets its id.
type FindingChange struct {
	Finding *finding.Finding
	Cards   []string        // channels that get a card of it, where they have none
	Groups  []string        // ids of the groups that it becomes a member of
	Redraw  bool            // its cards are brought up to date, and those of its groups
	Note    notice.NoteKind // an answer below each of its cards; empty: none
	Trace   bool            // look who made it: JobTrace
}

// Note is a message that is posted once and never edited. It is about a
// request, or a finding, or neither; then it has a Text.
type Note struct {
	Finding string // id, of a finding or a group; Thread notes of findings are made by FindingChange
	Text    string // of NotePlain: a text that an older release wrote down

	Failure       *request.Failure      `json:",omitempty"` // of NoteNotRejected
	Undeliverable *notice.Undeliverable `json:",omitempty"` // of NoteUndeliverable
	Baseline      *finding.Sweep        `json:",omitempty"` // of NoteBaseline

	User    string // a direct message to this person; or
	Channel string // a message in this channel; or
	Thread  bool   // an answer below every card of the request
	Request string // filled in like an event's
	Kind    notice.NoteKind
}
