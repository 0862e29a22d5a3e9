package peeringtest

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"peerbot/aws/peering"
)

// Connections returns every connection there ever was, in the order of their
// making.
func (w *World) Connections() []Connection {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.settle()
	var out []Connection
	for _, c := range w.connections {
		out = append(out, c.truth())
	}
	return out
}

// Live returns the connections that did not end.
func (w *World) Live() []Connection {
	return slices.DeleteFunc(w.Connections(), func(c Connection) bool { return c.Status.Terminal() })
}

// RouteEntry is a route with its table.
type RouteEntry struct {
	VPC   peering.Ref
	Table string
	peering.Route
}

// String returns "10.2.0.0/16 in rtb-0000000a to pcx-00000001".
func (r RouteEntry) String() string {
	destination := r.PrefixList
	if destination == "" {
		destination = r.Destination.String()
	}
	return fmt.Sprintf("%s in %s to %s", destination, r.Table, r.Target)
}

// Routes returns every route but those of the VPCs themselves ("local"), in
// order of table and destination.
func (w *World) Routes() []RouteEntry {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.settle()
	var out []RouteEntry
	for _, v := range w.vpcs {
		for _, t := range v.tables {
			for _, r := range w.routes(t) {
				if r.Target != local {
					out = append(out, RouteEntry{v.Ref, t.ID, r})
				}
			}
		}
	}
	slices.SortStableFunc(out, func(a, b RouteEntry) int {
		return cmp.Or(strings.Compare(a.Table, b.Table), strings.Compare(a.String(), b.String()))
	})
	return out
}

// PeeringRoutes returns the routes to peering connections.
func (w *World) PeeringRoutes() []RouteEntry {
	return slices.DeleteFunc(w.Routes(), func(r RouteEntry) bool { return !isPCX(r.Target) })
}
