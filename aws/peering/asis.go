package peering

import (
	"slices"
	"time"
)

// AsIs returns what should be, changed to what is: routes that are missing are
// left out, routes beyond the approved ones are taken as they are, and so are the
// DNS options. It is false when there is no active connection of ours to take
// as it is, or when something is different that can only be repaired, as tags
// and blackholes.
func AsIs(want Peering, have Observed, now time.Time) (Peering, bool) {
	j, ok := current(want, have)
	if !ok || j.stage() != Active {
		return want, false
	}
	want = asIs(want, have, j)
	return want, len(Drifts(want, have, now)) == 0
}

// Adopt returns what should be for a connection that somebody else made, so that
// the installation manages it as the peering with the id: what is. It is false unless the connection is active and seen by both sides.
func Adopt(install, id string, c Connection, have Observed) (Peering, bool) {
	want := Peering{ID: id, Requester: End{VPC: c.Requester}, Accepter: End{VPC: c.Accepter}, PCX: c.ID, Adopted: true, Adopting: true, Install: install}
	j, ok := current(want, have)
	if !ok || j.stage() != Active {
		return want, false
	}
	return asIs(want, have, j), true
}

func asIs(want Peering, have Observed, j pairView) Peering {
	want.PCX = j.id
	for _, s := range sides {
		end, view, peer := want.Side(s), have.Side(s), have.Side(s.Other()).VPC
		present := map[string]bool{}
		var extra []string
		for _, x := range routesVia(want, have, s, j.id) {
			present[entry(x.table, x.dst)] = true
			if !x.wanted {
				extra = append(extra, entry(x.table, x.dst))
			}
		}
		var excluded []string
		all := end.Routes
		all.Excluded = nil
		for _, t := range view.chosen(all) {
			for _, dst := range all.wanted(t, peer) {
				if !present[entry(t.ID, dst)] {
					excluded = append(excluded, entry(t.ID, dst))
				}
			}
		}
		slices.Sort(extra)
		slices.Sort(excluded)
		end.Routes.Extra, end.Routes.Excluded = extra, excluded
		if on := j.dns(s); on != nil {
			end.DNS = *on
		}
	}
	return want
}
