package outbox

import (
	"fmt"
	"time"
)

// SendError is what Slack answered to a message of ours.
type SendError struct {
	Code       string        // Slack's, "not_in_channel"; empty when there was no answer
	RetryAfter time.Duration // set when we are sending too fast
	Unknown    bool          // it may have been posted: Lookup before trying again
	Final      bool          // trying again cannot help until somebody changes something
	Err        error
}

// Error returns one line for the log.
func (e *SendError) Error() string {
	if e.Code != "" {
		return "slack: " + e.Code
	}
	return fmt.Sprintf("slack: %v", e.Err)
}

// Unwrap returns the cause.
func (e *SendError) Unwrap() error { return e.Err }
