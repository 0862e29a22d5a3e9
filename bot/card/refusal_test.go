package card

import (
	"net/netip"
	"strings"
	"testing"

	"peerbot/aws/peering"
	"peerbot/bot/notice"
	"peerbot/bot/request"
)

// What peerbot refuses itself is stored as facts, and said here.
func TestEveryRefusalOfACallHasWords(t *testing.T) {
	t.Parallel()
	for _, code := range peering.RefusalCodes {
		call := &peering.CallError{
			Action: "ec2:CreateRoute", Account: tokyoRef().Account, Region: "ap-northeast-1", Class: peering.NotOurs, Code: peering.RefusedByPeerbot,
			Refusal: &peering.Refusal{
				Code: code, Step: peering.AddRoute, PCX: "pcx-1", Status: peering.Active, Requester: tokyoRef(), Accepter: seoulRef(), Table: "rtb-1",
				Destination: netip.MustParsePrefix("10.2.0.0/16"), Target: "tgw-1", VPC: "vpc-1", Account: seoulRef().Account, Regions: []string{"eu-west-1"},
			},
		}
		mustSay(t, "refusal", string(code), callText(names(), call))
		want := inText(callText(names(), call))
		stopped := failed(asked(), 1)
		stopped.Request.Failure = &request.Failure{Code: request.CallFailed, Call: call}
		for _, n := range []notice.Notice{stopped, notice.CallFailed{Names: names(), Doing: "approve", Err: call}} {
			if text, _ := Render(n); !strings.Contains(text, want) {
				t.Errorf("%T of %s does not say %q:\n%s", n, code, want, text)
			}
		}
	}
}
