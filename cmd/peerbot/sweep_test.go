package main

import (
	"net/netip"
	"strings"
	"testing"

	"peerbot/aws/peering"
	"peerbot/bot/directory"
	"peerbot/bot/finding"
	"peerbot/bot/notice"
	"peerbot/bot/request"
)

// far is a peering with what a drift check and a look at its access may find.
func far() ([]request.Peering, directory.Names, []finding.Seen, []peering.Remark) {
	tokyo := peering.Ref{Account: "111111111111", Region: "ap-northeast-1", VPC: "vpc-a"}
	seoul := peering.Ref{Account: "222222222222", Region: "ap-northeast-2", VPC: "vpc-b"}
	p := request.Peering{
		ID: "P1", Desired: peering.Peering{ID: "P1", Requester: peering.End{VPC: tokyo}, Accepter: peering.End{VPC: seoul}},
		Requester: peering.VPC{Ref: tokyo, Name: "main"}, Accepter: peering.VPC{Ref: seoul, Name: "db"},
	}
	block := netip.MustParsePrefix("10.1.0.0/16")
	seen := []finding.Seen{
		{Account: "222222222222", Drift: peering.Drift{Class: peering.Unreadable, Lines: []peering.DriftLine{{Code: peering.UnreadablePlace, Region: "ap-northeast-2", Class: peering.AssumeRoleFailed}}}},
		{Peering: "P1", Drift: peering.Drift{Class: peering.Changed, Lines: []peering.DriftLine{{Code: peering.MissingRoute, Side: peering.Accepter, Table: "rtb-1", Destination: block}}}},
		{Peering: "P1", Drift: peering.Drift{Class: peering.StaleGroup, Lines: []peering.DriftLine{{
			Code: peering.StaleGroupRule, Side: peering.Requester, Group: "sg-1", GroupName: "web", Rule: &peering.GroupRule{Protocol: "tcp", From: 443, To: 443, Group: "sg-2"},
		}}}},
	}
	return []request.Peering{p}, directory.Names{Accounts: map[string]string{"111111111111": "tokyo", "222222222222": "seoul"}}, seen,
		[]peering.Remark{{Code: peering.WholeBlock, Risk: peering.Low, Side: peering.Accepter, Destination: block, Whole: true}}
}

// Scripts read these keys.
func TestWhatTerminalCommandsPrint(t *testing.T) {
	t.Parallel()
	managed, names, seen, remarks := far()
	shown := notice.AccessShown{Judged: 1, Found: []notice.Accessed{{Peering: managed[0], Remarks: remarks}}}
	for _, tt := range []struct {
		name   string
		asJSON bool
		want   []string
	}{
		{"sweep", false, []string{
			"seoul  unreadable              ap-northeast-2: the role can't be assumed\n",
			"P1     changed      accepter   the route to 10.1.0.0/16 is missing from rtb-1\n",
			"1 of 1 peerings compared, 3 differences\n",
		}},
		{"sweep --json", true, []string{
			`"account": "222222222222"`, `"class": "unreadable"`, `"what": "ap-northeast-2"`,
			`"code": "missing-route"`, `"side": "accepter"`, `"what": "route 10.1.0.0/16 rtb-1"`, `"text": "the route to 10.1.0.0/16 is missing from rtb-1"`,
			`"what": "group sg-1 sg-2 in tcp 443"`, `"text": "security group web (sg-1) allows tcp 443 in from sg-2, a group of seoul/db that is gone"`,
			`--port 443 --source-group sg-2 --group-owner 222222222222"`,
		}},
		{"access", false, []string{"P1  low  whole-block  seoul  the route to 10.1.0.0/16 covers all of tokyo/main\n"}},
		{"access --json", true, []string{
			`"peering": "P1"`, `"vpc": "222222222222/ap-northeast-2/vpc-b"`, `"code": "whole-block"`, `"risk": "low"`, `"side": "accepter"`,
			`"text": "the route to 10.1.0.0/16 covers all of tokyo/main"`, `"hint": "In AWS, put routes`,
		}},
	} {
		var out strings.Builder
		var err error
		if strings.HasPrefix(tt.name, "sweep") {
			err = printSweep(&out, tt.asJSON, names, managed, seen, 1)
		} else {
			err = printAccess(&out, tt.asJSON, overview{names: names, managed: managed}, shown)
		}
		if err != nil {
			t.Fatal(err)
		}
		for _, w := range tt.want {
			if !strings.Contains(out.String(), w) {
				t.Errorf("%s does not print %s\n%s", tt.name, w, out.String())
			}
		}
	}
}
