package request

import "time"

// Pause stops every write to AWS, on every replica.
type Pause struct {
	On     bool
	Person string
	Reason string
	At     time.Time
}
