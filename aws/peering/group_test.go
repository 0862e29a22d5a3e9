package peering

import (
	"slices"
	"testing"
)

// refers is a security group with one rule about a group across a peering.
func refers(id, pcx, to string, edit ...func(*GroupRule)) Group {
	r := GroupRule{Protocol: "tcp", From: 443, To: 443, PCX: pcx, Group: to}
	for _, f := range edit {
		f(&r)
	}
	return Group{ID: id, Name: "web", Rules: []GroupRule{r}}
}

func TestStaleGroups(t *testing.T) {
	t.Parallel()
	const (
		gone  = `stale-group-rule side="requester" group="sg-web" rule="sg-gone in tcp 443"`
		there = "sg-there"
	)
	tests := []struct {
		name  string
		spoil func(w *world, p Peering)
		late  func(o *Observed)
		want  []string
	}{
		{name: "the group is gone", want: []string{gone}},
		{name: "the group is there", late: func(o *Observed) { o.Requester.Groups[0].Rules[0].Group = there }},
		{name: "out to a group", late: func(o *Observed) { o.Requester.Groups[0].Rules[0].Egress = true }, want: []string{
			`stale-group-rule side="requester" group="sg-web" rule="sg-gone out tcp 443"`,
		}},
		{name: "over another peering", late: func(o *Observed) { o.Requester.Groups[0].Rules[0].PCX = "pcx-other" }},
		{name: "a group of the peer's account", late: func(o *Observed) { o.Requester.Groups[0].Rules[0].Account = seoul.Account }, want: []string{gone}},
		{name: "a group of somebody who shares the VPC", late: func(o *Observed) { o.Requester.Groups[0].Rules[0].Account = "999999999999" }},
		{name: "the peer's groups were not read", late: func(o *Observed) { o.Accepter.Groups = nil }},
		{name: "own groups were not read", late: func(o *Observed) { o.Requester.Groups = nil }},
		{name: "the peer has no group at all", late: func(o *Observed) { o.Accepter.Groups = []Group{} }, want: []string{gone}},
		{name: "on the accepter's side", late: func(o *Observed) {
			o.Requester.Groups, o.Accepter.Groups = []Group{{ID: there}}, []Group{refers("sg-db", "pcx-0001", "sg-gone", func(r *GroupRule) { r.Protocol, r.From, r.To = "-1", -1, -1 })}
		}, want: []string{
			`stale-group-rule side="accepter" group="sg-db" rule="sg-gone in everything"`,
		}},
		{name: "two rules", late: func(o *Observed) {
			g := &o.Requester.Groups[0]
			g.Rules = append(g.Rules, g.Rules[0])
			g.Rules[1].From, g.Rules[1].To = 80, 81
		}, want: []string{gone, `stale-group-rule side="requester" group="sg-web" rule="sg-gone in tcp 80-81"`}},
		{name: "the peering is not active", spoil: func(w *world, _ Peering) { w.conns[0].status = Pending }},
		{name: "the peering is gone", spoil: func(w *world, _ Peering) { w.conns[0].status = Deleted }},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			w, p := made(t)
			if tt.spoil != nil {
				tt.spoil(w, p)
			}
			o := w.observe()
			o.Requester.Groups, o.Accepter.Groups = []Group{refers("sg-web", p.PCX, "sg-gone")}, []Group{{ID: there, Name: "db"}}
			if tt.late != nil {
				tt.late(&o)
			}
			var got []string
			for _, d := range Drifts(p, o, noon) {
				for _, l := range d.Lines {
					if d.Class == StaleGroup {
						got = append(got, l.identity())
					}
				}
			}
			if !slices.Equal(got, tt.want) {
				t.Errorf("stale groups = %q, want %q", got, tt.want)
			}
		})
	}
}
