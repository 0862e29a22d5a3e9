package sqlstore

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/riverqueue/river/rivertype"

	"peerbot/bot/request"
	"peerbot/bot/store"
)

// patience is how long tests wait for what should happen soon.
const patience = 20 * time.Second

// work runs the jobs of a store until the test ends or stop is called; stop
// returns what Run returned.
func work(t *testing.T, s *Store, kinds map[store.JobKind]store.Worker) (stop func() error) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- s.Run(ctx, kinds) }()
	stop = sync.OnceValue(func() error {
		cancel()
		return <-done
	})
	t.Cleanup(func() {
		if err := stop(); err != nil {
			t.Errorf("Run: %v", err)
		}
	})
	return stop
}

// recv returns the next value, or fails the test after patience.
func recv[T any](t *testing.T, c <-chan T, what string) T {
	t.Helper()
	timer := time.NewTimer(patience)
	defer timer.Stop()
	select {
	case v := <-c:
		return v
	case <-timer.C:
		t.Fatalf("%s did not happen in %s", what, patience)
		panic("unreachable")
	}
}

// quiet fails the test when something happens within d.
func quiet[T any](t *testing.T, c <-chan T, d time.Duration, what string) {
	t.Helper()
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case v := <-c:
		t.Errorf("%s: %v", what, v)
	case <-timer.C:
	}
}

func enqueue(tb testing.TB, s *Store, jobs ...store.Job) {
	tb.Helper()
	if _, err := s.Write(tb.Context(), store.Change{Jobs: jobs}); err != nil {
		tb.Fatalf("Write: %v", err)
	}
}

// settled waits until no job is in a state that leads to another run.
func settled(t *testing.T, s *Store) map[string]int {
	t.Helper()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for end := time.Now().Add(patience); ; {
		q, err := s.Queue(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if q["available"]+q["running"]+q["retryable"]+q["scheduled"] == 0 {
			return q
		}
		if time.Now().After(end) {
			t.Fatalf("jobs are still waiting: %v", q)
		}
		<-tick.C
	}
}

func TestJobsRunWithTheirKeys(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, o Options) {
		s := open(t, o)
		ran := make(chan string, 10)
		kinds := map[store.JobKind]store.Worker{}
		for _, k := range []store.JobKind{store.JobApply, store.JobDeliver, store.JobExpire} {
			kinds[k] = func(_ context.Context, key string) (time.Duration, error) {
				ran <- string(k) + " " + key
				return 0, nil
			}
		}
		stop := work(t, s, kinds)
		_, err := s.Write(t.Context(), store.Change{
			Request: &request.Request{State: request.Approved},
			Cards:   store.Channels("C1"),
			Jobs:    []store.Job{{Kind: store.JobApply}, {Kind: store.JobExpire, Key: "R7"}, {Kind: store.JobExpire, Key: "R8", At: time.Now().Add(time.Hour)}},
		})
		if err != nil {
			t.Fatal(err)
		}
		got := map[string]bool{}
		for range 3 {
			got[recv(t, ran, "a job")] = true
		}
		for _, want := range []string{"apply R1", "expire R7", "deliver I1"} {
			if !got[want] {
				t.Errorf("ran %v, want %s among them", got, want)
			}
		}
		if err := stop(); err != nil {
			t.Errorf("Run: %v", err)
		}
		quiet(t, ran, 0, "a job ran that was not due")
		q, err := s.Queue(t.Context())
		if err != nil || q["completed"] != 3 || q["scheduled"] != 1 || len(q) != 2 {
			t.Errorf("Queue = %v, %v, want 3 completed and 1 scheduled", q, err)
		}
	})
}

func TestAJobThatWantsToRunAgainDoesSoon(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, o Options) {
		s := open(t, o)
		const again, rounds = 300 * time.Millisecond, 6
		ran := make(chan time.Time, rounds)
		n := 0
		work(t, s, map[store.JobKind]store.Worker{store.JobApply: func(context.Context, string) (time.Duration, error) {
			ran <- time.Now()
			if n++; n < rounds {
				return again, nil
			}
			return 0, nil
		}})
		enqueue(t, s, store.Job{Kind: store.JobApply, Key: "R1"})
		last := recv(t, ran, "the first run")
		var waited time.Duration
		for range rounds - 1 {
			at := recv(t, ran, "another run")
			if at.Sub(last) < again {
				t.Errorf("run again after %s, want at least %s", at.Sub(last), again)
			}
			waited += at.Sub(last)
			last = at
		}
		// Without being woken, River looks once a second.
		if mean := waited / (rounds - 1); mean > 600*time.Millisecond {
			t.Errorf("run again after %s on average, want about %s", mean, again)
		}
		if q := settled(t, s); q["completed"] != 1 || len(q) != 1 {
			t.Errorf("Queue = %v, want 1 completed", q)
		}
	})
}

func TestAJobThatFailsIsTriedAgain(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, o Options) {
		log := &buffer{}
		o.Log = slog.New(slog.NewTextHandler(log, nil))
		s := open(t, o)
		ran := make(chan string, 10)
		tries := map[string]int{}
		var mu sync.Mutex
		work(t, s, map[store.JobKind]store.Worker{store.JobApply: func(_ context.Context, key string) (time.Duration, error) {
			mu.Lock()
			defer mu.Unlock()
			ran <- key
			if tries[key]++; tries[key] > 1 {
				return 0, nil
			}
			if key == "R1" {
				panic("a bug in " + key)
			}
			return time.Hour, errors.New(strings.Repeat("AWS is down ", 1000))
		}})
		enqueue(t, s, store.Job{Kind: store.JobApply, Key: "R1"}, store.Job{Kind: store.JobApply, Key: "R2"})
		for range 4 {
			recv(t, ran, "a run")
		}
		if q := settled(t, s); q["completed"] != 2 {
			t.Errorf("Queue = %v, want 2 completed", q)
		}
		text := log.String()
		for _, want := range []string{"a bug in R1", "goroutine", "apply R2: AWS is down", "attempt=1"} {
			if !strings.Contains(text, want) {
				t.Errorf("the log does not say %q:\n%s", want, text)
			}
		}
		var kept int
		if err := s.db.QueryRowContext(t.Context(), "SELECT MAX(LENGTH(CAST(errors AS TEXT))) FROM river_job").Scan(&kept); err != nil {
			t.Fatal(err)
		}
		if kept > 2*longestError {
			t.Errorf("%d bytes of errors are kept in a job's row, want at most about %d", kept, longestError)
		}
	})
}

func TestBackOffDoublesToAMinute(t *testing.T) {
	t.Parallel()
	at := time.Now().Add(time.Minute)
	for attempt, want := range map[int]time.Duration{
		0: time.Second, 1: time.Second, 2: 2 * time.Second, 6: 32 * time.Second, 7: time.Minute, 8: time.Minute, 9999: time.Minute,
	} {
		if got := (backOff{}).NextRetry(&rivertype.JobRow{Attempt: attempt, AttemptedAt: &at}); got != at.Add(want) {
			t.Errorf("after attempt %d: %s, want %s", attempt, got.Sub(at), want)
		}
	}
}

// River takes a next time that has passed for a mistake, and waits for hours.
func TestAJobThatRanIntoItsTimeoutIsTriedSoon(t *testing.T) {
	t.Parallel()
	at := time.Now().Add(-jobTimeout)
	next := (backOff{}).NextRetry(&rivertype.JobRow{Attempt: 1, AttemptedAt: &at})
	if wait := time.Until(next); wait <= 0 || wait > 2*time.Second {
		t.Errorf("next attempt in %s, want in a second", wait)
	}
}

func TestStoppingLetsARunningJobFinish(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, o Options) {
		s := open(t, o)
		begun, finish := make(chan struct{}), make(chan struct{})
		stop := work(t, s, map[store.JobKind]store.Worker{store.JobApply: func(ctx context.Context, _ string) (time.Duration, error) {
			close(begun)
			<-finish
			return 0, ctx.Err()
		}})
		enqueue(t, s, store.Job{Kind: store.JobApply, Key: "R1"})
		recv(t, begun, "the job")
		stopped := make(chan error, 1)
		go func() { stopped <- stop() }()
		quiet(t, stopped, 100*time.Millisecond, "Run returned before its job")
		close(finish)
		if err := recv(t, stopped, "the end of Run"); err != nil {
			t.Errorf("Run: %v", err)
		}
		if q, err := s.Queue(t.Context()); err != nil || q["completed"] != 1 {
			t.Errorf("Queue = %v, %v, want 1 completed", q, err)
		}
	})
}

func TestRunTwiceIsRefusedAndRunAgainIsNot(t *testing.T) {
	t.Parallel()
	s := open(t, Options{})
	ran := make(chan string, 1)
	kinds := map[store.JobKind]store.Worker{store.JobApply: func(_ context.Context, key string) (time.Duration, error) {
		ran <- key
		return 0, nil
	}}
	stop := work(t, s, kinds)
	enqueue(t, s, store.Job{Kind: store.JobApply, Key: "R1"})
	recv(t, ran, "the job")
	if err := s.Run(t.Context(), kinds); err == nil {
		t.Error("a second Run was allowed")
	}
	if err := stop(); err != nil {
		t.Fatal(err)
	}
	work(t, s, kinds)
	enqueue(t, s, store.Job{Kind: store.JobApply, Key: "R2"})
	recv(t, ran, "the job of the next Run")
}

func TestPeriodicJobs(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, o Options) {
		s := open(t, o)
		ran := make(chan string, 100)
		record := func(kind string) store.Worker {
			return func(_ context.Context, key string) (time.Duration, error) {
				ran <- kind + key
				return 0, nil
			}
		}
		add := func(kind store.JobKind, schedule Schedule, onStart bool) {
			t.Helper()
			if err := s.Periodic(kind, schedule, onStart); err != nil {
				t.Fatal(err)
			}
		}
		add("often", every(100*time.Millisecond), false)
		add("once", ended{}, true)
		add("never", ended{}, false)
		if err := s.Periodic("often", every(time.Hour), false); err == nil {
			t.Error("two schedules of one kind were taken")
		}
		if err := s.Periodic("", every(time.Hour), false); err == nil {
			t.Error("a schedule of nothing was taken")
		}
		if err := s.Run(t.Context(), map[store.JobKind]store.Worker{"often": record("often")}); err == nil {
			t.Error("a schedule without a worker was taken")
		}
		stop := work(t, s, map[store.JobKind]store.Worker{"often": record("often"), "once": record("once"), "never": record("never")})
		seen := map[string]int{}
		for range 50 {
			if seen[recv(t, ran, "a periodic job")]++; seen["often"] >= 3 && seen["once"] > 0 {
				break
			}
		}
		if err := s.Periodic("late", every(time.Hour), false); err == nil {
			t.Error("a schedule was taken while jobs are run")
		}
		if err := stop(); err != nil {
			t.Error(err)
		}
		if seen["once"] != 1 || seen["often"] < 3 || len(seen) != 2 {
			t.Errorf("ran %v, want one once, at the start, and one several times", seen)
		}
	})
}

func TestAPeriodicJobIsNotRunTwiceAtOnce(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, o Options) {
		s := open(t, o)
		if err := s.Periodic(store.JobSweep, every(50*time.Millisecond), true); err != nil {
			t.Fatal(err)
		}
		begun, release := make(chan time.Time, 100), make(chan struct{})
		work(t, s, map[store.JobKind]store.Worker{store.JobSweep: func(ctx context.Context, _ string) (time.Duration, error) {
			end, _ := ctx.Deadline()
			begun <- end
			<-release
			return 0, nil
		}})
		if left := time.Until(recv(t, begun, "the first sweep")); left < sweepTimeout-patience || left > sweepTimeout {
			t.Errorf("the sweep has %s, want %s", left, sweepTimeout)
		}
		quiet(t, begun, 500*time.Millisecond, "a second sweep during the first")
		close(release)
		recv(t, begun, "the next sweep")
	})
}

func TestASweepIsDroppedWhileOneRunsAndARecheckIsNot(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, o Options) {
		s := open(t, o)
		begun, release := make(chan string, 100), make(chan struct{})
		hold := func(kind store.JobKind) store.Worker {
			return func(ctx context.Context, key string) (time.Duration, error) {
				begun <- string(kind) + " " + key
				select {
				case <-release:
				case <-ctx.Done():
				}
				return 0, ctx.Err()
			}
		}
		work(t, s, map[store.JobKind]store.Worker{store.JobSweep: hold(store.JobSweep), store.JobRecheck: hold(store.JobRecheck)})
		first := map[string]bool{}
		enqueue(t, s, store.Job{Kind: store.JobSweep}, store.Job{Kind: store.JobRecheck, Key: "P1"})
		for range 2 {
			first[recv(t, begun, "the first run")] = true
		}
		if !first["sweep "] || !first["recheck P1"] {
			t.Fatalf("ran %v, want a sweep and a recheck of P1", first)
		}
		enqueue(t, s, store.Job{Kind: store.JobSweep}, store.Job{Kind: store.JobRecheck, Key: "P1"})
		if got := recv(t, begun, "the second recheck"); got != "recheck P1" {
			t.Errorf("ran %s, want a second recheck of P1", got)
		}
		quiet(t, begun, 300*time.Millisecond, "a sweep ran during the first")
		close(release)
		if q := settled(t, s); q["completed"] != 3 {
			t.Errorf("Queue = %v, want 3 completed", q)
		}
		enqueue(t, s, store.Job{Kind: store.JobSweep})
		if got := recv(t, begun, "a sweep after the first"); got != "sweep " {
			t.Errorf("ran %s, want a sweep", got)
		}
	})
}

// every is a schedule that does not wait for the next full second, as cron
// does.
type every time.Duration

func (e every) Next(after time.Time) time.Time { return after.Add(time.Duration(e)) }

// ended is a schedule that has ended.
type ended struct{}

func (ended) Next(time.Time) time.Time { return time.Time{} }

// buffer is a bytes.Buffer that may be written to from several goroutines.
type buffer struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (b *buffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.Write(p)
}

func (b *buffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.String()
}
