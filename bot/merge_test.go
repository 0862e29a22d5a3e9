package bot_test

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"testing"
	"time"

	"peerbot/aws/peering"
	"peerbot/aws/peering/peeringtest"
	"peerbot/bot"
	"peerbot/bot/finding"
	"peerbot/bot/notice"
	"peerbot/bot/store"
)

// many is a policy that gathers two findings of a class.
var many = finding.NotifyPolicy{Sweeps: 1, Repeat: 24 * time.Hour, Group: 2}

func noRole(account string) error {
	return &peering.CallError{Action: "sts:AssumeRole", Account: account, Code: "AccessDenied", Class: peering.AssumeRoleFailed}
}

// group returns the last that a channel was shown of a group, and how often it
// was posted there.
func (w *world) group(channel string) (last notice.GroupCard, posted int) {
	w.t.Helper()
	for _, m := range w.chat.messages(channel) {
		if c, ok := m.notice.(notice.GroupCard); ok {
			last = c
			posted++
		}
	}
	return last, posted
}

func cards(w *world, channel string) (ids []string) {
	for _, m := range w.chat.messages(channel) {
		if c, ok := m.notice.(notice.FindingCard); ok {
			ids = append(ids, c.Finding.ID)
		}
	}
	return ids
}

func TestManyFindingsAtOnceAreOneMessageOfAChannel(t *testing.T) {
	t.Parallel()
	w, s := drifting(t, many)
	s.unread[accounts[0].ID], s.unread[accounts[1].ID] = noRole(accounts[0].ID), noRole(accounts[1].ID)
	w.sweeps()
	w.deliversAll()
	if g, posted := w.group(operators); posted != 1 || g.Group.ID != "G1" || len(g.Findings) != 2 {
		t.Fatalf("operators read %d groups, the last %+v; want one of two findings", posted, g)
	}
	if got := cards(w, operators); len(got) != 0 {
		t.Errorf("operators read %v besides, want their group only", got)
	}
	for _, channel := range []string{"C0TOKYO", "C0SEOUL"} {
		if got := cards(w, channel); len(got) != 1 {
			t.Errorf("%s reads %v, want the card of its account", channel, got)
		}
	}
	before := w.said()
	w.sweeps()
	w.deliversAll()
	if got := w.said() - before; got != 0 {
		t.Errorf("%d messages of what was told", got)
	}

	// One is mended: the card counts, and nobody is bothered.
	delete(s.unread, accounts[0].ID)
	w.sweeps()
	w.deliversAll()
	if g, posted := w.group(operators); posted != 1 || len(g.Findings) != 2 || g.Findings[0].Open() == g.Findings[1].Open() {
		t.Errorf("operators see %d groups with %+v, want the same card with one of two left", posted, g.Findings)
	}
	if got := w.noteKinds("G1"); len(got) != 0 {
		t.Errorf("notes = %v, want none while one is open", got)
	}

	// The other says something else: one note. Then it is over: another.
	s.unread[accounts[1].ID] = throttled()
	w.sweeps()
	if got := w.noteKinds("G1"); !slices.Equal(got, []notice.NoteKind{notice.NoteChanged}) {
		t.Errorf("notes = %v, want that it changed", got)
	}
	delete(s.unread, accounts[1].ID)
	w.sweeps()
	w.deliversAll()
	if got := w.noteKinds("G1"); !slices.Equal(got, []notice.NoteKind{notice.NoteChanged, notice.NoteResolved}) {
		t.Errorf("notes = %v, want that it is resolved", got)
	}
	for _, c := range w.store.saved { // or a crash in between would leave nobody told
		if slices.ContainsFunc(c.Notes, func(n store.Note) bool { return n.About == "G1" }) && len(c.Findings) == 0 {
			t.Errorf("the note of a group is written apart from what it tells: %+v", c.Notes)
		}
	}
	if got := cards(w, operators); len(got) != 0 {
		t.Errorf("operators read %v, want their group only", got)
	}
}

func TestFewFindingsAreToldOneByOne(t *testing.T) {
	t.Parallel()
	p := many
	p.Group = 3
	w, s := drifting(t, p)
	s.unread[accounts[0].ID], s.unread[accounts[1].ID] = noRole(accounts[0].ID), noRole(accounts[1].ID)
	w.sweeps()
	w.deliversAll()
	if _, posted := w.group(operators); posted != 0 || len(cards(w, operators)) != 2 {
		t.Errorf("operators read %d groups and the cards %v, want two cards", posted, cards(w, operators))
	}
}

func TestAGroupIsShownAndSilencedAsOne(t *testing.T) {
	t.Parallel()
	w, s := drifting(t, many)
	s.unread[accounts[0].ID], s.unread[accounts[1].ID] = noRole(accounts[0].ID), noRole(accounts[1].ID)
	w.sweeps()
	if g, ok := w.types(mina, "show G1").(notice.GroupCard); !ok || len(g.Findings) != 2 {
		t.Errorf("show G1 = %+v", g)
	}
	if f, ok := w.types(mina, "show F2").(notice.FindingCard); !ok || f.Finding.ID != "F2" {
		t.Errorf("show F2 = %+v", f)
	}
	wantAnswer(t, w.types(mina, "show F9"), true, "not-found F9")
	wantAnswer(t, w.types(mina, "ignore G1"), true, "snooze-not-yours")
	wantAnswer(t, w.types(omar, "ignore G9"), true, "not-found G9")
	wantAnswer(t, w.types(omar, "ignore G1 for=2d maintenance"), false, "snoozed G1 2")
	for _, f := range w.open() {
		if f.Snooze.Person != omar || f.Snooze.Reason != "maintenance" {
			t.Errorf("%s: snooze = %+v", f.ID, f.Snooze)
		}
	}
	before := w.said()
	w.clock.pass(30 * time.Hour) // past Repeat
	w.sweeps()
	w.deliversAll()
	if got := w.noteKinds("G1"); len(got) != 0 {
		t.Errorf("notes = %v (%d messages), want silence", got, w.said()-before)
	}
	w.clock.pass(20 * time.Hour)
	w.sweeps()
	if got := w.noteKinds("G1"); !slices.Equal(got, []notice.NoteKind{notice.NoteStill}) {
		t.Errorf("notes = %v, want that it is still so, once for both", got)
	}
}

func TestNothingIsSaidOfASilencedPeering(t *testing.T) {
	t.Parallel()
	w, _ := drifting(t, once)
	wantAnswer(t, w.types(zoe, "ignore P1"), true, "snooze-not-yours")
	wantAnswer(t, w.types(mina, "ignore P9"), true, "not-found P9")
	wantAnswer(t, w.types(mina, "ignore P1 for=8h moving the tables"), false, "snoozed P1")
	before := w.said()
	w.unroute(accounts[1].ID)
	w.sweeps()
	w.deliversAll()
	if got := w.said() - before; got != 0 {
		t.Errorf("%d messages, want silence", got)
	}
	if got := w.open(); len(got) != 1 || got[0].Snooze.Person != mina || !strings.Contains(got[0].Snooze.Reason, "moving") {
		t.Errorf("open = %+v, want the finding, quiet", got)
	}
	w.clock.pass(9 * time.Hour)
	w.sweeps()
	w.deliversAll()
	if got := cards(w, "C0SEOUL"); !slices.Equal(got, []string{"F1"}) {
		t.Errorf("cards = %v, want the finding once the silence is over", got)
	}
	w.cloud.SetRoutes(tokyoTable, peering.Route{Destination: netip.MustParsePrefix("10.99.0.0/16"), Target: pcx})
	w.sweeps()
	for _, f := range w.open() {
		if f.Class == peering.Unmanaged && f.Snooze != (finding.Snooze{}) {
			t.Errorf("%s came up after the silence: snooze = %+v, want none", f.ID, f.Snooze)
		}
	}
}

// More than one transaction writes.
func TestHundredsOfFindingsAtOnceAreOneMessage(t *testing.T) {
	t.Parallel()
	w, _ := drifting(t, many)
	away := peeringtest.New(w.clock.read)
	for i := range 450 - len(accounts) { // beside those of P1
		away.VPC(peering.Place{Account: fmt.Sprintf("%012d", i+1), Region: "us-east-1"}, "main", "10.1.0.0/16")
	}
	away.Around(func(c peeringtest.Call, _ func() error) error { return noRole(c.Account) })
	w.Drift.Surveyor = away
	w.sweeps()
	w.deliversAll()
	g, posted := w.group(operators)
	if posted != 1 || len(cards(w, operators)) != 0 {
		t.Fatalf("operators read %d groups and %d cards, want one group", posted, len(cards(w, operators)))
	}
	if got, err := w.store.Findings(t.Context(), store.FindingFilter{Group: g.Group.ID}); err != nil || len(got) != 450 {
		t.Errorf("%s has %d members, %v; want all", g.Group.ID, len(got), err)
	}
}

func TestSilenceHasBoundsAndKeepsItsReason(t *testing.T) {
	t.Parallel()
	w, _ := drifting(t, once)
	w.unroute(accounts[1].ID)
	w.sweeps()
	far := w.clock.Now().AddDate(2, 0, 0)
	wantAnswer(t, w.presses(joon, bot.Interaction{Action: notice.ActSnooze, Value: notice.Value{Request: "F1"}, Until: far, Reason: "x"}), true, "snooze-too-long")
	wantAnswer(t, w.types(joon, "ignore F1 for=2d moving"), false, "snoozed F1")
	wantAnswer(t, w.types(mina, "ignore F1 for=1h"), false, "snoozed F1")
	if got := w.open()[0].Snooze; got.Reason != "moving" || got.Person != mina {
		t.Errorf("snooze = %+v, want the reason kept", got)
	}
	w.released("P1")
	wantAnswer(t, w.types(mina, "ignore P1"), true, "snooze-not-managed P1 released")
}
