package sqlstore

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/riverqueue/river"

	"peerbot/bot/store"
)

// Schedule says when to run next; the zero time means never again. A
// cron.Schedule of robfig/cron/v3 is one.
type Schedule interface {
	Next(after time.Time) time.Time
}

// periodic is a kind of job that one replica enqueues on a schedule.
type periodic struct {
	kind     store.JobKind
	schedule Schedule
	onStart  bool
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

func (p periodic) job() *river.PeriodicJob {
	args := func() (river.JobArgs, *river.InsertOpts) {
		return jobArgs{kind: string(p.kind)}, &river.InsertOpts{UniqueOpts: onePerKind}
	}
	return river.NewPeriodicJob(p.schedule, args, &river.PeriodicJobOpts{ID: string(p.kind), RunOnStart: p.onStart})
}
