package peering

// expectCreated adds the new connection to what its requester shows.
func expectCreated(have *Observed, s Step, created string) {
	if created == "" {
		return
	}
	view := have.Side(s.Side)
	view.Connections = append(view.Connections, Connection{ID: created, Status: Initiating, Requester: s.At, Accepter: s.Peer, Tags: s.Tags})
}

// expectStatus gives the connection a status, on both sides.
func expectStatus(status Status) func(*Observed, Step, string) {
	return func(have *Observed, s Step, _ string) {
		for _, side := range sides {
			have.Side(side).editConnection(s.PCX, func(c *Connection) { c.Status = status })
		}
	}
}

// notActive adds the status of a connection that has to become active.
func (d *drifter) notActive(Step) {
	if c, ok := Current(d.want, d.have); ok {
		d.line(Changed, DriftLine{Code: InactivePeering, PCX: c.ID, Status: c.Status})
	}
}

func guardCreate(_ Peering, have Observed, _ Step) *Refusal {
	if c, ok := live(have); ok {
		return &Refusal{Code: ConnectionExists, PCX: c.ID}
	}
	return nil
}

func guardConnection(want Peering, have Observed, s Step) *Refusal {
	if !isOurs(want, have, s.PCX) || !mayAct(want, have, s) {
		return &Refusal{Code: WithoutOurTags, PCX: s.PCX}
	}
	return nil
}

// guardUntag lets our own tags be taken from a connection of ours, whatever is
// left of them.
func guardUntag(want Peering, have Observed, s Step) *Refusal {
	if !isOurs(want, have, s.PCX) {
		return &Refusal{Code: WithoutOurTags, PCX: s.PCX}
	}
	return nil
}

// mayAct reports whether the side that a step acts on still says that the
// connection is ours. What is over there, or not shown any more, says nothing: it
// is ours by our record.
func mayAct(want Peering, have Observed, s Step) bool {
	if want.External || want.Adopting && s.Kind == Tag {
		return true
	}
	for _, j := range pairViews(have) {
		if j.id != s.PCX {
			continue
		}
		if !j.terminal() {
			return j.tagged(want, s.Side)
		}
	}
	return want.ownedIDs()[s.PCX]
}
