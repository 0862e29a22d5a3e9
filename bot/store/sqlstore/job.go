package sqlstore

import (
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"

	"peerbot/bot/store"
)

// jobArgs is what a job's row holds: what kind of work it is, and on what.
type jobArgs struct {
	kind string
	Key  string `json:"key"`
}

// Kind implements river.JobArgs.
func (a jobArgs) Kind() string { return a.kind }

// unfinished are the states of jobs that are waiting or running.
var unfinished = []rivertype.JobState{
	rivertype.JobStateAvailable, rivertype.JobStatePending, rivertype.JobStateRunning,
	rivertype.JobStateRetryable, rivertype.JobStateScheduled,
}

// At most one unfinished job of a kind, or of a kind and key.
var (
	onePerKind = river.UniqueOpts{ByState: unfinished}
	onePerKey  = river.UniqueOpts{ByState: unfinished, ByArgs: true}
)

// uniqueness returns which unfinished jobs make River leave this one out: for a
// sweep any other sweep, for a recheck one of the same key, for others none.
func (a jobArgs) uniqueness() river.UniqueOpts {
	switch store.JobKind(a.kind) {
	case store.JobSweep:
		return onePerKind
	case store.JobRecheck:
		return onePerKey
	case store.JobApply, store.JobDeliver, store.JobExpire, store.JobReject, store.JobAttribute:
	}
	return river.UniqueOpts{}
}

// distinct returns jobs without repetitions of those that are unique, which River
// refuses within one insert. Of each it keeps the one that runs soonest.
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

// stillNeeded returns the rechecks that River left out although the job for
// which it did so is no replacement: that one is running and may have read AWS
// already, or it runs later. They are returned without uniqueness, to be
// inserted as they are. A job that is waiting is a replacement: inserting has
// locked its row, so it cannot begin before this transaction ends.
func stillNeeded(jobs []river.InsertManyParams, results []*rivertype.JobInsertResult) []river.InsertManyParams {
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
