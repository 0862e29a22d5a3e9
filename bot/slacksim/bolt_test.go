package slacksim_test

import (
	"bufio"
	"context"
	"encoding/json"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"peerbot/bot/slacksim"
)

// boltApp is testdata/bolt/app.mjs, running.
type boltApp struct {
	t     *testing.T
	lines <-chan boltLine
}

type boltLine struct {
	What     string
	Text     string
	User     string
	TS       string
	Bot      string
	Value    string
	Typed    string
	Stale    string
	Why      string
	VPC      string
	Metadata string
	Cleared  bool
	Had      bool
	Hash     string
	File     string
	Retry    int
	Data     json.RawMessage
}

// boltDir is a place with Bolt in it. Without npm on the machine, or without a
// registry that it reaches, the test is skipped; in CI it fails then.
func boltDir(t *testing.T) string {
	t.Helper()
	give := t.Skipf
	if os.Getenv("CI") == "true" {
		give = t.Fatalf
	}
	for _, program := range []string{"node", "npm"} {
		if _, err := exec.LookPath(program); err != nil {
			give("no %s on this machine, so Slack's own library is not tried: %v", program, err)
		}
	}
	dir := filepath.Join("testdata", "bolt")
	lock, err := os.ReadFile(filepath.Join(dir, "package-lock.json"))
	if err != nil {
		t.Fatal(err)
	}
	stamp := filepath.Join(dir, "node_modules", ".peerbot-lock")
	if installed, err := os.ReadFile(stamp); err == nil && string(installed) == string(lock) {
		return dir
	}
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute)
	defer cancel()
	install := exec.CommandContext(ctx, "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund")
	install.Dir = dir
	if out, err := install.CombinedOutput(); err != nil {
		give("npm ci: %v, so Slack's own library is not tried\n%s", err, out)
	}
	if err := os.WriteFile(stamp, lock, 0o644); err != nil {
		t.Fatal(err)
	}
	return dir
}

// bolt starts the app and waits until it is connected.
func (w *world) bolt(t *testing.T) *boltApp {
	t.Helper()
	cmd := exec.Command("node", "app.mjs", w.url)
	cmd.Dir = boltDir(t)
	cmd.Stderr = t.Output()
	input, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	output, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	lines := make(chan boltLine, 100)
	read := make(chan struct{})
	go func() {
		defer close(read)
		defer close(lines)
		for s := bufio.NewScanner(io.TeeReader(output, t.Output())); s.Scan(); {
			var l boltLine
			if json.Unmarshal(s.Bytes(), &l) == nil {
				lines <- l
			}
		}
	}()
	t.Cleanup(func() {
		input.Close() // then it says goodbye and ends
		stop := time.AfterFunc(10*time.Second, func() { _ = cmd.Process.Kill() })
		defer stop.Stop()
		<-read
		if err := cmd.Wait(); err != nil {
			t.Errorf("the app ended with %v", err)
		}
	})
	b := &boltApp{t, lines}
	if l := b.hears("started"); l.User != "U0PEERBOT" {
		t.Errorf("auth.test told Bolt %+v, want our user", l)
	}
	return b
}

// hears waits until the app says that it heard something.
func (b *boltApp) hears(what string) boltLine {
	b.t.Helper()
	late := time.NewTimer(30 * time.Second)
	defer late.Stop()
	select {
	case l, ok := <-b.lines:
		if !ok || l.What != what {
			b.t.Fatalf("the app says %+v, want %s", l, what)
		}
		return l
	case <-late.C:
		b.t.Fatalf("the app says nothing, want %s", what)
	}
	return boltLine{}
}

func TestBoltTakesUsForSlack(t *testing.T) {
	w := newWorld(t, slacksim.Options{Shortcuts: shortcuts})
	b := w.bolt(t)

	o := w.command("alice", "network", "/peering list")
	if !o.OK || len(o.Messages) != 1 || o.Messages[0].Text != "working on list" || !o.Messages[0].Ephemeral {
		t.Errorf("command = %+v, want Bolt's answer", o)
	}
	if l := b.hears("command"); l.Text != "list" || l.User != "U0ALICE" {
		t.Errorf("Bolt heard %+v", l)
	}
	posted := b.hears("posted")
	if posted.Bot != "B0PEERBOT" {
		t.Errorf("posted by %q", posted.Bot)
	}
	if m := w.last("alice", "network"); m.Text != "posted" || !m.Ephemeral {
		t.Errorf("respond() shows %+v, want it to alice alone", m)
	}

	if o := w.do("bob", "click", map[string]any{"channel": "network", "ts": posted.TS, "action_id": "approve"}); !o.OK {
		t.Errorf("click = %+v", o)
	}
	if l := b.hears("approved"); l.Value != "R1" || l.User != "U0BOB" {
		t.Errorf("Bolt heard %+v", l)
	}
	if m := w.message("alice", "network", posted.TS); m.Text != "approved by <@U0BOB>" || m.Blocks != nil {
		t.Errorf("the card = %+v, want it decided, without its button", m)
	}

	t.Run("a modal", func(t *testing.T) { w.boltModal(t, b) })
	t.Run("the Home tab", func(t *testing.T) { w.boltHome(t, b) })
	t.Run("events and shortcuts", func(t *testing.T) { w.boltEvents(t, b) })
	t.Run("a refreshed connection", func(t *testing.T) { w.boltRefresh(t, b) })
}

// message is the one with that ts: what an app answers and what it posts come in any order.
func (w *world) message(user, channel, ts string) seenMessage {
	w.t.Helper()
	for _, m := range w.messages(user, channel).Messages {
		if m.TS == ts {
			return m
		}
	}
	w.t.Fatalf("%s sees no message %s in %s", user, ts, channel)
	return seenMessage{}
}

func (w *world) boltModal(t *testing.T, b *boltApp) {
	w.command("alice", "network", "/peering form")
	b.hears("command")
	view := w.viewOf(t, "alice")
	suggest := map[string]any{"view_id": view, "block_id": "vpc", "action_id": "vpc", "value": "ledger"}
	if s := w.suggest(suggest); len(s.Options) != 1 || s.Options[0].Value != "ledger" {
		t.Errorf("suggestions = %+v, want Bolt's", s)
	}
	if o := w.do("alice", "click", map[string]any{"view_id": view, "action_id": "more", "values": map[string]any{"why": "no", "vpc": "ledger"}}); !o.OK {
		t.Errorf("a button of the modal = %+v", o)
	}
	if l := b.hears("more"); l.Typed != "no" || l.Stale != "hash_conflict" {
		t.Errorf("Bolt heard %+v, want what was typed, and a conflict with the old hash", l)
	}
	if f := w.modal("POST", "alice/submit", map[string]any{}); f.Errors["why"] != "Say a little more." {
		t.Errorf("submit = %+v, want Bolt's error", f)
	}
	if f := w.modal("POST", "alice/submit", map[string]any{"values": map[string]any{"why": "more of it"}}); !f.OK || f.View == nil || f.View.ID != view {
		t.Errorf("submit = %+v, want the same view, updated", f)
	}
	if f := w.modal("POST", "alice/submit", map[string]any{"values": map[string]any{"why": "on top"}}); !f.OK || f.View == nil || f.View.ID == view {
		t.Errorf("submit = %+v, want a view on top of it", f)
	}
	w.modal("POST", "alice/dismiss", nil)
	if l := b.hears("closed"); l.Cleared {
		t.Errorf("the upper one closed = %+v, want it not cleared", l)
	}
	if f := w.modal("POST", "alice/submit", map[string]any{"values": map[string]any{"why": "nightly"}}); !f.OK || f.View != nil {
		t.Errorf("submit = %+v, want it closed", f)
	}
	if l := b.hears("asked"); l.Why != "nightly" || l.VPC != "ledger" || l.User != "U0ALICE" || l.Metadata != "R1" {
		t.Errorf("Bolt heard %+v", l)
	}
}

// viewOf waits until somebody has a modal open.
func (w *world) viewOf(t *testing.T, user string) string {
	t.Helper()
	for deadline := time.Now().Add(10 * time.Second); time.Now().Before(deadline); {
		if v := w.modal("GET", user+"/view", nil).View; v != nil {
			return v.ID
		}
	}
	t.Fatalf("%s has no modal open", user)
	return ""
}

func (w *world) boltHome(t *testing.T, b *boltApp) {
	for i := range 2 {
		w.home("POST", "alice/home", map[string]any{})
		l := b.hears("home")
		if l.User != "U0ALICE" || l.Had != (i == 1) || l.Stale != "hash_conflict" {
			t.Errorf("opening %d: Bolt heard %+v", i, l)
		}
		if h := w.home("GET", "alice/home", nil); h.View == nil || h.View.Hash != l.Hash {
			t.Errorf("alice sees %+v, want what Bolt published", h.View)
		}
	}
}

func (w *world) boltEvents(t *testing.T, b *boltApp) {
	said := w.do("bob", "message", map[string]any{"channel": "network", "text": "@peerbot are you there?"}).Messages[0]
	if l := b.hears("mention"); l.User != "U0BOB" || l.Text != "<@U0PEERBOT> are you there?" || l.Retry != 0 {
		t.Errorf("Bolt heard %+v", l)
	}
	m := w.last("alice", "network")
	if m.Text != "yes, <@U0BOB>?" || m.ThreadTS == "" {
		t.Errorf("alice sees %+v, want Bolt's answer in the thread", m)
	}
	w.do("bob", "edit", map[string]any{"channel": "network", "ts": said.TS, "text": "@peerbot are you there?"})
	if l := b.hears("mention"); !l.Had {
		t.Errorf("Bolt heard %+v, want the mention again, edited", l)
	}
	if o := w.do("alice", "shortcut", map[string]any{"callback_id": "request"}); !o.OK {
		t.Errorf("shortcut = %+v", o)
	}
	b.hears("shortcut")
	w.viewOf(t, "alice")
	w.modal("POST", "alice/dismiss", map[string]any{"all": true})
	if l := b.hears("closed"); !l.Cleared {
		t.Errorf("closing all = %+v, want it cleared", l)
	}
	if o := w.do("alice", "shortcut", map[string]any{"callback_id": "from_message", "channel": "network", "ts": m.ThreadTS}); !o.OK {
		t.Errorf("shortcut of a message = %+v", o)
	}
	l := b.hears("kept")
	if status, body, _ := w.get(w.url+"/people/alice/files/"+l.File+"/message.txt", ""); status != 200 || body != "<@U0PEERBOT> are you there?" {
		t.Errorf("alice reads %d %q, want the file that Bolt uploaded", status, body)
	}
}

// Bolt waits five seconds before it comes back.
func (w *world) boltRefresh(t *testing.T, b *boltApp) {
	w.Disconnect("warning")
	w.Disconnect("refresh_requested")
	if n := w.Connected(); n != 0 {
		t.Errorf("%d connections after the refresh, want none", n)
	}
	if o := w.command("alice", "network", "/peering list"); o.Error != "dispatch_failed" {
		t.Errorf("meanwhile = %+v, want dispatch_failed", o)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	if err := w.WaitConnected(ctx, 1); err != nil {
		t.Fatalf("Bolt does not come back: %v", err)
	}
	if o := w.command("alice", "network", "/peering list"); !o.OK {
		t.Errorf("after it came back = %+v", o)
	}
	b.hears("command")
	b.hears("posted")
}
