package bot_test

import (
	"testing"

	"peerbot/bot/command"
	"peerbot/bot/notice"
	"peerbot/bot/request"
)

// Every command that names something says alike that there is no such thing.
func TestWhatDoesNotExistIsAnsweredAlike(t *testing.T) {
	t.Parallel()
	for _, id := range []string{"P99", "R99", "F99", "G99"} {
		for _, v := range command.Verbs() {
			text := v.Name + " " + id
			if v.Name == "deny" {
				text += " too broad"
			}
			if _, err := command.Parse(text); err != nil || v.Name == "help" {
				continue // the verb takes no id of this kind
			}
			t.Run(text, func(t *testing.T) {
				t.Parallel()
				w := newWorld(t)
				n := w.types(mina, text)
				refused, ok := n.(notice.Refused)
				if !ok || refused.Err.Code != request.NotFound || refused.Err.ID != id {
					t.Errorf("the answer is %#v, want that %s does not exist", n, id)
				}
			})
		}
	}
}
