package upgrade

import (
	"encoding/json"
	"testing"
	"time"

	"peerbot/aws/peering"
)

// What other packages than aws/peering wrote, and what only some releases did.
func TestLines(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 11, 25, 12, 0, 0, 0, time.UTC)
	place := func(class peering.Class, action, code string) peering.DriftLine {
		return peering.DriftLine{Code: peering.UnreadablePlace, Region: "eu-west-1", Class: class, Action: action, AWSCode: code}
	}
	rule := func(r peering.GroupRule) peering.DriftLine {
		r.Group = "sg-2"
		return peering.DriftLine{Code: peering.StaleGroupRule, Side: peering.Requester, Group: "sg-1", GroupName: "web", Rule: &r}
	}
	const revoke = "aws ec2 revoke-security-group-ingress --region eu-west-1 --group-id sg-1 --protocol icmp --port "
	for _, tt := range []struct {
		class peering.DriftClass
		line  line
		want  peering.DriftLine
	}{
		{peering.Expiring, line{What: "end", Text: "its time ends at 2026-11-25 12:00 UTC; then its owners are asked to delete it. `extend P1` asks for more"}, peering.DriftLine{Code: peering.LifetimeEnds, EndsAt: at}},
		{peering.Expiring, line{What: "end", Text: "its time ended at 2026-11-25 12:00 UTC, its owners were asked to delete it, and it is still there"}, peering.DriftLine{Code: peering.LifetimeEnds, EndsAt: at, Asked: true}},
		{peering.Unreadable, line{What: "eu-west-1", Text: "eu-west-1: ec2:DescribeVpcs is not allowed"}, place(peering.Denied, "ec2:DescribeVpcs", "")},
		{peering.Unreadable, line{What: "eu-west-1", Text: "eu-west-1: the role cannot be assumed"}, place(peering.AssumeRoleFailed, "", "")},
		{peering.Unreadable, line{What: "eu-west-1", Text: "eu-west-1: the role belongs to another account"}, place(peering.WrongAccount, "", "")},
		{peering.Unreadable, line{What: "eu-west-1", Text: "eu-west-1: AWS is being asked too often"}, place(peering.Throttled, "", "")},
		{peering.Unreadable, line{What: "eu-west-1", Text: "eu-west-1: the Region is not enabled"}, place(peering.NoRegion, "", "")},
		{peering.Unreadable, line{What: "eu-west-1", Text: "eu-west-1: AWS answers InternalError"}, place("", "", "InternalError")},
		{peering.Unreadable, line{What: "eu-west-1", Text: "eu-west-1: AWS did not answer"}, place("", "", "")},
		{peering.StaleGroup, line{Side: peering.Requester, What: "group sg-1 sg-2 in icmp type 8", Text: "security group web (sg-1) lets icmp type 8 in from sg-2", Hint: revoke + "8--1 --source-group sg-2"}, rule(peering.GroupRule{Protocol: "icmp", From: 8, To: -1})},
		{peering.StaleGroup, line{Side: peering.Requester, What: "group sg-1 sg-2 in icmp type 8", Text: "security group web (sg-1) lets icmp type 8 in from sg-2", Hint: revoke + "8 --source-group sg-2"}, rule(peering.GroupRule{Protocol: "icmp", From: 8, To: 8})},
		{peering.StaleGroup, line{Side: peering.Requester, What: "group sg-1 sg-2 out icmp", Text: "security group web (sg-1) lets icmp out to sg-2"}, rule(peering.GroupRule{Protocol: "icmp", From: -1, To: -1, Egress: true})},
		{peering.Missing, line{What: "peering", Text: "the peering connection is not there any more, and AWS does not tell why: it ended more than a few hours ago"}, peering.DriftLine{Code: peering.EndedPeering}},
		{peering.Missing, line{What: "peering", Text: "pcx-1 was deleted (AWS does not say by whom)"}, peering.DriftLine{Code: peering.EndedPeering, PCX: "pcx-1", Status: peering.Deleted}},

		// What cannot be read back is kept, with everything that was said.
		{peering.Missing, line{What: "peering", Text: "pcx-1 went up in smoke"}, peering.DriftLine{Text: "pcx-1 went up in smoke"}},
		{peering.Missing, line{What: "peering", Text: "pcx-1 was deleted (by 2); vpc-x itself is gone"}, peering.DriftLine{Text: "pcx-1 was deleted (by 2); vpc-x itself is gone"}},
		{peering.Changed, line{Side: peering.Accepter, What: "status", Text: "pcx-1 sleeps", Hint: "wake it"}, peering.DriftLine{Side: peering.Accepter, Text: "pcx-1 sleeps", Hint: "wake it"}},
		{peering.Changed, line{What: "weather", Text: "it rains"}, peering.DriftLine{Text: "it rains"}},
		{peering.Conflict, line{What: "conflict x", Text: "something is in the way"}, peering.DriftLine{Text: "something is in the way"}},
		{peering.Unreadable, line{What: "eu-west-1", Text: "sts:AssumeRole: AccessDenied"}, peering.DriftLine{Text: "sts:AssumeRole: AccessDenied"}},
	} {
		got := tt.line.facts(tt.class, [2]string{"vpc-a", "vpc-b"})
		if len(got) != 1 || string(body(t, got[0])) != string(body(t, tt.want)) {
			t.Errorf("%q: %s, want %s", tt.line.Text, body(t, got), body(t, tt.want))
		}
	}
}

// Only what was told counts as told; and what nobody knows here stays.
func TestFinding(t *testing.T) {
	t.Parallel()
	const lines = `[{"Side":"accepter","What":"dns","Text":"DNS resolution is off, and should be on"}]`
	none := func(string) [2]string { return [2]string{} }
	want := peering.Drift{Lines: []peering.DriftLine{{Code: peering.WrongDNSOption, Side: peering.Accepter}}}.Digest()
	for _, tt := range []struct{ name, digest, told, want string }{
		{"told", "old", "old", want},
		{"changed since, and not told yet", "new", "old", "old"},
		{"never told", "old", "", ""},
	} {
		got, err := Finding([]byte(`{"ID":"F1","Class":"changed","Lines":`+lines+`,"Digest":"`+tt.digest+`","ToldDigest":"`+tt.told+`","Sweeps":12345678901234567}`), none)
		if err != nil {
			t.Fatal(err)
		}
		var f struct {
			ID, Digest, ToldDigest string
			Sweeps                 int64
		}
		if err := json.Unmarshal(got, &f); err != nil {
			t.Fatal(err)
		}
		if f.ID != "F1" || f.Digest != want || f.ToldDigest != tt.want || f.Sweeps != 12345678901234567 {
			t.Errorf("%s: %s, want digest %s, told %q", tt.name, got, want, tt.want)
		}
	}
	for _, bad := range []string{`{`, `{"Lines":7}`, `[]`} {
		if _, err := Finding([]byte(bad), none); err == nil {
			t.Errorf("Finding(%s) is no error", bad)
		}
	}
}
