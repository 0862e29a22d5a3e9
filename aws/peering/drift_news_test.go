package peering_test

import (
	"testing"

	"peerbot/aws/peering"
)

// digests returns the digest of every class of drift.
func digests(p peering.Peering, have peering.Observed) map[peering.DriftClass]string {
	out := map[peering.DriftClass]string{}
	for _, d := range peering.Drifts(p, have, noon) {
		out[d.Class] = d.Digest()
	}
	return out
}

func TestRenamingAVPCIsNoNews(t *testing.T) {
	t.Parallel()
	w := made(t)
	w.SetRoutes(privateB, peering.Route{Destination: prefix("10.1.0.0/16"), Target: "tgw-1"})
	w.drop(w.p.Requester.VPC, "10.2.0.0/16")
	w.AddCIDR(w.p.Requester.VPC, "10.2.3.0/24")
	o := w.observe()
	o.Requester.Groups, o.Accepter.Groups = []peering.Group{refers("sg-web", pcx, "sg-gone")}, []peering.Group{}
	before := digests(w.p, o)
	if len(before) != 3 {
		t.Fatalf("drifts %v, want conflict, changed and stale-group", before)
	}
	o.Requester.VPC.Name, o.Accepter.VPC.Name = "renamed", "renamed"
	o.Requester.Groups[0].Name = "renamed"
	for class, after := range digests(w.p, o) {
		if after != before[class] {
			t.Errorf("%s says something else after a renaming", class)
		}
	}
}

func TestThatAWSForgetsIsNoNews(t *testing.T) {
	t.Parallel()
	w := made(t)
	end := func(s peering.Status, message string) string {
		w.SetStatus(pcx, s, message)
		return digests(w.p, w.observe())[peering.Missing]
	}
	want := end(peering.Deleted, "Deleted by 222222222222")
	for name, got := range map[string]string{
		"being deleted":              end(peering.Deleting, ""),
		"deleted in AWS's new words": end(peering.Deleted, "The owner 222222222222 deleted it"),
	} {
		if got != want {
			t.Errorf("%s: another digest than deleted", name)
		}
	}
	w.ForgetConnection(pcx)
	if digests(w.p, w.observe())[peering.Missing] != want {
		t.Error("forgotten: another digest than deleted")
	}
}
