package slacksim_test

import (
	"context"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"peerbot/bot/slacksim"
)

// nameless asks the browser's accessibility tree for what has a role that needs
// a name and has none, and for buttons whose name is not what they show.
const nameless = `[...(document.querySelector('dialog[open]') ?? document).querySelectorAll('*')].filter((n) => n.checkVisibility({ visibilityProperty: true })).flatMap((n) => {
	const needs = ['button', 'link', 'textbox', 'searchbox', 'combobox', 'listbox', 'checkbox', 'radio', 'radiogroup', 'spinbutton', 'tab', 'tablist',
		'tabpanel', 'menu', 'menuitem', 'option', 'dialog', 'alertdialog', 'complementary', 'navigation', 'log', 'region', 'article', 'image', 'img', 'DisclosureTriangle'];
	const shown = n.innerText?.trim().replace(/\s+/g, ' ') ?? '';
	const wrong = needs.includes(n.computedRole) && n.computedName.trim() === '' ? 'no name'
		: n.localName === 'button' && /[a-z]/i.test(shown) && !n.querySelector('[aria-hidden=true], b, small') && !n.computedName.toLowerCase().includes(shown.toLowerCase()) ? 'another name: ' + n.computedName
		: '';
	return wrong ? [wrong + ': ' + n.computedRole + ': ' + n.outerHTML.slice(0, 120)] : [];
}).join('\n')`

// named checks that whoever reads with their ears finds everything on the page.
func named(t *testing.T, where string) chromedp.Action[chromedp.Void] {
	t.Helper()
	return chromedp.Func(func(ctx context.Context, tab *chromedp.Target) error {
		got, err := chromedp.Evaluate[string](nameless)(ctx, tab)
		if got != "" {
			t.Errorf("%s:\n%s", where, got)
		}
		return err
	})
}

func TestEveryControlOfThePageHasAName(t *testing.T) {
	w := settling(t)
	w.do("bob", "message", map[string]any{"channel": "network", "text": "hello"})
	run(browser(t), t,
		chromedp.EmulateViewport(1280, 900),
		chromedp.Navigate(w.url+"/#/alice/network"),
		says("hello"),
		chromedp.SendKeys(input, "/pe"),
		eventually(`!document.querySelector('[data-testid=suggestions]').hidden`),
		named(t, "a channel with suggestions"),
		chromedp.SendKeys(input, kb.Escape),
		chromedp.Click(`[data-testid=me]`),
		named(t, "people"),
		chromedp.Click(`[data-testid=members]`),
		eventually(`document.querySelector('[data-testid=members-list]').open`),
		named(t, "members"),
		chromedp.KeyEvent(kb.Escape),
		chromedp.Click(`[data-testid=faults-open]`),
		eventually(`document.querySelector('[data-testid=faults]').open`),
		named(t, "faults"),
		chromedp.KeyEvent(kb.Escape),
		chromedp.Evaluate[chromedp.Void](`document.querySelector('.message [aria-label="Reply in thread"]').click()`),
		eventually(`!document.querySelector('[data-testid=thread]').hidden`),
		named(t, "a thread"),
		chromedp.Click(`[data-channel=D0ALICE]`),
		chromedp.Click(`[data-testid=tab-home]`),
		eventually(`document.querySelector('[data-testid=home]').innerText.includes('3 peerings')`),
		named(t, "Home"),
		chromedp.Click(`[data-testid=home] [data-action-id=new]`),
		eventually(`document.querySelector('[data-testid=modal]').open`),
		named(t, "a modal"),
	)
}

// What one sees in a message is also what a screen reader says of it.
func TestThePageSaysWhatItShows(t *testing.T) {
	w := newWorld(t, slacksim.Options{Commands: commands})
	w.greeted()
	w.form("chat.postMessage", "channel", "C0SHARED", "text", "news")
	w.form("chat.postEphemeral", "channel", "C0NET", "user", "U0ALICE", "text", "psst")
	ctx := browser(t)
	run(ctx, t, chromedp.Navigate(w.url+"/#/alice/network"), says("psst"), chromedp.SendKeys(input, "/peering re"+kb.ArrowDown))
	for _, tt := range []struct{ selector, role, name string }{
		{`[data-channel=C0SHARED]`, "link", "# with-partner shared with another organisation 1 unread"},
		{`[data-testid=me]`, "button", "Acting as Alice Adams. Change who you are"},
		{`[data-testid=members]`, "button", "members: "},
		{`.message`, "article", "peerbot, "},
		{input, "textbox", "Message #network"},
		{`#suggestions [aria-selected=true]`, "option", "/peering request A B"},
		{`[data-testid=send]`, "button", "Send"},
	} {
		n := `document.querySelector('` + tt.selector + `')`
		got, err := chromedp.Run(ctx, chromedp.Evaluate[string](n+`.computedRole + ': ' + `+n+`.computedName`))
		if err != nil || !strings.HasPrefix(got, tt.role+": ") || !strings.Contains(got, tt.name) {
			t.Errorf("%s is %q, %v, want %s: …%s…", tt.selector, got, err, tt.role, tt.name)
		}
	}
}
