package finding

import "time"

// Sweep is one drift check over everything.
type Sweep struct {
	At       time.Time
	Took     time.Duration
	Peerings int  // compared
	Open     int  // findings
	Unread   int  // accounts and Regions that could not be read
	Baseline bool // the first of this installation
}
