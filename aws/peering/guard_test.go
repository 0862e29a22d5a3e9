package peering

import (
	"errors"
	"testing"
)

// TestGuard holds the safety rules 1 and 2: each row is a step that must never
// be done, whoever asks for it.
func TestGuard(t *testing.T) {
	t.Parallel()
	p := wanted(tokyo, seoul)
	ours := Connection{ID: "pcx-ours", Status: Active, Requester: tokyo, Accepter: seoul, Tags: p.Tags()}
	theirs := Connection{ID: "pcx-theirs", Status: Active, Requester: tokyo, Accepter: seoul}
	route := func(kind Kind, dst, pcx string) Step {
		return Step{Kind: kind, Side: Requester, At: tokyo, Peer: seoul, Table: "rtb-maina", Destination: mustPrefix(dst), PCX: pcx}
	}
	on := func(kind Kind, side Side, pcx string) Step {
		s := Step{Kind: kind, Side: side, At: tokyo, Peer: seoul, PCX: pcx}
		if side == Accepter {
			s.At, s.Peer = seoul, tokyo
		}
		return s
	}
	routes := []Route{
		{Destination: mustPrefix("10.8.0.0/16"), Target: "pcx-ours"},
		{Destination: mustPrefix("10.9.0.0/16"), Target: "tgw-1"},
		{Destination: mustPrefix("0.0.0.0/0"), Target: "pcx-ours"},
	}
	elsewhere := on(Accept, Accepter, "pcx-ours")
	elsewhere.At.Account = "333333333333"
	tests := []struct {
		name string
		conn Connection
		step Step
		want RefusalCode // empty: allowed
	}{
		{"a new route", ours, route(AddRoute, "10.2.0.0/16", "pcx-ours"), ""},
		{"a route over another one", ours, route(AddRoute, "10.9.0.0/16", "pcx-ours"), RouteTaken},
		{"a route over our own", ours, route(AddRoute, "10.8.0.0/16", "pcx-ours"), RouteTaken},
		{"a default route", ours, route(AddRoute, "0.0.0.0/0", "pcx-ours"), DefaultRoute},
		{"an IPv6 default route", ours, route(AddRoute, "::/0", "pcx-ours"), DefaultRoute},
		{"a route to a foreign peering", theirs, route(AddRoute, "10.2.0.0/16", "pcx-theirs"), NotOurConnection},
		{"a route in a table of another VPC", ours, Step{Kind: AddRoute, Side: Requester, At: tokyo, Peer: seoul, Table: "rtb-x", Destination: mustPrefix("10.2.0.0/16"), PCX: "pcx-ours"}, OtherVPCsTable},
		{"removing our route", ours, route(RemoveRoute, "10.8.0.0/16", "pcx-ours"), ""},
		{"removing a foreign route", ours, route(RemoveRoute, "10.9.0.0/16", "tgw-1"), NotOurRoute},
		{"removing a foreign route as if it were ours", ours, route(RemoveRoute, "10.9.0.0/16", "pcx-ours"), NotOurRoute},
		{"removing a default route that leads to us", ours, route(RemoveRoute, "0.0.0.0/0", "pcx-ours"), DefaultRoute},
		{"removing a route that is not there", ours, route(RemoveRoute, "10.7.0.0/16", "pcx-ours"), NotOurRoute},
		{"deleting ours", ours, on(Delete, Requester, "pcx-ours"), ""},
		{"deleting what lacks our tags", theirs, on(Delete, Requester, "pcx-theirs"), WithoutOurTags},
		{"accepting what lacks our tags", theirs, on(Accept, Accepter, "pcx-theirs"), WithoutOurTags},
		{"tagging what lacks our tags", theirs, on(Tag, Accepter, "pcx-theirs"), WithoutOurTags},
		{"options of what lacks our tags", theirs, on(SetDNS, Requester, "pcx-theirs"), WithoutOurTags},
		{"accepting nothing", ours, on(Accept, Accepter, ""), WithoutOurTags},
		{"accepting one that was not seen", ours, on(Accept, Accepter, "pcx-unseen"), WithoutOurTags},
		{"acting in an account that is not of this peering", ours, elsewhere, ForeignStep},
		{"creating beside a living one", theirs, on(Create, Requester, ""), ConnectionExists},
		{"waiting is always allowed", theirs, on(AwaitActive, Requester, "pcx-theirs"), ""},
		{"what nobody has heard of, on ours", ours, on("replace-route", Requester, "pcx-ours"), UnknownStep},
		{"no kind at all", ours, on("", Requester, "pcx-ours"), UnknownStep},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			o := unpeered()
			o.Requester.Tables[0].Routes = append(o.Requester.Tables[0].Routes, routes...)
			o.Requester.Connections = []Connection{tt.conn}
			err := Guard(p, o, tt.step)
			if tt.want == "" {
				if err != nil {
					t.Errorf("Guard = %v, want nil", err)
				}
				return
			}
			var ce *CallError
			if !errors.As(err, &ce) || ce.Class != NotOurs || ce.Refusal == nil || ce.Refusal.Code != tt.want {
				t.Errorf("Guard = %v, want a NotOurs error with %q", err, tt.want)
			}
		})
	}
}

func TestAConnectionOfTheRightTagsAndTheWrongPairIsNotOurs(t *testing.T) {
	t.Parallel()
	p := wanted(tokyo, seoul)
	other := seoul
	other.VPC = "vpc-other"
	for _, c := range []Connection{
		{ID: "pcx-1", Status: Pending, Requester: tokyo, Accepter: other, Tags: p.Tags()},
		{ID: "pcx-1", Status: Pending, Requester: seoul, Accepter: tokyo, Tags: p.Tags()},
	} {
		o := unpeered()
		o.Requester.Connections, o.Accepter.Connections = []Connection{c}, []Connection{c}
		if err := Guard(p, o, Step{Kind: Accept, Side: Accepter, At: seoul, Peer: tokyo, PCX: "pcx-1"}); err == nil {
			t.Errorf("Guard allows accepting %s to %s", c.Requester, c.Accepter)
		}
	}
}

func TestAKindWithoutAGuardIsRefused(t *testing.T) {
	t.Parallel()
	p := wanted(tokyo, seoul)
	spec := kindSpec{kind: "move-tag", action: "ec2:CreateTags"}
	s := Step{Kind: spec.kind, Side: Requester, At: tokyo, Peer: seoul}
	if got := spec.refuses(p, Observed{}, s); got == nil || got.Code != UnknownStep || got.Step != spec.kind {
		t.Errorf("refuses = %v, want that move-tag is an unknown step", got)
	}
	spec.guard = func(Peering, Observed, Step) *Refusal { return nil }
	if got := spec.refuses(p, Observed{}, s); got != nil {
		t.Errorf("with a guard that lets it: refuses = %v", got)
	}
}
