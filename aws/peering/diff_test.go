package peering

import (
	"slices"
	"testing"
)

func TestCreatingTheWalkthroughTakesTheseSteps(t *testing.T) {
	t.Parallel()
	got := texts(Diff(wanted(tokyo, seoul), unpeered()))
	want := []string{
		"create the peering from 111111111111/ap-northeast-1/vpc-0000000a to 222222222222/ap-northeast-2/vpc-0000000b",
		"wait until both sides see the request",
		"tag the new peering on the accepter's side",
		"accept the new peering in ap-northeast-2",
		"wait until AWS reports it active",
		"add route 10.2.0.0/16 to the new peering in rtb-maina",
		"add route 10.1.0.0/16 to the new peering in rtb-mainb",
	}
	if !slices.Equal(got, want) {
		t.Errorf("Diff =\n%q, want\n%q", got, want)
	}
}

func TestOneTagSetWhereBothSidesAreOnePlace(t *testing.T) {
	t.Parallel()
	other := tokyo
	other.VPC = "vpc-0000000b"
	have := unpeered()
	have.Accepter.VPC.Ref = other
	for _, s := range Diff(wanted(tokyo, other), have) {
		if s.Kind == Tag {
			t.Errorf("step %q: there is one set of tags", s)
		}
	}
}

func TestDNSIsSetOnEachSideAfterTheRoutes(t *testing.T) {
	t.Parallel()
	p := wanted(tokyo, seoul)
	p.Requester.DNS, p.Accepter.DNS = true, true
	steps := Diff(p, unpeered())
	last := steps[len(steps)-2:]
	for i, side := range sides {
		if last[i].Kind != SetDNS || last[i].Side != side || !last[i].DNS || last[i].At != p.Side(side).VPC {
			t.Errorf("step %d = %+v, want dns on by the %s", i, last[i], side)
		}
	}
}

func TestWhichTablesGetRoutes(t *testing.T) {
	t.Parallel()
	v := view(tokyo, 2, "10.1.0.0/16") // main, a0, a1, each of the two with its subnet
	v.Tables[1].Routes = append(v.Tables[1].Routes, Route{Destination: mustPrefix("0.0.0.0/0"), Target: "igw-1"})
	loose := v
	loose.Subnets = append(slices.Clone(v.Subnets), Subnet{ID: "subnet-loose"})
	none := view(tokyo, 0, "10.1.0.0/16")
	tests := []struct {
		name   string
		view   View
		choice RouteChoice
		want   []string
	}{
		{"all: tables that subnets use", v, RouteChoice{}, []string{"rtb-a0", "rtb-a1"}},
		{"all: the main table too when a subnet falls back to it", loose, RouteChoice{}, []string{"rtb-a0", "rtb-a1", "rtb-maina"}},
		{"all: the main table when there is no subnet", none, RouteChoice{}, []string{"rtb-maina"}},
		{"main", v, RouteChoice{Mode: RoutesMain}, []string{"rtb-maina"}},
		{"private: without those that lead to an internet gateway", v, RouteChoice{Mode: RoutesPrivate}, []string{"rtb-a1"}},
		{"none", v, RouteChoice{Mode: RoutesNone}, nil},
		{"a list, with ids of the other side", v, RouteChoice{Mode: RoutesTables, Tables: []string{"rtb-b9", "rtb-a1"}}, []string{"rtb-a1"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var got []string
			for _, x := range tt.view.chosen(tt.choice) {
				got = append(got, x.ID)
			}
			if !slices.Equal(got, tt.want) {
				t.Errorf("chosen(%+v) = %v, want %v", tt.choice, got, tt.want)
			}
		})
	}
}

func TestNothingIsDoneBesideSomebodyElsesPeering(t *testing.T) {
	t.Parallel()
	for _, status := range []Status{Initiating, Pending, Provisioning, Active, Deleting, "unheard-of"} {
		for _, reversed := range []bool{false, true} {
			c := Connection{ID: "pcx-theirs", Status: status, Requester: tokyo, Accepter: seoul}
			if reversed {
				c.Requester, c.Accepter = seoul, tokyo
			}
			have := unpeered()
			have.Requester.Connections, have.Accepter.Connections = []Connection{c}, []Connection{c}
			if got := Diff(wanted(tokyo, seoul), have); len(got) != 0 {
				t.Errorf("Diff beside a foreign peering (%s, reversed %t) = %v, want nothing", status, reversed, texts(got))
			}
		}
	}
}

func TestAForeignRouteIsNeverTouched(t *testing.T) {
	t.Parallel()
	have := unpeered()
	have.Requester.Tables[0].Routes = append(have.Requester.Tables[0].Routes, Route{Destination: mustPrefix("10.2.0.0/16"), Target: "tgw-9"})
	for _, s := range Diff(wanted(tokyo, seoul), have) {
		if s.Table == "rtb-maina" {
			t.Errorf("step %q touches a table where the destination is taken", s)
		}
	}
}

func TestAnEndedPeeringIsNamed(t *testing.T) {
	t.Parallel()
	p := wanted(tokyo, seoul)
	for _, status := range []Status{Failed, Rejected, Expired, Deleted} {
		have := unpeered()
		have.Requester.Connections = []Connection{{ID: "pcx-x", Status: status, Requester: tokyo, Accepter: seoul, Tags: p.Tags()}}
		c, ok := Ended(p, have)
		if !ok || c.ID != "pcx-x" || c.Status != status {
			t.Errorf("Ended = %v %v, want pcx-x %s", c, ok, status)
		}
		known := p
		known.Former = []string{"pcx-x"}
		if _, ok := Ended(known, have); ok {
			t.Errorf("Ended names %s again, which is known to be over", c.ID)
		}
	}
}

func texts(steps []Step) []string {
	var out []string
	for _, s := range steps {
		out = append(out, s.String())
	}
	return out
}
