package slacksim_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/slack-go/slack"
	"github.com/slack-go/slack/socketmode"

	"peerbot/bot/slacksim"
)

// filledView is what the people API answers about a modal.
type filledView struct {
	OK        bool              `json:"ok"`
	Error     string            `json:"error"`
	ErrorText string            `json:"error_text"`
	Errors    map[string]string `json:"errors"`
	View      *struct {
		ID, Hash string
	} `json:"view"`
}

func (w *world) modal(method, path string, body any) filledView {
	w.t.Helper()
	var f filledView
	w.request(method, "/people/"+path, body, &f)
	return f
}

func reasonView() slack.ModalViewRequest {
	plain := func(s string) *slack.TextBlockObject { return slack.NewTextBlockObject("plain_text", s, false, false) }
	input := slack.NewPlainTextInputBlockElement(nil, "why")
	input.Multiline = true
	return slack.ModalViewRequest{
		Type: slack.VTModal, CallbackID: "deny", PrivateMetadata: "R1", Title: plain("Deny R1"), Submit: plain("Deny"), Close: plain("Cancel"),
		NotifyOnClose: true,
		Blocks:        slack.Blocks{BlockSet: []slack.Block{slack.NewInputBlock("reason", plain("Why?"), plain("The asker reads it."), input)}},
	}
}

// denying is a bot that opens a form on a command or a click, wants a reason of
// more than three letters, and says in the channel what it got.
func denying(t *testing.T, clock *clock) (w *world, opened <-chan error) {
	t.Helper()
	opts := slacksim.Options{}
	if clock != nil {
		opts.Now = clock.Now
	}
	w = newWorld(t, opts)
	api := w.api()
	results := make(chan error, 10)
	open := func(trigger string) {
		_, err := api.OpenView(trigger, reasonView())
		results <- err
	}
	w.bot(func(c *socketmode.Client, e socketmode.Event) {
		switch data := e.Data.(type) {
		case slack.SlashCommand:
			w.answerWith(c, e)
			if clock != nil {
				clock.advance(3 * time.Second)
			}
			open(data.TriggerID)
			open(data.TriggerID)
		case slack.InteractionCallback:
			switch data.Type {
			case slack.InteractionTypeBlockActions:
				w.answerWith(c, e)
				open(data.TriggerID)
			case slack.InteractionTypeViewSubmission:
				reason := data.View.State.Values["reason"]["why"].Value
				if len(reason) < 4 {
					w.answerWith(c, e, slack.NewErrorsViewSubmissionResponse(map[string]string{"reason": "Say a little more."}))
					return
				}
				w.answerWith(c, e)
				if _, _, err := api.PostMessage("C0NET", slack.MsgOptionText("denied by <@"+data.User.ID+">: "+reason+" ("+data.View.PrivateMetadata+")", false)); err != nil {
					t.Errorf("PostMessage: %v", err)
				}
			case slack.InteractionTypeViewClosed:
				w.answerWith(c, e)
				if _, _, err := api.PostMessage("C0NET", slack.MsgOptionText("closed", false)); err != nil {
					t.Errorf("PostMessage: %v", err)
				}
			}
		}
	})
	return w, results
}

func TestATriggerOpensOneModalThatIsFilledInAndSent(t *testing.T) {
	w, opened := denying(t, nil)
	w.command("bob", "network", "/peering deny R1")
	if err := <-opened; err != nil {
		t.Fatalf("OpenView = %v", err)
	}
	if err := <-opened; err == nil || err.Error() != "exchanged_trigger_id" {
		t.Errorf("OpenView with the same trigger = %v, want exchanged_trigger_id", err)
	}
	view := w.modal("GET", "bob/view", nil).View
	if view == nil {
		t.Fatal("bob has no modal open")
	}
	if other := w.modal("GET", "alice/view", nil).View; other != nil {
		t.Errorf("alice has bob's modal open: %+v", other)
	}
	type values = map[string]any
	before := w.messages("bob", "network").Cursor
	submit := func(reason string) filledView {
		return w.modal("POST", "bob/submit", values{"view_id": view.ID, "values": values{"reason": reason}})
	}
	if got := submit(" "); got.Error != "incomplete" || got.Errors["reason"] == "" || got.View == nil {
		t.Errorf("without a reason = %+v, want it asked for", got)
	}
	if got := submit("no"); got.Error != "errors" || got.Errors["reason"] != "Say a little more." || got.View == nil {
		t.Errorf("with a short reason = %+v, want the app's error", got)
	}
	if got := submit("overlaps"); !got.OK || got.View != nil {
		t.Errorf("with a reason = %+v, want it closed", got)
	}
	var s seen
	w.request("GET", "/people/bob/channels/network/messages?wait=10&since="+before, nil, &s)
	if got := s.Messages[len(s.Messages)-1].Text; got != "denied by <@U0BOB>: overlaps (R1)" {
		t.Errorf("the app says %q", got)
	}
	if got := submit("again"); got.Error != "view_not_found" {
		t.Errorf("a closed modal sent = %+v, want view_not_found", got)
	}
}

func TestATriggerLivesThreeSeconds(t *testing.T) {
	w, opened := denying(t, newClock())
	w.command("bob", "network", "/peering deny R1")
	if err := <-opened; err == nil || err.Error() != "expired_trigger_id" {
		t.Errorf("OpenView after three seconds = %v, want expired_trigger_id", err)
	}
	if _, err := w.api().OpenView("1.2.made-up", reasonView()); err == nil || err.Error() != "invalid_trigger_id" {
		t.Errorf("OpenView with no trigger of ours = %v, want invalid_trigger_id", err)
	}
}

func TestAViewIsUpdatedPushedAndClosed(t *testing.T) {
	w := newWorld(t, slacksim.Options{})
	api := w.api()
	triggers := make(chan string, 1)
	w.bot(func(c *socketmode.Client, e socketmode.Event) {
		w.answerWith(c, e)
		if data, ok := e.Data.(slack.SlashCommand); ok {
			triggers <- data.TriggerID
		}
	})
	trigger := func() string {
		w.command("bob", "network", "/peering x")
		return <-triggers
	}
	first, err := api.OpenView(trigger(), reasonView())
	if err != nil {
		t.Fatal(err)
	}
	updated, err := api.UpdateView(reasonView(), "", first.Hash, first.ID)
	if err != nil || updated.ID != first.ID || updated.Hash == first.Hash {
		t.Errorf("UpdateView = %+v, %v, want the same view with another hash", updated, err)
	}
	if _, err := api.UpdateView(reasonView(), "", first.Hash, first.ID); err == nil || err.Error() != "hash_conflict" {
		t.Errorf("UpdateView with the old hash = %v, want hash_conflict", err)
	}
	for range 2 {
		if _, err := api.PushView(trigger(), reasonView()); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := api.PushView(trigger(), reasonView()); err == nil || err.Error() != "push_limit_reached" {
		t.Errorf("a fourth view = %v, want push_limit_reached", err)
	}
	for range 2 {
		w.modal("POST", "bob/dismiss", nil)
	}
	if got := w.modal("GET", "bob/view", nil).View; got == nil || got.ID != first.ID {
		t.Errorf("with two of three closed, bob sees %+v, want the first", got)
	}
	if got := w.modal("POST", "bob/dismiss", nil); !got.OK || got.View != nil {
		t.Errorf("the last closed = %+v, want none open", got)
	}
}

func TestInvalidViewsAreExplained(t *testing.T) {
	w := newWorld(t, slacksim.Options{})
	view := func(change func(map[string]any)) string {
		raw, err := json.Marshal(reasonView())
		if err != nil {
			t.Fatal(err)
		}
		var v map[string]any
		if err := json.Unmarshal(raw, &v); err != nil {
			t.Fatal(err)
		}
		change(v)
		return asJSON(v)
	}
	for _, tt := range []struct {
		name   string
		change func(map[string]any)
		want   string
	}{
		{"no title", func(v map[string]any) { delete(v, "title") }, "[ERROR] missing required field: title [json-pointer:/view]"},
		{"no submit with an input", func(v map[string]any) { delete(v, "submit") }, "[ERROR] missing required field: submit [json-pointer:/view]"},
		{"a long title", func(v map[string]any) { v["title"].(map[string]any)["text"] = strings.Repeat("x", 25) }, "[ERROR] must be less than 25 characters [json-pointer:/view/title/text]"},
		{"a home tab", func(v map[string]any) { v["type"] = "home" }, "[ERROR] must be one of [modal] [json-pointer:/view/type]"},
		{"a table", func(v map[string]any) { v["blocks"] = []any{map[string]any{"type": "table"}} }, "[ERROR] unsupported type: table [json-pointer:/view/blocks/0/type]"},
		{"much metadata", func(v map[string]any) { v["private_metadata"] = strings.Repeat("x", 3001) }, "[ERROR] must be less than 3001 characters [json-pointer:/view/private_metadata]"},
	} {
		got := w.form("views.open", "trigger_id", "x", "view", view(tt.change))
		if got.Error != "invalid_arguments" || strings.Join(got.ResponseMetadata.Messages, "|") != tt.want {
			t.Errorf("%s = %q %q, want %q", tt.name, got.Error, got.ResponseMetadata.Messages, tt.want)
		}
	}
}

func TestAModalIsFilledInOnThePage(t *testing.T) {
	w, _ := denying(t, nil)
	ctx := browser(t)
	if _, _, err := w.api().PostMessage("C0NET", slack.MsgOptionText("card", false), approvalCard("*R1*")); err != nil {
		t.Fatal(err)
	}
	run(ctx, t,
		chromedp.Navigate(w.url+"/#/bob/network"),
		eventually(`Boolean(document.querySelector('[data-action-id=deny]'))`),
		chromedp.Click(`[data-action-id=deny]`),
		eventually(`document.querySelector('[data-testid=modal]').open`),
		chromedp.SendKeys(`[data-field=reason]`, "no"),
		chromedp.Click(`[data-testid=modal-submit]`),
		eventually(`document.querySelector('.field-error').innerText === 'Say a little more.'`),
		eventually(`document.querySelector('[data-field=reason]').value === 'no'`),
		shot("modal"),
		chromedp.SendKeys(`[data-field=reason]`, ", it overlaps"),
		chromedp.Click(`[data-testid=modal-submit]`),
		eventually(`!document.querySelector('[data-testid=modal]').open`),
		says("denied by @Bob Brown: no, it overlaps (R1)"),
		chromedp.Click(`[data-action-id=deny]`),
		eventually(`document.querySelector('[data-testid=modal]').open`),
		chromedp.Click(`[data-testid=modal-close]`),
		eventually(`!document.querySelector('[data-testid=modal]').open`),
		says("closed"),
	)
}
