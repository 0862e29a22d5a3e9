package card

import (
	"encoding/json"
	"strings"
	"testing"

	"peerbot/aws/peering"
	"peerbot/bot/directory"
	"peerbot/bot/notice"
)

// On whose behalf a session is, and in which account, is for the log.
func TestSessionsOfAWSAreNotShown(t *testing.T) {
	t.Parallel()
	text, blocks := Render(notice.CallFailed{Names: directory.Names{}, Doing: "approve", Err: &peering.CallError{
		Action: "ec2:CreateTags", Account: "111111111111", Region: "ap-northeast-1", Code: "UnauthorizedOperation", Class: peering.Denied,
		Message: "User: arn:aws:sts::111111111111:assumed-role/peerbot/peerbot-R42 is not authorized to perform: ec2:CreateTags",
	}})
	raw, err := json.Marshal(blocks)
	if err != nil {
		t.Fatal(err)
	}
	shown := text + string(raw)
	if strings.Contains(shown, "assumed-role") || strings.Contains(shown, "peerbot-R42") || !strings.Contains(shown, "role peerbot") {
		t.Errorf("shown: %s", shown)
	}
}
