package peering_test

import (
	"slices"
	"testing"

	"peerbot/aws/peering"
	"peerbot/aws/peering/peeringtest"
)

// refers is a security group with one rule about a group across a peering.
func refers(id, pcx, to string, edit ...func(*peering.GroupRule)) peering.Group {
	r := peering.GroupRule{Protocol: "tcp", From: 443, To: 443, PCX: pcx, Group: to}
	for _, f := range edit {
		f(&r)
	}
	return peering.Group{ID: id, Name: "web", Rules: []peering.GroupRule{r}}
}

// staleGroups are the lines of drift about groups.
func staleGroups(w *world, o peering.Observed) []peering.DriftLine {
	for _, d := range peering.Drifts(w.p, o, noon) {
		if d.Class == peering.StaleGroup {
			return d.Lines
		}
	}
	return nil
}

func TestStaleGroups(t *testing.T) {
	t.Parallel()
	const (
		gone  = `stale-group-rule side="requester" group="sg-web" rule="sg-gone in tcp 443"`
		there = "sg-there"
	)
	tests := []struct {
		name  string
		spoil func(w *world)
		late  func(o *peering.Observed)
		want  []string
	}{
		{name: "the group is gone", want: []string{gone}},
		{name: "the group is there", late: func(o *peering.Observed) { o.Requester.Groups[0].Rules[0].Group = there }},
		{name: "out to a group", late: func(o *peering.Observed) { o.Requester.Groups[0].Rules[0].Egress = true }, want: []string{
			`stale-group-rule side="requester" group="sg-web" rule="sg-gone out tcp 443"`,
		}},
		{name: "over another peering", late: func(o *peering.Observed) { o.Requester.Groups[0].Rules[0].PCX = "pcx-other" }},
		{name: "a group of the peer's account", late: func(o *peering.Observed) { o.Requester.Groups[0].Rules[0].Account = peeringtest.Seoul.Account }, want: []string{gone}},
		{name: "a group of somebody who shares the VPC", late: func(o *peering.Observed) { o.Requester.Groups[0].Rules[0].Account = "999999999999" }},
		{name: "the peer's groups were not read", late: func(o *peering.Observed) { o.Accepter.Groups = nil }},
		{name: "own groups were not read", late: func(o *peering.Observed) { o.Requester.Groups = nil }},
		{name: "the peer has no group at all", late: func(o *peering.Observed) { o.Accepter.Groups = []peering.Group{} }, want: []string{gone}},
		{name: "on the accepter's side", late: func(o *peering.Observed) {
			o.Requester.Groups, o.Accepter.Groups = []peering.Group{{ID: there}}, []peering.Group{refers("sg-db", pcx, "sg-gone", func(r *peering.GroupRule) { r.Protocol, r.From, r.To = "-1", -1, -1 })}
		}, want: []string{
			`stale-group-rule side="accepter" group="sg-db" rule="sg-gone in everything"`,
		}},
		{name: "two rules", late: func(o *peering.Observed) {
			g := &o.Requester.Groups[0]
			g.Rules = append(g.Rules, g.Rules[0])
			g.Rules[1].From, g.Rules[1].To = 80, 81
		}, want: []string{gone, `stale-group-rule side="requester" group="sg-web" rule="sg-gone in tcp 80-81"`}},
		{name: "the peering is not active", spoil: func(w *world) { w.SetStatus(pcx, peering.Pending, "") }},
		{name: "the peering is gone", spoil: func(w *world) { w.SetStatus(pcx, peering.Deleted, "") }},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			w := made(t)
			if tt.spoil != nil {
				tt.spoil(w)
			}
			o := w.observe()
			o.Requester.Groups, o.Accepter.Groups = []peering.Group{refers("sg-web", pcx, "sg-gone")}, []peering.Group{{ID: there, Name: "db"}}
			if tt.late != nil {
				tt.late(&o)
			}
			var got []string
			for _, l := range staleGroups(w, o) {
				got = append(got, l.Identity())
			}
			if !slices.Equal(got, tt.want) {
				t.Errorf("stale groups = %q, want %q", got, tt.want)
			}
		})
	}
}
