package live

import (
	"net/netip"

	"peerbot/aws/peering"
)

// samples is what a Region has to try writes on with DryRun. Empty lists mean
// that there is nothing, or that it may not be seen.
type samples struct {
	at          peering.Ref // the account and the Region
	install     string      // of peerbot, for the tags
	vpcs        []string
	tables      []string
	connections []peering.Connection // ours
}

// documentation is a block that no VPC uses (RFC 5737).
var documentation = netip.MustParsePrefix("192.0.2.0/24")

// fromVPCs returns steps from each VPC to the last of them.
func (f samples) fromVPCs() []peering.Step {
	var out []peering.Step
	for _, id := range f.vpcs {
		s := peering.Step{Side: peering.Requester, At: f.at, Peer: f.at, Tags: f.tags()}
		s.At.VPC, s.Peer.VPC = id, f.vpcs[len(f.vpcs)-1]
		out = append(out, s)
	}
	return out
}

// ours returns steps on the connections that are ours, as the side that we are.
func (f samples) ours() []peering.Step {
	var out []peering.Step
	for _, c := range f.connections {
		s := peering.Step{Side: peering.Requester, PCX: c.ID, Tags: f.tags()}
		if c.Accepter.Account == f.at.Account && c.Accepter.Region == f.at.Region {
			s.Side = peering.Accepter
		}
		out = append(out, s)
	}
	return out
}

// asAccepter returns steps on the connections of which we are the accepter.
func (f samples) asAccepter() []peering.Step {
	var out []peering.Step
	for _, s := range f.ours() {
		if s.Side == peering.Accepter {
			out = append(out, s)
		}
	}
	return out
}

// routes returns steps that route to one of our connections: EC2 wants one
// that exists.
func (f samples) routes() []peering.Step {
	if len(f.connections) == 0 {
		return nil
	}
	out := f.noRoutes()
	for i := range out {
		out[i].PCX = f.connections[0].ID
	}
	return out
}

// noRoutes returns steps about a route that no table has.
func (f samples) noRoutes() []peering.Step {
	var out []peering.Step
	for _, id := range f.tables {
		out = append(out, peering.Step{Table: id, Destination: documentation})
	}
	return out
}

func (f samples) tags() map[string]string {
	return peering.Peering{ID: "check", Install: f.install}.Tags()
}
