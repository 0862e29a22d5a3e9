package peeringtest

import (
	"testing"
	"time"

	"peerbot/aws/peering"
)

func TestEveryKindThatWritesHasACall(t *testing.T) {
	t.Parallel()
	for _, kind := range peering.Kinds() {
		s := peering.Step{Kind: kind}
		if !s.Writes() {
			continue
		}
		x := &Write{Call: Call{Action: s.Action(), Step: s}}
		func() {
			defer func() {
				if v := recover(); v != nil {
					t.Error(v)
				}
			}()
			New(time.Now).effect(x)
		}()
		if x.Err == nil {
			t.Errorf("%s does something in a world in which nothing is", kind)
		}
	}
}
