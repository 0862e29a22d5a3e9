package bot_test

import (
	"testing"

	"peerbot/aws/peering"
	"peerbot/aws/peering/peeringtest"
	"peerbot/bot/request"
)

// AWS denies a call for want of another permission: creating with tags needs
// the permission to tag.
func TestAFailureKnowsTheActionThatAWSDenies(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.approved()
	w.cloud.Once(peering.Create, func(c peeringtest.Call, _ func() error) error {
		return c.Fail(peering.Denied, "UnauthorizedOperation",
			"You are not authorized to perform this operation. User: arn:aws:sts::111111111111:assumed-role/peerbot/peerbot-R1 is not authorized to perform: ec2:CreateTags on resource: x")
	})
	w.applies("R1")
	r := w.wantState("R1", request.Failed)
	if got := r.Failure.Call.MissingAction(); got != "ec2:CreateTags" {
		t.Errorf("missing %q, want ec2:CreateTags", got)
	}
}
