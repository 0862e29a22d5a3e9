package bot_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"peerbot/aws/peering"
	"peerbot/aws/peering/peeringtest"
	"peerbot/bot"
	"peerbot/bot/notice"
	"peerbot/bot/request"
	"peerbot/bot/store"
)

func TestFromYesToActive(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.active()
	w.wantWhole()
	want := []peering.Kind{peering.Create, peering.Tag, peering.Accept, peering.AddRoute, peering.AddRoute}
	if got := kinds(w.cloud.written()); !slices.Equal(got, want) {
		t.Errorf("written %v, want %v", got, want)
	}
	if got := w.notes("R1"); !slices.Equal(got, []notice.NoteKind{notice.NoteActive}) {
		t.Errorf("notes %v, want that it is active", got)
	}
}

func TestAJobThatIsDeliveredAgainDoesNothing(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.active()
	n, version := len(w.cloud.written()), w.request("R1").Version
	for range 3 {
		if again, err := w.Apply.Apply(t.Context(), "R1"); again != 0 || err != nil {
			t.Errorf("Apply = %s, %v; want the end", again, err)
		}
	}
	w.wantUnwritten(n)
	if got := w.request("R1").Version; got != version {
		t.Errorf("R1 has version %d, want %d still", got, version)
	}
}

func TestOneReplicaWorksAtATime(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.approved()
	other := w.replica("two")
	w.cloud.Once(peering.Create, func(_ peeringtest.Call, do func() error) error {
		again, err := other.Apply.Apply(t.Context(), "R1")
		if again <= 0 || err != nil {
			t.Errorf("the other replica: %s, %v; want to wait", again, err)
		}
		return do()
	})
	w.applies("R1")
	w.wantWhole()
}

// A lost answer is not a failure, whichever write it was of.
func TestAnswersAreLost(t *testing.T) {
	t.Parallel()
	for _, kind := range []peering.Kind{peering.Create, peering.Tag, peering.Accept, peering.AddRoute} {
		for what, hook := range map[string]peeringtest.Hook{"it happened": peeringtest.Lose, "nothing happened": peeringtest.Drop} {
			t.Run(string(kind)+", and "+what, func(t *testing.T) {
				t.Parallel()
				w := newWorld(t)
				w.approved()
				w.cloud.Once(kind, hook)
				w.applies("R1")
				w.wantState("R1", request.Done)
				w.wantWhole()
			})
		}
	}
}

func TestAFinalErrorStopsAndARetryGoesOn(t *testing.T) {
	t.Parallel()
	for _, kind := range []peering.Kind{peering.Create, peering.Tag, peering.Accept, peering.AddRoute} {
		t.Run(string(kind), func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			w.approved()
			w.cloud.Once(kind, peeringtest.Deny)
			w.applies("R1")
			r := w.wantState("R1", request.Failed)
			if r.Failure.Step == nil || r.Failure.Step.Kind != kind || r.Failure.Call == nil || r.Failure.Call.Code != "UnauthorizedOperation" || r.Failure.Exists == nil {
				t.Errorf("failure %+v, want step %s, code and what exists", r.Failure, kind)
			}
			n := len(w.cloud.written())
			w.applies("R1") // a job that comes again
			w.wantUnwritten(n)
			wantAnswer(t, w.clicks(joon, notice.ActRetry, "R1"), false, "retrying")
			w.applies("R1")
			w.wantState("R1", request.Done)
			w.wantWhole()
		})
	}
}

func TestAPeeringThatAWSCannotMake(t *testing.T) {
	t.Parallel()
	for _, status := range []peering.Status{peering.Failed, peering.Rejected, peering.Expired, peering.Deleted} {
		t.Run(string(status), func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			w.approved()
			w.cloud.Once(peering.Create, func(_ peeringtest.Call, do func() error) error {
				err := do()
				w.cloud.SetStatus(pcx, status, "in AWS's words")
				return err
			})
			w.applies("R1")
			r := w.wantState("R1", request.Failed)
			if r.Failure.Code != request.ConnectionEnded || r.Failure.Connection.Status != status || r.Failure.Connection.ID != "pcx-00000001" {
				t.Errorf("failure %+v, want %s of pcx-00000001", r.Failure, status)
			}
			// It is over for good: a retry makes another one beside it.
			w.clicks(mina, notice.ActRetry, "R1")
			// Who ended it in AWS has to approve again, and whoever may have.
			undone := map[peering.Status][]string{peering.Rejected: {joon}, peering.Deleted: {mina, joon}}[status]
			if r := w.request("R1"); len(r.Outstanding()) != len(undone) {
				t.Errorf("%s: waits for %v, want %v to approve again", status, r.Outstanding(), undone)
			}
			for _, owner := range undone {
				w.applies("R1")
				w.wantState("R1", request.Pending)
				w.clicks(owner, notice.ActApprove, "R1")
			}
			if p := w.peering("P1"); !slices.Equal(p.Desired.Former, []string{"pcx-00000001"}) {
				t.Errorf("former %v, want pcx-00000001", p.Desired.Former)
			}
			w.applies("R1")
			w.wantState("R1", request.Done)
			w.wantWhole()
			if got := w.peering("P1").Desired.PCX; got != "pcx-00000002" {
				t.Errorf("P1 is %s, want the second", got)
			}
		})
	}
}

func TestDeletedByHandHalfWay(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.approved()
	w.cloud.Once(peering.AddRoute, func(_ peeringtest.Call, do func() error) error {
		w.cloud.SetStatus(pcx, peering.Deleted, "")
		return do()
	})
	w.applies("R1")
	r := w.wantState("R1", request.Failed)
	if r.Failure.Code != request.ConnectionEnded || r.Failure.Connection.Status != peering.Deleted {
		t.Errorf("failure %+v, want that somebody deleted it", r.Failure)
	}
}

// AWS answers Create with the peering that somebody made a moment before.
func TestCreateAnswersWithSomebodyElsesPeering(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.approved()
	w.cloud.Once(peering.Create, func(_ peeringtest.Call, do func() error) error {
		if _, err := w.cloud.Console("alice").Request(w.cloud.tokyo, w.cloud.seoul); err != nil {
			t.Error(err)
		}
		return do()
	})
	w.applies("R1")
	r := w.wantState("R1", request.Failed)
	if r.Failure.Code != request.BlockedBy || r.Failure.Problem.Code != peering.PeeringExists {
		t.Errorf("failure %+v, want that theirs exists", r.Failure)
	}
	if got := kinds(w.cloud.written()); !slices.Equal(got, []peering.Kind{peering.Create}) {
		t.Errorf("written %v, want nothing after the answer", got)
	}
	if c := w.cloud.Live(); len(c) != 1 || c[0].Status != peering.Pending {
		t.Errorf("AWS has %+v, want theirs untouched", c)
	}
}

func TestAStepThatWasNotApprovedAsksAgain(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.approved()
	w.cloud.Once(peering.Accept, func(_ peeringtest.Call, do func() error) error {
		w.cloud.AddCIDR(w.cloud.seoul, "10.77.0.0/16")
		return do()
	})
	w.applies("R1")
	r := w.wantState("R1", request.Pending)
	want := []peering.Kind{peering.Create, peering.Tag, peering.Accept}
	if got := kinds(w.cloud.written()); !slices.Equal(got, want) {
		t.Errorf("written %v, want %v and no route", got, want)
	}
	if !slices.Contains(w.notes("R1"), notice.NoteAgain) || len(r.Outstanding()) != 1 {
		t.Errorf("notes %v, waits for %v; want to ask seoul again", w.notes("R1"), r.Outstanding())
	}
	wantAnswer(t, w.clicks(joon, notice.ActApprove, "R1"), false, "begins")
	w.applies("R1")
	w.wantState("R1", request.Done)
	if got := w.cloud.PeeringRoutes(); len(got) != 3 {
		t.Errorf("routes %v, want three", got)
	}
}

// AWS is busy just when the plan has to be made again: the request goes on
// afterwards, and is not forgotten.
func TestAskingAgainSurvivesABusyAWS(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.approved()
	busy := false
	w.cloud.Once(peering.Create, func(_ peeringtest.Call, do func() error) error {
		err := do()
		// Somebody takes our tags away on the one side, and puts them on the other.
		w.cloud.SetTags(pcx, peering.Accepter, w.cloud.Live()[0].Tags[peering.Requester])
		w.cloud.SetTags(pcx, peering.Requester, nil)
		w.cloud.SetStatus(pcx, peering.Pending, "")
		return err
	})
	reads := 0
	w.cloud.Around(func(c peeringtest.Call, do func() error) error {
		if len(w.cloud.Writes()) > 0 && c.Action == peeringtest.DescribeConnections && c.Account == accounts[0].ID {
			if reads++; reads == 3 { // after two looks that agree
				busy = true
				return peeringtest.Throttle(c, do)
			}
		}
		return do()
	})
	w.applies("R1")
	w.wantState("R1", request.Pending)
	if !busy {
		t.Error("AWS was never busy")
	}
}

func TestAnOldYesIsCheckedBeforeTheFirstWrite(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.asks()
	wantAnswer(t, w.types(omar, "pause"), false, "paused")
	w.clicks(joon, notice.ActApprove, "R1")
	if again, err := w.Apply.Apply(t.Context(), "R1"); again <= 0 || err != nil {
		t.Fatalf("while paused: %s, %v; want to wait", again, err)
	}
	w.clock.pass(time.Hour)
	w.cloud.AddCIDR(w.cloud.seoul, "10.77.0.0/16")
	wantAnswer(t, w.types(omar, "resume"), false, "resumed")
	w.applies("R1")
	w.wantState("R1", request.Pending)
	w.wantUnwritten(0)
}

// The same, while AWS is busy: it is tried again, and not forgotten.
func TestAnOldYesSurvivesABusyAWS(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.approved()
	w.clock.pass(5 * time.Minute)
	n := 0
	w.cloud.reads(func(c peeringtest.Call, do func() error) error {
		if n++; n <= 2 {
			return peeringtest.Throttle(c, do)
		}
		return do()
	})
	w.applies("R1")
	w.wantState("R1", request.Done)
	w.wantWhole()
}

func TestPauseStopsBetweenTwoWrites(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.approved()
	w.cloud.Once(peering.Create, func(_ peeringtest.Call, do func() error) error {
		err := do()
		wantAnswer(t, w.types(omar, "pause"), false, "paused")
		return err
	})
	for range 5 {
		again, err := w.Apply.Apply(t.Context(), "R1")
		if again <= 0 || err != nil {
			t.Errorf("Apply = %s, %v; want to wait", again, err)
		}
	}
	if got := kinds(w.cloud.written()); !slices.Equal(got, []peering.Kind{peering.Create}) {
		t.Errorf("written %v, want nothing after the stop", got)
	}
	wantAnswer(t, w.types(omar, "resume"), false, "resumed")
	w.applies("R1")
	w.wantState("R1", request.Done)
	w.wantWhole() // with every write in the audit log
	if got := len(w.request("R1").Done); got != 5 {
		t.Errorf("%d writes are noted, want 5", got)
	}
}

// manyTables is a world whose peering has routes in forty route tables of
// Tokyo, and is approved.
func manyTables(t *testing.T) (w *world, tables []string) {
	t.Helper()
	w = newWorld(t)
	for i := range 40 {
		tables = append(tables, w.cloud.Table(w.cloud.tokyo, fmt.Sprintf("t%d", i), w.cloud.Subnet(w.cloud.tokyo, fmt.Sprintf("10.1.%d.0/24", i+100))))
	}
	w.types(mina, `request tokyo/main seoul/main routes=all reason="shared login"`)
	w.clicks(joon, notice.ActApprove, "R1")
	return w, tables
}

func TestPauseStopsBetweenManyWritesOfOneKind(t *testing.T) {
	t.Parallel()
	w, _ := manyTables(t)
	w.cloud.Once(peering.AddRoute, func(_ peeringtest.Call, do func() error) error {
		wantAnswer(t, w.types(omar, "pause"), false, "paused")
		return do()
	})
	for range 20 {
		if _, err := w.Apply.Apply(t.Context(), "R1"); err != nil {
			t.Fatal(err)
		}
	}
	if got := len(w.cloud.PeeringRoutes()); got == 0 || got > 8 {
		t.Errorf("%d routes, want those alone whose calls were under way", got)
	}
	wantAnswer(t, w.types(omar, "resume"), false, "resumed")
	w.applies("R1")
	w.wantState("R1", request.Done)
	if got := len(w.cloud.PeeringRoutes()); got != 41 {
		t.Errorf("%d routes, want all 41", got)
	}
}

func TestARouteThatWasMovedMeanwhileIsNotRemoved(t *testing.T) {
	t.Parallel()
	w, tables := manyTables(t)
	w.applies("R1")
	w.types(mina, "delete P1 reason=over")
	w.clicks(joon, notice.ActApprove, "R2")
	moved := map[string]bool{}
	w.cloud.Once(peering.RemoveRoute, func(_ peeringtest.Call, do func() error) error {
		for _, r := range w.cloud.PeeringRoutes() {
			if slices.Contains(tables[10:], r.Table) {
				r.Route.Target, moved[r.Table] = "tgw-1", true
				w.cloud.SetRoutes(r.Table, r.Route)
			}
		}
		return do()
	})
	w.applies("R2")
	kept := 0
	for _, r := range w.cloud.Routes() {
		if moved[r.Table] && r.Target == "tgw-1" {
			kept++
		}
	}
	// What is under way by then is eight calls at most.
	if len(moved) < 20 || kept < len(moved)-8 {
		t.Errorf("of %d routes that were moved elsewhere %d are left", len(moved), kept)
	}
}

func TestAStopThatCannotBeReadIsAStop(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.approved()
	w.store.breaks("Paused", errors.New("disk I/O error"))
	if _, err := w.Apply.Apply(t.Context(), "R1"); err == nil {
		t.Error("Apply ends well, want an error")
	}
	w.wantUnwritten(0)
	w.store.breaks("", nil)
	w.cloud.Once(peering.Create, func(_ peeringtest.Call, do func() error) error {
		w.store.breaks("Paused", errors.New("disk I/O error"))
		return do()
	})
	for range 3 {
		if _, err := w.Apply.Apply(t.Context(), "R1"); err == nil {
			t.Error("Apply ends well, want an error")
		}
	}
	if got := kinds(w.cloud.written()); !slices.Equal(got, []peering.Kind{peering.Create}) {
		t.Errorf("written %v, want nothing after the error", got)
	}
}

// Nothing is written to AWS that was not announced in the audit log.
func TestNoWriteWithoutTheAuditLog(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.approved()
	for _, call := range []string{"Write", "Write step-begun"} {
		w.store.breaks(call, errors.New("disk full"))
		if _, err := w.Apply.Apply(t.Context(), "R1"); err == nil {
			t.Errorf("%s fails, and Apply ends well, want an error", call)
		}
		w.wantUnwritten(0)
	}
	w.store.breaks("", nil)
	w.applies("R1")
	w.wantWhole()
}

func TestPatienceIsOver(t *testing.T) {
	t.Parallel()
	impatient := func(o *bot.Parts) { o.Patience = 5 * time.Second }
	t.Run("AWS does not get there", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t, impatient)
		w.approved()
		w.cloud.Once(peering.Accept, func(_ peeringtest.Call, do func() error) error {
			defer w.cloud.Hold(pcx, true)
			return do()
		})
		w.applies("R1")
		r := w.wantState("R1", request.Failed)
		if r.Failure.Step == nil || r.Failure.Step.Kind != peering.AwaitActive || r.Failure.Code != request.WaitedTooLong || r.Failure.Waited != 5*time.Second {
			t.Errorf("failure %+v, want that it never became active", r.Failure)
		}
		w.cloud.Hold(pcx, false)
		w.clicks(mina, notice.ActRetry, "R1")
		w.applies("R1")
		w.wantWhole()
	})
	t.Run("AWS is busy for ever when it is written to", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t, impatient)
		w.approved()
		w.cloud.Around(func(call peeringtest.Call, do func() error) error {
			if call.Writes() {
				return peeringtest.Throttle(call, do)
			}
			return do()
		})
		w.applies("R1")
		r := w.wantState("R1", request.Failed)
		if r.Failure.Call == nil || r.Failure.Call.Code != "RequestLimitExceeded" {
			t.Errorf("failure %+v, want that AWS is busy", r.Failure)
		}
	})
	t.Run("AWS is busy for ever", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t, impatient)
		w.approved()
		w.cloud.reads(peeringtest.Throttle)
		w.applies("R1")
		r := w.wantState("R1", request.Failed)
		if r.Failure.Call == nil || r.Failure.Call.Code != "RequestLimitExceeded" {
			t.Errorf("failure %+v, want that AWS is busy", r.Failure)
		}
		w.wantUnwritten(0)
	})
}

func TestAWorkerThatIsStoppedGoesOnLater(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.approved()
	ctx, cancel := context.WithCancel(t.Context())
	w.cloud.Once(peering.Accept, func(c peeringtest.Call, do func() error) error {
		defer cancel()
		return peeringtest.Lose(c, do)
	})
	if _, err := w.Apply.Apply(ctx, "R1"); err != nil && !errors.Is(err, context.Canceled) {
		t.Errorf("Apply: %v", err)
	}
	w.wantState("R1", request.Applying)
	w.applies("R1")
	w.wantState("R1", request.Done)
	w.wantWhole()
}

func TestDelete(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.active()
	n := len(w.cloud.written())
	wantAnswer(t, w.types(zoe, "delete P1"), false, "waits for tokyo seoul")
	wantAnswer(t, w.types(zoe, "withdraw R2"), false, "withdrawn")
	wantAnswer(t, w.types(joon, "delete P1"), false, "waits for tokyo")
	wantAnswer(t, w.types(mina, "delete P1"), false, "already-open R3")
	w.wantUnwritten(n)
	wantAnswer(t, w.clicks(mina, notice.ActApprove, "R3"), false, "begins")
	w.applies("R3")
	w.wantState("R3", request.Done)
	want := []peering.Kind{peering.RemoveRoute, peering.RemoveRoute, peering.Delete}
	if got := kinds(w.cloud.written()[n:]); !slices.Equal(got, want) {
		t.Errorf("written %v, want %v", got, want)
	}
	if alive, routes := w.cloud.Live(), w.cloud.PeeringRoutes(); len(alive) != 0 || len(routes) != 0 {
		t.Errorf("left: %v, %v; want nothing", alive, routes)
	}
	if got := w.peering("P1"); got.State != request.Removed || !got.Desired.Absent {
		t.Errorf("P1 is %s, want removed", got.State)
	}
	wantAnswer(t, w.types(mina, "delete P1"), true, "peering-is P1 removed")
	wantAnswer(t, w.types(mina, "request tokyo/main seoul/main"), false, "posted R4")
}

// A plan with nothing left to do takes the same approvals as any other: the
// record is both sides'.
func TestDeletingWhatIsGoneAlready(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.active()
	n := len(w.cloud.written())
	w.cloud.SetStatus(pcx, peering.Deleted, "")
	w.unroute(accounts[0].ID)
	w.unroute(accounts[1].ID)
	wantAnswer(t, w.types(mina, "delete P1"), false, "posted R2 waits for seoul")
	w.applies("R2")
	w.wantState("R2", request.Pending)
	wantAnswer(t, w.clicks(joon, notice.ActApprove, "R2"), false, "begins")
	w.applies("R2")
	w.wantState("R2", request.Done)
	w.wantUnwritten(n)
	if got := w.peering("P1").State; got != request.Removed {
		t.Errorf("P1 is %s, want removed", got)
	}
}

// What was asked for while a peering was let go, or taken down, is about
// nothing that is ours any more.
func TestNothingIsDoneAboutAPeeringThatWasLetGo(t *testing.T) {
	t.Parallel()
	for _, command := range []string{"delete P1", "release P1"} {
		w, _ := drifting(t, once)
		// Asked a moment before the release is done: the record is still managed.
		wantAnswer(t, w.types(mina, command), false, "posted R2")
		w.released("P1")
		writes := len(w.cloud.written())
		wantAnswer(t, w.clicks(joon, notice.ActApprove, "R2"), true, "ended-meanwhile P1 R2 released")
		w.wantState("R2", request.Pending)

		// Approved a moment before it: the work stops, and the record stays.
		r := w.request("R2")
		now := w.clock.Now()
		r, err := r.Approve(joon, []string{accounts[1].ID}, now)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.store.Write(t.Context(), store.Change{At: now, Request: &r}); err != nil {
			t.Fatal(err)
		}
		w.applies("R2")
		w.wantState("R2", request.Failed)
		if got := w.peering("P1").State; got != request.Released {
			t.Errorf("%s: P1 is %s, want released", command, got)
		}
		if got := len(w.cloud.written()); got != writes {
			t.Errorf("%s: %d writes to AWS about a peering that was let go", command, got-writes)
		}
		wantAnswer(t, w.clicks(mina, notice.ActWithdraw, "R2"), false, "withdrawn")
		if got := w.peering("P1").State; got != request.Released {
			t.Errorf("%s, withdrawn: P1 is %s, want released", command, got)
		}
	}
}

// released has a peering let go, as far as our record goes.
func (w *world) released(id string) {
	w.t.Helper()
	p := w.peering(id)
	p.State = request.Released
	if _, err := w.store.Write(w.t.Context(), store.Change{At: w.clock.Now(), Peering: &p}); err != nil {
		w.t.Fatal(err)
	}
}
