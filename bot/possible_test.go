package bot_test

import (
	"errors"
	"maps"
	"testing"

	"peerbot/bot"
	"peerbot/bot/directory"
	"peerbot/bot/notice"
)

// A request that nobody could approve is an error at once, and nothing is posted.
func TestARequestThatNobodyCanApproveIsRefused(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		owners []string
		people map[string]directory.Person
		self   bool
		want   string
	}{
		"a guest":           {[]string{"U0GUEST"}, map[string]directory.Person{"U0GUEST": {ID: "U0GUEST", Team: home, Guest: true}}, false, "no-able-owner"},
		"deactivated":       {[]string{"U0GONE"}, map[string]directory.Person{"U0GONE": {ID: "U0GONE", Team: home, Deleted: true}}, false, "no-able-owner"},
		"a bot":             {[]string{"U0BOT"}, map[string]directory.Person{"U0BOT": {ID: "U0BOT", Team: home, Bot: true}}, false, "no-able-owner"},
		"of another team":   {[]string{"U0FAR"}, map[string]directory.Person{"U0FAR": {ID: "U0FAR", Team: "T0OTHER", Stranger: true}}, false, "no-able-owner"},
		"unknown to Slack":  {[]string{"U0NOBODY"}, map[string]directory.Person{"U0NOBODY": {ID: "U0NOBODY", Unknown: true}}, false, "no-able-owner"},
		"an empty group":    {[]string{"S0EMPTY"}, nil, false, "no-owners"},
		"nobody":            {nil, nil, false, "no-owners"},
		"only who requests": {[]string{mina}, nil, false, "only-owner"},
		"who requests and a guest": {
			[]string{mina, "U0GUEST"},
			map[string]directory.Person{"U0GUEST": {ID: "U0GUEST", Team: home, Guest: true}},
			false, "no-able-owner",
		},
		"who requests, with self-approval": {[]string{mina}, nil, true, ""},
		"a guest and somebody else": {
			[]string{"U0GUEST", joon},
			map[string]directory.Person{"U0GUEST": {ID: "U0GUEST", Team: home, Guest: true}},
			false, "",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := &changing{}
			w := newWorld(t, func(o *bot.Parts) {
				c.all = o.Accounts.Accounts()
				o.Accounts = c
			})
			c.account("seoul", func(a *directory.Account) { a.Owners, a.SelfApproval = tt.owners, tt.self })
			maps.Copy(w.chat.people, tt.people)
			n := w.types(mina, "request tokyo/main seoul/main")
			if tt.want == "" {
				wantAnswer(t, n, false, "posted R1")
				return
			}
			wantAnswer(t, n, true, tt.want)
			if r, err := w.store.Database.Request(t.Context(), "R1"); err == nil {
				t.Errorf("it is stored: %+v", r)
			}
			// The kinds that a peering needs later, too.
			if len(w.chat.messages("C0SEOUL")) != 0 {
				t.Error("it was posted")
			}
		})
	}
}

// The same for every kind about a peering that exists, and when Slack does not say.
func TestNobodyCanApproveADeletion(t *testing.T) {
	t.Parallel()
	c := &changing{}
	w := newWorld(t, func(o *bot.Parts) {
		c.all = o.Accounts.Accounts()
		o.Accounts = c
	})
	w.active()
	c.account("seoul", func(a *directory.Account) { a.Owners = []string{"U0GONE"} })
	w.chat.people["U0GONE"] = directory.Person{ID: "U0GONE", Team: home, Deleted: true}
	for _, text := range []string{"delete P1", "release P1"} {
		wantAnswer(t, w.types(mina, text), true, "no-able-owner")
	}
	w.chat.unread = errors.New("slack is down")
	if n, ok := w.types(mina, "delete P1").(notice.Refused); !ok || !n.Err.Unreadable() {
		t.Errorf("told %+v, want that Slack cannot be read", n)
	}
	w.chat.unread = nil
	if open, err := w.findings().Request(t.Context(), "R2"); err == nil {
		t.Errorf("stored %+v", open)
	}
}
