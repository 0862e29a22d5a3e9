package sqlstore

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"slices"
	"sync"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"

	"peerbot/bot/store"
)

// How jobs are run. A job that was running in a process that is killed is
// taken for stuck after rescueAfter, or its timeout when that is longer, and
// looked for every 30 s.
const (
	fetchCooldown = 10 * time.Millisecond // River's 100 ms would be most of the time to start
	fetchPoll     = time.Second
	jobTimeout    = 15 * time.Second
	sweepTimeout  = 15 * time.Minute // reads every account and Region
	rescueAfter   = 20 * time.Second
	softStop      = 10 * time.Second
	workers       = 20
	maxAttempts   = 10_000 // a week of one a minute
	longestWait   = time.Minute
	longestError  = 500 // bytes of one error kept in the job's row, which keeps all of them
)

// riverConfig is what inserting and working clients have in common.
func (s *Store) riverConfig() *river.Config {
	return &river.Config{
		Logger:        s.riverLog(),
		FetchCooldown: fetchCooldown,
		MaxAttempts:   maxAttempts,
	}
}

// Run works on jobs until ctx is done, then lets running jobs finish for up to
// ten seconds. Every process that works must have the same kinds.
//
// A job runs at least once, and every job that was enqueued runs: also when the
// same work is waiting or running already. Two of one key may run at the same
// time, so that a worker leases what it must have to itself. Its context ends
// after 15 s, that of a sweep after 15 minutes; a panic counts as an error.
//
// Two kinds are special. A sweep that is asked for while one waits or runs is
// dropped; a recheck is dropped while one of the same key waits that is not for
// later.
func (s *Store) Run(ctx context.Context, kinds map[store.JobKind]store.Worker) error {
	s.mu.Lock()
	if s.running {
		s.mu.Unlock()
		return errors.New("run jobs: they are run already")
	}
	s.running = true
	periodics := slices.Clone(s.periodics)
	s.mu.Unlock()
	defer func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.running = false
	}()

	var alarms sync.WaitGroup
	defer alarms.Wait()
	wake := func(after time.Duration) {
		alarms.Go(func() { s.wakeAfter(ctx, after) })
	}
	bundle := river.NewWorkers()
	for kind, do := range kinds {
		river.AddWorkerArgs(bundle, jobArgs{kind: string(kind)}, &worker{store: s, kind: kind, do: do, wake: wake})
	}
	c := s.riverConfig()
	for _, p := range periodics {
		if kinds[p.kind] == nil {
			return fmt.Errorf("run jobs: %s has a schedule and no worker", p.kind)
		}
		c.PeriodicJobs = append(c.PeriodicJobs, p.job())
	}
	c.Workers = bundle
	c.Queues = map[string]river.QueueConfig{river.QueueDefault: {MaxWorkers: workers}}
	c.FetchPollInterval = fetchPoll
	c.JobTimeout = jobTimeout
	c.RescueStuckJobsAfter = rescueAfter
	c.SoftStopTimeout = softStop
	c.RetryPolicy = backOff{}
	c.ErrorHandler = reporter{s.log}
	working, stop := context.WithCancel(ctx)
	defer stop()
	alarms.Go(func() { s.takeOverLost(working) })
	alarms.Go(func() { s.probeAgain(working) })
	if err := s.engine.run(ctx, c); err != nil {
		return fmt.Errorf("run jobs: %w", err)
	}
	return nil
}

// worker runs the jobs of one kind.
type worker struct {
	river.WorkerDefaults[jobArgs]
	store *Store
	kind  store.JobKind
	do    store.Worker
	wake  func(after time.Duration)
}

// Timeout implements river.Worker. River does not take a job for stuck before it
// is over; for sweeps, takeOverLost does.
func (w *worker) Timeout(*river.Job[jobArgs]) time.Duration {
	if w.kind == store.JobSweep {
		return sweepTimeout
	}
	return jobTimeout
}

// Work implements river.Worker.
func (w *worker) Work(ctx context.Context, job *river.Job[jobArgs]) error {
	if w.kind == store.JobSweep {
		ctx, stop := context.WithCancel(ctx)
		var marking sync.WaitGroup
		defer marking.Wait()
		defer stop()
		marking.Go(func() { w.store.heartbeat(ctx, job.ID) })
	}
	again, err := w.guarded(ctx, job.Args.Key)
	if err != nil {
		return fmt.Errorf("%s %s: %w", w.kind, job.Args.Key, truncated(err))
	}
	if again > 0 {
		w.wake(again)
		return river.JobSnooze(again)
	}
	return nil
}

// guarded turns a panic into an error: River would keep the stack of each
// attempt in the job's row.
func (w *worker) guarded(ctx context.Context, key string) (again time.Duration, err error) {
	defer func() {
		if p := recover(); p != nil {
			w.store.log.ErrorContext(ctx, "job panicked", "kind", w.kind, "key", key, "panic", p, "stack", string(debug.Stack()))
			err = fmt.Errorf("panic: %v", p)
		}
	}()
	return w.do(ctx, key)
}

// truncated cuts the text of an error that is longer than a job's row should keep.
func truncated(err error) error {
	if text := storable(err.Error()); len(text) > longestError {
		return errors.New(storable(text[:longestError]) + "…")
	}
	return err
}

// wakeAfter has jobs fetched when a short wait is over, instead of up to a
// second later. Longer waits are River's scheduler's, which looks every 5 s.
func (s *Store) wakeAfter(ctx context.Context, d time.Duration) {
	// River writes results every 250 ms: before that, the job is not there to
	// be fetched again.
	const settle, margin = 270 * time.Millisecond, 20 * time.Millisecond
	if d > 5*time.Second {
		return
	}
	t := time.NewTimer(max(d, settle) + margin)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return
	case <-t.C:
	}
	if err := s.engine.wake(ctx); err != nil && ctx.Err() == nil {
		s.log.DebugContext(ctx, "cannot wake jobs", "error", err)
	}
}

// backOff doubles from a second to a minute, counted from the start of the
// attempt, and is a second at least from its end: River takes a time that has
// passed for a mistake, and waits for attempt⁴ seconds.
type backOff struct{}

// NextRetry implements river.ClientRetryPolicy.
func (backOff) NextRetry(job *rivertype.JobRow) time.Time {
	d := longestWait
	if n := max(job.Attempt, 1); n < 7 {
		d = min(d, time.Second<<(n-1))
	}
	if job.AttemptedAt == nil {
		return time.Time{} // never of a running job; River then uses its own
	}
	next := job.AttemptedAt.Add(d)
	if soonest := time.Now().Add(time.Second); next.Before(soonest) { //nolint:forbidigo // what River compares with
		return soonest
	}
	return next
}

// reporter logs what went wrong. River's own log has the same at Info.
type reporter struct{ log *slog.Logger }

// HandleError implements river.ErrorHandler.
func (r reporter) HandleError(ctx context.Context, job *rivertype.JobRow, err error) *river.ErrorHandlerResult {
	if job.Attempt >= job.MaxAttempts {
		r.log.ErrorContext(ctx, "job failed for good", "kind", job.Kind, "attempt", job.Attempt, "error", err)
		return nil
	}
	r.log.WarnContext(ctx, "job failed, will retry", "kind", job.Kind, "attempt", job.Attempt, "error", err)
	return nil
}

// HandlePanic implements river.ErrorHandler. Panics of workers do not come
// this far.
func (r reporter) HandlePanic(ctx context.Context, job *rivertype.JobRow, value any, trace string) *river.ErrorHandlerResult {
	r.log.ErrorContext(ctx, "job engine panicked", "kind", job.Kind, "panic", value, "stack", trace)
	return nil
}

// Queue counts the jobs by state: "available", "running", "retryable",
// "scheduled", "completed", "discarded". Finished ones are kept for a while.
func (s *Store) Queue(ctx context.Context) (map[string]int, error) {
	type count struct {
		state string
		n     int
	}
	rows, err := s.db.QueryContext(ctx, "SELECT CAST(state AS TEXT), COUNT(*) FROM river_job GROUP BY state")
	counts, err := collect(rows, err, func(row scanner) (count, error) {
		var c count
		return c, row.Scan(&c.state, &c.n)
	})
	if err != nil {
		return nil, fmt.Errorf("count jobs: %w", err)
	}
	out := map[string]int{}
	for _, c := range counts {
		out[c.state] = c.n
	}
	return out, nil
}

// Periodic has the jobs of a kind enqueued on a schedule, without a key, once
// across all replicas, and not while the one before is waiting or running. Run
// must get a worker for the kind. Ticks that fall into the 20 s in which one
// replica takes over from another are lost; with onStart there is also a job
// whenever a replica takes over, and its worker finds out whether it is due.
// Periodic must be called before Run.
func (s *Store) Periodic(kind store.JobKind, schedule Schedule, onStart bool) error {
	if kind == "" || schedule == nil {
		return errors.New("periodic job: want a kind and a schedule")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.running {
		return fmt.Errorf("periodic job %s: jobs are run already", kind)
	}
	if slices.ContainsFunc(s.periodics, func(p periodic) bool { return p.kind == kind }) {
		return fmt.Errorf("periodic job %s: it has a schedule already", kind)
	}
	s.periodics = append(s.periodics, periodic{kind, schedule, onStart})
	return nil
}
