package peering

import (
	"maps"
	"slices"
	"testing"
)

// filled is a step with every field set, so that its key shows what a kind
// takes from it.
func filled(kind Kind) Step {
	return Step{
		Kind: kind, Side: Accepter, At: seoul, Peer: tokyo, PCX: "pcx-1",
		Table: "rtb-1", Destination: mustPrefix("10.1.0.0/16"), DNS: true,
		Tags: map[string]string{"b": "2", "a": `"1"`},
	}
}

// storedKeys are the keys of filled steps, in the order of a plan: between what
// all of them begin and end with.
var storedKeys = []struct {
	kind                Kind
	begin, between, end string
}{
	{RemoveRoute, "remove-route", " pcx-1", ""},
	{Delete, "delete", " pcx-1", ""},
	{AwaitGone, "await-gone", "", ""},
	{Untag, "untag", " pcx-1", ""},
	{Create, "create", "", ""},
	{AwaitPending, "await-pending", "", ""},
	{Tag, "tag", "", ""},
	{Accept, "accept", "", ""},
	{Reject, "reject", " pcx-1", ""},
	{AwaitActive, "await-active", "", ""},
	{AddRoute, "add-route", "", ""},
	{SetDNS, "set-dns", "", " dns=true"},
}

// Approvals are stored with a digest of the keys of what was approved, and a
// release must read those of the one before it. A new kind is a new line here;
// a line that changes voids every approval that is under way.
func TestKeysStayAsTheyWereStored(t *testing.T) {
	t.Parallel()
	for _, k := range storedKeys {
		want := k.begin + " accepter 222222222222/ap-northeast-2/vpc-0000000b 111111111111/ap-northeast-1/vpc-0000000a" +
			k.between + " rtb-1 10.1.0.0/16" + k.end + ` "a"="\"1\"" "b"="2"`
		if got := filled(k.kind).key(); got != want {
			t.Errorf("key = %s\nwant  %s", got, want)
		}
	}
	bare := Step{Kind: Accept, Side: Requester, At: tokyo, Peer: seoul, PCX: "pcx-1"}
	if got, want := bare.key(), "accept requester 111111111111/ap-northeast-1/vpc-0000000a 222222222222/ap-northeast-2/vpc-0000000b"; got != want {
		t.Errorf("key = %s\nwant  %s", got, want)
	}
}

func TestDigestsStayAsTheyWereStored(t *testing.T) {
	t.Parallel()
	active := func(p *Peering, o *Observed) {
		on, off := true, false
		c := Connection{ID: "pcx-1", Status: Active, Requester: tokyo, Accepter: seoul, Tags: p.Tags(), RequesterDNS: &on, AccepterDNS: &off}
		o.Requester.Connections, o.Accepter.Connections = []Connection{c}, []Connection{c}
	}
	tests := map[string]struct {
		edit   func(*Peering, *Observed)
		kinds  []Kind // that write
		digest string
	}{
		"create": {
			func(p *Peering, _ *Observed) { p.Requester.DNS = true },
			[]Kind{Create, Tag, Accept, AddRoute, SetDNS},
			"7b5b6926e7fd673775fc832cfad1e7db294ecbd533b47e464dab9bf6cb4be052",
		},
		"repair": {
			func(p *Peering, o *Observed) {
				active(p, o)
				p.PCX, p.Former = "pcx-1", []string{"pcx-0"}
				o.Requester.Tables[0].Routes = append(o.Requester.Tables[0].Routes, Route{Destination: mustPrefix("10.2.0.0/16"), Target: "pcx-0", Blackhole: true})
				p.Requester.Routes = RouteChoice{Mode: RoutesTables, Tables: []string{"rtb-maina", "rtb-a0"}, Excluded: []string{"rtb-a0 10.2.0.0/16"}, Extra: []string{"rtb-maina 10.9.0.0/16"}}
				o.Accepter.Connections[0].Tags = map[string]string{OldTagManaged: OldManagedBy}
			},
			[]Kind{RemoveRoute, Tag, AddRoute, SetDNS},
			"c49fbc28b8444553a1c0e65d82174a0d4d5a9c9eafc52161fbf5728c5e76c6df",
		},
		"delete": {
			func(p *Peering, o *Observed) {
				active(p, o)
				p.PCX, p.Absent = "pcx-1", true
				o.Accepter.Tables[0].Routes = append(o.Accepter.Tables[0].Routes, Route{Destination: mustPrefix("10.1.0.0/16"), Target: "pcx-1"})
			},
			[]Kind{RemoveRoute, Delete},
			"5da8508baddda09decc5cb61bae0058535f3cf73bf74a4cba27b42215947be9f",
		},
		"release": {
			func(p *Peering, o *Observed) {
				active(p, o)
				p.PCX, p.Adopted, p.Released = "pcx-1", true, true
			},
			[]Kind{Untag},
			"3df7421fa5030114925e8ff86bbbbc0b4146b35e3f4fc76124e3dfd071e636fa",
		},
		"accept": {
			func(p *Peering, o *Observed) {
				active(p, o)
				p.PCX, p.External = "pcx-1", true
				o.Accepter.Connections[0].Status = Pending
			},
			[]Kind{Accept},
			"f116cf09f7625c666bd0d232b45841bab02c6661aa122aa1a36cef61ed1358e4",
		},
	}
	for _, name := range slices.Sorted(maps.Keys(tests)) {
		tt := tests[name]
		p, o := wanted(tokyo, seoul), Observed{Requester: view(tokyo, 1, "10.1.0.0/16"), Accepter: view(seoul, 1, "10.2.0.0/16", "2001:db8::/56")}
		tt.edit(&p, &o)
		plan := Forecast(p, o)
		var kinds []Kind
		for _, s := range plan.Writes() {
			kinds = append(kinds, s.Kind)
		}
		if kinds = slices.Compact(kinds); !slices.Equal(kinds, tt.kinds) {
			t.Errorf("%s: the plan writes %q, want %q", name, kinds, tt.kinds)
		}
		if plan.Digest != tt.digest {
			t.Errorf("%s: digest = %s, want %s", name, plan.Digest, tt.digest)
		}
	}
}
