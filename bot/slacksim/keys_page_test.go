package slacksim_test

import (
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"github.com/slack-go/slack"
	"github.com/slack-go/slack/socketmode"

	"peerbot/bot/slacksim"
)

// commands are those of an app that describes what may follow.
var commands = []slacksim.SlashCommand{
	{
		Name: "/peering", Description: "VPC peerings", UsageHint: "request A B | list", Examples: []string{
			`/peering request A B [dns=none|both] [reason="…"]`, "/peering repair P", "/peering list",
		},
	},
	{Name: "/ping", Description: "Is it there?"},
}

func holdsLine(text string) chromedp.Action[chromedp.Void] {
	return eventually(`document.querySelector('` + input + `').value === ` + quoteJS(text))
}

func suggests(lines ...string) chromedp.Action[chromedp.Void] {
	return eventually(`[...document.querySelectorAll('[data-testid=suggestions]:not([hidden]) > *')].map((n) => n.innerText.split('\n')[0]).join('; ') === ` + quoteJS(strings.Join(lines, "; ")))
}

func focusIsOn(selector string) chromedp.Action[chromedp.Void] {
	return eventually(`document.activeElement?.matches('` + selector + `')`)
}

func TestTheComposerIsUsedWithKeysAlone(t *testing.T) {
	w := newWorld(t, slacksim.Options{Commands: commands})
	w.bot(func(c *socketmode.Client, e socketmode.Event) {
		if cmd, ok := e.Data.(slack.SlashCommand); ok {
			w.answerWith(c, e, map[string]any{"text": "got " + cmd.Text})
		}
	})
	ctx := browser(t)
	run(ctx, t,
		chromedp.Navigate(w.url+"/#/alice/network"),
		focusIsOn(input), // where one arrives, one can type
		chromedp.KeyEvent("/p"),
		suggests("/peering request A B | list", "/ping"),
		chromedp.KeyEvent(kb.ArrowDown+kb.ArrowDown),
		eventually(`document.querySelector('[data-testid=suggestions] [aria-selected=true]').innerText.startsWith('/ping')`),
		eventually(`document.querySelector('`+input+`').getAttribute('aria-activedescendant') === document.querySelector('[data-testid=suggestions] [aria-selected=true]').id`),
		chromedp.KeyEvent(kb.ArrowUp+kb.Enter), // takes, and does not send
		holdsLine("/peering "),
		suggests("/peering request A B | list", `/peering request A B [dns=none|both] [reason="…"]`, "/peering repair P", "/peering list"),
		chromedp.KeyEvent("re"),
		suggests(`/peering request A B [dns=none|both] [reason="…"]`, "/peering repair P"),
		chromedp.KeyEvent(kb.Tab), // the first one, without what people fill in
		holdsLine("/peering request "),
		chromedp.KeyEvent("a b"),
		suggests(`/peering request A B [dns=none|both] [reason="…"]`), // what may follow stays in sight
		chromedp.KeyEvent(kb.Escape),
		suggests(),
		holdsLine("/peering request a b"),
		chromedp.KeyEvent(kb.Enter),
		says("got request a b"),
		holdsLine(""),

		// Shift+Enter breaks the line, Enter sends both.
		chromedp.KeyEvent("one"),
		chromedp.KeyEvent(kb.Enter, chromedp.KeyModifiers(chromedp.ModifierShift)),
		chromedp.KeyEvent("two"),
		holdsLine(`one\ntwo`),
		chromedp.KeyEvent(kb.Enter),
		says(`one\ntwo`),

		// Up goes back through what was sent, Down forward to the empty line.
		chromedp.KeyEvent(kb.ArrowUp+kb.ArrowUp),
		holdsLine("/peering request a b"),
		chromedp.KeyEvent(" c"+kb.Enter), // edited
		says("got request a b c"),
		chromedp.KeyEvent(kb.ArrowUp),
		holdsLine("/peering request a b c"),
		chromedp.KeyEvent(kb.ArrowDown),
		holdsLine(""),

		// Another person is not offered what alice sent.
		chromedp.Click(`[data-testid=me]`),
		chromedp.Click(`[data-testid=person][data-user=U0BOB]`),
		eventually(`location.hash === '#/bob/network'`),
		focusIsOn(input),
		chromedp.KeyEvent(kb.ArrowUp),
		holdsLine(""),
	)
}

// stops presses Tab n times from the skip link on, and keeps the names of what gets the focus.
func stops(t *testing.T, n int) (actions []chromedp.Action[chromedp.Void]) {
	t.Helper()
	actions = append(actions, eventually(`(document.querySelector('.skip').focus(), window.stops = [], true)`))
	for range n {
		actions = append(actions, chromedp.KeyEvent(kb.Tab), eventually(`stops.push(document.activeElement.computedName) > 0`))
	}
	return actions
}

func TestEverythingOnThePageIsReachedWithKeys(t *testing.T) {
	w := conversation(t)
	ctx := browser(t)
	w.command("alice", "network", "/peering request a b")
	run(ctx, t, chromedp.EmulateViewport(1280, 900), chromedp.Navigate(w.url+"/#/bob/network"), says("Peering request R42"), focusIsOn(input))
	run(ctx, t, stops(t, 14)...)
	got, err := chromedp.Run(ctx, chromedp.Evaluate[string](`stops.join('; ').replace(/\d members: [^;]*/, 'members')`))
	want := "Switch between light and dark; # network; secret; peerbot; Break something; Acting as Bob Brown. Change who you are; members; Messages; " +
		"T-1187; Approve; Deny; Show the whole plan; Reply in thread; Message #network"
	if err != nil || got != want {
		t.Errorf("Tab goes to\n%s, %v, want\n%s", got, err, want)
	}
	run(ctx, t,
		eventually(`(document.activeElement.blur(), document.querySelector('.skip').focus(), true)`),
		chromedp.KeyEvent(kb.Enter),
		focusIsOn(input),

		// A dialog takes the focus, keeps it, and gives it back.
		chromedp.Focus(`[data-action-id=approve]`),
		chromedp.KeyEvent(kb.Enter),
		focusIsOn(`[data-testid=confirm-yes]`),
		chromedp.KeyEvent(kb.Tab+kb.Tab+kb.Tab),
		eventually(`document.activeElement === document.body || document.querySelector('[data-testid=confirm]').contains(document.activeElement)`),
		chromedp.KeyEvent(kb.Escape),
		eventually(`!document.querySelector('[data-testid=confirm]').open`),
		focusIsOn(`[data-action-id=approve]`),
		chromedp.KeyEvent(kb.Enter+kb.Enter),
		says("approved by @Bob Brown"),

		// So does a thread.
		chromedp.Focus(`[data-testid=replies]`),
		chromedp.KeyEvent(kb.Enter),
		focusIsOn(`[data-testid=reply-input]`),
		chromedp.KeyEvent(kb.Escape),
		eventually(`document.querySelector('[data-testid=thread]').hidden`),
		focusIsOn(`[data-testid=replies]`),

		// And the people.
		chromedp.Focus(`[data-testid=me]`),
		chromedp.KeyEvent(kb.Enter),
		focusIsOn(`[data-testid=person][data-user=U0BOB]`),
		chromedp.KeyEvent(kb.Escape),
		focusIsOn(`[data-testid=me]`),
		chromedp.KeyEvent(kb.Enter+kb.ArrowUp+kb.Enter),
		eventually(`location.hash === '#/alice/network'`),
	)
}

func TestRepliesAreWrittenInAThread(t *testing.T) {
	w := newWorld(t, slacksim.Options{})
	w.do("bob", "message", map[string]any{"channel": "network", "text": "who owns data?"})
	ctx := browser(t)
	run(ctx, t,
		chromedp.EmulateViewport(1280, 800),
		chromedp.Navigate(w.url+"/#/alice/network"),
		says("who owns data?"),
		eventually(`document.querySelector('.message [aria-label="Reply in thread"]').click() === undefined`),
		focusIsOn(`[data-testid=reply-input]`),
		eventually(`document.querySelector('#reply-send').disabled`),
		chromedp.KeyEvent("/peering list"+kb.Enter),
		eventually(`document.querySelector('#reply-note').innerText === 'Commands cannot be used in threads.'`),
		eventually(`(document.querySelector('[data-testid=reply-input]').select(), true)`),
		chromedp.KeyEvent("I do"+kb.Enter),
		eventually(`document.querySelector('#thread-messages').innerText.includes('I do')`),
		eventually(`document.querySelector('#reply-note').innerText === ''`),
		eventually(`document.querySelector('[data-testid=replies]').innerText.includes('1 reply')`),
		eventually(`document.querySelectorAll('[data-testid=messages] .message').length === 1`), // it is not in the channel
		chromedp.Click(`[data-testid=thread-close]`),
		eventually(`document.querySelector('[data-testid=thread]').hidden && location.hash === '#/alice/network'`),
	)
}

// Who reads what was said before is not torn away, and is told that there is more.
func TestThePageKeepsThePlaceOfWhoReads(t *testing.T) {
	w := newWorld(t, slacksim.Options{})
	w.greeted()
	for range 40 {
		w.form("chat.postMessage", "channel", "C0NET", "text", "line")
	}
	const end = `(m => Math.abs(m.scrollHeight - m.scrollTop - m.clientHeight) < 2)(document.querySelector('[data-testid=messages]'))`
	ctx := browser(t)
	run(ctx, t,
		chromedp.Navigate(w.url+"/#/alice/network"),
		says("line"),
		eventually(end),
		chromedp.EmulateViewport(800, 400), // as when a keyboard comes up
		eventually(end),
		eventually(`(document.querySelector('[data-testid=messages]').scrollTop = 0, true)`),
		eventually(`!`+end),
	)
	w.form("chat.postMessage", "channel", "C0NET", "text", "news")
	run(ctx, t,
		says("news"),
		eventually(`!document.querySelector('[data-testid=latest]').hidden`),
		eventually(`document.querySelector('[data-testid=messages]').scrollTop === 0`),
		chromedp.Click(`[data-testid=latest]`),
		eventually(end),
		eventually(`document.querySelector('[data-testid=latest]').hidden`),
		eventually(`(document.querySelector('[data-testid=messages]').scrollTop = 0, true)`),
		chromedp.SendKeys(input, "mine\r"), // what one says oneself is seen
		says("mine"),
		eventually(end),
	)
}

func TestThePageWaitsForASlowApp(t *testing.T) {
	w := newWorld(t, slacksim.Options{AckTimeout: time.Second})
	w.bot(func(*socketmode.Client, socketmode.Event) {}) // connected, and silent
	if _, _, err := w.api().PostMessage("C0NET", slack.MsgOptionText("card", false), approvalCard("*R1*")); err != nil {
		t.Fatal(err)
	}
	run(browser(t), t,
		chromedp.Navigate(w.url+"/#/bob/network"),
		says("R1"),
		chromedp.Click(`[data-action-id=deny]`),
		eventually(`document.querySelector('[data-action-id=deny]').getAttribute('aria-busy') === 'true'`),
		chromedp.SendKeys(input, "/peering list\r"),
		eventually(`document.querySelector('[data-testid=composer-note]').innerText === 'Waiting for an answer…'`),
		eventually(`document.querySelector('[data-testid=composer-note]').innerText.includes('operation_timeout')`),
		eventually(`document.querySelector('[data-testid=click-error]').innerText.includes('operation_timeout')`),
		eventually(`!document.querySelector('[data-action-id=deny]').hasAttribute('aria-busy')`),
		// Another try takes the old error away.
		chromedp.Click(`[data-action-id=deny]`),
		eventually(`!document.querySelector('[data-testid=click-error]')`),
		chromedp.SendKeys(input, "/nosuch\r"),
		says("/nosuch is not a valid command"),
		says("Slackbot"),
	)
}
