package store

import (
	"cmp"
	"fmt"
	"slices"
)

// IDs are the ids of the new rows of a change.
type IDs struct {
	Peering  string
	Request  string
	Findings []string // of the new ones, in the order of the change
}

// Identify gives the new rows of a prepared change their ids, and writes these
// into everything in the change that refers to the rows. What then still has no
// id that it needs is an error.
func (c *Change) Identify(ids IDs) error {
	p, r := c.Peering, c.Request
	if p != nil && p.Version == 0 {
		p.ID, p.Desired.ID = ids.Peering, ids.Peering
	}
	if r != nil && r.Version == 0 {
		r.ID = ids.Request
		if p != nil {
			r.Peering = cmp.Or(r.Peering, p.ID)
		}
		r.Plan.Peering.ID = cmp.Or(r.Plan.Peering.ID, r.Peering)
	}
	for _, f := range c.Findings {
		if f.Finding.Version == 0 {
			f.Finding.ID, ids.Findings = ids.Findings[0], ids.Findings[1:]
		}
	}
	var requestID, peeringID string
	if r != nil {
		requestID, peeringID = r.ID, r.Peering
	}
	if p != nil {
		peeringID = p.ID
	}
	for i := range c.Events {
		e := &c.Events[i]
		e.Request, e.Peering = cmp.Or(e.Request, requestID), cmp.Or(e.Peering, peeringID)
	}
	for i := range c.Notes {
		if n := &c.Notes[i]; !n.standsAlone() {
			n.About = cmp.Or(n.About, requestID)
		}
	}
	for i := range c.Jobs {
		j := &c.Jobs[i]
		switch {
		case j.Kind == JobRecheck && p != nil:
			j.Key = cmp.Or(j.Key, p.ID)
		case j.Kind != JobRecheck && j.Kind != JobSweep:
			j.Key = cmp.Or(j.Key, requestID)
		}
		if j.Kind == "" || (j.Key == "") != (j.Kind == JobSweep) {
			return fmt.Errorf("job %q of %q: want a kind, and a key unless it is a sweep", j.Kind, j.Key)
		}
	}
	return nil
}

// Redrawn returns the ids of what has cards that are to be drawn again, without
// the groups that its findings are in. What is new has none yet. It is to be
// asked before the rows get their new versions.
func (c Change) Redrawn() []string {
	var ids []string
	if c.Request != nil && c.Request.Version != 0 {
		ids = append(ids, c.Request.ID)
	}
	for _, f := range c.Findings {
		if f.Finding.Version != 0 {
			ids = append(ids, f.Finding.ID)
		}
	}
	for _, id := range c.Redraw {
		if !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	return ids
}

// InThreads returns the ids of what has cards below which a note goes, without
// those that are drawn again.
func (c Change) InThreads(redrawn []string) []string {
	var ids []string
	for _, n := range c.notes() {
		if n.To.Kind == DestinationThread && !slices.Contains(redrawn, n.About) && !slices.Contains(ids, n.About) {
			ids = append(ids, n.About)
		}
	}
	return ids
}

// notes returns the notes of the change, and those of its findings.
func (c Change) notes() []Note {
	notes := slices.Clone(c.Notes)
	for _, f := range c.Findings {
		if f.Note != "" {
			notes = append(notes, Note{About: f.Finding.ID, To: Thread(), Kind: f.Note})
		}
	}
	return notes
}

// Card is a card that a database has, as far as a change has to know it.
type Card struct {
	ID      string
	About   string
	To      Destination
	Final   bool
	Redrawn bool // its Wanted has grown with the change
}

// Rows are what a change means beside the rows that it names.
type Rows struct {
	Messages []Message // new ones
	Jobs     []Job     // all of the change

	below map[int]int // index of a note -> that of the new card in whose thread it is
}

// Expand returns what an identified change means: messages for the cards that
// are not there yet, and for its notes, one for each card below which a note
// goes; and the jobs that send these and the cards that are drawn again. cards
// are those of everything that is redrawn or has notes in its threads. New
// messages have no ids before they are numbered.
func Expand(c Change, cards []Card) Rows {
	rows := Rows{below: map[int]int{}}
	cards = distinct(cards)
	for _, card := range cards {
		if card.Redrawn && !card.Final {
			rows.Jobs = append(rows.Jobs, Job{Kind: JobDeliver, Key: card.ID})
		}
	}
	made := rows.addCards(c, cards)
	old, fresh := map[string][]Card{}, map[string][]int{}
	for _, card := range cards {
		old[card.About] = append(old[card.About], card)
	}
	for _, i := range made {
		about := rows.Messages[i].About
		fresh[about] = append(fresh[about], i)
	}
	for _, n := range c.notes() {
		if n.To.Kind != DestinationThread {
			rows.Messages = append(rows.Messages, Message{Note: n, Wanted: 1})
			continue
		}
		below := old[n.About]
		if r := c.Request; len(below) == 0 && r != nil && n.About == r.ID {
			below = old[r.Lead] // whose card shows it
		}
		for _, card := range below {
			n.To = card.To
			rows.Messages = append(rows.Messages, Message{Note: n, Thread: card.ID, Wanted: 1})
		}
		for _, i := range fresh[n.About] {
			n.To = rows.Messages[i].To
			rows.below[len(rows.Messages)] = i
			rows.Messages = append(rows.Messages, Message{Note: n, Wanted: 1})
		}
	}
	for _, f := range c.Findings {
		if f.Attribute {
			rows.Jobs = append(rows.Jobs, Job{Kind: JobAttribute, Key: f.Finding.ID})
		}
	}
	rows.Jobs = append(rows.Jobs, c.Jobs...)
	return rows
}

// addCards adds the cards that are not there yet, and returns their indexes.
func (r *Rows) addCards(c Change, have []Card) (made []int) {
	type place struct {
		about string
		to    Destination
	}
	known := map[place]bool{}
	for _, card := range have {
		known[place{card.About, card.To}] = true
	}
	add := func(about string, to ...Destination) {
		for _, to := range to {
			if at := (place{about, to}); !known[at] {
				known[at] = true
				made = append(made, len(r.Messages))
				r.Messages = append(r.Messages, Message{Note: Note{About: about, To: to}, Wanted: 1})
			}
		}
	}
	if c.Request != nil {
		add(c.Request.ID, c.Cards...)
	}
	for _, f := range c.Findings {
		add(f.Finding.ID, f.Cards...)
	}
	for _, g := range c.Groups {
		add(g.ID, Channel(g.Channel))
	}
	return made
}

// distinct returns each card once, the oldest first.
func distinct(cards []Card) []Card {
	at := map[string]int{}
	var out []Card
	for _, card := range cards {
		if i, ok := at[card.ID]; ok {
			out[i].Redrawn = out[i].Redrawn || card.Redrawn
			continue
		}
		at[card.ID] = len(out)
		out = append(out, card)
	}
	slices.SortFunc(out, func(a, b Card) int { return cmp.Or(cmp.Compare(len(a.ID), len(b.ID)), cmp.Compare(a.ID, b.ID)) })
	return out
}

// Number gives the new messages their ids, one for each, and adds the jobs that
// send them.
func (r *Rows) Number(ids []string) {
	for i := range r.Messages {
		m := &r.Messages[i]
		m.ID = ids[i]
		if card, ok := r.below[i]; ok {
			m.Thread = ids[card]
		}
		r.Jobs = append(r.Jobs, Job{Kind: JobDeliver, Key: m.ID})
	}
}
