package store

import (
	"context"
	"time"
)

// Job is work to be done by whichever replica gets it, at least once.
type Job struct {
	Kind JobKind
	Key  string    // "R42", "F12", "P17" or the id of a message, as the kind says
	At   time.Time // zero: now
}

// JobKind says what a job does. The Store adds the deliver jobs of cards and
// notes by itself, in the transaction that writes them.
type JobKind string

// The kinds of jobs.
const (
	JobApply     JobKind = "apply"   // do the next steps of an approved request
	JobDeliver   JobKind = "deliver" // send or edit one message
	JobExpire    JobKind = "expire"  // set a request that nobody decided to Expired
	JobSweep     JobKind = "sweep"   // compare everything with AWS; without a key
	JobRecheck   JobKind = "recheck" // compare one peering with AWS
	JobReject    JobKind = "reject"  // reject an inbound request that was denied
	JobAttribute JobKind = "trace"   // look up who made the change that a finding is about
)

// Worker does one job. It returns how long to wait before the same job is run
// again, or 0 when it is finished. An error means: try again with back-off.
type Worker func(ctx context.Context, key string) (again time.Duration, err error)
