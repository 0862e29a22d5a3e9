package peering

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"time"
)

// DriftClass is a way in which a peering is not as wished.
type DriftClass string

// The classes, worst first.
const (
	Missing    DriftClass = "missing"     // there is no connection of ours
	Conflict   DriftClass = "conflict"    // a destination leads elsewhere, or blocks overlap
	Blackhole  DriftClass = "blackhole"   // a route leads to what is gone
	Changed    DriftClass = "changed"     // status, routes, DNS options or tags differ
	Expiring   DriftClass = "expiring"    // it will end by itself soon
	Unmanaged  DriftClass = "unmanaged"   // something that nobody asked us for leads through it
	StaleGroup DriftClass = "stale-group" // a security group refers to a group behind it
	Unreadable DriftClass = "unreadable"  // AWS could not be read, so nothing else is known
)

// DriftClasses lists every class, worst first.
var DriftClasses = []DriftClass{Missing, Conflict, Blackhole, Changed, Expiring, Unmanaged, StaleGroup, Unreadable}

// Severe reports whether traffic is likely to suffer.
func (c DriftClass) Severe() bool {
	switch c {
	case Missing, Conflict, Blackhole, Changed, Unreadable:
		return true
	}
	return false
}

// Drift is one class of difference of one peering, with everything that
// belongs to it: twelve missing routes are one drift, and a deleted peering is
// not also twelve missing routes.
type Drift struct {
	Class DriftClass
	Lines []DriftLine // at least one; sorted
}

// DriftLine is one difference.
type DriftLine struct {
	Side Side   // empty: both, or neither
	What string // what it is about, stable: "route 10.2.0.0/16 rtb-1", "dns", "status", "tag Name"
	Text string // what is wrong, with names
	Hint string `json:",omitempty"` // a command for people where peerbot does nothing

	Traces []Trace `json:",omitempty"` // the calls that can have made it
}

// Digest identifies what the drift says: it changes when a line comes, goes or
// says something else.
func (d Drift) Digest() string {
	h := sha256.New()
	for _, l := range d.Lines {
		fmt.Fprintf(h, "%s\x00%s\x00%s\n", l.Side, l.What, l.Text)
	}
	return hex.EncodeToString(h.Sum(nil))[:16]
}

// expiringSoon is how long before its end a connection or a lifetime is
// spoken of.
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
		d.line(Expiring, Accepter, "acceptance", fmt.Sprintf("%s waits for its acceptance, and AWS ends it at %s", c.ID, c.Expires.UTC().Format("2006-01-02 15:04 UTC")))
	}
	return d.drifts()
}

type drifter struct {
	want Peering
	have Observed
	by   map[DriftClass][]DriftLine
}

func (d *drifter) line(class DriftClass, side Side, what, text string, traces ...Trace) {
	d.by[class] = append(d.by[class], DriftLine{Side: side, What: what, Text: text, Traces: traces})
}

// gone says in one sentence what became of a connection that is not there. The
// four ends are four different sentences.
func (d *drifter) gone() bool {
	if j, ok := current(d.want, d.have); ok && j.stage() == Deleting {
		d.line(Missing, "", "peering", j.id+" is being deleted", d.both([]string{j.id}, "DeleteVpcPeeringConnection")...)
		return true
	} else if ok || d.want.Absent {
		return false
	}
	c, ended := Ended(d.want, d.have)
	id := cmp.Or(c.ID, d.want.PCX, "the peering connection")
	text := id + " is not there any more, and AWS does not tell why: it ended more than a few hours ago"
	if ended {
		text = map[Status]string{
			Deleted:  fmt.Sprintf("%s was deleted (%s)", id, cmp.Or(c.Message, "AWS does not say by whom")),
			Rejected: fmt.Sprintf("%s was rejected by its accepter", id),
			Expired:  fmt.Sprintf("%s expired: nobody accepted it within seven days", id),
			Failed:   fmt.Sprintf("%s failed: %s", id, c.Message),
		}[c.Status]
	}
	for _, s := range sides {
		if !d.have.Side(s).Found {
			text += fmt.Sprintf("; %s itself is gone", d.want.Side(s).VPC.VPC)
		}
	}
	var traces []Trace
	switch pcx := cmp.Or(c.ID, d.want.PCX); {
	case pcx == "" || c.Status == Expired || c.Status == Failed: // nobody's doing
	case c.Status == Rejected:
		traces = d.at(Accepter, []string{pcx}, "RejectVpcPeeringConnection")
	default:
		traces = d.both([]string{pcx}, "DeleteVpcPeeringConnection")
	}
	d.line(Missing, "", "peering", text, traces...)
	if f, ok := foreign(d.want, d.have); ok {
		d.line(Missing, "", "other peering", fmt.Sprintf("%s connects the two VPCs instead (%s), and was not made by peerbot", f.ID, f.Status))
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
		d.line(Conflict, p.Side, "conflict "+p.Text, p.Text, d.ofRoute(p.Side, p.Table, p.Destination, "CreateRoute", "ReplaceRoute")...)
	case CIDROverlap:
		d.line(Conflict, "", "overlap", p.Text, append(
			d.at(Requester, []string{d.want.Requester.VPC.VPC}, "AssociateVpcCidrBlock"),
			d.at(Accepter, []string{d.want.Accepter.VPC.VPC}, "AssociateVpcCidrBlock")...)...)
	case PeeringExists:
		d.line(Unmanaged, "", "other peering", p.Text)
	case TableMissing:
		d.line(Changed, "", "table", p.Text)
	case DNSOff:
		d.line(Changed, p.Side, "dns attribute", p.Text, d.at(p.Side, []string{d.want.Side(p.Side).VPC.VPC}, "ModifyVpcAttribute")...)
	}
}

// routes looks for routes to our connection that nobody asked us for, and for
// wanted ones that AWS calls a blackhole.
func (d *drifter) routes() {
	j, ok := current(d.want, d.have)
	if !ok {
		return
	}
	for _, s := range sides {
		for _, x := range through(d.want, d.have, s, j.id) {
			switch {
			case !x.wanted && !x.beside:
				d.line(Unmanaged, s, "route "+x.dst.String()+" "+x.table, fmt.Sprintf("route %s in %s leads through the peering, and nobody asked peerbot for it", x.dst, x.table),
					d.ofRoute(s, x.table, x.dst, "CreateRoute", "ReplaceRoute")...)
			case x.Blackhole && j.stage() == Active:
				d.line(Blackhole, s, "route "+x.dst.String()+" "+x.table, fmt.Sprintf("route %s in %s is a blackhole", x.dst, x.table))
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
		ref, view, peer := d.want.Side(s).VPC, d.have.Side(s), d.have.Side(s.Other())
		for _, u := range dangling(*view, *peer, j.id) {
			way, from := "in", "from"
			if u.rule.Egress {
				way, from = "out", "to"
			}
			d.by[StaleGroup] = append(d.by[StaleGroup], DriftLine{
				Side: s, What: fmt.Sprintf("group %s %s %s %s", u.group.ID, u.rule.Group, way, u.rule.traffic()),
				Text: fmt.Sprintf("security group %s lets %s %s %s %s, a group of %s that is gone", u.group.label(), u.rule.traffic(), way, from, u.rule.Group, peer.VPC.Label()),
				Hint: u.group.revoke(u.rule, ref.Region, peer.VPC.Account),
			})
		}
	}
}

// passage is a route that leads through a connection.
type passage struct {
	Route
	table  string
	dst    netip.Prefix
	wanted bool // it should be there
	beside bool // it was taken as it is
}

// through returns the routes of one side that lead through a connection.
func through(want Peering, have Observed, s Side, id string) []passage {
	view, peer, choice := have.Side(s), have.Side(s.Other()).VPC, want.Side(s).Routes
	var out []passage
	for _, t := range view.Tables {
		var wanted []netip.Prefix
		if view.chooses(choice, t) {
			wanted = choice.wanted(t, peer)
		}
		for _, r := range t.Routes {
			if r.Target == id && r.PrefixList == "" {
				dst := r.Destination.Masked()
				out = append(out, passage{r, t.ID, dst, slices.Contains(wanted, dst), slices.Contains(choice.Beside, entry(t.ID, dst))})
			}
		}
	}
	return out
}

func (d *drifter) drifts() []Drift {
	var out []Drift
	for _, class := range DriftClasses {
		lines := d.by[class]
		if len(lines) == 0 {
			continue
		}
		slices.SortFunc(lines, func(a, b DriftLine) int {
			return cmp.Or(cmp.Compare(b.Side, a.Side), strings.Compare(a.What, b.What), strings.Compare(a.Text, b.Text))
		})
		lines = slices.CompactFunc(lines, func(a, b DriftLine) bool { return a.Side == b.Side && a.What == b.What && a.Text == b.Text })
		out = append(out, Drift{Class: class, Lines: lines})
	}
	return out
}

// AsIs returns what should be, changed to what is: routes that are missing are
// left out, routes that nobody asked for are taken as they are, and so are the
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

// Adopt returns what should be for a connection that somebody else made: what
// is. It is false unless the connection is active and seen by both sides.
func Adopt(id string, c Connection, have Observed) (Peering, bool) {
	want := Peering{ID: id, Requester: End{VPC: c.Requester}, Accepter: End{VPC: c.Accepter}, PCX: c.ID, Adopted: true}
	j, ok := current(want, have)
	if !ok || j.stage() != Active {
		return want, false
	}
	return asIs(want, have, j), true
}

func asIs(want Peering, have Observed, j joint) Peering {
	want.PCX = j.id
	for _, s := range sides {
		end, view, peer := want.Side(s), have.Side(s), have.Side(s.Other()).VPC
		present := map[string]bool{}
		var beside []string
		for _, x := range through(want, have, s, j.id) {
			present[entry(x.table, x.dst)] = true
			if !x.wanted {
				beside = append(beside, entry(x.table, x.dst))
			}
		}
		var without []string
		all := end.Routes
		all.Without = nil
		for _, t := range view.chosen(all) {
			for _, dst := range all.wanted(t, peer) {
				if !present[entry(t.ID, dst)] {
					without = append(without, entry(t.ID, dst))
				}
			}
		}
		slices.Sort(beside)
		slices.Sort(without)
		end.Routes.Beside, end.Routes.Without = beside, without
		if on := j.dns(s); on != nil {
			end.DNS = *on
		}
	}
	return want
}
