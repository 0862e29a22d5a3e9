package peering

import (
	"cmp"
	"slices"
	"strings"
	"time"
)

// expiringSoon is how long before AWS ends it a connection that nobody has
// accepted is reported.
const expiringSoon = 24 * time.Hour

// Drifts compares what should be with what is observed. It rests on the same
// Diff and Check that create: a step that would be done is a difference.
func Drifts(want Peering, have Observed, now time.Time) []Drift {
	d := drifter{want: want, have: have, by: map[DriftClass][]DriftLine{}}
	if d.gone() {
		return d.drifts()
	}
	for _, s := range Diff(want, have) {
		d.step(s)
	}
	for _, p := range Check(want, have) {
		d.problem(p)
	}
	d.routes()
	d.groups()
	if c, ok := Current(want, have); ok && !c.Expires.IsZero() && c.Expires.Sub(now) < expiringSoon {
		d.line(Expiring, DriftLine{Code: AcceptanceDue, Side: Accepter, PCX: c.ID, EndsAt: c.Expires.UTC()})
	}
	return d.drifts()
}

// gone adds what became of a connection that is not there, and reports whether
// it is not: everything else that differs follows from that.
func (d *drifter) gone() bool {
	if j, ok := current(d.want, d.have); ok && j.stage() == Deleting {
		d.line(Missing, DriftLine{Code: EndedPeering, PCX: j.id, Status: Deleting}, d.both([]string{j.id}, "DeleteVpcPeeringConnection")...)
		return true
	} else if ok || d.want.Absent {
		return false
	}
	c, _ := Ended(d.want, d.have)
	ended := DriftLine{Code: EndedPeering, PCX: cmp.Or(d.want.PCX, c.ID)}
	if c.ID == ended.PCX {
		ended.Status, ended.Message = c.Status, c.Message
	}
	var queries []EventQuery
	switch {
	case ended.PCX == "" || ended.Status == Expired || ended.Status == Failed: // nobody's doing
	case ended.Status == Rejected:
		queries = d.at(Accepter, []string{ended.PCX}, "RejectVpcPeeringConnection")
	default:
		queries = d.both([]string{ended.PCX}, "DeleteVpcPeeringConnection")
	}
	d.line(Missing, ended, queries...)
	for _, s := range sides {
		if !d.have.Side(s).Found {
			d.line(Missing, DriftLine{Code: MissingVPC, Side: s})
		}
	}
	if f, ok := foreign(d.want, d.have); ok {
		d.line(Missing, DriftLine{Code: OtherPeering, PCX: f.ID, Status: f.Status, Reverse: f.Requester != d.want.Requester.VPC})
	}
	return true
}

// step turns a step that would be done into a difference.
func (d *drifter) step(s Step) {
	if drift := s.Kind.spec().drift; drift != nil {
		drift(d, s)
	}
}

// problem turns what Check sees into a difference. Warnings that a person has
// approved are none.
func (d *drifter) problem(p Problem) {
	switch p.Code {
	case RouteConflict:
		l := DriftLine{Code: ConflictingRoute, Side: p.Side, Table: p.Table, Destination: p.Destination, Target: p.Target, Blackhole: p.Blackhole, Propagated: p.Propagated}
		d.line(Conflict, l, d.ofRoute(p.Side, p.Table, p.Destination, "CreateRoute", "ReplaceRoute")...)
	case CIDROverlap:
		l := DriftLine{Code: OverlappingCIDRs, RequesterCIDR: p.RequesterCIDR, AccepterCIDR: p.AccepterCIDR}
		d.line(Conflict, l, append(
			d.at(Requester, []string{d.want.Requester.VPC.VPC}, "AssociateVpcCidrBlock"),
			d.at(Accepter, []string{d.want.Accepter.VPC.VPC}, "AssociateVpcCidrBlock")...)...)
	case PeeringExists:
		d.line(Unmanaged, DriftLine{Code: OtherPeering, PCX: p.PCX, Status: p.Status, Reverse: p.Reverse})
	case TableMissing:
		d.line(Changed, DriftLine{Code: MissingTable, Tables: p.Tables})
	case DNSOff:
		d.line(Changed, DriftLine{Code: DNSAttributesOff, Side: p.Side, Attributes: p.Attributes}, d.at(p.Side, []string{d.want.Side(p.Side).VPC.VPC}, "ModifyVpcAttribute")...)
	case VPCMissing, VPCNotReady: // a line of gone
	case TagsChanged: // a line of step
	case OtherInstallation: // of what is not managed yet
	case SameVPC, OtherPartition, RouteNear, RouteReserved, NoRoutes, OtherController, UnknownAccount:
	}
}

// routes looks for routes to our connection that are not in the approved
// state, and for approved ones that AWS calls a blackhole.
func (d *drifter) routes() {
	j, ok := current(d.want, d.have)
	if !ok {
		return
	}
	for _, s := range sides {
		for _, x := range routesVia(d.want, d.have, s, j.id) {
			l := DriftLine{Side: s, Table: x.table, Destination: x.dst}
			switch {
			case !x.wanted && !x.extra:
				l.Code = ExtraRoute
				d.line(Unmanaged, l, d.ofRoute(s, x.table, x.dst, "CreateRoute", "ReplaceRoute")...)
			case x.Blackhole && j.stage() == Active:
				l.Code = BlackholeRoute
				d.line(Blackhole, l)
			}
		}
	}
}

// groups looks for rules of security groups that refer, over our connection, to
// a group that is gone. What was not read is not judged.
func (d *drifter) groups() {
	j, ok := current(d.want, d.have)
	if !ok || j.stage() != Active || !d.have.Grouped() {
		return
	}
	for _, s := range sides {
		for _, u := range staleReferences(*d.have.Side(s), *d.have.Side(s.Other()), j.id) {
			d.line(StaleGroup, DriftLine{Code: StaleGroupRule, Side: s, Group: u.group.ID, GroupName: u.group.Name, Rule: &u.rule})
		}
	}
}

func (d *drifter) drifts() []Drift {
	var out []Drift
	for _, class := range DriftClasses {
		lines := d.by[class]
		if len(lines) == 0 {
			continue
		}
		slices.SortFunc(lines, func(a, b DriftLine) int {
			return cmp.Or(cmp.Compare(b.Side, a.Side), strings.Compare(a.What(), b.What()), strings.Compare(a.identity(), b.identity()))
		})
		lines = slices.CompactFunc(lines, func(a, b DriftLine) bool { return a.identity() == b.identity() })
		out = append(out, Drift{Class: class, Lines: lines})
	}
	return out
}
