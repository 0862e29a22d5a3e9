package peering

import (
	"cmp"
	"slices"
	"time"
)

// Place is one account in one Region.
type Place struct {
	Account string
	Region  string
}

// Place returns where a VPC is.
func (r Ref) Place() Place { return Place{r.Account, r.Region} }

// Survey is what a sweep read: whole accounts and Regions, not single
// peerings. It is not changed once it was made.
type Survey struct {
	Places map[Place]PlaceView
	At     time.Time
}

// PlaceView is one account in one Region. With Err set, nothing else in it
// means anything: what could not be read is not missing.
type PlaceView struct {
	Err         error // usually a *CallError
	VPCs        map[string]VPC
	Tables      map[string][]RouteTable // by VPC id
	Subnets     map[string][]Subnet     // by VPC id; nil where no choice of tables depends on them
	Connections map[string][]Connection // by VPC id, on either side: each connection under both
	Groups      map[string][]Group      // by VPC id; nil where no peering of it can be referred across, or may not be read
}

// Observed returns what the survey shows of one pair, as Observe would, and the
// places that could not be read. With any of those, what is observed means
// nothing.
func (s Survey) Observed(want Peering) (Observed, []Place) {
	var o Observed
	var unread []Place
	a, b := want.Requester.VPC, want.Accepter.VPC
	for _, side := range sides {
		ref := want.Side(side).VPC
		place, ok := s.Places[ref.Place()]
		if !ok || place.Err != nil {
			if !slices.Contains(unread, ref.Place()) {
				unread = append(unread, ref.Place())
			}
			continue
		}
		v := View{Tables: place.Tables[ref.VPC], Subnets: place.Subnets[ref.VPC], Groups: place.Groups[ref.VPC]}
		if v.VPC, v.Found = place.VPCs[ref.VPC]; !v.Found {
			v.VPC.Ref = ref
		}
		for _, c := range place.Connections[ref.VPC] {
			if c.Requester == a && c.Accepter == b || c.Requester == b && c.Accepter == a {
				v.Connections = append(v.Connections, c)
			}
		}
		*o.Side(side) = v
	}
	if len(unread) > 0 {
		return Observed{}, unread
	}
	return o, nil
}

// Inbound returns the requests that wait for their acceptance by one of the
// accounts that were read, in order of id.
func (s Survey) Inbound() []Connection {
	var out []Connection
	for place, view := range s.Places {
		if view.Err != nil {
			continue
		}
		for vpc, all := range view.Connections {
			for _, c := range all {
				if c.Status == Pending && c.Accepter.VPC == vpc && c.Accepter.Place() == place {
					out = append(out, c)
				}
			}
		}
	}
	slices.SortFunc(out, func(a, b Connection) int { return cmp.Compare(a.ID, b.ID) })
	return out
}
