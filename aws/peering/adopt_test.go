package peering_test

import (
	"maps"
	"slices"
	"testing"

	"peerbot/aws/peering"
)

// byHand returns a world with an active peering that somebody else made, with
// a route on one side only, and P9 for it.
func byHand(t *testing.T) (*world, peering.Connection) {
	t.Helper()
	w := pair(t)
	w.p.ID, w.p.PCX, w.p.Adopted = "P9", w.Connect(w.p.Requester.VPC, w.p.Accepter.VPC), true
	w.SetDNS(pcx, peering.Accepter, true)
	w.SetTags(pcx, peering.Requester, map[string]string{"Name": "old name", "team": "net"})
	w.SetRoutes(privateA, peering.Route{Destination: prefix("10.2.0.0/16"), Target: pcx})
	return w, w.observe().Requester.Connections[0]
}

func TestAdoptingAddsTagsAndNothingElse(t *testing.T) {
	t.Parallel()
	w, c := byHand(t)
	want, ok := peering.Adopt("", "P9", c, w.observe())
	if !ok {
		t.Fatal("Adopt is false")
	}
	w.p = want
	for _, s := range w.converge() {
		if s.Kind != peering.Tag || s.Tags[peering.TagName] != "" {
			t.Errorf("step %q with %v, want tags only, and no name", s, s.Tags)
		}
	}
	if got := w.Live()[0].Tags[peering.Requester]; got["Name"] != "old name" || got["team"] != "net" || !want.Owns(got) {
		t.Errorf("tags = %v", got)
	}
	if got := peering.Drifts(want, w.observe(), noon); len(got) != 0 {
		t.Errorf("Drifts after adopting = %+v", got)
	}
	w.SetStatus(pcx, peering.Pending, "")
	if _, ok := peering.Adopt("", "P9", c, w.observe()); ok {
		t.Error("Adopt takes a pending connection")
	}
}

func TestReleasingTakesOurTagsAndNothingElse(t *testing.T) {
	t.Parallel()
	w, c := byHand(t)
	w.p, _ = peering.Adopt("", "P9", c, w.observe())
	w.converge()
	routes := w.routes()
	w.p.Released = true
	done := w.converge()
	if len(done) != 2 || done[0].Kind != peering.Untag || done[1].Kind != peering.Untag {
		t.Fatalf("done %v, want two untags", texts(done))
	}
	left := w.Live()[0]
	if got := left.Tags[peering.Requester]; !maps.Equal(got, map[string]string{"Name": "old name", "team": "net"}) || len(left.Tags[peering.Accepter]) != 0 {
		t.Errorf("tags = %v, want those of before", left.Tags)
	}
	if left.Status != peering.Active || !slices.Equal(routes, w.routes()) {
		t.Error("releasing changed more than tags")
	}
}
