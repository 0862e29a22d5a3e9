package bot_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/slack-go/slack"

	"peerbot/aws/peering"
	"peerbot/bot"
	"peerbot/bot/card"
	"peerbot/bot/directory"
	"peerbot/bot/notice"
	"peerbot/bot/request"
)

const strangerAccount = "999999999999"

// requestedInAWS is a world in which R1 answers what somebody requested directly
// in AWS: from tokyo, or from an account that is not configured.
func requestedInAWS(t *testing.T, known bool, edit ...func(*bot.Parts)) *world {
	t.Helper()
	s := &surveyor{unread: map[string]error{}}
	w := newWorld(t, append([]func(*bot.Parts){func(o *bot.Parts) { o.Surveyor = s }}, edit...)...)
	s.cloud = w.cloud
	from := w.cloud.tokyo
	if !known {
		from = w.outside("10.9.0.0/16")
	}
	w.requestsInAWS(from)
	w.sweeps()
	w.deliversAll()
	w.wantState("R1", request.Pending)
	return w
}

// outside is a VPC of an account that is not configured.
func (w *world) outside(cidr string) peering.Ref {
	return w.cloud.OutsideVPC(peering.Place{Account: strangerAccount, Region: accounts[1].Regions[0]}, "", cidr)
}

func (w *world) requestsInAWS(from peering.Ref) string {
	w.t.Helper()
	id, err := w.cloud.Console("mallory").Request(from, w.cloud.seoul)
	if err != nil {
		w.t.Fatal(err)
	}
	w.cloud.Rest()
	return id
}

// buttons are the actions of the buttons of a card.
func buttons(n notice.Notice) string {
	_, blocks := card.Render(n)
	var out []string
	for _, b := range blocks {
		if a, ok := b.(*slack.ActionBlock); ok {
			for _, e := range a.Elements.ElementSet {
				out = append(out, e.(*slack.ButtonBlockElement).ActionID)
			}
		}
	}
	return strings.Join(out, " ")
}

// text is what somebody reads who hears a message.
func text(n notice.Notice) string {
	text, _ := card.Render(n)
	return text
}

// A request that somebody decided in AWS says how on its card and to whoever
// presses one of its old buttons, and changes nothing.
func TestWhatIsDecidedInAWSIsSaidAlike(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name  string
		does  func(w *world, pcx string)
		says  string
		state request.PeeringState
	}{
		{"taken back", func(w *world, pcx string) { w.cloud.SetStatus(pcx, peering.Deleted, "") }, "was deleted in AWS", request.Removed},
		{"being taken back", func(w *world, pcx string) { w.cloud.SetStatus(pcx, peering.Deleting, ""); w.cloud.Hold(pcx, true) }, "was deleted in AWS", request.Removed},
		{"rejected", func(w *world, pcx string) { w.cloud.SetStatus(pcx, peering.Rejected, "") }, "was rejected in AWS", request.Removed},
		{"expired", func(w *world, pcx string) { w.cloud.SetStatus(pcx, peering.Expired, "") }, "expired in AWS", request.Removed},
		{"failed", func(w *world, pcx string) { w.cloud.SetStatus(pcx, peering.Failed, "") }, "is no longer in AWS", request.Removed},
		{"accepted", func(w *world, pcx string) { w.cloud.SetStatus(pcx, peering.Active, "") }, "was accepted in AWS", request.Released},
		{"being accepted", func(w *world, pcx string) { w.cloud.SetStatus(pcx, peering.Provisioning, ""); w.cloud.Hold(pcx, true) }, "was accepted in AWS", request.Released},
		{"forgotten", func(w *world, pcx string) { w.cloud.ForgetConnection(pcx) }, "is no longer in AWS", request.Removed},
	}
	ends := map[string]func(w *world) string{
		"a sweep":        func(w *world) string { w.sweeps(); return "" },
		"a click":        func(w *world) string { return text(w.clicks(joon, notice.ActApprove, "R1")) },
		"a denial":       func(w *world) string { return text(w.clicks(joon, notice.ActDeny, "R1")) },
		"a typed denial": func(w *world) string { return text(w.types(joon, "deny R1 reason=no")) },
	}
	for _, tt := range tests {
		for by, end := range ends {
			t.Run(tt.name+" by "+by, func(t *testing.T) {
				t.Parallel()
				w := requestedInAWS(t, true)
				r := w.request("R1")
				before := len(w.cloud.written())
				tt.does(w, r.Plan.Peering.PCX)
				if told := end(w); told != "" && !strings.Contains(told, tt.says) {
					t.Errorf("told %q, want %q", told, tt.says)
				}
				w.wantState("R1", request.Void)
				for _, action := range []notice.Action{notice.ActApprove, notice.ActDeny, notice.ActWithdraw, notice.ActRetry} {
					if got := text(w.clicks(joon, action, "R1")); !strings.Contains(got, tt.says) {
						t.Errorf("%s: told %q, want %q", action, got, tt.says)
					}
				}
				w.deliversAll()
				shown := w.chat.messages("C0SEOUL")[0].notice
				if got := text(shown); !strings.Contains(got, tt.says) || buttons(shown) != "" {
					t.Errorf("the card has buttons %q, and says:\n%s\nwant %q", buttons(shown), got, tt.says)
				}
				if got := w.peering("P1").State; got != tt.state {
					t.Errorf("P1 is %s, want %s", got, tt.state)
				}
				w.wantUnwritten(before)
				w.sweeps()
				if got := len(w.messages("R2")); got != 0 {
					t.Errorf("there is another request with %d messages, want none", got)
				}
			})
		}
	}
}

// What was accepted here, and failed to be, ends in AWS: nobody can retry it.
func TestAFailedAcceptanceThatEndsInAWSIsClosed(t *testing.T) {
	t.Parallel()
	w := requestedInAWS(t, true)
	w.clicks(joon, notice.ActApprove, "R1")
	pcx := w.request("R1").Plan.Peering.PCX
	w.cloud.SetStatus(pcx, peering.Rejected, "")
	w.applies("R1")
	w.wantState("R1", request.Void)
	if got := text(w.clicks(joon, notice.ActRetry, "R1")); !strings.Contains(got, "was rejected in AWS") {
		t.Errorf("told %q", got)
	}
}

// The printed policy lets nothing be accepted from an account that is not
// configured, so the card does not offer it.
func TestAnUnknownRequesterCanBeRejectedOnly(t *testing.T) {
	t.Parallel()
	w := requestedInAWS(t, false)
	shown := w.chat.messages("C0SEOUL")[0].notice
	if got := buttons(shown); got != "deny" {
		t.Errorf("buttons %q, want reject alone", got)
	}
	for _, got := range []string{text(shown), text(w.clicks(joon, notice.ActApprove, "R1")), text(w.types(joon, "approve R1"))} {
		if !strings.Contains(got, "isn't in peerbot's configuration") || !strings.Contains(got, "AWS console") {
			t.Errorf("it says %q, want that the account is not configured, and what to do", got)
		}
	}
	w.wantState("R1", request.Pending)
	w.wantUnwritten(0)
	wantAnswer(t, w.types(joon, "deny R1 reason=who"), false, "denied R1")
	for range 5 {
		if _, err := w.Apply.Reject(t.Context(), "R1"); err != nil {
			t.Fatal(err)
		}
	}
	if got := w.cloud.Live(); len(got) != 0 {
		t.Errorf("alive: %v, want that it is rejected", got)
	}
}

// Once an operator has added the account, the card offers to accept; and the other
// way round.
func TestACardFollowsWhetherTheRequesterIsConfigured(t *testing.T) {
	t.Parallel()
	source := &changing{all: accounts}
	w := requestedInAWS(t, false, func(o *bot.Parts) { o.Accounts = source })
	for _, known := range []bool{true, false, true} {
		source.all = accounts
		if known {
			source.all = append(slices.Clip(source.all), directory.Account{
				Alias: "partner", ID: strangerAccount, Regions: accounts[1].Regions, Channel: "C0PARTNER", Owners: []string{zoe},
			})
		}
		if !known { // also before the next drift check
			if got := text(w.clicks(joon, notice.ActApprove, "R1")); !strings.Contains(got, "isn't in peerbot's configuration") {
				t.Errorf("told %q, want that the account is not configured", got)
			}
			if r := w.request("R1"); r.Replans != 0 {
				t.Error("its plan changed, and nothing did in AWS")
			}
		}
		version := w.request("R1").Version
		w.sweeps()
		w.sweeps()
		w.deliversAll()
		if got := w.request("R1").Version; got != version+1 {
			t.Errorf("known %t: version %d after %d, want one more", known, got, version)
		}
		want := map[bool]string{true: "approve deny", false: "deny"}[known]
		if got := buttons(w.chat.messages("C0SEOUL")[0].notice); got != want {
			t.Errorf("known %t: buttons %q, want %q", known, got, want)
		}
	}
	wantAnswer(t, w.clicks(joon, notice.ActApprove, "R1"), false, "begins")
	w.applies("R1")
	w.wantState("R1", request.Done)
}

// flood is a world in which one account has requested n peerings directly in AWS.
func flood(t *testing.T, n int, edit ...func(*bot.Parts)) *world {
	t.Helper()
	s := &surveyor{unread: map[string]error{}}
	w := newWorld(t, append([]func(*bot.Parts){func(o *bot.Parts) { o.Surveyor = s }}, edit...)...)
	s.cloud = w.cloud
	for i := range n {
		w.requestsInAWS(w.cloud.VPC(peering.Place{Account: accounts[0].ID, Region: accounts[0].Regions[0]}, fmt.Sprintf("vpc%d", i), fmt.Sprintf("10.%d.0.0/16", 100+i)))
	}
	w.sweeps()
	w.deliversAll()
	return w
}

// Many requests of one account are one card, which notifies once and is edited
// after that; each can be decided by its own id.
func TestManyRequestsOfOneAccountAreOneCard(t *testing.T) {
	t.Parallel()
	const n = 20
	w := flood(t, n)
	w.sweeps()
	w.deliversAll()
	card := func() notice.Notice {
		t.Helper()
		w.deliversAll()
		got := w.chat.messages("C0SEOUL")
		if cards := slices.DeleteFunc(slices.Clone(got), func(p post) bool { return p.thread != "" }); len(cards) != 1 {
			t.Fatalf("%d cards, want one", len(cards))
		}
		return got[0].notice
	}
	if got := len(w.chat.posts); got != 1 {
		t.Errorf("%d messages, want one", got)
	}
	says := func(want ...string) {
		t.Helper()
		got := card()
		for _, part := range want {
			if !strings.Contains(text(got), part) {
				t.Errorf("the card says\n%s\nwant %q", text(got), part)
			}
		}
		if buttons(got) != "" {
			t.Errorf("the card has buttons %q, and it is not clear for which request", buttons(got))
		}
	}
	says("20 requests from account tokyo to seoul", "the newest R20", "/peering approve R20", "… 10 more requests", "/peering list account=seoul")

	// The first one, and some in the middle, end in every way.
	wantAnswer(t, w.types(joon, "approve R7"), false, "begins")
	w.applies("R7")
	w.wantState("R7", request.Done)
	if got := w.chat.messages("C0SEOUL"); len(got) != 1 {
		t.Errorf("%d messages before the note is sent", len(got))
	}
	says("19 requests")
	if got := w.chat.messages("C0SEOUL"); len(got) != 2 || got[1].thread != got[0].ts || !strings.Contains(text(got[1].notice), "R7") {
		t.Errorf("%d messages, want that R7 is active below the card", len(got))
	}
	wantAnswer(t, w.types(joon, "deny R1 reason=who"), false, "denied R1")
	says("18 requests")
	w.cloud.SetStatus(w.request("R20").Plan.Peering.PCX, peering.Deleted, "")
	w.sweeps()
	says("17 requests", "the newest R19")
	if links := text(w.types(mina, "show R5")); !strings.Contains(links, "C0SEOUL") {
		t.Errorf("show R5 does not say where its card is:\n%s", links)
	}

	// Another one comes: the same card, and nobody is notified.
	w.requestsInAWS(w.cloud.VPC(peering.Place{Account: accounts[0].ID, Region: accounts[0].Regions[0]}, "late", "10.99.0.0/16"))
	w.sweeps()
	says("18 requests", "the newest R21")

	for i := 2; i <= 20; i++ {
		if id := fmt.Sprintf("R%d", i); w.request(id).State == request.Pending && i != 9 {
			wantAnswer(t, w.types(joon, "deny "+id+" reason=who"), false, "denied "+id)
		}
	}
	w.types(joon, "deny R21 reason=who")

	// Of the last one it is the card, with its buttons.
	got := card()
	if !strings.Contains(text(got), "R9 ·") || buttons(got) != "approve deny" {
		t.Errorf("the card has buttons %q, and says\n%s\nwant the one that is left", buttons(got), text(got))
	}
	wantAnswer(t, w.clicks(joon, notice.ActApprove, "R9"), false, "begins")
	w.applies("R9")
	if got := card(); buttons(got) != "" {
		t.Errorf("the card has buttons %q at the end", buttons(got))
	}

	// After that a new one is a new card.
	w.requestsInAWS(w.cloud.VPC(peering.Place{Account: accounts[0].ID, Region: accounts[0].Regions[0]}, "later", "10.98.0.0/16"))
	w.sweeps()
	w.deliversAll()
	if cards := len(w.messages("R22")); cards != 1 {
		t.Errorf("R22 has %d messages, want a card of its own", cards)
	}
}

// A pause is told, once, where a request is shown on the card of another.
func TestAPauseReachesACardOfMany(t *testing.T) {
	t.Parallel()
	w := flood(t, 3)
	w.types(joon, "deny R1 reason=who")
	w.deliversAll()
	w.types(omar, "pause")
	w.deliversAll()
	n := 0
	for _, p := range w.chat.messages("C0SEOUL") {
		if _, ok := p.notice.(notice.PauseNote); ok {
			n++
		}
	}
	if got := text(w.chat.messages("C0SEOUL")[0].notice); n != 1 || !strings.Contains(got, "Paused by") {
		t.Errorf("%d notes, want one; the card says\n%s", n, got)
	}
}

// Requests of different accounts, or to different ones, have cards of their own.
func TestRequestsOfTwoAccountsAreTwoCards(t *testing.T) {
	t.Parallel()
	w := requestedInAWS(t, true)
	w.requestsInAWS(w.outside("10.9.0.0/16"))
	w.sweeps()
	w.deliversAll()
	if a, b := len(w.messages("R1")), len(w.messages("R2")); a != 1 || b != 1 {
		t.Errorf("%d and %d cards, want one each", a, b)
	}
}
