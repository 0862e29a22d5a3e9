package store

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"

	"peerbot/bot"
)

// Schedule says when to run next. A cron.Schedule of robfig/cron/v3 is one.
type Schedule interface {
	Next(after time.Time) time.Time
}

// periodic is a job that one replica enqueues on a schedule.
type periodic struct {
	name     string
	schedule Schedule
	do       bot.Worker
	onStart  bool
}

// Periodic adds a job that runs on a schedule, once across all replicas, and
// not while the one before is waiting or running. The worker's key is the
// name. Ticks that fall into the 20 s in which one replica takes over from
// another are lost; with onStart the job also runs whenever a replica takes
// over, and the worker finds out itself whether it is due. Periodic must be
// called before Run.
func (s *Store) Periodic(name string, schedule Schedule, do bot.Worker, onStart bool) error {
	if name == "" || schedule == nil || do == nil {
		return errors.New("periodic job: want a name, a schedule and a worker")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.running {
		return fmt.Errorf("periodic job %s: jobs are run already", name)
	}
	if slices.ContainsFunc(s.periodics, func(p periodic) bool { return p.name == name }) {
		return fmt.Errorf("periodic job %s: there is one of this name", name)
	}
	s.periodics = append(s.periodics, periodic{name, schedule, do, onStart})
	return nil
}

func (p periodic) job() *river.PeriodicJob {
	args := func() (river.JobArgs, *river.InsertOpts) {
		return jobArgs{kind: p.name, Key: p.name}, &river.InsertOpts{UniqueOpts: river.UniqueOpts{ByState: []rivertype.JobState{
			rivertype.JobStateAvailable, rivertype.JobStatePending, rivertype.JobStateRunning,
			rivertype.JobStateRetryable, rivertype.JobStateScheduled,
		}}}
	}
	return river.NewPeriodicJob(p.schedule, args, &river.PeriodicJobOpts{ID: p.name, RunOnStart: p.onStart})
}
