package peering

import (
	"maps"
	"slices"
	"testing"
)

// byHand returns a world with an active peering that somebody else made, with
// a route on one side only.
func byHand(t *testing.T) (*world, Connection) {
	t.Helper()
	w := newWorld(t, view(tokyo, 1, "10.1.0.0/16"), view(seoul, 1, "10.2.0.0/16"))
	w.conns = []*wconn{{
		id: "pcx-hand", status: Active, requester: tokyo, accepter: seoul, dns: map[Ref]bool{seoul: true},
		tags: map[Ref]map[string]string{place(tokyo): {"Name": "old name", "team": "net"}},
	}}
	w.sides[Requester].Tables[1].Routes = append(w.sides[Requester].Tables[1].Routes, Route{Destination: mustPrefix("10.2.0.0/16"), Target: "pcx-hand"})
	return w, w.observe().Requester.Connections[0]
}

func TestAdoptingAddsTagsAndNothingElse(t *testing.T) {
	t.Parallel()
	w, c := byHand(t)
	want, ok := Adopt("P9", c, w.observe())
	if !ok {
		t.Fatal("Adopt is false")
	}
	for _, s := range Diff(want, w.observe()) {
		if s.Kind != Tag || s.Tags[TagName] != "" {
			t.Errorf("step %q with %v, want tags only, and no name", s, s.Tags)
		}
	}
	if _, err := w.converge(want); err != nil {
		t.Fatal(err)
	}
	if got := w.conns[0].tags[place(tokyo)]; got["Name"] != "old name" || got["team"] != "net" || !want.Owns(got) {
		t.Errorf("tags = %v", got)
	}
	if got := Drifts(want, w.observe(), noon); len(got) != 0 {
		t.Errorf("Drifts after adopting = %+v", got)
	}
	w.conns[0].status = Pending
	if _, ok := Adopt("P9", c, w.observe()); ok {
		t.Error("Adopt takes a pending connection")
	}
}

func TestReleasingTakesOurTagsAndNothingElse(t *testing.T) {
	t.Parallel()
	w, c := byHand(t)
	want, _ := Adopt("P9", c, w.observe())
	if _, err := w.converge(want); err != nil {
		t.Fatal(err)
	}
	routes := routesOf(w, false)
	want.Released = true
	steps := Diff(want, w.observe())
	if len(steps) != 2 || steps[0].Kind != Untag || steps[1].Kind != Untag {
		t.Fatalf("Diff = %v, want two untags", texts(steps))
	}
	if _, err := w.converge(want); err != nil {
		t.Fatal(err)
	}
	if got := w.conns[0].tags[place(tokyo)]; !maps.Equal(got, map[string]string{"Name": "old name", "team": "net"}) {
		t.Errorf("tags = %v, want those of before", got)
	}
	if w.conns[0].status != Active || !slices.Equal(routes, routesOf(w, false)) {
		t.Error("releasing changed more than tags")
	}
}

func TestMarksOfOtherToolsAreRecognised(t *testing.T) {
	t.Parallel()
	tests := map[string]map[string]string{
		"CloudFormation": {"aws:cloudformation:stack-name": "net"},
		"Terraform":      {"ManagedBy": "Terraform"},
		"Pulumi":         {"pulumi:project": "net"},
		"Crossplane":     {"crossplane-kind": "vpcpeeringconnection.ec2.aws.crossplane.io"},
		"Kubernetes":     {"services.k8s.aws/controller-version": "ec2-1"},
		"acme-net":       {"managed-by": "acme-net"},
		"":               {"Name": "x", "managed-by": "peerbot"},
	}
	for tool, tags := range tests {
		if got, _ := controller(tags); got != tool {
			t.Errorf("controller(%v) = %q, want %q", tags, got, tool)
		}
	}
	w, c := byHand(t)
	w.conns[0].tags[place(tokyo)]["terraform"] = "yes"
	want, _ := Adopt("P9", c, w.observe())
	got := Check(want, w.observe())
	if !slices.ContainsFunc(got, func(p Problem) bool { return p.Code == OtherController && !p.Blocking }) {
		t.Errorf("Check = %+v, want a warning of the other controller", got)
	}
}
