package store

import "errors"

// Errors of the Store.
var (
	ErrNotFound = errors.New("not found")
	ErrConflict = errors.New("changed by somebody else in the meantime")
)

// OpenRequestError says that an open request about the same pair exists.
type OpenRequestError struct{ ID string }

// Error returns one line for the log.
func (e *OpenRequestError) Error() string { return e.ID + " about the same VPCs is still open" }
