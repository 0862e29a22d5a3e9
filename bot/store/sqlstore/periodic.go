package sqlstore

import (
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

// job returns the job that River enqueues on the schedule.
func (p periodic) job() *river.PeriodicJob {
	args := func() (river.JobArgs, *river.InsertOpts) {
		return jobArgs{kind: string(p.kind)}, &river.InsertOpts{UniqueOpts: onePerKind}
	}
	return river.NewPeriodicJob(p.schedule, args, &river.PeriodicJobOpts{ID: string(p.kind), RunOnStart: p.onStart})
}
