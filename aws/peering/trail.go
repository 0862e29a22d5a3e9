package peering

import (
	"cmp"
	"net/netip"
	"slices"
	"strings"
	"time"
)

// Trace is a call that can have made a difference, as an audit trail would
// have written it down.
type Trace struct {
	Place Place    `json:"place"`
	Event string   `json:"event"` // as CloudTrail names it, "DeleteRoute"
	About []string `json:"about"` // what its parameters name, all of it: ids, and CIDR blocks
}

// Matches reports whether the parameters of an event, all their values as
// texts, name everything that the trace is about. Blocks are compared as AWS
// does: 10.0.0.7/16 is 10.0.0.0/16.
func (t Trace) Matches(values []string) bool {
	for _, a := range t.About {
		block, err := netip.ParsePrefix(a)
		named := slices.ContainsFunc(values, func(v string) bool {
			if err != nil {
				return v == a
			}
			got, err := netip.ParsePrefix(v)
			return err == nil && got.Masked() == block.Masked()
		})
		if !named {
			return false
		}
	}
	return true
}

// TrailEvent is an event of an audit trail: who called what, and when.
type TrailEvent struct {
	At      time.Time `json:"at"`
	Place   Place     `json:"place"`
	Event   string    `json:"event"`             // "DeleteRoute"
	ID      string    `json:"id"`                // of the event
	Actor   string    `json:"actor"`             // ARN of the caller, or the service that called
	Source  string    `json:"source,omitempty"`  // the session's source identity
	Agent   string    `json:"agent,omitempty"`   // user agent, as AWS wrote it down
	From    string    `json:"from,omitempty"`    // IP address, or the name of a service
	Request string    `json:"request,omitempty"` // our request, when it was ourselves
}

// Who returns the part of the actor's ARN that people know: "Admin/alice" of a
// role's session, "alice" of a user, "root".
func (d TrailEvent) Who() string {
	parts := strings.SplitN(d.Actor, ":", 6)
	if len(parts) < 6 {
		return d.Actor
	}
	_, name, _ := strings.Cut(parts[5], "/")
	return cmp.Or(name, parts[5])
}

// Account returns the account that the actor belongs to; empty when it belongs
// to none.
func (d TrailEvent) Account() string {
	if parts := strings.SplitN(d.Actor, ":", 6); len(parts) == 6 {
		return parts[4]
	}
	return ""
}

// Traces returns the calls that can have made the drift, without repetition.
func (d Drift) Traces() []Trace {
	var out []Trace
	for _, l := range d.Lines {
		for _, t := range l.Traces {
			if !slices.ContainsFunc(out, t.same) {
				out = append(out, t)
			}
		}
	}
	return out
}

func (t Trace) same(o Trace) bool {
	return t.Place == o.Place && t.Event == o.Event && slices.Equal(t.About, o.About)
}

// at returns a trace for each event in the place of one side.
func (d *drifter) at(s Side, about []string, events ...string) []Trace {
	return d.in(d.want.Side(s).VPC.Place(), about, events...)
}

func (d *drifter) in(p Place, about []string, events ...string) []Trace {
	var out []Trace
	for _, e := range events {
		out = append(out, Trace{Place: p, Event: e, About: about})
	}
	return out
}

// both returns a trace for each event in the places of both sides: each side
// may delete a connection, and only its own trail knows.
func (d *drifter) both(about []string, events ...string) []Trace {
	out := d.at(Requester, about, events...)
	if d.want.Requester.VPC.Place() != d.want.Accepter.VPC.Place() {
		out = append(out, d.at(Accepter, about, events...)...)
	}
	return out
}

// ofRoute returns what can have changed a route: the calls themselves, and a
// block that the other side got since.
func (d *drifter) ofRoute(s Side, table string, dst netip.Prefix, events ...string) []Trace {
	return d.at(s, []string{table, dst.String()}, events...)
}

// grown returns what can have given a VPC a block.
func (d *drifter) grown(s Side, block netip.Prefix) []Trace {
	return d.at(s, []string{d.want.Side(s).VPC.VPC, block.String()}, "AssociateVpcCidrBlock")
}
