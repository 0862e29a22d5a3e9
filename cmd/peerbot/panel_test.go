package main

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// The panel shows AWS as it is, follows it, and breaks it by hand; where there
// is no room it gets out of the way, and what is lost is said.
func TestAWSAsItIsBesideTheConversation(t *testing.T) {
	t.Parallel()
	b := openBrowser(t)
	p, page := beginDemo(t)
	const panel = `document.querySelector('[data-testid=panel]')`
	inPanel := func(selector string) string { return panel + `.querySelector('` + selector + `')` }
	b.does(
		chromedp.EmulateViewport(1440, 900),
		chromedp.Navigate(page), // as demo prints it
		holds(`document.title.startsWith('#platform')`),
		holds(`!`+panel+`.hidden`),
		holds(`[...`+panel+`.querySelectorAll('summary b')].map((n) => n.textContent).join() === 'tokyo,seoul,data,lab'`),
		holds(`[...`+panel+`.querySelectorAll('[data-account=data] .aws-region')].map((n) => n.textContent).join() === 'us-east-1,eu-west-1'`),
		holds(inPanel(`[data-account=tokyo] .aws-vpc`)+`.innerText.includes('10.1.0.0/16')`),
		holds(inPanel(`[data-account=tokyo] .aws-table`)+`.innerText.includes('local')`),
		holds(panel+`.innerText.includes('None yet.')`),
		chromedp.SendKeys(composer, "/peering request tokyo/main seoul/main\r"),
		shows("R1 is waiting"),
	)
	b.becomes(joon)
	b.does(
		press(`[data-channel=C0SEOUL]`),
		press(`[data-action-id=approve]`),
		shows("Active"),
		holds(inPanel(`[data-peering] .aws-state`)+`?.innerText === 'active'`),
		holds(inPanel(`[data-peering]`)+`.innerText.includes('P1')`),
		holds(panel+`.querySelectorAll('[data-testid=delete-route]').length === 2`), // one on each side
		holds(`[...`+panel+`.querySelectorAll('.aws-call.write')].some((n) => n.innerText.includes('CreateVpcPeeringConnection') && n.innerText.includes('R1'))`),
		b.legible("the panel, light"),
		b.named("the panel"),
		press(`#theme`),
		b.picture("panel-dark"),
		b.legible("the panel, dark"),

		// A button of a line that goes on as it was stays the same button.
		holds(`(window.kept = `+inPanel(`[data-testid=delete-peering]`)+`, true)`),
		press(`[data-testid=delete-route]`),
		holds(panel+`.querySelectorAll('[data-testid=delete-route]').length === 1`),
		holds(`kept.isConnected`),
		press(`[data-testid=sweep-now]`),
		shows("is missing from"),
		press(`[data-account=seoul] [data-testid=role]`),
		holds(inPanel(`[data-account=seoul] summary`)+`.innerText.includes('role revoked')`),
		press(`[data-account=seoul] [data-testid=role]`),
		holds(`!`+inPanel(`[data-account=seoul] summary`)+`.innerText.includes('role revoked')`),

		// There is one place beside the conversation, and none on a phone.
		press(`[data-testid=replies]`),
		holds(panel+`.hidden && !document.querySelector('[data-testid=thread]').hidden`),
		press(`[data-testid=panel-toggle]`),
		holds(`!`+panel+`.hidden && document.querySelector('[data-testid=thread]').hidden`),
		press(`[data-testid=panel-close]`),
		holds(panel+`.hidden`),
		chromedp.EmulateViewport(390, 844),
		press(`[data-testid=panel-toggle]`),
		holds(`!`+panel+`.hidden && document.documentElement.scrollWidth <= innerWidth`),
		b.picture("panel-phone"),
		chromedp.KeyEvent(kb.Escape),
		holds(panel+`.hidden`),
		chromedp.EmulateViewport(1440, 900),
		press(`[data-testid=panel-toggle]`),
		holds(`!`+panel+`.hidden`),
	)
	b.wantQuietConsole()
	if code := p.stop(); code != 0 {
		t.Errorf("the demo ended with %d", code)
	}
	b.does(
		holds(inPanel(`[role=status]`)+`.innerText.includes('The local AWS does not answer')`),
		holds(`document.querySelector('[data-testid=banner]').innerText.includes('connection to the local Slack is lost')`),
		holds(`document.querySelector('[data-testid=app-status]').innerText.includes('is gone')`),
		b.picture("lost"),
	)
}

// legible checks that every text stands out from what is behind it.
func (b *tab) legible(where string) chromedp.Action[chromedp.Void] {
	b.t.Helper()
	script, err := os.ReadFile(filepath.Join("..", "..", "bot", "slacksim", "testdata", "contrast.js"))
	if err != nil {
		b.t.Fatal(err)
	}
	return b.finds(where, string(script))
}

// named checks that a screen reader has a name for every control.
func (b *tab) named(where string) chromedp.Action[chromedp.Void] {
	return b.finds(where, `[...document.querySelectorAll('button, a[href], summary, textarea, [role], [tabindex]')]
		.filter((n) => n.checkVisibility({ visibilityProperty: true }) && n.computedRole !== 'status' && n.computedRole !== 'separator' && n.computedName.trim() === '')
		.map((n) => n.outerHTML.slice(0, 120)).join('\n')`)
}

// finds reports what a script complains about.
func (b *tab) finds(where, script string) chromedp.Action[chromedp.Void] {
	return chromedp.Func(func(ctx context.Context, tab *chromedp.Target) error {
		if _, err := holds("document.getAnimations().length === 0")(ctx, tab); err != nil {
			return err
		}
		got, err := chromedp.Evaluate[string](script)(ctx, tab)
		if got != "" {
			b.t.Errorf("%s:\n%s", where, got)
		}
		return err
	})
}
