package slacksim_test

import (
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"peerbot/bot/slacksim"
)

// use presses a tool of the message that says something; it is seen when the mouse is there.
func use(tool, text string) chromedp.Action[chromedp.Void] {
	return eventually(`[...document.querySelectorAll('.message')].find((m) => m.innerText.includes(` + quoteJS(text) + `)).querySelector('[aria-label="` + tool + `"]').click() === undefined`)
}

func TestPeopleChangeWhatTheySaidOnThePage(t *testing.T) {
	const field = `[data-testid=edit-input]`
	w := newWorld(t, slacksim.Options{})
	w.do("bob", "message", map[string]any{"channel": "network", "text": "not yours"})
	w.do("alice", "message", map[string]any{"channel": "network", "text": "@bob and @net-admins, see #network"})
	ctx := browser(t)
	run(ctx, t,
		chromedp.EmulateViewport(1100, 700),
		chromedp.Navigate(w.url+"/#/alice/network"),
		says("@Bob Brown and"),
		focusIsOn(input), // she has arrived
		eventually(`document.querySelectorAll('[aria-label="Edit message"], [aria-label="Delete message"]').length === 2`), // of her own only
		use("Edit message", "@Bob Brown and"),
		focusIsOn(field),
		eventually(`document.querySelector('`+field+`').value === '@bob and @net-admins, see #network'`),
		chromedp.KeyEvent(" now"),
	)
	w.AddUser(slacksim.User{ID: "U0NEW", Name: "newcomer"}) // everything is drawn anew
	w.do("bob", "message", map[string]any{"channel": "network", "text": "meanwhile"})
	run(ctx, t,
		says("meanwhile"),
		focusIsOn(field), // and what she writes stays
		shot("edit"),
		chromedp.KeyEvent(kb.Escape),
		eventually(`!document.querySelector('`+field+`')`),
		focusIsOn(input),
		says("@Bob Brown and @net-admins, see #network"),
		use("Edit message", "@Bob Brown and"),
		chromedp.KeyEvent(" please"+kb.Enter),
		says("see #network please (edited)"),
		eventually(`!document.querySelector('`+field+`')`),
		focusIsOn(input),
	)
	if got, want := w.messages("bob", "network").Messages[1].Text, "<@U0BOB> and <!subteam^S0NET|@net-admins>, see <#C0NET|network> please"; got != want {
		t.Errorf("alice said %q, want %q", got, want)
	}
	run(ctx, t,
		use("Edit message", "please"),
		eventually(`(document.querySelector('`+field+`').select(), true)`),
		chromedp.KeyEvent(kb.Backspace+kb.Enter),
		eventually(`document.querySelector('.editor [role=alert]').innerText.includes('to remove the message, delete it')`),
		chromedp.KeyEvent(kb.Escape),

		use("Delete message", "please"),
		eventually(`document.querySelector('[data-testid=confirm]').open`),
		chromedp.Click(`[data-testid=confirm-no]`),
		eventually(`!document.querySelector('[data-testid=confirm]').open`),
		says("please"),
		use("Delete message", "please"),
		chromedp.Click(`[data-testid=confirm-yes]`),
		eventually(`!document.querySelector('`+messages+`').innerText.includes('please')`),
	)
	if got := w.messages("bob", "network").Messages; len(got) != 2 {
		t.Errorf("bob sees %+v, want what he said himself", got)
	}
}

func TestARepliesAuthorChangesItInTheThread(t *testing.T) {
	w := newWorld(t, slacksim.Options{})
	root := w.do("bob", "message", map[string]any{"channel": "network", "text": "who owns data?"}).Messages[0].TS
	w.do("alice", "message", map[string]any{"channel": "network", "text": "I do", "thread_ts": root})
	ctx := browser(t)
	run(ctx, t,
		chromedp.EmulateViewport(1280, 800),
		chromedp.Navigate(w.url+"/#/alice/network/"+root),
		eventually(`document.querySelector('#thread-messages').innerText.includes('I do')`),
		focusIsOn(`[data-testid=reply-input]`),
		use("Edit message", "I do"),
		chromedp.KeyEvent(kb.Escape), // closes the field, and not the thread
		focusIsOn(`[data-testid=reply-input]`),
		use("Edit message", "I do"),
		chromedp.KeyEvent(" now"+kb.Enter),
		eventually(`document.querySelector('#thread-messages').innerText.includes('I do now (edited)')`),
	)
}
