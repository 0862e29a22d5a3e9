package store

import (
	"time"

	"peerbot/bot/finding"
	"peerbot/bot/notice"
	"peerbot/bot/request"
)

// Change is what one transaction writes. A row of version 0 is new; any other
// is compared by Version and swapped.
//
// Whatever is saved has its cards drawn again: those of a request and of its
// Lead, of a finding and of the groups that it is in. After a Pause these are the cards of all open
// requests, which show it.
type Change struct {
	At      time.Time // of the change; zero: now
	Request *request.Request
	Peering *request.Peering
	Events  []request.Event // empty Request and Peering ids are filled in
	Cards   []Destination   // that get a card of the request, where they have none
	Notes   []Note
	Jobs    []Job
	Pause   *request.Pause

	Findings []FindingChange
	Groups   []finding.Group // new ones, with ids; each gets a card in its channel
	Sweep    *finding.Sweep  // becomes the last one

	// Redraw are ids of requests, findings and groups that are not changed,
	// and whose cards have to show something else all the same.
	Redraw []string
}

// empty reports whether there is nothing to write.
func (c Change) empty() bool {
	return c.Request == nil && c.Peering == nil && c.Pause == nil && c.Sweep == nil &&
		len(c.Events)+len(c.Cards)+len(c.Notes)+len(c.Jobs)+len(c.Findings)+len(c.Groups)+len(c.Redraw) == 0
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
	Finding   *finding.Finding
	Cards     []Destination   // that get a card of it, where they have none
	Groups    []string        // ids of the groups that it becomes a member of
	Note      notice.NoteKind // posted below each of its cards; empty: none
	Attribute bool            // look up who made the change: JobAttribute
}
