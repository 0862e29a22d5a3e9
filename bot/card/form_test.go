package card

import (
	"testing"
	"time"

	"peerbot/bot/notice"
)

// troubles are what is said when nothing was done.
func troubles() []example {
	return []example{
		{"chat-busy", notice.Busy{}},
		{"chat-restarting", notice.Restarting{}},
		{"chat-broken", notice.Broken{Ref: "7f3a"}},
		{"chat-unreadable-button", notice.UnreadableButton{}},
		{"chat-unopened-form", notice.UnopenedForm{Action: notice.ActDeny, Value: notice.Value{Request: "R42"}}},
		{"chat-other-command", notice.OtherCommand{Ours: "/peering", Theirs: "/peers"}},
	}
}

func TestForms(t *testing.T) {
	t.Parallel()
	for _, f := range []notice.Form{
		{Action: notice.ActDeny, Value: notice.Value{Request: "R42"}},
		{Action: notice.ActSnooze, Value: notice.Value{Request: "F12"}, Until: noon().Add(7 * 24 * time.Hour)},
	} {
		v := RenderForm(f)
		compareGolden(t, "form-"+string(f.Action)+".golden.json", indent(t, v))
		if n := len([]rune(v.Title.Text)); n > 24 || v.CallbackID != string(f.Action) {
			t.Errorf("the form of %s has %d characters in its title and the callback %q", f.Action, n, v.CallbackID)
		}
	}
}

func TestRefusedForms(t *testing.T) {
	t.Parallel()
	got := ""
	for _, p := range codesOf(t, "../notice", "FormProblem") {
		got += p + ": " + RenderRefusal(notice.FormRefusal{Problem: notice.FormProblem(p), Action: notice.ActSnooze, Length: 612}) + "\n"
	}
	compareGolden(t, "form-refused.golden.txt", got)
}
