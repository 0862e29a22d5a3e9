package slacksim_test

import (
	"testing"

	"github.com/slack-go/slack"

	"peerbot/bot/slacksim"
)

// A channel that is shared, or that another organisation is invited to, says so.
func TestAChannelIsShared(t *testing.T) {
	t.Parallel()
	w := newWorld(t, slacksim.Options{})
	info := func(pending, shared bool) {
		t.Helper()
		c, err := w.api().GetConversationInfo(&slack.GetConversationInfoInput{ChannelID: "C0NET"})
		if err != nil || c.IsPendingExtShared != pending || c.IsExtShared != shared || c.IsShared != shared {
			t.Errorf("conversations.info = %+v, %v; want pending %t, shared %t", c, err, pending, shared)
		}
	}
	info(false, false)
	for _, step := range []struct {
		do              func() bool
		pending, shared bool
	}{
		{func() bool { return w.Invite("network") }, true, false},
		{func() bool { return w.Share("network", true) }, false, true},
		{func() bool { return w.Invite("network") }, false, true},
		{func() bool { return w.Share("network", false) }, false, false},
	} {
		if !step.do() {
			t.Error("there is no channel network")
		}
		info(step.pending, step.shared)
	}
	if w.Share("nowhere", true) || w.Invite("nowhere") {
		t.Error("a channel that does not exist is shared")
	}
}
