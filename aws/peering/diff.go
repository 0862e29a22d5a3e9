package peering

import (
	"cmp"
	"slices"
)

// Diff returns the steps from what is observed to what should be, in order:
// steps of one kind may run at the same time. It is empty when nothing is to
// be done, or nothing can be: see [Check].
//
// Diff never returns a step that touches something that is not ours, and never
// more than the wanted change. Lists in a different order give the same steps.
func Diff(want Peering, have Observed) []Step {
	d := differ{want: want, have: have}
	switch {
	case want.External:
		d.acceptExternal()
	case want.Released:
		d.release()
	case want.Absent:
		d.remove()
	default:
		d.make()
	}
	slices.SortFunc(d.steps, func(a, b Step) int {
		return cmp.Or(
			cmp.Compare(a.Kind.phase(), b.Kind.phase()),
			cmp.Compare(b.Side, a.Side), // "requester" first
			cmp.Compare(a.Table, b.Table),
			a.Destination.Compare(b.Destination),
			cmp.Compare(a.PCX, b.PCX),
		)
	})
	return d.steps
}

// Ready returns the leading steps that may run at the same time: all of one
// kind. It is what to do now of the steps that Diff returned.
func Ready(steps []Step) []Step {
	for i, s := range steps {
		if s.Kind != steps[0].Kind {
			return steps[:i]
		}
	}
	return steps
}

type differ struct {
	want  Peering
	have  Observed
	steps []Step
}

func (d *differ) add(kind Kind, side Side, fill func(*Step)) {
	s := Step{Kind: kind, Side: side, At: d.want.Side(side).VPC, Peer: d.want.Side(side.Other()).VPC}
	if fill != nil {
		fill(&s)
	}
	d.steps = append(d.steps, s)
}

// make adds the steps towards a peering that exists.
func (d *differ) make() {
	if !d.have.Requester.Found || !d.have.Accepter.Found {
		return
	}
	if _, blocked := foreign(d.want, d.have); blocked {
		return
	}
	j, exists := current(d.want, d.have)
	stage := Status("")
	if exists {
		stage = j.stage()
	}
	if stage == Deleting {
		d.add(AwaitGone, Requester, pcx(j.id))
		exists, stage = false, ""
	}
	if !exists {
		d.add(Create, Requester, func(s *Step) { s.Tags = d.want.Tags() })
		j = pairView{}
	}
	d.handshake(j, stage)
	for _, side := range sides {
		d.tags(j, exists, side)
		d.routes(j.id, side)
		d.dns(j, side)
	}
}

// handshake adds what is between an id and an active peering.
func (d *differ) handshake(j pairView, stage Status) {
	switch stage {
	case Active:
	case Provisioning:
		d.add(AwaitActive, Requester, pcx(j.id))
	default:
		if stage != Pending {
			d.add(AwaitPending, Requester, pcx(j.id))
		}
		d.add(Accept, Accepter, pcx(j.id))
		d.add(AwaitActive, Requester, pcx(j.id))
	}
}

// tags adds what a side's tags lack. The requester's side is tagged by the
// creating call; where both sides are one place there is one set of tags.
func (d *differ) tags(j pairView, exists bool, side Side) {
	if side == Accepter && d.want.Requester.VPC.SamePlace(d.want.Accepter.VPC) {
		return
	}
	if !exists && side == Requester {
		return
	}
	var have map[string]string
	if v := j.views[side]; v != nil {
		have = v.Tags
	} else if exists && side == Requester {
		return // not shown to its own maker: unread, not untagged
	}
	if missing := d.want.missingTags(have); missing != nil {
		d.add(Tag, side, func(s *Step) { s.PCX, s.Tags = j.id, missing })
	}
}

// routes adds a side's missing routes. A route to a connection of ours that is
// over makes way; a route to anything else is a conflict, which Check reports.
func (d *differ) routes(id string, side Side) {
	view := d.have.Side(side)
	peer := d.have.Side(side.Other()).VPC
	dead := d.want.ownedIDs()
	delete(dead, id)
	choice := d.want.Side(side).Routes
	for _, t := range view.chosen(choice) {
		for _, dst := range choice.wanted(t, peer) {
			r, taken := t.route(dst)
			if taken && (r.Target == id || !dead[r.Target]) {
				continue
			}
			if taken {
				d.add(RemoveRoute, side, func(s *Step) { s.PCX, s.Table, s.Destination = r.Target, t.ID, dst })
			}
			d.add(AddRoute, side, func(s *Step) { s.PCX, s.Table, s.Destination = id, t.ID, dst })
		}
	}
}

// dns adds the change of a side's DNS option. An option that the side does not
// show is taken to be off, as it is on every new connection.
func (d *differ) dns(j pairView, side Side) {
	want := d.want.Side(side).DNS
	is := false
	if v := j.dns(side); v != nil {
		is = *v
	}
	if want != is {
		d.add(SetDNS, side, func(s *Step) { s.PCX, s.DNS = j.id, want })
	}
}

// remove adds the steps towards nothing: own routes first, so that traffic
// stops by our order and not by surprise, then the connection.
func (d *differ) remove() {
	ours := d.want.ownedIDs()
	for _, j := range pairViews(d.have) {
		if !j.mine(d.want) {
			continue
		}
		ours[j.id] = true
		if j.terminalOnAllSides() {
			continue
		}
		if !j.terminal() && j.stage() != Deleting {
			side := Requester
			if j.views[Requester] == nil {
				side = Accepter
			}
			d.add(Delete, side, pcx(j.id))
		}
		d.add(AwaitGone, Requester, pcx(j.id))
	}
	for _, side := range sides {
		for _, t := range d.have.Side(side).Tables {
			for _, r := range t.Routes {
				if r.PrefixList == "" && ours[r.Target] && r.Destination.Bits() > 0 {
					d.add(RemoveRoute, side, func(s *Step) {
						s.PCX, s.Table, s.Destination = r.Target, t.ID, r.Destination.Masked()
					})
				}
			}
		}
	}
}

// acceptExternal adds the acceptance of a request that somebody else made. What the
// accepter's account shows decides.
func (d *differ) acceptExternal() {
	for _, c := range d.have.Accepter.Connections {
		if c.ID != d.want.PCX || c.Requester != d.want.Requester.VPC || c.Accepter != d.want.Accepter.VPC {
			continue
		}
		switch c.Status {
		case Pending:
			d.add(Accept, Accepter, pcx(c.ID))
			d.add(AwaitActive, Accepter, pcx(c.ID))
		case Initiating, Provisioning:
			d.add(AwaitActive, Accepter, pcx(c.ID))
		case Active, Deleting, Deleted, Rejected, Expired, Failed:
		}
	}
}

// release adds the steps that take our tags away: without them the connection
// is not ours.
func (d *differ) release() {
	for _, j := range pairViews(d.have) {
		if !j.mine(d.want) || j.terminal() {
			continue
		}
		for _, side := range sides {
			if side == Accepter && d.want.Requester.VPC.SamePlace(d.want.Accepter.VPC) {
				continue
			}
			v := j.views[side]
			if v == nil {
				continue
			}
			if ours := d.want.ourTags(v.Tags); len(ours) > 0 {
				d.add(Untag, side, func(s *Step) { s.PCX, s.Tags = j.id, ours })
			}
		}
	}
}

func pcx(id string) func(*Step) { return func(s *Step) { s.PCX = id } }
