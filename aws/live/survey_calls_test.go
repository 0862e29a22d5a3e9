package live

import (
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"peerbot/aws/peering"
)

// crowdWorld is a generated world behind HTTP, and a Cloud that reads it.
func crowdWorld(t *testing.T, s crowdSpec, edit ...func(*Options)) (*world, *crowd, *Cloud) {
	t.Helper()
	w := newWorld(t)
	k, err := s.build(w.Cloud)
	if err != nil {
		t.Fatal(err)
	}
	w.grant(t, k.accounts...)
	c := w.cloud(t, append([]func(*Options){func(o *Options) { o.Accounts = Accounts(k.accounts) }}, edit...)...)
	return w, k, c
}

// counts returns how often each EC2 action was called since the mark.
func (w *world) counts(mark int) map[string]int {
	out := map[string]int{}
	for _, action := range w.calls(mark) {
		out[action]++
	}
	return out
}

func survey(t *testing.T, c *Cloud, managed []peering.Peering) peering.Survey {
	t.Helper()
	s := c.Survey(t.Context(), managed)
	for at, v := range s.Places {
		if v.Err != nil {
			t.Fatalf("%v was not read: %v", at, v.Err)
		}
	}
	return s
}

// The number of pages is counted on the world, not by what a survey does.
func TestASurveyReadsThePagesThatThereAre(t *testing.T) {
	t.Parallel()
	small := crowdSpec{accounts: 4, regions: regions17[:3], vpcs: 40, tables: 2, peerings: 60}
	for _, tt := range []struct {
		name string
		edit func(*crowdSpec)
	}{
		{"one page of everything", func(*crowdSpec) {}},
		{"DNS options", func(s *crowdSpec) { s.dnsEvery = 4 }},
		{"many route tables", func(s *crowdSpec) { s.big = map[int]int{2: 90}; s.peerings = 200 }},
		{"route tables of no interest", func(s *crowdSpec) { s.big = map[int]int{2: 190}; s.tables = 3; s.peerings = 300 }},
		{"more VPCs than a filter takes", func(s *crowdSpec) { s.big = map[int]int{2: 210, 7: 260}; s.vpcs = 10; s.peerings = 2000 }},
		{"many connections", func(s *crowdSpec) { s.big = map[int]int{2: 120}; s.tables = 1; s.hubs = 11; s.peerings = 1150 }},
		{"many subnets", func(s *crowdSpec) { s.big = map[int]int{2: 180}; s.tables = 6; s.hubs = 2; s.peerings = 900 }},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			spec := small
			tt.edit(&spec)
			w, k, c := crowdWorld(t, spec)
			w.SetThrottle(true)
			for _, managed := range [][]peering.Peering{k.managed, k.managed[:60], k.managed[:10], nil} {
				mark := w.CallCount()
				survey(t, c, managed)
				if got, want := w.counts(mark), k.floor(w.Cloud, managed); !maps.Equal(got, want) {
					t.Errorf("%d peerings: calls = %v, want %v", len(managed), got, want)
				}
				for _, call := range w.CallsSince(mark) {
					if call.Service == "ec2" && (!strings.HasPrefix(call.Action, "Describe") || call.Session != "peerbot-observe") {
						t.Errorf("a survey called %s as %q", call.Action, call.Session)
					}
					if call.Code != "" {
						t.Errorf("%s was refused: %s", call.Action, call.Code)
					}
				}
			}
		})
	}
}

func TestTenTimesThePeeringsAreNoCallMore(t *testing.T) {
	t.Parallel()
	w, k, c := crowdWorld(t, crowdSpec{accounts: 2, regions: regions17[:2], vpcs: 40, tables: 2, peerings: 500})
	mark := w.CallCount()
	survey(t, c, k.managed[:50])
	few := w.counts(mark)
	mark = w.CallCount()
	survey(t, c, k.managed)
	if got := w.counts(mark); !maps.Equal(got, few) {
		t.Errorf("calls for 500 peerings = %v, for 50 of them %v: want the same", got, few)
	}
	if few["DescribeVpcs"] != 4 {
		t.Errorf("calls = %v, want one read per kind in each of four places", few)
	}
}

func TestARoleIsAssumedOncePerAccount(t *testing.T) {
	t.Parallel()
	w, k, c := crowdWorld(t, crowdSpec{accounts: 3, regions: regions17, vpcs: 60, tables: 1, peerings: 60})
	for _, want := range []int{6, 0} { // AssumeRole and GetCallerIdentity of three accounts
		mark := w.CallCount()
		survey(t, c, k.managed)
		if got := w.stsCalls(mark); len(got) != want {
			t.Errorf("STS calls = %v, want %d", got, want)
		}
	}
}

func TestAnUntouchedWorldHasNoDrift(t *testing.T) {
	t.Parallel()
	w, k, c := crowdWorld(t, crowdSpec{accounts: 4, regions: regions17[:3], vpcs: 60, tables: 3, peerings: 200, hubs: 1, big: map[int]int{3: 110}, dnsEvery: 5})
	drifts := func() (n int) {
		s := survey(t, c, k.managed)
		for _, p := range k.managed {
			have, unread := s.Observed(p)
			if len(unread) > 0 {
				t.Fatalf("%s was not read in %v", p.ID, unread)
			}
			n += len(peering.Drifts(p, have, time.Time{}))
		}
		return n
	}
	if n := drifts(); n != 0 {
		t.Errorf("%d drifts, want none", n)
	}
	if err := w.DeletePeering(k.managed[7].PCX, k.managed[7].Accepter.VPC.Account); err != nil {
		t.Fatal(err)
	}
	if n := drifts(); n != 1 {
		t.Errorf("%d drifts after a deletion, want one", n)
	}
}

func TestASurveyIsInOrder(t *testing.T) {
	t.Parallel()
	_, k, c := crowdWorld(t, crowdSpec{accounts: 1, regions: regions17[:2], vpcs: 8, tables: 4, peerings: 25})
	for at, v := range survey(t, c, k.managed).Places {
		for vpc, list := range v.Connections {
			if !slices.IsSortedFunc(list, func(a, b peering.Connection) int { return strings.Compare(a.ID, b.ID) }) {
				t.Errorf("connections of %s in %v are not in order of id", vpc, at)
			}
		}
		for vpc, list := range v.Tables {
			if !slices.IsSortedFunc(list, func(a, b peering.RouteTable) int { return strings.Compare(a.ID, b.ID) }) {
				t.Errorf("tables of %s in %v are not in order of id", vpc, at)
			}
		}
		for vpc, list := range v.Subnets {
			if !slices.IsSortedFunc(list, func(a, b peering.Subnet) int { return strings.Compare(a.ID, b.ID) }) {
				t.Errorf("subnets of %s in %v are not in order of id", vpc, at)
			}
		}
	}
}

// What nobody asked for comes into no view.
func TestASurveyKeepsOnlyWhatIsOfInterest(t *testing.T) {
	t.Parallel()
	_, k, c := crowdWorld(t, crowdSpec{accounts: 1, regions: regions17[:1], vpcs: 0, big: map[int]int{0: 260}, tables: 1, hubs: 3, peerings: 400})
	for _, n := range []int{10, 400} { // with a filter, and with too many VPCs for one
		wanted, bySubnets := map[string]bool{}, map[string]bool{}
		for _, p := range k.managed[:n] {
			for _, end := range []peering.End{p.Requester, p.Accepter} {
				wanted[end.VPC.VPC] = true
				if end.Routes.Mode == peering.RoutesAll || end.Routes.Mode == peering.RoutesPrivate {
					bySubnets[end.VPC.VPC] = true
				}
			}
		}
		if n == 400 && (len(wanted) <= maxFilterValues || len(wanted) == len(k.vpcs)) {
			t.Fatalf("%d of %d VPCs are of interest, which proves nothing", len(wanted), len(k.vpcs))
		}
		v := survey(t, c, k.managed[:n]).Places[peering.Place{Account: k.accounts[0].ID, Region: regions17[0]}]
		if len(v.VPCs) != len(wanted) || len(v.Tables) != len(wanted) || len(v.Subnets) != len(bySubnets) {
			t.Errorf("%d VPCs, tables of %d and subnets of %d, want %d, %d and %d", len(v.VPCs), len(v.Tables), len(v.Subnets), len(wanted), len(wanted), len(bySubnets))
		}
		for id := range v.Tables {
			if !wanted[id] {
				t.Errorf("tables of %s, which no peering names", id)
			}
		}
	}
}
