package sqlstore

import (
	"context"

	"github.com/pressly/goose/v3"
)

// dialect is what differs between the two databases.
type dialect struct {
	goose    goose.Dialect
	triggers string // the file that makes the audit log append-only
	violates func(err error, u unique) bool
	replicas bool // other processes may use the database at the same time
	// reconnect drops all connections, to make new ones; nil where there is one
	// file.
	reconnect func()
	// lock keeps other replicas out while f runs; nil where there are none.
	lock func(ctx context.Context, f func() error) error
}

// unique is a unique index, as each database names it in an error.
type unique struct {
	index  string // PostgreSQL
	column string // SQLite
}

// taken reports whether an error of an INSERT says that the new row's id exists
// already.
func taken(d dialect, err error, table string) bool {
	return err != nil && (d.violates(err, unique{index: table + "_pkey", column: table + ".id"}) ||
		d.violates(err, unique{index: table + "_num", column: table + ".num"}))
}
