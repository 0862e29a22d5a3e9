package sqlstore

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// pgTx is a transaction that somebody else began on this connection, shown as
// a pgx.Tx. Begin makes a savepoint; the outermost one cannot be ended here.
type pgTx struct {
	conn  *pgx.Conn
	depth int // of savepoints; 0 is the transaction itself
	done  bool
}

var _ pgx.Tx = (*pgTx)(nil)

var errNotMine = errors.New("the transaction is ended by who began it")

// Begin implements pgx.Tx.
func (t *pgTx) Begin(ctx context.Context) (pgx.Tx, error) {
	inner := &pgTx{conn: t.conn, depth: t.depth + 1}
	if _, err := t.conn.Exec(ctx, "SAVEPOINT "+inner.name()); err != nil {
		return nil, err
	}
	return inner, nil
}

// Commit implements pgx.Tx.
func (t *pgTx) Commit(ctx context.Context) error { return t.end(ctx, "RELEASE SAVEPOINT ") }

// Rollback implements pgx.Tx.
func (t *pgTx) Rollback(ctx context.Context) error { return t.end(ctx, "ROLLBACK TO SAVEPOINT ") }

func (t *pgTx) end(ctx context.Context, how string) error {
	if t.depth == 0 {
		return errNotMine
	}
	if t.done {
		return pgx.ErrTxClosed
	}
	t.done = true
	_, err := t.conn.Exec(ctx, how+t.name())
	return err
}

func (t *pgTx) name() string { return fmt.Sprintf("peerbot_%d", t.depth) }

// CopyFrom implements pgx.Tx.
func (t *pgTx) CopyFrom(ctx context.Context, table pgx.Identifier, columns []string, rows pgx.CopyFromSource) (int64, error) {
	return t.conn.CopyFrom(ctx, table, columns, rows)
}

// SendBatch implements pgx.Tx.
func (t *pgTx) SendBatch(ctx context.Context, b *pgx.Batch) pgx.BatchResults {
	return t.conn.SendBatch(ctx, b)
}

// LargeObjects implements pgx.Tx; River has none.
func (t *pgTx) LargeObjects() pgx.LargeObjects { return pgx.LargeObjects{} }

// Prepare implements pgx.Tx.
func (t *pgTx) Prepare(ctx context.Context, name, sql string) (*pgconn.StatementDescription, error) {
	return t.conn.Prepare(ctx, name, sql)
}

// Exec implements pgx.Tx.
func (t *pgTx) Exec(ctx context.Context, sql string, args ...any) (pgconn.CommandTag, error) {
	return t.conn.Exec(ctx, sql, args...)
}

// Query implements pgx.Tx.
func (t *pgTx) Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error) {
	return t.conn.Query(ctx, sql, args...)
}

// QueryRow implements pgx.Tx.
func (t *pgTx) QueryRow(ctx context.Context, sql string, args ...any) pgx.Row {
	return t.conn.QueryRow(ctx, sql, args...)
}

// Conn implements pgx.Tx.
func (t *pgTx) Conn() *pgx.Conn { return t.conn }
