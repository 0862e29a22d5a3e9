package card

import (
	"strings"
	"testing"

	"peerbot/aws/peering"
	"peerbot/bot/notice"
	"peerbot/bot/request"
)

const revokeWeb = "aws ec2 revoke-security-group-ingress --region ap-northeast-1 --group-id sg-0123456789abcdef0 --protocol tcp --port 1024-65535 --source-group sg-0fedcba9876543210 --group-owner 222222222222"

func staleGroup() notice.FindingCard {
	rule := func(r peering.GroupRule) peering.DriftLine {
		r.Group = "sg-0fedcba9876543210"
		return peering.DriftLine{Code: peering.StaleGroupRule, Side: peering.Requester, Group: "sg-0123456789abcdef0", GroupName: "web", Rule: &r}
	}
	return found(peering.StaleGroup,
		rule(peering.GroupRule{Protocol: "tcp", From: 1024, To: 65535}),
		rule(peering.GroupRule{Protocol: "-1", From: -1, To: -1, Egress: true}),
	)
}

// The command is to be copied: it is whole, and code.
func TestACardHasTheWholeCommandThatPeerbotDoesNotRun(t *testing.T) {
	t.Parallel()
	text, blocks := Render(staleGroup())
	if !strings.Contains(text, revokeWeb+"\n") {
		t.Errorf("the text does not have the command:\n%s", text)
	}
	if shown := indent(t, blocks); !strings.Contains(shown, "`"+revokeWeb+"`") {
		t.Errorf("the blocks do not have the command as code:\n%s", shown)
	}
}

// The commands are of the form that the aws command takes.
func TestTheCommandThatTakesARuleAway(t *testing.T) {
	t.Parallel()
	const begin, end = " --region ap-northeast-1 --group-id sg-web --protocol ", " --source-group sg-gone --group-owner 222222222222"
	for _, tt := range []struct {
		rule peering.GroupRule
		want string
	}{
		{peering.GroupRule{Protocol: "tcp", From: 443, To: 443}, "ingress" + begin + "tcp --port 443" + end},
		{peering.GroupRule{Protocol: "udp", From: 1000, To: 2000}, "ingress" + begin + "udp --port 1000-2000" + end},
		{peering.GroupRule{Protocol: "-1", From: -1, To: -1, Egress: true}, "egress" + begin + "all" + end},
		{peering.GroupRule{Protocol: "icmp", From: -1, To: -1}, "ingress" + begin + "icmp --port all" + end},
		{peering.GroupRule{Protocol: "icmpv6", From: 128, To: -1}, "ingress" + begin + "58 --port 128--1" + end},
	} {
		tt.rule.Group = "sg-gone"
		got := revoke(request.Peering{Desired: wanted()}, peering.DriftLine{Side: peering.Requester, Group: "sg-web", Rule: &tt.rule})
		if want := "aws ec2 revoke-security-group-" + tt.want; got != want {
			t.Errorf("revoke = %q, want %q", got, want)
		}
	}
}
