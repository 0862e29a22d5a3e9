package sqlstore

import (
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"

	"peerbot/bot/store"
)

// unfinished are the states of jobs that are waiting or running.
var unfinished = []rivertype.JobState{
	rivertype.JobStateAvailable, rivertype.JobStatePending, rivertype.JobStateRunning,
	rivertype.JobStateRetryable, rivertype.JobStateScheduled,
}

var (
	onePerKind = river.UniqueOpts{ByState: unfinished}
	onePerKey  = river.UniqueOpts{ByState: unfinished, ByArgs: true}
)

// uniqueness says which other jobs make this one superfluous.
func (a jobArgs) uniqueness() river.UniqueOpts {
	switch store.JobKind(a.kind) {
	case store.JobSweep:
		return onePerKind
	case store.JobRecheck:
		return onePerKey
	}
	return river.UniqueOpts{}
}

// distinct leaves out repetitions of jobs that are unique: River refuses them
// within one insert. The soonest is kept.
func distinct(jobs []river.InsertManyParams) []river.InsertManyParams {
	at := map[river.JobArgs]int{}
	var out []river.InsertManyParams
	for _, j := range jobs {
		if i, ok := at[j.Args]; ok {
			if j.InsertOpts.ScheduledAt.Before(out[i].InsertOpts.ScheduledAt) {
				out[i] = j
			}
			continue
		}
		if j.InsertOpts.UniqueOpts.ByState != nil {
			at[j.Args] = len(out)
		}
		out = append(out, j)
	}
	return out
}

// tooLate returns the rechecks that were skipped for one that does not do: it
// is running, and has read AWS perhaps, or it is for later. They are to be
// inserted as jobs like any other. A row that is waiting cannot begin before
// this transaction ends: inserting has locked it.
func tooLate(jobs []river.InsertManyParams, results []*rivertype.JobInsertResult) []river.InsertManyParams {
	const rounding = time.Second // generous: SQLite keeps milliseconds
	var out []river.InsertManyParams
	for i, r := range results {
		if !r.UniqueSkippedAsDuplicate || r.Job.Kind != string(store.JobRecheck) {
			continue
		}
		at := jobs[i].InsertOpts.ScheduledAt
		switch r.Job.State {
		case rivertype.JobStateAvailable:
			continue
		case rivertype.JobStateRunning:
		default:
			if !r.Job.ScheduledAt.After(at.Add(rounding)) {
				continue
			}
		}
		out = append(out, river.InsertManyParams{Args: jobs[i].Args, InsertOpts: &river.InsertOpts{ScheduledAt: at}})
	}
	return out
}
