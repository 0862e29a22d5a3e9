package peering

import "net/netip"

// at returns a query for each event in the place of one side.
func (d *drifter) at(s Side, about []string, events ...string) []EventQuery {
	return d.in(d.want.Side(s).VPC.Place(), about, events...)
}

func (d *drifter) in(p Place, about []string, events ...string) []EventQuery {
	var out []EventQuery
	for _, e := range events {
		out = append(out, EventQuery{Place: p, Event: e, About: about})
	}
	return out
}

// both returns a query for each event in the places of both sides: each side
// may delete a connection, and only its own trail knows.
func (d *drifter) both(about []string, events ...string) []EventQuery {
	out := d.at(Requester, about, events...)
	if d.want.Requester.VPC.Place() != d.want.Accepter.VPC.Place() {
		out = append(out, d.at(Accepter, about, events...)...)
	}
	return out
}

// ofRoute returns what can have changed a route: the calls themselves, and a
// block that the other side got since.
func (d *drifter) ofRoute(s Side, table string, dst netip.Prefix, events ...string) []EventQuery {
	return d.at(s, []string{table, dst.String()}, events...)
}

// grown returns what can have given a VPC a block.
func (d *drifter) grown(s Side, block netip.Prefix) []EventQuery {
	return d.at(s, []string{d.want.Side(s).VPC.VPC, block.String()}, "AssociateVpcCidrBlock")
}
