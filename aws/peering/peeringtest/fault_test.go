package peeringtest_test

import (
	"slices"
	"sync"
	"testing"

	"peerbot/aws/peering"
	"peerbot/aws/peering/peeringtest"
)

func TestHowAWriteGoesWrong(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name                string
		hook                peeringtest.Hook
		class               peering.Class
		code                string
		made, changed, lost bool
	}{
		{"lost answer", peeringtest.Lose, peering.Transient, "", true, true, true},
		{"lost call", peeringtest.Drop, peering.Transient, "", false, false, false},
		{"throttled", peeringtest.Throttle, peering.Throttled, "RequestLimitExceeded", false, false, false},
		{"denied", peeringtest.Deny, peering.Denied, "UnauthorizedOperation", false, false, false},
	}
	for _, tt := range tests {
		w, p := pair(newClock())
		w.Once(peering.Create, tt.hook)
		_, err := w.Converge(t.Context(), p)
		wantError(t, err, tt.class, tt.code)
		x := w.Writes()
		if len(x) != 1 || x[0].Made != tt.made || x[0].Changed != tt.changed || x[0].Lost != tt.lost {
			t.Errorf("%s: recorded %+v", tt.name, x)
		}
		if _, err := w.Converge(t.Context(), p); err != nil || len(w.Live()) != 1 {
			t.Errorf("%s: afterwards %v, %d connections; want one", tt.name, err, len(w.Live()))
		}
	}
}

func TestHooksGoAroundEveryCall(t *testing.T) {
	t.Parallel()
	w, p := pair(newClock())
	var seen []string
	w.Around(func(c peeringtest.Call, do func() error) error {
		if c.N != len(seen)+1 {
			t.Errorf("call %d has the number %d", len(seen)+1, c.N)
		}
		seen = append(seen, c.Action+" "+c.Region)
		return do()
	})
	observe(t, w, p)
	want := []string{}
	for _, at := range []peering.Place{peeringtest.Tokyo, peeringtest.Seoul} {
		for _, action := range []string{peeringtest.DescribeVPCs, peeringtest.DescribeTables, peeringtest.DescribeSubnets, peeringtest.DescribeConnections} {
			want = append(want, action+" "+at.Region)
		}
	}
	if !slices.Equal(seen, want) {
		t.Errorf("Observe calls %q, want %q", seen, want)
	}

	// Somebody works between two calls; one that AWS is asked again answers the same.
	w.Around(nil)
	w.Once(peering.Create, func(_ peeringtest.Call, do func() error) error {
		_ = do()
		return do()
	})
	w.Once(peering.Accept, func(c peeringtest.Call, do func() error) error {
		w.AddCIDR(p.Requester.VPC, "10.77.0.0/16")
		return do()
	})
	if _, err := w.Converge(t.Context(), p); err != nil {
		t.Fatal(err)
	}
	if x := w.Writes()[0]; !x.Changed || len(w.Connections()) != 1 {
		t.Errorf("recorded %+v of %d connections, want one that was made", x, len(w.Connections()))
	}
	if got := w.PeeringRoutes(); len(got) != 3 {
		t.Errorf("routes %v, want one for the new block as well", got)
	}
}

func TestOneWorldForMany(t *testing.T) {
	t.Parallel()
	w, p := pair(newClock())
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 20 {
				_, _ = w.Converge(t.Context(), p) // they are in each other's way
				w.Survey(t.Context(), []peering.Peering{p})
				for _, a := range w.Console("alice").Actions() {
					_ = a.Name
				}
			}
		})
	}
	wg.Wait()
	if _, err := w.Converge(t.Context(), p); err != nil || len(w.Live()) != 1 {
		t.Errorf("%v, %d connections; want one", err, len(w.Live()))
	}
}
