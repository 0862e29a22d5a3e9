package bot_test

import (
	"context"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"peerbot/aws/peering"
	"peerbot/aws/peering/peeringtest"
	"peerbot/bot"
	"peerbot/bot/finding"
	"peerbot/bot/notice"
	"peerbot/bot/request"
	"peerbot/bot/store"
	"peerbot/bot/store/sqlstore"
)

// surveyor surveys the AWS of the test.
type surveyor struct {
	*cloud
	unread map[string]error // by account
	during func()           // while AWS is read; may be nil
	groups map[string][]peering.Group
	calls  int
}

func (s *surveyor) Survey(ctx context.Context, managed []peering.Peering) peering.Survey {
	s.calls++
	if s.during != nil {
		s.during()
	}
	out := s.World.Survey(ctx, managed)
	for at, view := range out.Places {
		if view.Groups = s.groups; s.unread[at.Account] != nil {
			view = peering.PlaceView{Err: s.unread[at.Account]}
		}
		out.Places[at] = view
	}
	return out
}

const operators = "C0OPS"

// drifting is a world with an active peering that the drift check has seen.
func drifting(t *testing.T, p finding.NotifyPolicy) (*world, *surveyor) {
	t.Helper()
	s := &surveyor{unread: map[string]error{}}
	w := newWorld(t, func(o *bot.Parts) {
		o.Surveyor, o.Policy, o.Operators = s, p, operators
	})
	s.cloud = w.cloud
	w.active()
	w.sweeps()
	w.deliversAll()
	return w, s
}

// findings is the real store.
func (w *world) findings() *sqlstore.Store { return w.store.Database.(*sqlstore.Store) }

func (w *world) sweeps() {
	w.t.Helper()
	w.clock.pass(time.Minute)
	if _, err := w.Drift.Sweep(w.t.Context()); err != nil {
		w.t.Fatal(err)
	}
}

// deliversAll sends whatever is to be sent.
func (w *world) deliversAll() {
	w.t.Helper()
	for range 5 {
		left, err := w.findings().Undelivered(w.t.Context())
		if err != nil {
			w.t.Fatal(err)
		}
		for _, i := range left {
			if _, err := w.Outbox.Deliver(w.t.Context(), i.ID); err != nil {
				w.t.Fatal(err)
			}
		}
	}
}

// said counts what Slack was told so far.
func (w *world) said() int {
	w.chat.mu.Lock()
	defer w.chat.mu.Unlock()
	return len(w.chat.posts) + w.chat.updates
}

func (w *world) open() []finding.Finding {
	w.t.Helper()
	fs, err := w.findings().Findings(w.t.Context(), store.FindingFilter{})
	if err != nil {
		w.t.Fatal(err)
	}
	return fs
}

// unroute deletes every route of an account to a peering, by hand.
func (w *world) unroute(account string) {
	w.cloud.DropRoutes(func(r peeringtest.RouteEntry) bool {
		return r.VPC.Account == account && strings.HasPrefix(r.Target, "pcx-")
	})
}

var once = finding.NotifyPolicy{Sweeps: 1, Repeat: 24 * time.Hour}

func TestAnUnchangedWorldIsQuiet(t *testing.T) {
	t.Parallel()
	w, _ := drifting(t, once)
	before, writes := w.said(), len(w.cloud.written())
	for range 5 {
		w.sweeps()
		w.deliversAll()
	}
	if got := w.said(); got != before {
		t.Errorf("%d messages after sweeps of an unchanged world, want none", got-before)
	}
	if got := len(w.cloud.written()); got != writes {
		t.Errorf("%d writes to AWS by sweeps", got-writes)
	}
	if got := w.open(); len(got) != 0 {
		t.Errorf("open = %+v", got)
	}
}

func TestTheFirstSweepMakesABaselineAndSaysOneSentence(t *testing.T) {
	t.Parallel()
	s := &surveyor{}
	w := newWorld(t, func(o *bot.Parts) { o.Surveyor, o.Policy, o.Operators = s, once, operators })
	s.cloud = w.cloud
	w.active()
	w.unroute(accounts[1].ID)
	w.deliversAll()
	before := w.said()
	w.sweeps()
	w.deliversAll()
	if got := w.chat.messages(operators); len(got) != 1 || got[0].notice.(notice.FirstSweep).Sweep.Peerings != 1 || got[0].notice.(notice.FirstSweep).Sweep.Open != 1 {
		t.Errorf("operators read %+v, want one sentence", got)
	}
	w.sweeps()
	w.deliversAll()
	if got := w.said() - before; got != 1 {
		t.Errorf("%d messages, want the sentence only", got)
	}
	if got := w.open(); len(got) != 1 || got[0].NotifiedAt.IsZero() {
		t.Errorf("open = %+v, want one that counts as told", got)
	}
}

func TestAFindingIsToldOnceChangedAndResolved(t *testing.T) {
	t.Parallel()
	w, _ := drifting(t, finding.NotifyPolicy{Sweeps: 2, Repeat: 24 * time.Hour})
	w.unroute(accounts[1].ID)
	before := w.said()
	w.sweeps()
	w.deliversAll()
	if got := w.said(); got != before {
		t.Errorf("%d messages after one sweep, want silence until the second", got-before)
	}
	w.sweeps()
	w.deliversAll()
	cards := w.chat.messages("C0SEOUL")
	if last, ok := cards[len(cards)-1].notice.(notice.FindingCard); !ok || last.Finding.ID != "F1" || last.Finding.Class != peering.Changed {
		t.Fatalf("last message = %#v, want the card of F1", cards[len(cards)-1].notice)
	}
	if p := w.peering("P1"); p.State != request.Drifted {
		t.Errorf("P1 is %s, want drifted", p.State)
	}
	posted := w.said()
	w.sweeps()
	w.deliversAll()
	if got := w.said(); got != posted {
		t.Errorf("%d messages about what was told", got-posted)
	}
	w.unroute(accounts[0].ID)
	w.sweeps()
	w.deliversAll()
	if got := w.noteKinds("F1"); !slices.Contains(got, notice.NoteChanged) {
		t.Errorf("notes = %v, want %s", got, notice.NoteChanged)
	}
	w.clock.pass(25 * time.Hour)
	w.sweeps()
	if got := w.noteKinds("F1"); !slices.Contains(got, notice.NoteStill) {
		t.Errorf("notes = %v, want %s", got, notice.NoteStill)
	}
	wantAnswer(t, w.types(mina, "repair P1"), false, "R2")
	wantAnswer(t, w.clicks(joon, notice.ActApprove, "R2"), false, "begins")
	w.applies("R2")
	if _, err := w.Drift.Recheck(t.Context(), "P1"); err != nil {
		t.Fatal(err)
	}
	w.deliversAll()
	if got := w.open(); len(got) != 0 {
		t.Errorf("open = %+v, want none", got)
	}
	if got := w.noteKinds("F1"); !slices.Contains(got, notice.NoteResolved) {
		t.Errorf("notes = %v, want %s", got, notice.NoteResolved)
	}
	if p := w.peering("P1"); p.State != request.Active {
		t.Errorf("P1 is %s, want active", p.State)
	}
}

func (w *world) noteKinds(id string) []notice.NoteKind {
	var out []notice.NoteKind
	for _, i := range w.messages(id) {
		if !i.IsCard() {
			out = append(out, i.Kind)
		}
	}
	return out
}

func TestAnUnreadableAccountSuppressesEverythingElse(t *testing.T) {
	t.Parallel()
	w, s := drifting(t, once)
	w.unroute(accounts[0].ID)
	w.sweeps()
	if got := w.open(); len(got) != 1 || got[0].Peering != "P1" {
		t.Fatalf("open = %+v", got)
	}
	s.unread[accounts[1].ID] = &peering.CallError{Action: "sts:AssumeRole", Account: accounts[1].ID, Class: peering.AssumeRoleFailed, Message: "session ABC123 denied"}
	w.cloud.ForgetConnection(pcx) // and whatever is behind it
	w.sweeps()
	w.deliversAll()
	open := w.open()
	if len(open) != 2 {
		t.Fatalf("open = %+v, want the old one as it was, and the account", open)
	}
	for _, f := range open {
		if f.Class != peering.Unreadable && (f.Peering != "P1" || f.Class != peering.Changed) {
			t.Errorf("%s %s: a failure to read became something else", f.Key(), f.Class)
		}
	}
	if got := w.chat.messages(operators); len(got) < 2 {
		t.Error("the operators do not hear of an account that cannot be read")
	}
	delete(s.unread, accounts[1].ID)
	w.sweeps()
	for _, f := range w.open() {
		if f.Class == peering.Unreadable {
			t.Error("the account can be read, and its finding is still open")
		}
	}
}

func TestAPeeringThatChangesWhileItIsSweptIsForTheNextSweep(t *testing.T) {
	t.Parallel()
	w, s := drifting(t, once)
	w.unroute(accounts[1].ID)
	s.during = func() {
		p := w.peering("P1")
		if _, err := w.store.Write(t.Context(), store.Change{At: w.clock.Now(), Peering: &p}); err != nil {
			t.Error(err)
		}
	}
	w.sweeps()
	if got := w.open(); len(got) != 0 {
		t.Errorf("open = %+v, want nothing said of what changed meanwhile", got)
	}
	s.during = nil
	w.sweeps()
	if got := w.open(); len(got) != 1 {
		t.Errorf("open = %+v, want it found by the next", got)
	}
}

func TestTwoReplicasDoNotSweepAtOnce(t *testing.T) {
	t.Parallel()
	w, s := drifting(t, once)
	w.unroute(accounts[1].ID)
	other := w.replica("two", func(o *bot.Parts) { o.Surveyor, o.Policy, o.Operators = s, once, operators })
	before := s.calls
	var second sync.Once
	s.during = func() {
		second.Do(func() {
			if _, err := other.Drift.Sweep(t.Context()); err != nil {
				t.Error(err)
			}
		})
	}
	w.sweeps()
	if got := s.calls - before; got != 1 {
		t.Errorf("AWS was surveyed %d times, want once", got)
	}
	if got := w.open(); len(got) != 1 {
		t.Errorf("open = %+v", got)
	}
}

func TestAClockThatJumpsBackSaysNothingTwice(t *testing.T) {
	t.Parallel()
	w, _ := drifting(t, once)
	w.unroute(accounts[1].ID)
	w.sweeps()
	w.deliversAll()
	before := w.said()
	w.clock.pass(-48 * time.Hour)
	w.sweeps()
	w.deliversAll()
	if got := w.said(); got != before {
		t.Errorf("%d messages after the clock jumped back", got-before)
	}
	w.clock.pass(48 * time.Hour)
	w.sweeps()
	w.deliversAll()
	if got := w.said(); got != before {
		t.Errorf("%d messages after it jumped forth", got-before)
	}
}

func TestStoppingInTheMiddleCallsNothingUnreadable(t *testing.T) {
	t.Parallel()
	w, s := drifting(t, once)
	ctx, cancel := context.WithCancel(t.Context())
	s.during = func() {
		s.unread[accounts[0].ID] = context.Canceled
		cancel()
	}
	if _, err := w.Drift.Sweep(ctx); err == nil {
		t.Error("a sweep that was stopped says that it is done")
	}
	if got := w.open(); len(got) != 0 {
		t.Errorf("open = %+v, want nothing", got)
	}
}

func TestKeepNeedsBothSidesAndChangesTheWishOnly(t *testing.T) {
	t.Parallel()
	w, _ := drifting(t, once)
	w.unroute(accounts[1].ID)
	w.sweeps()
	writes := len(w.cloud.written())
	wantAnswer(t, w.types(mina, "keep P1"), false, "waits for seoul")
	wantAnswer(t, w.clicks(joon, notice.ActApprove, "R2"), false, "begins")
	w.applies("R2")
	w.wantState("R2", request.Done)
	if got := len(w.cloud.written()); got != writes {
		t.Errorf("keep wrote %d times to AWS", got-writes)
	}
	if got := w.peering("P1").Desired.Accepter.Routes.Excluded; len(got) != 1 {
		t.Errorf("without = %v, want the route that is missing", got)
	}
	w.sweeps()
	if got := w.open(); len(got) != 0 {
		t.Errorf("open = %+v, want none", got)
	}
}

func TestAClassMayHaveAChannelOfItsOwn(t *testing.T) {
	t.Parallel()
	w, _ := drifting(t, once)
	w.Drift.Routing.Classes = map[string]string{"changed": "C0CHANGED", "severe": "C0SEVERE", "missing": "C0MISSING"}
	w.unroute(accounts[1].ID)
	w.sweeps()
	w.deliversAll()
	for channel, want := range map[string]int{"C0CHANGED": 1, "C0SEVERE": 1, "C0MISSING": 0} {
		if got := len(w.chat.messages(channel)); got != want {
			t.Errorf("%d messages in %s, want %d", got, channel, want)
		}
	}
}

func TestANewBlockOfThePeerIsAMissingRoute(t *testing.T) {
	t.Parallel()
	w, _ := drifting(t, once)
	w.cloud.AddCIDR(w.cloud.seoul, "10.77.0.0/16")
	w.sweeps()
	got := w.open()
	if len(got) != 1 || len(got[0].Lines) != 1 || got[0].Lines[0].Side != peering.Requester || got[0].Lines[0].Code != peering.MissingRoute || got[0].Lines[0].Destination.String() != "10.77.0.0/16" {
		t.Errorf("open = %+v, want one missing route of the requester", got)
	}
}

func TestAtItsEndTheOwnersAreAskedOnce(t *testing.T) {
	t.Parallel()
	w, _ := drifting(t, once)
	p := w.peering("P1")
	p.EndsAt = w.clock.Now().Add(48 * time.Hour)
	if _, err := w.store.Write(t.Context(), store.Change{At: w.clock.Now(), Peering: &p}); err != nil {
		t.Fatal(err)
	}
	w.sweeps()
	if got := w.open(); len(got) != 1 || got[0].Class != peering.Expiring {
		t.Fatalf("open = %+v, want a warning", got)
	}
	w.clock.pass(49 * time.Hour)
	w.sweeps()
	r := w.request("R2")
	if r.Kind != request.Delete || r.RequestedBy != request.System || r.State != request.Pending || len(r.Outstanding()) != 2 {
		t.Fatalf("R2 = %+v, want a deletion that both sides are asked for", r)
	}
	wantAnswer(t, w.clicks(joon, notice.ActDeny, "R2"), false, "denied")
	w.sweeps()
	w.sweeps()
	if rs, err := w.store.Requests(t.Context(), store.RequestFilter{}); err != nil || len(rs) != 2 {
		t.Errorf("%d requests (%v): the owners are asked again after their no", len(rs), err)
	}
}

// presses presses a button on the card of a finding.
func (w *world) presses(user string, c bot.Interaction) notice.Notice {
	w.t.Helper()
	return w.chat.answer(w.t, func(channel string) {
		c.Where, c.Team = notice.Origin{User: user, Channel: channel}, home
		w.HandleInteraction(w.t.Context(), c)
	})
}

// rechecks does what is queued about P1.
func (w *world) rechecks() {
	w.t.Helper()
	if _, err := w.Drift.Recheck(w.t.Context(), "P1"); err != nil {
		w.t.Fatal(err)
	}
}

func TestAFindingNamesTheRequestThatIsToMendIt(t *testing.T) {
	t.Parallel()
	w, _ := drifting(t, once)
	w.unroute(accounts[1].ID)
	w.sweeps()
	w.deliversAll()
	edits := func() int { w.chat.mu.Lock(); defer w.chat.mu.Unlock(); return w.chat.updates }

	wantAnswer(t, w.presses(mina, bot.Interaction{Action: notice.ActRepair, Value: notice.Value{Request: "F1"}}), false, "posted R2")
	w.deliversAll()
	before := edits()
	w.rechecks()
	w.deliversAll()
	if got := w.open(); got[0].Request != "R2" || edits() == before {
		t.Errorf("after the wish to repair: F1 = %+v (%d edits), want R2 named on the card", got[0], edits()-before)
	}
	w.rechecks()
	w.sweeps()
	if got := w.open(); got[0].Request != "R2" {
		t.Errorf("after a sweep: F1 = %+v, want R2 named still", got[0])
	}
	wantAnswer(t, w.clicks(joon, notice.ActDeny, "R2"), false, "denied")
	w.rechecks()
	if got := w.open(); got[0].Request != "" {
		t.Errorf("after the no: F1 = %+v, want nothing to mend it", got[0])
	}
	wantAnswer(t, w.types(mina, "delete P1"), false, "posted R3")
	w.sweeps()
	if got := w.open(); got[0].Request != "R3" {
		t.Errorf("after a wish to delete: F1 = %+v, want R3", got[0])
	}
}

func TestWhatIsResolvedKeepsTheRequestThatMendedIt(t *testing.T) {
	t.Parallel()
	w, _ := drifting(t, once)
	w.unroute(accounts[1].ID)
	w.sweeps()
	wantAnswer(t, w.types(mina, "repair P1"), false, "posted R2")
	w.rechecks()
	wantAnswer(t, w.clicks(joon, notice.ActApprove, "R2"), false, "begins")
	w.applies("R2")
	w.rechecks()
	f, err := w.findings().Finding(t.Context(), "F1")
	if err != nil || f.Open() || f.Request != "R2" {
		t.Errorf("F1 = %+v, %v; want it resolved, by R2", f, err)
	}
}

// The cards of findings follow a request: when it comes, and when it goes.
func TestRequestsHaveTheirPeeringLookedAtAgain(t *testing.T) {
	t.Parallel()
	for name, end := range map[string]func(*world){
		"denied":    func(w *world) { wantAnswer(t, w.clicks(joon, notice.ActDeny, "R2"), false, "denied") },
		"withdrawn": func(w *world) { wantAnswer(t, w.clicks(mina, notice.ActWithdraw, "R2"), false, "withdrawn") },
	} {
		w, _ := drifting(t, once)
		w.unroute(accounts[1].ID)
		w.sweeps()
		for _, step := range []func(){
			func() { wantAnswer(t, w.types(mina, "repair P1"), false, "posted R2") },
			func() { end(w) },
		} {
			before := len(w.store.saved)
			step()
			var jobs []store.Job
			for _, c := range w.store.saved[before:] {
				jobs = append(jobs, c.Jobs...)
			}
			if !slices.Contains(jobs, store.Job{Kind: store.JobRecheck, Key: "P1"}) {
				t.Errorf("%s: jobs = %+v, want P1 looked at again", name, jobs)
			}
		}
	}
}

func TestWhatARequestDoesNotMendStaysToBeAsked(t *testing.T) {
	t.Parallel()
	w, _ := drifting(t, once)
	// A route that nobody asked for: keep ends it, repair does not.
	w.cloud.SetRoutes(tokyoTable, peering.Route{Destination: netip.MustParsePrefix("10.99.0.0/16"), Target: pcx})
	w.unroute(accounts[1].ID)
	w.sweeps()
	wantAnswer(t, w.types(mina, "repair P1"), false, "posted R2")
	w.rechecks()
	got := map[peering.DriftClass]string{}
	for _, f := range w.open() {
		got[f.Class] = f.Request
	}
	if got[peering.Changed] != "R2" || got[peering.Unmanaged] != "" || len(got) != 2 {
		t.Errorf("mended by %v, want only what was changed", got)
	}
}

func TestSnoozeFromTheCardHasADateAndAReason(t *testing.T) {
	t.Parallel()
	w, _ := drifting(t, once)
	w.unroute(accounts[1].ID)
	w.sweeps()
	until := w.clock.Now().Add(100 * time.Hour)
	wantAnswer(t, w.presses(joon, bot.Interaction{Action: notice.ActSnooze, Value: notice.Value{Request: "F1"}, Until: until, Reason: "moving on Monday"}), false, "snoozed F1")
	if got := w.open()[0].Snooze; !got.Until.Equal(until) || got.Person != joon || got.Reason != "moving on Monday" {
		t.Errorf("snooze = %+v, want until %s, by %s, with the reason", got, until, joon)
	}
	wantAnswer(t, w.presses(joon, bot.Interaction{Action: notice.ActSnooze, Value: notice.Value{Request: "F1"}, Until: w.clock.Now().Add(-time.Hour), Reason: "x"}), true, "snooze-in-past")
}

func TestExtendFromTheCardAsks(t *testing.T) {
	t.Parallel()
	w, _ := drifting(t, once)
	p := w.peering("P1")
	p.EndsAt = w.clock.Now().Add(48 * time.Hour)
	if _, err := w.store.Write(t.Context(), store.Change{At: w.clock.Now(), Peering: &p}); err != nil {
		t.Fatal(err)
	}
	w.sweeps()
	wantAnswer(t, w.presses(mina, bot.Interaction{Action: notice.ActExtend, Value: notice.Value{Request: "F1"}}), false, "posted R2 waits for seoul")
	w.rechecks()
	if got := w.open()[0].Request; got != "R2" {
		t.Errorf("mended by %q, want R2", got)
	}
	wantAnswer(t, w.clicks(joon, notice.ActApprove, "R2"), false, "begins")
	w.applies("R2")
	w.rechecks()
	if got := w.open(); len(got) != 0 {
		t.Errorf("open = %+v, want nothing after the extension", got)
	}
}

// Who asked in a direct message may be in none of the channels.
func TestWhoAskedInADirectMessageIsToldThere(t *testing.T) {
	t.Parallel()
	for channel, want := range map[string][]notice.NoteKind{"D0MINA": {notice.NoteActive}, "C0OTHER": nil} {
		w := newWorld(t)
		_, later := w.HandleCommand(t.Context(), bot.Command{Where: notice.Origin{User: mina, Channel: channel}, Team: home, Text: "request tokyo/main seoul/main"})
		later(t.Context())
		wantAnswer(t, w.clicks(joon, notice.ActApprove, "R1"), false, "begins")
		w.applies("R1")
		messages, err := w.store.Messages(t.Context(), "R1")
		if err != nil {
			t.Fatal(err)
		}
		var got []notice.NoteKind
		for _, i := range messages {
			if !i.IsCard() && i.To == store.User(mina) {
				got = append(got, i.Kind)
			}
		}
		if !slices.Equal(got, want) {
			t.Errorf("asked in %s: Mina is told %v in a direct message, want %v", channel, got, want)
		}
	}
}

func TestWhatIsGoneIsNotExtended(t *testing.T) {
	t.Parallel()
	w, _ := drifting(t, once)
	p := w.peering("P1")
	p.EndsAt = w.clock.Now().Add(48 * time.Hour)
	if _, err := w.store.Write(t.Context(), store.Change{At: w.clock.Now(), Peering: &p}); err != nil {
		t.Fatal(err)
	}
	w.cloud.SetStatus(pcx, peering.Deleted, "")
	w.sweeps()
	if got := w.open(); len(got) != 1 || got[0].Class != peering.Missing {
		t.Fatalf("open = %+v, want that it is missing, and nothing about its end", got)
	}
	wantAnswer(t, w.types(mina, "extend P1 for=30d"), true, "missing-in-aws P1 F1")
}
