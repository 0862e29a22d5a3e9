package slacksim_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"peerbot/bot/slacksim"
)

// legible checks that every text that is seen stands out from what is behind it.
func legible(t *testing.T, where string) chromedp.Action[chromedp.Void] {
	t.Helper()
	script := file(t, "contrast.js")
	return chromedp.Func(func(ctx context.Context, tab *chromedp.Target) error {
		if _, err := eventually("document.getAnimations().length === 0")(ctx, tab); err != nil {
			return err
		}
		got, err := chromedp.Evaluate[string](script)(ctx, tab)
		if got != "" {
			t.Errorf("%s:\n%s", where, got)
		}
		return err
	})
}

func TestEveryTextOfThePageIsLegible(t *testing.T) {
	w := settling(t)
	w.do("bob", "message", map[string]any{"channel": "network", "text": "<@U0ALICE> <@U0BOB> `code` <https://example.com|link> *bold* see <#C0NET>\n>quoted\n```\nlong code\n```"})
	w.do("eve", "message", map[string]any{"channel": "with-partner", "text": "from outside"})
	w.form("chat.postEphemeral", "channel", "C0NET", "user", "U0ALICE", "text", "only for `you`")
	if r := w.form("chat.postMessage", "channel", "C0NET", "text", "card", "blocks", file(t, "approval.json")); !r.OK {
		t.Fatalf("chat.postMessage = %+v", r)
	}
	ctx := browser(t)
	for _, theme := range []string{"light", "dark"} {
		in := func(where string) chromedp.Action[chromedp.Void] { return legible(t, theme+": "+where) }
		run(ctx, t,
			chromedp.EmulateViewport(1280, 1100),
			chromedp.Navigate(w.url+"/icon.svg"),
			eventually(`(localStorage.setItem('theme', '`+theme+`'), true)`),
			chromedp.Navigate(w.url+"/#/alice/network"),
			eventually(`document.documentElement.dataset.theme === '`+theme+`'`),
			says("only for you"),
			in("a channel"),
			chromedp.SendKeys(input, "/pe"+kb.ArrowDown),
			eventually(`document.querySelector('[data-testid=suggestions] [aria-selected=true]')`+` !== null`),
			in("suggestions"),
			chromedp.SendKeys(input, kb.Escape+kb.Backspace+kb.Backspace+"nosuch\r"),
			eventually(`document.querySelector('[data-testid=composer-note]').innerText.includes('not a valid command')`),
			chromedp.Click(`[data-testid=me]`),
			in("an error, and the people"),
			chromedp.KeyEvent(kb.Escape),
			chromedp.Click(`[data-action-id=approve]`),
			eventually(`document.querySelector('[data-testid=confirm]').open`),
			in("a confirm dialog"),
			chromedp.KeyEvent(kb.Escape),
			chromedp.Click(`[data-testid=faults-open]`),
			eventually(`document.querySelector('[data-testid=faults]').open`),
			in("faults"),
			chromedp.KeyEvent(kb.Escape),
			chromedp.Click(`[data-channel=C0SHARED]`),
			says("from outside"),
			in("a shared channel"),
			chromedp.Click(`[data-channel=D0ALICE]`),
			in("an empty channel"),
			chromedp.Click(`[data-testid=tab-home]`),
			eventually(`document.querySelector('[data-testid=home]').innerText.includes('3 peerings')`),
			in("Home"),
			chromedp.Click(`[data-testid=home] [data-action-id=new]`),
			eventually(`document.querySelector('[data-testid=modal]').open`),
			chromedp.Click(`[data-testid=modal-submit]`),
			eventually(`[...document.querySelectorAll('[data-testid=modal] .field-error')].some((n) => n.innerText !== '')`),
			in("a modal with errors"),
			chromedp.Click(`[data-testid=modal-close-all]`),
			eventually(`!document.querySelector('[data-testid=modal]').open`),
		)
	}
	w.Close()
	run(ctx, t,
		eventually(`document.querySelector('[data-testid=banner]').innerText.includes('connection to the local Slack is lost')`),
		legible(t, "dark: the connection is lost"),
		chromedp.Click(`#theme`),
		legible(t, "light: the connection is lost"),
	)
}

func TestThePageIsLightOrDarkAsOneLikes(t *testing.T) {
	w := newWorld(t, slacksim.Options{})
	is := func(theme, background string) chromedp.Action[chromedp.Void] {
		return eventually(`document.documentElement.dataset.theme === '` + theme + `' && getComputedStyle(document.body).backgroundColor === '` + background + `'`)
	}
	run(browser(t), t,
		chromedp.Navigate(w.url+"/#/alice/network"),
		is("light", "rgb(255, 255, 255)"), // as the browser prefers
		chromedp.Click(`#theme`),
		is("dark", "rgb(26, 29, 33)"),
		chromedp.Navigate("about:blank"),
		chromedp.Navigate(w.url+"/#/alice/network"),
		is("dark", "rgb(26, 29, 33)"), // remembered
	)
}

// Names, ids and lines of any length are wrapped or cut, and move nothing away.
func TestLongThingsFitOnThePage(t *testing.T) {
	w := newWorld(t, slacksim.Options{Commands: commands})
	long := strings.Repeat("endless", 12)
	w.AddUser(slacksim.User{ID: "U0LONG", Name: "long", RealName: "Maximiliana " + long, Title: "owns " + long})
	w.AddChannel(slacksim.Channel{ID: "C0LONG", Name: long[:80], Topic: "about " + long + " " + long})
	w.greeted()
	w.do("long", "message", map[string]any{"channel": "C0LONG", "text": long + long + " `" + long + "` `pcx-0a1b2c3d4e5f60718` https://example.com/" + long + "\n```\n+ 10.0.0.0/16 -> " + long + "  rtb-0a1b2c3d4e5f60718\n```"})
	w.form("chat.postMessage", "channel", "C0LONG", "text", "card", "blocks", `[
		{"type": "header", "text": {"type": "plain_text", "text": "`+long+`"}},
		{"type": "section", "text": {"type": "mrkdwn", "text": "`+long+`"}, "accessory": {"type": "button", "action_id": "a", "text": {"type": "plain_text", "text": "`+long[:75]+`"}}},
		{"type": "section", "fields": [{"type": "mrkdwn", "text": "*`+long+`*"}, {"type": "mrkdwn", "text": "`+"`"+long+"`"+`"}]},
		{"type": "context", "elements": [{"type": "mrkdwn", "text": "`+long+`"}]},
		{"type": "actions", "elements": [{"type": "button", "action_id": "b", "text": {"type": "plain_text", "text": "`+long[:75]+`"}}, {"type": "button", "action_id": "c", "text": {"type": "plain_text", "text": "No"}}]}
	]`)
	ctx := browser(t)
	const outside = `[...document.querySelectorAll('body *')].filter((n) => n.checkVisibility({ visibilityProperty: true }) && !n.closest('.skip, svg'))
		.filter((n) => {
			const r = n.getBoundingClientRect();
			const within = n.closest('.messages')?.getBoundingClientRect() ?? { left: 0, right: innerWidth };
			return r.width > 0 && !n.closest('h1, .channel, .who') && (r.right > within.right + 1 || r.left < within.left - 1);
		})
		.map((n) => n.outerHTML.slice(0, 100)).join('\n')`
	for _, width := range []int64{1440, 1024, 768, 390} {
		run(ctx, t,
			chromedp.EmulateViewport(width, 844),
			chromedp.Navigate("about:blank"),
			chromedp.Navigate(w.url+"/#/long/"+long[:80]),
			says("rtb-0a1b2c3d4e5f60718"),
			chromedp.SendKeys(input, "/peering request "),
			shot(fmt.Sprintf("long-%d", width)),
		)
		got, err := chromedp.Run(ctx, chromedp.Evaluate[string](outside))
		if err != nil || got != "" {
			t.Errorf("%d px wide, outside, %v:\n%s", width, err, got)
		}
		run(ctx, t,
			eventually(`document.documentElement.scrollWidth <= innerWidth`),
			eventually(`[...document.querySelectorAll('.button')].every((b) => b.scrollWidth <= b.clientWidth || getComputedStyle(b).textOverflow === 'ellipsis')`),
			eventually(`[...document.querySelectorAll('.section-body')].every((b) => b.clientWidth >= 180)`), // beside a button, too
		)
	}
}
