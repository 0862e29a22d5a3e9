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
		gone  = "requester: group sg-web sg-gone in tcp 443: security group web (sg-web) lets tcp 443 in from sg-gone, a group of vpc-0000000b that is gone"
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
			"requester: group sg-web sg-gone out tcp 443: security group web (sg-web) lets tcp 443 out to sg-gone, a group of vpc-0000000b that is gone",
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
			"accepter: group sg-db sg-gone in everything: security group web (sg-db) lets everything in from sg-gone, a group of vpc-0000000a that is gone",
		}},
		{name: "two rules", late: func(o *Observed) {
			g := &o.Requester.Groups[0]
			g.Rules = append(g.Rules, g.Rules[0])
			g.Rules[1].From, g.Rules[1].To = 80, 81
		}, want: []string{gone, "requester: group sg-web sg-gone in tcp 80-81: security group web (sg-web) lets tcp 80-81 in from sg-gone, a group of vpc-0000000b that is gone"}},
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
						got = append(got, string(l.Side)+": "+l.What+": "+l.Text)
					}
				}
			}
			if !slices.Equal(got, tt.want) {
				t.Errorf("stale groups = %q, want %q", got, tt.want)
			}
		})
	}
}

// The commands are of the form that the aws command takes.
func TestTheCommandThatTakesARuleAway(t *testing.T) {
	t.Parallel()
	const begin, end = " --region ap-northeast-1 --group-id sg-web --protocol ", " --source-group sg-gone --group-owner 222222222222"
	for _, tt := range []struct {
		rule GroupRule
		want string
	}{
		{GroupRule{Protocol: "tcp", From: 443, To: 443}, "ingress" + begin + "tcp --port 443" + end},
		{GroupRule{Protocol: "udp", From: 1000, To: 2000}, "ingress" + begin + "udp --port 1000-2000" + end},
		{GroupRule{Protocol: "-1", From: -1, To: -1, Egress: true}, "egress" + begin + "all" + end},
		{GroupRule{Protocol: "icmp", From: -1, To: -1}, "ingress" + begin + "icmp --port all" + end},
		{GroupRule{Protocol: "icmpv6", From: 128, To: -1}, "ingress" + begin + "58 --port 128--1" + end},
	} {
		tt.rule.Group = "sg-gone"
		got := Group{ID: "sg-web"}.revoke(tt.rule, "ap-northeast-1", "222222222222")
		if want := "aws ec2 revoke-security-group-" + tt.want; got != want {
			t.Errorf("revoke = %q, want %q", got, want)
		}
	}
}
