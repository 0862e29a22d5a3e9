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
	if !isOurs(want, have, s.PCX) {
		return &Refusal{Code: WithoutOurTags, PCX: s.PCX}
	}
	return nil
}
