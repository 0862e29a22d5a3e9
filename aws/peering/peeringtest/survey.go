package peeringtest

import (
	"context"
	"errors"
	"slices"

	"peerbot/aws/peering"
)

// need is what a survey reads of a VPC beside its blocks and tables.
type need struct{ subnets, dns, groups bool }

// Survey reads every configured place, and those that a peering names: the
// connections of all, and of the VPCs with a peering what the SDK adapter would
// read. A place of which a read fails has nothing but the error; security
// groups that may not be read are left out.
func (w *World) Survey(ctx context.Context, managed []peering.Peering) peering.Survey {
	w.look()
	out := peering.Survey{Places: map[peering.Place]peering.PlaceView{}, At: w.now()}
	needs := map[peering.Ref]need{}
	places := w.configuredPlaces()
	for _, p := range managed {
		for _, s := range sides {
			end := p.Side(s)
			n := needs[end.VPC]
			switch end.Routes.Mode {
			case peering.RoutesMain, peering.RoutesNone, peering.RoutesTables:
			default:
				n.subnets = true
			}
			n.dns = n.dns || needsDNS(p)
			n.groups = n.groups || !p.Absent && p.Requester.VPC.Region == p.Accepter.VPC.Region
			needs[end.VPC] = n
			if !slices.Contains(places, end.VPC.Place()) {
				places = append(places, end.VPC.Place())
			}
		}
	}
	slices.SortFunc(places, comparePlaces)
	lost := map[string]error{} // accounts whose role cannot be had
	for _, at := range places {
		view, err := w.surveyPlace(ctx, at, needs)
		if err != nil {
			view = peering.PlaceView{Err: err}
		}
		if call, ok := errors.AsType[*peering.CallError](err); ok && (call.Class == peering.AssumeRoleFailed || call.Class == peering.WrongAccount) {
			lost[at.Account] = err
		}
		out.Places[at] = view
	}
	for at := range out.Places {
		if err := lost[at.Account]; err != nil {
			out.Places[at] = peering.PlaceView{Err: err}
		}
	}
	return out
}

func (w *World) surveyPlace(ctx context.Context, at peering.Place, needs map[peering.Ref]need) (peering.PlaceView, error) {
	out := peering.PlaceView{
		VPCs: map[string]peering.VPC{}, Tables: map[string][]peering.RouteTable{}, Subnets: map[string][]peering.Subnet{},
		Connections: map[string][]peering.Connection{}, Groups: map[string][]peering.Group{},
	}
	each := func(f func(v *vpc, n need)) func() {
		return func() {
			for _, v := range w.vpcs {
				if n, ok := needs[v.Ref]; ok && v.Place() == at {
					f(v, n)
				}
			}
		}
	}
	reads := []struct {
		action string
		fill   func()
	}{
		{DescribeVPCs, each(func(v *vpc, n need) {
			shown := v.shown()
			if n.dns {
				shown.DNSSupport, shown.DNSHostnames = v.DNSSupport, v.DNSHostnames
			}
			out.VPCs[v.VPC.VPC] = shown
		})},
		{DescribeTables, each(func(v *vpc, _ need) { out.Tables[v.VPC.VPC] = w.shownTables(v) })},
		{DescribeSubnets, each(func(v *vpc, n need) {
			if n.subnets {
				out.Subnets[v.VPC.VPC] = slices.Clone(v.subnets)
			}
		})},
		{DescribeGroups, each(func(v *vpc, n need) {
			if n.groups {
				out.Groups[v.VPC.VPC] = append([]peering.Group{}, v.groups...)
			}
		})},
		{DescribeConnections, func() {
			for _, c := range w.shownAt(at, func(*connection) bool { return true }) {
				out.Connections[c.Requester.VPC] = append(out.Connections[c.Requester.VPC], c)
				if c.Accepter.VPC != c.Requester.VPC {
					out.Connections[c.Accepter.VPC] = append(out.Connections[c.Accepter.VPC], c)
				}
			}
		}},
	}
	for _, r := range reads {
		err := w.read(ctx, at, r.action, r.fill)
		if call, ok := errors.AsType[*peering.CallError](err); ok && call.Class == peering.Denied && r.action == DescribeGroups {
			out.Groups = nil
			continue
		}
		if err != nil {
			return peering.PlaceView{}, err
		}
	}
	return out, nil
}
