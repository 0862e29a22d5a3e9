package slacksim_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/device"
	"github.com/chromedp/chromedp/kb"
	"github.com/slack-go/slack"
	"github.com/slack-go/slack/slackevents"
	"github.com/slack-go/slack/socketmode"

	"peerbot/bot/slacksim"
)

func file(t *testing.T, name string) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// settling is a bot with a Home tab whose button opens a form of everything. It
// says in the channel what it gets.
func settling(t *testing.T) *world {
	t.Helper()
	w := newWorld(t, slacksim.Options{})
	home, everything := file(t, "home.json"), file(t, "form.json")
	api := w.api()
	tell := func(text string) {
		if _, _, err := api.PostMessage("C0NET", slack.MsgOptionText(text, false)); err != nil {
			t.Errorf("PostMessage: %v", err)
		}
	}
	w.bot(func(c *socketmode.Client, e socketmode.Event) {
		switch data := e.Data.(type) {
		case slackevents.EventsAPIEvent:
			w.answerWith(c, e)
			if o, ok := data.InnerEvent.Data.(*slackevents.AppHomeOpenedEvent); ok && o.Tab == "home" && o.View == nil {
				if r := w.form("views.publish", "user_id", o.User, "view", home); !r.OK {
					t.Errorf("views.publish = %+v", r)
				}
			}
		case slack.InteractionCallback:
			switch data.Type {
			case slack.InteractionTypeBlockSuggestion:
				w.answerWith(c, e, map[string]any{"options": []any{
					map[string]any{"text": map[string]any{"type": "plain_text", "text": "payments/ledger"}, "value": "ledger"},
					map[string]any{"text": map[string]any{"type": "plain_text", "text": "payments/ledger-dr"}, "value": "ledger-dr"},
				}})
			case slack.InteractionTypeViewSubmission:
				w.answerWith(c, e)
				v := data.View.State.Values
				got := []string{
					v["vpc"]["a"].SelectedOption.Value, v["why"]["a"].Value, v["until"]["a"].SelectedDate, v["class"]["a"].SelectedOption.Value,
					v["owner"]["a"].SelectedUser, v["limit"]["a"].Value,
				}
				for _, o := range v["with"]["a"].SelectedOptions {
					got = append(got, o.Value)
				}
				tell("asked for: " + strings.Join(got, " "))
			default:
				w.answerWith(c, e)
				a := data.ActionCallback.BlockActions[0]
				switch {
				case data.View.Type == slack.VTHomeTab && a.ActionID == "new":
					if r := w.form("views.open", "trigger_id", data.TriggerID, "view", everything); !r.OK {
						t.Errorf("views.open = %+v", r)
					}
				case data.View.Type == slack.VTHomeTab:
					changed := strings.Replace(home, "3 peerings", "1 peering in "+a.SelectedOption.Value, 1)
					if r := w.form("views.publish", "user_id", data.User.ID, "view", changed, "hash", data.View.Hash); !r.OK {
						t.Errorf("views.publish = %+v", r)
					}
				case a.ActionID == "hint":
					changed := strings.Replace(everything, `"Reason"`, `"Reason (of `+data.View.State.Values["why"]["a"].Value+`)"`, 1)
					if r := w.form("views.update", "view_id", data.View.ID, "view", changed); !r.OK {
						t.Errorf("views.update = %+v", r)
					}
				}
			}
		}
	})
	return w
}

func fieldOf(id string) string { return `[data-testid=modal] [data-field=` + id + `]` }

func TestTheHomeTabAndAFormOfEverythingOnThePage(t *testing.T) {
	w := settling(t)
	ctx := browser(t)
	run(ctx, t,
		chromedp.EmulateViewport(1280, 900),
		chromedp.Navigate(w.url+"/#/alice/network"),
		chromedp.Click(`[data-channel=D0ALICE]`),
		chromedp.Click(`[data-testid=tab-home]`),
		eventually(`document.querySelector('[data-testid=home]').innerText.includes('3 peerings')`),
		eventually(`getComputedStyle(document.querySelector('#composer-area')).display === 'none'`),
		shot("home"),
		chromedp.SetValue(`[data-testid=home] select[data-action-id=where]`, "eu"),
		eventually(`document.querySelector('[data-testid=home]').innerText.includes('1 peering in eu')`),
		eventually(`document.querySelector('[data-testid=home] select[data-action-id=where]').value === 'eu'`), // an update keeps it

		chromedp.Click(`[data-testid=home] [data-action-id=new]`),
		eventually(`document.querySelector('[data-testid=modal]').open`),
		chromedp.SendKeys(fieldOf("vpc")+` input`, "led"),
		eventually(`document.querySelectorAll('[data-testid=modal] .suggestion').length === 2`),
		shot("suggestions"),
		chromedp.SendKeys(fieldOf("vpc")+` input`, kb.ArrowDown+"\r"),
		eventually(`document.querySelector('`+fieldOf("vpc")+` input').value === 'payments/ledger'`),
		chromedp.SendKeys(fieldOf("why"), "nightly"),
		chromedp.Click(fieldOf("class")+` input[value=prod]`),
		chromedp.Click(fieldOf("with")+` input[value=dns]`),
		chromedp.Click(fieldOf("with")+` input[value=routes]`),
		chromedp.SetValue(fieldOf("owner"), "U0BOB"),
		// An action in the modal changes it, and what was typed stays.
		chromedp.Click(`[data-testid=modal] [data-action-id=hint]`),
		eventually(`document.querySelector('[data-testid=modal]').innerText.includes('Reason (of nightly)')`),
		eventually(`document.querySelector('`+fieldOf("why")+`').value === 'nightly'`),
		eventually(`document.querySelector('`+fieldOf("class")+` input[value=prod]').checked`),
		// What cannot be is said beside it.
		chromedp.SendKeys(fieldOf("limit"), "many"),
		chromedp.Click(`[data-testid=modal-submit]`),
		eventually(`document.querySelector('[data-for=limit]').innerText === 'Please enter a number.'`),
		shot("form"),
		chromedp.SetValue(fieldOf("limit"), "7"),
		chromedp.Click(`[data-testid=modal-submit]`),
		eventually(`!document.querySelector('[data-testid=modal]').open`),
		eventually(`document.querySelector('[data-channel=C0NET]').dataset.unread === '1'`),
	)
	if got, want := w.last("alice", "network").Text, "asked for: ledger nightly 2026-12-31 prod U0BOB 7 dns routes"; got != want {
		t.Errorf("the app got %q, want %q", got, want)
	}
	run(ctx, t,
		chromedp.Click(`#theme`),
		chromedp.Click(`[data-testid=home] [data-action-id=new]`),
		eventually(`document.querySelector('[data-testid=modal]').open`),
		shot("form-dark"),
		chromedp.Click(`[data-testid=modal-close-all]`),
		eventually(`!document.querySelector('[data-testid=modal]').open`),
		shot("home-dark"),
		chromedp.Emulate(device.IPhone13),
		// The sidebar has slid away.
		eventually(`innerWidth < 500 && document.documentElement.scrollWidth <= innerWidth && document.getAnimations().length === 0`),
		shot("home-phone"),
		chromedp.Click(`[data-testid=home] [data-action-id=new]`),
		eventually(`document.querySelector('[data-testid=modal]').open`),
		eventually(`document.documentElement.scrollWidth <= innerWidth`),
		shot("form-phone"),
	)
}

func TestFilesAreShownOnThePage(t *testing.T) {
	w := newWorld(t, slacksim.Options{})
	w.greeted()
	for _, f := range []struct{ name, title, content string }{
		{"plan.csv", "Plan of R1", strings.Repeat("route,10.0.0.0/16\n", 100)},
		{"picture.svg", "A picture", `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 20" width="240" height="120"><rect width="40" height="20" fill="#5b3a8c"/></svg>`},
	} {
		if _, err := w.api().UploadFile(slack.UploadFileParameters{
			Content: f.content, FileSize: len(f.content), Filename: f.name, Title: f.title, Channel: "C0NET", InitialComment: "see " + f.name,
		}); err != nil {
			t.Fatal(err)
		}
	}
	run(browser(t), t,
		chromedp.Navigate(w.url+"/#/alice/network"),
		says("CSV · 1.8 kB"),
		eventually(`document.querySelector('.message img')?.naturalWidth === 240`),
		shot("files"),
	)
}

func TestShortcutsAreUsedOnThePage(t *testing.T) {
	w := newWorld(t, slacksim.Options{Shortcuts: shortcuts})
	api := w.api()
	w.bot(func(c *socketmode.Client, e socketmode.Event) {
		w.answerWith(c, e)
		data, ok := e.Data.(slack.InteractionCallback)
		if !ok {
			return
		}
		if _, err := api.OpenView(data.TriggerID, reasonView()); err != nil && data.Type == slack.InteractionTypeShortcut {
			t.Errorf("OpenView = %v", err)
		}
		if data.Type == slack.InteractionTypeMessageAction {
			if _, _, err := api.PostMessage(data.Channel.ID, slack.MsgOptionText("a request of: "+data.Message.Text, false)); err != nil {
				t.Errorf("PostMessage = %v", err)
			}
		}
	})
	w.do("bob", "message", map[string]any{"channel": "network", "text": "connect a with b"})
	run(browser(t), t,
		chromedp.Navigate(w.url+"/#/alice/network"),
		says("connect a with b"),
		chromedp.Click(`[data-testid=shortcuts]`),
		eventually(`document.activeElement.dataset.callback === 'request'`),
		shot("shortcuts"),
		chromedp.Click(`#shortcuts-menu [data-callback=request]`),
		eventually(`document.querySelector('[data-testid=modal]').open`),
		chromedp.Click(`[data-testid=modal-close-all]`),
		eventually(`!document.querySelector('[data-testid=modal]').open`),
		eventually(`document.querySelector('[data-callback=from_message]').click() === undefined`),
		says("a request of: connect a with b"),
	)
}

func TestFaultsAreSwitchedOnThePage(t *testing.T) {
	w := newWorld(t, slacksim.Options{AckTimeout: 100 * time.Millisecond})
	w.bot(func(c *socketmode.Client, e socketmode.Event) { w.answerWith(c, e) })
	ctx := browser(t)
	run(ctx, t,
		chromedp.EmulateViewport(1100, 860),
		chromedp.Navigate(w.url+"/#/alice/network"),
		eventually(`document.querySelector('[data-testid=faults-open]').innerText.includes('Break something')`),
		chromedp.Click(`[data-testid=faults-open]`),
		eventually(`document.querySelector('[data-testid=faults]').open`),
		chromedp.SetValue(`[data-testid=fault-method]`, "chat.postMessage"),
		chromedp.SetValue(`[data-testid=fault-kind]`, "error internal_error"),
		chromedp.SetValue(`[data-testid=fault-skip]`, "1"),
		chromedp.Click(`[data-testid=fault-add]`),
		eventually(`document.querySelector('[data-testid=faults-on]').innerText.includes('chat.postMessage fails with internal_error, once, after 1 that works as usual')`),
		chromedp.SetValue(`[data-testid=fault-drop]`, "1"),
		eventually(`document.querySelector('[data-testid=faults-open]').innerText.includes('2 faults on')`),
		shot("faults"),
		chromedp.Click(`#faults-close`),
		chromedp.SendKeys(input, "/peering list\r"),
		says(`/peering failed with the error "operation_timeout"`),
	)
	if got := w.form("chat.postMessage", "channel", "C0NET", "text", "x"); !got.OK {
		t.Errorf("chat.postMessage = %+v, want one that passes", got)
	}
	if got := w.form("chat.postMessage", "channel", "C0NET", "text", "x"); got.Error != "internal_error" {
		t.Errorf("chat.postMessage = %+v, want the fault", got)
	}
	run(ctx, t,
		chromedp.Click(`[data-testid=faults-open]`),
		chromedp.Click(`[data-testid=fault-refuse]`),
		eventually(`document.querySelector('[data-testid=faults-open]').innerText.includes('1 fault on')`),
		chromedp.Click(`[data-testid=fault-cut]`),
		eventually(`document.querySelector('[data-testid=banner]').innerText.includes('peerbot is not connected')`),
		chromedp.Click(`[data-testid=faults-clear]`),
		eventually(`document.querySelector('[data-testid=faults-open]').innerText.includes('Break something')`),
		eventually(`document.querySelector('[data-testid=banner]').hidden`), // it has come back
	)
}

func TestSocketFaultsAreSwitchedOnThePage(t *testing.T) {
	w := newWorld(t, slacksim.Options{})
	w.greeted()
	ctx := browser(t)
	on := func(n string) chromedp.Action[chromedp.Void] {
		return eventually(`document.querySelector('[data-testid=faults-open]').innerText.includes('` + n + ` on')`)
	}
	run(ctx, t,
		chromedp.EmulateViewport(1100, 860),
		chromedp.Navigate(w.url+"/#/alice/network"),
		eventually(`document.querySelector('[data-testid=faults-open]').innerText.includes('Break something')`),
		chromedp.Click(`[data-testid=faults-open]`),
		eventually(`document.querySelector('[data-testid=faults]').open`),
		chromedp.Click(`[data-testid=fault-half-open]`),
		on("1 fault"),
		chromedp.SetValue(`[data-testid=fault-turn-away]`, "too_many_websockets"),
		on("2 faults"),
		chromedp.SetValue(`[data-testid=fault-life]`, "1.5"),
		on("3 faults"),
	)
	var now struct{ Socket slacksim.SocketFault }
	w.request("GET", "/faults", nil, &now)
	if want := (slacksim.SocketFault{HalfOpen: true, TurnAway: "too_many_websockets", Life: 1500 * time.Millisecond}); now.Socket != want {
		t.Errorf("faults = %+v, want %+v", now.Socket, want)
	}
	// Who comes later sees what is on.
	run(ctx, t,
		chromedp.Navigate("about:blank"),
		chromedp.Navigate(w.url+"/#/bob/network"),
		on("3 faults"),
		chromedp.Click(`[data-testid=faults-open]`),
		eventually(`((half, away, life) => half.checked && away.value === 'too_many_websockets' && life.value === '1.5')(...['half-open', 'turn-away', 'life'].map((n) => document.querySelector('[data-testid=fault-' + n + ']')))`),
		chromedp.Click(`[data-testid=faults-clear]`),
		eventually(`document.querySelector('[data-testid=faults-open]').innerText.includes('Break something')`),
		eventually(`document.querySelector('[data-testid=fault-turn-away]').value === ''`),
	)
}
