package slacksim_test

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/device"
	"github.com/chromedp/chromedp/kb"
	"github.com/slack-go/slack"
	"github.com/slack-go/slack/socketmode"

	"peerbot/bot/slacksim"
)

// browser is one tab of a headless Chromium.
func browser(t *testing.T) context.Context {
	t.Helper()
	path, err := exec.LookPath("chromium")
	if err != nil {
		t.Skip("no chromium on this machine, so the page is not tested")
	}
	opts := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true), chromedp.UserDataDir(t.TempDir()),
		// What a screen reader is told is element.computedName; and there is a mouse.
		chromedp.Flag("enable-blink-features", "ComputedAccessibilityInfo"),
		chromedp.Flag("blink-settings", "primaryHoverType=2,availableHoverTypes=2,primaryPointerType=4,availablePointerTypes=4"))
	ctx, cancel := chromedp.NewExecAllocator(context.Background(), opts...)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewContext(ctx)
	t.Cleanup(cancel)
	ctx, cancel = context.WithTimeout(ctx, time.Minute)
	t.Cleanup(cancel)
	return ctx
}

// run does what a person would, step by step, and names the step that failed.
func run(ctx context.Context, t *testing.T, actions ...chromedp.Action[chromedp.Void]) {
	t.Helper()
	for i, a := range actions {
		if err := chromedp.Do(ctx, a); err != nil {
			t.Fatalf("step %d: %v", i+1, err)
		}
	}
}

// eventually polls the page until the JavaScript expression is true.
func eventually(expression string) chromedp.Action[chromedp.Void] {
	return chromedp.Func(func(ctx context.Context, tab *chromedp.Target) error {
		_, err := chromedp.Poll[bool](expression, chromedp.WithPollingInterval(20*time.Millisecond), chromedp.WithPollingTimeout(10*time.Second))(ctx, tab)
		if err != nil {
			text, _ := chromedp.Evaluate[string]("document.body.innerText")(ctx, tab)
			return fmt.Errorf("%s never held: %w; the page says:\n%s", expression, err, text)
		}
		return nil
	})
}

// shot keeps a picture of the page where PEERBOT_SCREENSHOTS says.
func shot(name string) chromedp.Action[chromedp.Void] {
	return chromedp.Func(func(ctx context.Context, tab *chromedp.Target) error {
		dir := os.Getenv("PEERBOT_SCREENSHOTS")
		if dir == "" {
			return nil
		}
		if _, err := eventually("document.getAnimations().length === 0")(ctx, tab); err != nil {
			return err
		}
		png, err := chromedp.CaptureScreenshot()(ctx, tab)
		if err != nil {
			return err
		}
		return os.WriteFile(filepath.Join(dir, name+".png"), png, 0o644)
	})
}

const (
	input    = `[data-testid=composer-input]`
	messages = `[data-testid=messages]`
)

func says(text string) chromedp.Action[chromedp.Void] {
	return eventually(`document.querySelector('` + messages + `').innerText.includes(` + quoteJS(text) + `)`)
}

func quoteJS(s string) string { return "'" + strings.ReplaceAll(s, "'", `\'`) + "'" }

// conversation is a bot that shows the card of testdata, and its people.
func conversation(t *testing.T) *world {
	t.Helper()
	card, err := os.ReadFile(filepath.Join("testdata", "approval.json"))
	if err != nil {
		t.Fatal(err)
	}
	w := newWorld(t, slacksim.Options{})
	api := w.api()
	var blocks slack.Blocks
	if err := blocks.UnmarshalJSON(card); err != nil {
		t.Fatal(err)
	}
	w.bot(func(c *socketmode.Client, e socketmode.Event) {
		switch data := e.Data.(type) {
		case slack.SlashCommand:
			switch {
			case strings.HasPrefix(data.Text, "request"):
				w.answerWith(c, e)
				if _, _, err := api.PostMessage(data.ChannelID, slack.MsgOptionText("R42: alice asks to connect payments/ledger with data/lake", false), slack.MsgOptionBlocks(blocks.BlockSet...)); err != nil {
					t.Errorf("PostMessage: %v", err)
				}
			case data.Text == "silence":
			default:
				w.answerWith(c, e, map[string]any{"text": ":information_source: `" + data.Text + "` is not a command.\n>Did you mean *request*?"})
			}
		case slack.InteractionCallback:
			w.answerWith(c, e)
			done := append([]slack.Block{}, blocks.BlockSet[:4]...)
			done = append(done, slack.NewContextBlock("", slack.NewTextBlockObject("mrkdwn", ":white_check_mark: approved by <@"+data.User.ID+"> · :hourglass_flowing_sand: *2 of 7* steps done", false, false)))
			if _, _, _, err := api.UpdateMessage(data.Channel.ID, data.Container.MessageTs, slack.MsgOptionText("R42: approved", false), slack.MsgOptionBlocks(done...)); err != nil {
				t.Errorf("UpdateMessage: %v", err)
			}
			if _, _, err := api.PostMessage(data.Channel.ID, slack.MsgOptionText("peering `pcx-0123` requested in payments", false), slack.MsgOptionTS(data.Container.MessageTs)); err != nil {
				t.Errorf("PostMessage: %v", err)
			}
		}
	})
	return w
}

func TestAPersonAsksAndAnotherApprovesOnThePage(t *testing.T) {
	w := conversation(t)
	ctx := browser(t)
	w.do("bob", "message", map[string]any{"channel": "network", "text": "morning! the nightly export needs to reach the lake, who owns *data*?"})
	w.do("alice", "message", map[string]any{"channel": "network", "text": "<@U0BOB> that would be <!subteam^S0NET>. I'll ask the bot, it takes a minute :slightly_smiling_face:"})
	run(ctx, t,
		chromedp.EmulateViewport(1280, 900),
		chromedp.Navigate(w.url+"/#/alice/network"),
		says("who owns data?"), // bold, so without stars
		says("@Bob Brown that would be @net-admins"),
		chromedp.SendKeys(input, "/pe"),
		eventually(`document.querySelector('[data-testid=suggestions] [role=option]')?.innerText.includes('/peering')`),
		shot("completion"),
		chromedp.SendKeys(input, "\t"),
		eventually(`document.querySelector('`+input+`').value === '/peering '`),
		chromedp.SendKeys(input, "hlep\r"),
		says("hlep is not a command"),
		says("Only visible to you"),
		chromedp.SendKeys(input, "/peering request payments/ledger data/lake\r"),
		says("Peering request R42"),
		says("⚠️ traffic between Regions"),
		shot("light"),

		// Up recalls what was typed.
		chromedp.SendKeys(input, kb.ArrowUp),
		eventually(`document.querySelector('`+input+`').value === '/peering request payments/ledger data/lake'`),

		// Somebody else does not see what only alice may see.
		chromedp.Click(`[data-testid=me]`),
		shot("people"),
		chromedp.Click(`[data-testid=person][data-user=U0BOB]`),
		eventually(`location.hash === '#/bob/network'`),
		says("Peering request R42"),
		eventually(`!document.querySelector('`+messages+`').innerText.includes('Only visible to you')`),

		// The dialog can be refused, and then nothing happened.
		chromedp.Click(`[data-action-id=approve]`),
		eventually(`document.querySelector('[data-testid=confirm]').open`),
		shot("confirm"),
		chromedp.Click(`[data-testid=confirm-no]`),
		eventually(`!document.querySelector('[data-testid=confirm]').open`),
		chromedp.Click(`[data-action-id=approve]`),
		eventually(`document.querySelector('[data-testid=confirm]').open`),
		chromedp.Click(`[data-testid=confirm-yes]`),
		says("approved by @Bob Brown"),
		eventually(`!document.querySelector('[data-action-id=approve]')`),
		eventually(`document.querySelector('[data-testid=replies]').innerText.includes('1 reply')`),
		chromedp.Click(`[data-testid=replies]`),
		eventually(`document.querySelector('[data-testid=thread]').innerText.includes('pcx-0123')`),
		chromedp.Click(`#theme`),
		shot("dark-thread"),
	)
}

func TestThePageShowsWhatIsBroken(t *testing.T) {
	w := newWorld(t, slacksim.Options{AckTimeout: 50 * time.Millisecond})
	ctx := browser(t)
	if _, _, err := w.api().PostMessage("C0NET", slack.MsgOptionText("card", false), approvalCard("*R1*")); err != nil {
		t.Fatal(err)
	}
	run(ctx, t,
		chromedp.Navigate(w.url+"/#/bob/network"),
		eventually(`document.querySelector('[data-testid=banner]').innerText.includes('peerbot is not connected')`),
		chromedp.Click(`[data-action-id=deny]`),
		eventually(`document.querySelector('[data-testid=click-error]')?.innerText.includes('dispatch_failed')`),
		chromedp.SendKeys(input, "/peering list\r"),
		says(`/peering failed with the error "dispatch_failed"`),
		eventually(`document.querySelector('[data-testid=composer-note]').innerText.includes('dispatch_failed')`),
		chromedp.EmulateViewport(1000, 700),
		shot("broken"),
	)
	w.bot(func(*socketmode.Client, socketmode.Event) {}) // connected, and silent
	run(ctx, t,
		eventually(`document.querySelector('[data-testid=banner]').hidden`),
		chromedp.SendKeys(input, "/peering list\r"),
		says(`/peering failed with the error "operation_timeout"`),
	)
	w.Close()
	run(ctx, t, eventually(`document.querySelector('[data-testid=banner]').innerText.includes('connection to the local Slack is lost')`))
}

func TestThePageCountsWhatIsUnreadElsewhere(t *testing.T) {
	w := newWorld(t, slacksim.Options{})
	ctx := browser(t)
	unread := func(n string) chromedp.Action[chromedp.Void] {
		return eventually(`document.querySelector('[data-channel=C0SHARED]')?.dataset.unread === '` + n + `'`)
	}
	run(ctx, t, chromedp.Navigate(w.url+"/#/alice/network"), unread("0"))
	for range 2 {
		w.form("chat.postMessage", "channel", "C0SHARED", "text", "news")
	}
	run(ctx, t,
		unread("2"),
		chromedp.Click(`[data-channel=C0SHARED]`),
		says("news"),
		unread("0"),
	)
}

// Nothing that a message says is taken for HTML, and no scheme but the web's is a link.
func TestThePageShowsMarkupAsTextAndNothingElse(t *testing.T) {
	w := newWorld(t, slacksim.Options{})
	ctx := browser(t)
	w.form("chat.postMessage", "channel", "C0NET", "text",
		"*bold* _it_ ~gone~ `code *not bold*` 2*3*4 <https://example.com|*site*> <javascript:alert(1)|bad> &lt;img src=x onerror=alert(1)&gt; <#C0NET> <!here> :nosuch: snake_case_word\n>quoted\n```\na < b\n```")
	run(ctx, t, chromedp.Navigate(w.url+"/#/alice/network"), says("@here"))
	for _, tt := range []struct{ selector, want string }{
		{"strong:not(.author)", "bold"},
		{"em", "it"},
		{"s", "gone"},
		{".text > code", "code *not bold*"},
		{"a[href]", "*site*"},
		{"blockquote", "quoted"},
		{"pre", "a < b"},
		{"img", ""},
	} {
		js := `[...document.querySelectorAll('.message ` + tt.selector + `')].map(n => n.textContent).join('|')`
		got, err := chromedp.Run(ctx, chromedp.Evaluate[string](js))
		if err != nil || got != tt.want {
			t.Errorf("%s = %q, %v, want %q", tt.selector, got, err, tt.want)
		}
	}
	run(ctx, t, says("2*3*4"), says("snake_case_word"), says(":nosuch:"), says("<img src=x onerror=alert(1)>"), says("#network"))
}

func TestThePageFitsAPhone(t *testing.T) {
	w := conversation(t)
	ctx := browser(t)
	w.command("alice", "network", "/peering request a b")
	w.command("alice", "network", "/peering what")
	run(ctx, t,
		chromedp.Emulate(device.IPhone13),
		chromedp.Navigate(w.url+"/#/alice/network"),
		says("Peering request R42"),
		eventually(`document.documentElement.scrollWidth <= innerWidth`),
		eventually(`getComputedStyle(document.querySelector('#sidebar')).visibility === 'hidden'`),
		shot("phone"),
		chromedp.Click(`#menu`),
		eventually(`document.querySelector('#sidebar').getBoundingClientRect().left === 0`),
		shot("phone-drawer"),
		chromedp.Click(`[data-channel=C0SHARED]`),
		eventually(`location.hash === '#/alice/with-partner'`),
	)
}

// Whoever is quick does nothing in the name of the person that they were.
func TestNothingOfTheOtherPersonStaysOnThePage(t *testing.T) {
	w := newWorld(t, slacksim.Options{})
	run(browser(t), t,
		chromedp.Navigate(w.url+"/#/alice/network"),
		eventually(`Boolean(document.querySelector('[data-channel=C0SHARED]'))`),
		chromedp.Click(`[data-testid=me]`),
		chromedp.Func(func(ctx context.Context, tab *chromedp.Target) error {
			own, err := chromedp.Evaluate[bool](`(document.querySelector('[data-testid=person][data-user=U0BOB]').click(),
				[...document.querySelectorAll('[data-testid=channel]')].every((a) => a.getAttribute('href').startsWith('#/bob/')))`)(ctx, tab)
			if !own {
				t.Error("right after the choice, the links are still those of alice")
			}
			return err
		}),
		chromedp.SendKeys(input, "it is me, bob\r"),
		says("it is me, bob"),
		eventually(`[...document.querySelectorAll('.message')].at(-1).dataset.user === 'U0BOB'`),
	)
}
