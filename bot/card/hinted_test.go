package card

import (
	"strings"
	"testing"

	"peerbot/aws/peering"
	"peerbot/bot/notice"
)

const revoke = "aws ec2 revoke-security-group-ingress --region ap-northeast-1 --group-id sg-0123456789abcdef0 --protocol tcp --port 1024-65535 --source-group sg-0fedcba9876543210 --group-owner 222222222222"

func staleGroup() notice.FindingCard {
	const gone = "sg-0fedcba9876543210, a group of main that is gone"
	return found(peering.StaleGroup,
		peering.DriftLine{Side: peering.Requester, What: "group sg-0123456789abcdef0 sg-0fedcba9876543210 in tcp 1024-65535", Text: "security group web (sg-0123456789abcdef0) lets tcp 1024-65535 in from " + gone, Hint: revoke},
		peering.DriftLine{Side: peering.Requester, What: "group sg-0123456789abcdef0 sg-0fedcba9876543210 out everything", Text: "security group web (sg-0123456789abcdef0) lets everything out to " + gone, Hint: "aws ec2 revoke-security-group-egress --region ap-northeast-1 --group-id sg-0123456789abcdef0 --protocol all --source-group sg-0fedcba9876543210 --group-owner 222222222222"},
	)
}

// The command is to be copied: it is whole, and code.
func TestACardHasTheWholeCommandThatPeerbotDoesNotRun(t *testing.T) {
	t.Parallel()
	text, blocks := Render(staleGroup())
	if !strings.Contains(text, revoke+"\n") {
		t.Errorf("the text does not have the command:\n%s", text)
	}
	if shown := indent(t, blocks); !strings.Contains(shown, "`"+revoke+"`") {
		t.Errorf("the blocks do not have the command as code:\n%s", shown)
	}
}
