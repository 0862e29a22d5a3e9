package peering

import (
	"maps"
	"slices"
)

// Expect returns what is to be observed once steps that were done have taken
// effect: it tells what comes next without reading after each call. It is a
// guess, and whoever uses it reads back before believing it. created is the id
// that Create answered with.
func Expect(have Observed, done []Step, created string) Observed {
	have.Requester, have.Accepter = have.Requester.clone(), have.Accepter.clone()
	for _, s := range done {
		view := have.Side(s.Side)
		switch s.Kind {
		case Create:
			if created != "" {
				view.Connections = append(view.Connections, Connection{ID: created, Status: Initiating, Requester: s.At, Accepter: s.Peer, Tags: s.Tags})
			}
		case Tag:
			view.connection(s.PCX, func(c *Connection) {
				c.Tags = maps.Clone(c.Tags)
				if c.Tags == nil {
					c.Tags = map[string]string{}
				}
				maps.Copy(c.Tags, s.Tags)
			})
		case Untag:
			view.connection(s.PCX, func(c *Connection) {
				c.Tags = maps.Clone(c.Tags)
				for k := range s.Tags {
					delete(c.Tags, k)
				}
			})
		case Accept:
			have.status(s.PCX, Provisioning)
		case Reject:
			have.status(s.PCX, Rejected)
		case Delete:
			have.status(s.PCX, Deleting)
		case SetDNS:
			on := s.DNS
			view.connection(s.PCX, func(c *Connection) {
				if s.Side == Accepter {
					c.AccepterDNS = &on
				} else {
					c.RequesterDNS = &on
				}
			})
		case AddRoute:
			view.routes(s.Table, func(r []Route) []Route {
				return append(r, Route{Destination: s.Destination, Target: s.PCX})
			})
		case RemoveRoute:
			view.routes(s.Table, func(r []Route) []Route {
				return slices.DeleteFunc(r, func(x Route) bool { return x.Destination.Masked() == s.Destination && x.Target == s.PCX })
			})
		}
	}
	return have
}

func (v View) clone() View {
	v.Tables = slices.Clone(v.Tables)
	v.Connections = slices.Clone(v.Connections)
	return v
}

func (o *Observed) status(id string, status Status) {
	for _, s := range sides {
		o.Side(s).connection(id, func(c *Connection) { c.Status = status })
	}
}

func (v *View) connection(id string, f func(*Connection)) {
	for i := range v.Connections {
		if v.Connections[i].ID == id {
			f(&v.Connections[i])
		}
	}
}

func (v *View) routes(table string, f func([]Route) []Route) {
	for i := range v.Tables {
		if v.Tables[i].ID == table {
			v.Tables[i].Routes = f(slices.Clone(v.Tables[i].Routes))
		}
	}
}
