package sim_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"peerbot/aws/sim"
)

func TestADenialCanBeDecodedByThoseWhoMay(t *testing.T) {
	t.Parallel()
	w := newWorld(t, sim.Options{})
	limited := w.withRole(policy(allow("ec2:Describe*", "*")))
	r := limited.ec2("CreateVpcPeeringConnection", w.peeringParams...)
	if r.code() != "UnauthorizedOperation" {
		t.Fatalf("%d %s, want UnauthorizedOperation", r.status, r.code())
	}
	_, message, _ := strings.Cut(r.message(), "Encoded authorization failure message: ")
	out := w.alice.sts("DecodeAuthorizationMessage", "EncodedMessage", message)
	var decoded map[string]any
	if err := json.Unmarshal([]byte(out.get("DecodeAuthorizationMessageResult/DecodedMessage")), &decoded); err != nil {
		t.Fatalf("%v: %s", err, out.body)
	}
	for want, path := range map[string][]any{
		"false": {"explicitDeny"}, "ec2:CreateVpcPeeringConnection": {"context", "action"},
		"arn:aws:ec2:ap-northeast-1:111111111111:vpc/" + w.tokyo.ID: {"context", "resource"},
		"arn:aws:sts::111111111111:assumed-role/limited/peerbot-R1": {"context", "principal", "arn"},
		"aws:principalaccount": {"context", "conditions", "items", 0, "key"}, alice: {"context", "conditions", "items", 0, "values", "items", 0, "value"},
	} {
		if got := text(decoded, path...); got != want {
			t.Errorf("%v = %s, want %s", path, got, want)
		}
	}
	if r := limited.sts("DecodeAuthorizationMessage", "EncodedMessage", message); r.status != http.StatusForbidden || r.code() != "AccessDenied" {
		t.Errorf("without the permission: %d %s, want 403 AccessDenied", r.status, r.code())
	}
	for _, tt := range []struct{ message, want string }{
		{"", "ValidationError"},
		{strings.Repeat("A", 10241), "ValidationError"},
		{"not base64!", "InvalidAuthorizationMessageException"},
		{"AAAA", "InvalidAuthorizationMessageException"},
		{message[:len(message)/2], "InvalidAuthorizationMessageException"},
	} {
		if r := w.alice.sts("DecodeAuthorizationMessage", "EncodedMessage", tt.message); r.status != http.StatusBadRequest || r.code() != tt.want {
			t.Errorf("%.20q: %d %s, want 400 %s", tt.message, r.status, r.code(), tt.want)
		}
	}
}
