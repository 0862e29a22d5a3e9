package main

import (
	"context"
	"encoding/json"
	"fmt"
	"iter"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// TestTheHandshakeOnThePage plays the walkthrough of the README with a browser:
// Mina types, Joon accepts, the card goes to Active; and a second request is
// denied with a reason.
func TestTheHandshakeOnThePage(t *testing.T) {
	t.Parallel()
	b := openBrowser(t)
	_, page := beginDemo(t)
	b.does(
		chromedp.EmulateViewport(1280, 900),
		chromedp.Navigate(page),
		holds(`document.querySelector('[data-testid=me]').innerText.includes('Mina')`),
		holds(`document.querySelector('[data-testid=app-status]').innerText.includes('is connected')`),
		holds(`document.querySelector('[data-testid=banner]').hidden`),
		press(`[data-channel=C0PLATFORM]`),
		chromedp.SendKeys(composer, "/peering request tokyo/main seoul/main reason=\"shared login\"\r"),
		shows("R1 is waiting for an owner of seoul"),
		shows("shared login"),
	)
	b.becomes(joon)
	b.does(
		press(`[data-channel=C0SEOUL]`),
		holds(button("approve")+` !== null`),
		hides("R1 is waiting"), // what only Mina sees
		b.picture("waiting"),
		press(`[data-action-id=approve]`),
		shows("Active"),
		holds(button("approve")+` === null && `+button("deny")+` === null`),
		b.picture("active"),
	)

	b.becomes(mina)
	b.does(
		press(`[data-channel=C0PLATFORM]`),
		shows("Active"),
		chromedp.SendKeys(composer, "/peering request tokyo/shop seoul/payments\r"),
		shows("R2 is waiting"),
	)
	b.becomes(joon)
	b.does(
		press(`[data-channel=C0SEOUL]`),
		holds(button("deny")+` !== null`),
		press(`[data-action-id=deny]`),
		holds(`document.querySelector('[data-testid=modal]').open`),
		b.picture("deny"),
		chromedp.SendKeys(`[data-testid=modal] textarea`, "use the hub instead"),
		press(`#modal-submit`),
		holds(`!document.querySelector('[data-testid=modal]').open`),
		shows("use the hub instead"),
		holds(button("deny")+` === null`),
		b.picture("denied"),
	)
	b.becomes(mina)
	b.does(
		chromedp.SendKeys(composer, "/peering delete P1 reason=\"the tour is over\"\r"),
		shows("R3 is waiting"),
	)
	b.becomes(joon)
	b.does(
		press(`[data-channel=C0SEOUL]`),
		shows("the tour is over"),
		press(`[data-action-id=approve]`),
		b.confirms(),
		shows("Deleted"),
		b.picture("deleted"),
	)
	b.wantQuietConsole()
}

// beginDemo starts the demo, and returns the address of its page.
func beginDemo(t *testing.T) (p *process, page string) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "ready.json")
	p = begin(t, nothingSet, "demo", "--addr", "127.0.0.1:0", "--ready-file", file)
	p.says(t, p.stdout, "Stop with Ctrl-C")
	raw, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var r ready
	if err := json.Unmarshal(raw, &r); err != nil {
		t.Fatal(err)
	}
	return p, r.Page
}

const composer = `[data-testid=composer-input]`

// tab is one tab of a headless Chromium.
type tab struct {
	t       *testing.T
	ctx     context.Context
	dir     string // of pictures
	console iter.Seq2[chromedp.ConsoleMessage, error]
}

func openBrowser(t *testing.T) *tab {
	t.Helper()
	path, err := exec.LookPath("chromium")
	if err != nil && os.Getenv("CI") == "true" {
		t.Fatal("no chromium: CI installs it")
	}
	if err != nil {
		t.Skip("no chromium on this machine, so the page is not tested")
	}
	opts := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true), chromedp.UserDataDir(t.TempDir()),
		chromedp.Flag("enable-blink-features", "ComputedAccessibilityInfo")) // what a screen reader is told, as element.computedName
	ctx, cancel := chromedp.NewExecAllocator(context.Background(), opts...)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewContext(ctx)
	t.Cleanup(cancel)
	ctx, cancel = context.WithTimeout(ctx, 2*time.Minute)
	t.Cleanup(cancel)
	b := &tab{t: t, ctx: ctx, dir: t.ArtifactDir()}
	if dir := os.Getenv("PEERBOT_SCREENSHOTS"); dir != "" {
		b.dir = dir
	}
	b.console = chromedp.Console(ctx)
	return b
}

// does what a person would, step by step, and names the step that failed.
func (b *tab) does(actions ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	for i, a := range actions {
		if err := chromedp.Do(b.ctx, a); err != nil {
			b.t.Fatalf("step %d: %v", i+1, err)
		}
	}
}

// wantQuietConsole checks that the page has met no error so far.
func (b *tab) wantQuietConsole() {
	b.t.Helper()
	const last = "that was all"
	b.does(chromedp.Func(func(ctx context.Context, tab *chromedp.Target) error {
		_, err := chromedp.Evaluate[bool](`console.log("`+last+`"), true`)(ctx, tab)
		return err
	}))
	for m, err := range b.console {
		switch {
		case err != nil:
			b.t.Fatal(err)
		case m.Text == last:
			return
		case m.Type == chromedp.ConsoleError, m.Type == chromedp.ConsoleWarning, m.IsException():
			b.t.Errorf("the console says %s (%s)", m, m.URL)
		}
	}
}

// becomes switches to another person, as one does at the bottom left.
func (b *tab) becomes(user string) {
	b.t.Helper()
	b.does(
		press(`[data-testid=me]`),
		press(`[data-testid=person][data-user=`+user+`]`),
		holds(`document.querySelector('[data-testid=people]').hidden`),
	)
}

// confirms says yes to a dialog.
func (b *tab) confirms() chromedp.Action[chromedp.Void] {
	return chromedp.Func(func(ctx context.Context, tab *chromedp.Target) error {
		for _, a := range []chromedp.Action[chromedp.Void]{
			holds(`document.querySelector('[data-testid=confirm]').open`),
			b.picture("confirm"),
			press(`[data-testid=confirm-yes]`),
		} {
			if _, err := a(ctx, tab); err != nil {
				return err
			}
		}
		return nil
	})
}

// picture keeps a picture of the page with the test's artifacts, or where
// PEERBOT_SCREENSHOTS says.
func (b *tab) picture(name string) chromedp.Action[chromedp.Void] {
	return chromedp.Func(func(ctx context.Context, tab *chromedp.Target) error {
		if _, err := holds("document.getAnimations().length === 0")(ctx, tab); err != nil {
			return err
		}
		png, err := chromedp.CaptureScreenshot()(ctx, tab)
		if err != nil {
			return err
		}
		return os.WriteFile(filepath.Join(b.dir, "demo-"+name+".png"), png, 0o644)
	})
}

// press clicks what a selector finds once it is visible. Finding and clicking
// are one step in the page: a live update cannot come between them.
func press(selector string) chromedp.Action[chromedp.Void] {
	return chromedp.Func(func(ctx context.Context, tab *chromedp.Target) error {
		if _, err := chromedp.WaitVisible(selector)(ctx, tab); err != nil {
			return err
		}
		return chromedp.Do(ctx, holds("(e => e && (e.click(), true))(document.querySelector("+strconv.Quote(selector)+"))"))
	})
}

// holds waits until a JavaScript expression is true.
func holds(expression string) chromedp.Action[chromedp.Void] {
	return chromedp.Func(func(ctx context.Context, tab *chromedp.Target) error {
		_, err := chromedp.Poll[bool](expression, chromedp.WithPollingInterval(20*time.Millisecond), chromedp.WithPollingTimeout(patience))(ctx, tab)
		if err != nil {
			text, _ := chromedp.Evaluate[string]("document.body.innerText")(ctx, tab) // a help in a message about an error
			return fmt.Errorf("%s never held: %w; the page says:\n%s", expression, err, text)
		}
		return nil
	})
}

const said = `document.querySelector('[data-testid=messages]').innerText`

func shows(text string) chromedp.Action[chromedp.Void] {
	return holds(said + `.includes(` + strconv.Quote(text) + `)`)
}

func hides(text string) chromedp.Action[chromedp.Void] {
	return holds(`!` + said + `.includes(` + strconv.Quote(text) + `)`)
}

// button is the expression of a button that can be pressed.
func button(action string) string {
	return `document.querySelector('[data-testid=messages] [data-action-id=` + action + `]')`
}
