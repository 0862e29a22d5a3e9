package store

import "errors"

var (
	// ErrNotFound is what every *NotFoundError is.
	ErrNotFound = errors.New("not found")
	// ErrConflict says that a row was changed by somebody else since it was
	// read, or that a new row's id, or the one open finding of its kind, was
	// there already. Nothing was written.
	ErrConflict = errors.New("changed by somebody else in the meantime")
)

// NotFoundError says which row does not exist: a request, a peering, a finding,
// a group or a message, as its ID tells.
type NotFoundError struct{ ID string }

// Error returns one line for the log.
func (e *NotFoundError) Error() string { return e.ID + ": not found" }

// Is makes every NotFoundError an ErrNotFound.
func (e *NotFoundError) Is(target error) bool { return target == ErrNotFound }

// OpenRequestError says that an open request about the same pair of VPCs
// exists, in whichever direction and of whatever kind. Nothing was written.
type OpenRequestError struct{ ID string }

// Error returns one line for the log.
func (e *OpenRequestError) Error() string { return e.ID + " about the same VPCs is still open" }
