package bot_test

import (
	"errors"
	"strings"
	"testing"

	"peerbot/bot"
	"peerbot/bot/notice"
)

// The admins hear directly that another process has the same app; the operators do
// where there is no admin.
func TestAdminsHearOfAnotherProcess(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		edit func(*bot.Parts)
		away bool
		want string
	}{
		"an admin":               {edit: func(*bot.Parts) {}, want: omar},
		"by a group":             {edit: func(o *bot.Parts) { o.Admins = []string{seoulOwners} }, want: joon},
		"no admin":               {edit: func(o *bot.Parts) { o.Admins = nil }, want: operators},
		"Slack reads no members": {edit: func(o *bot.Parts) { o.Admins = []string{omar, seoulOwners} }, away: true, want: omar},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, func(o *bot.Parts) { o.Operators = operators }, tt.edit)
			if tt.away {
				w.chat.unread = errors.New("slack is away")
			}
			w.OtherProcess(t.Context(), 1)
			w.deliversAll()
			got := w.chat.messages(tt.want)
			if len(got) != 1 || len(w.chat.posts) != 1 {
				t.Fatalf("%d messages, %d of them to %s; want one", len(w.chat.posts), len(got), tt.want)
			}
			if n, ok := got[0].notice.(notice.OtherProcess); !ok || n.Others != 1 || !strings.Contains(text(n), "Another process uses this Slack app") {
				t.Errorf("told %+v", got[0].notice)
			}
		})
	}
}
