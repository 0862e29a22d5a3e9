package sqlstore

import (
	"context"
	"database/sql"
	"slices"
	"strings"
)

// bulkRows is how many rows one statement writes. More are slower: SQLite
// compares the name of each placeholder with all the others.
const bulkRows = 50

// bulk runs a statement for many rows in the transaction; see the function bulk.
func (t *txn) bulk(ctx context.Context, statement, row string, rows [][]any, scan func(scanner) error) error {
	return bulk(ctx, t, statement, row, rows, scan)
}

// bulk runs a statement for many rows, some at a time. "{rows}" in the
// statement becomes a list of row, which has one "?" per column. The statement
// returns rows, which scan gets.
func bulk(ctx context.Context, q querier, statement, row string, rows [][]any, scan func(scanner) error) error {
	for part := range slices.Chunk(rows, bulkRows) {
		var args []any
		values := make([]string, len(part))
		for i, columns := range part {
			values[i] = numbered(row, len(args))
			args = append(args, columns...)
		}
		found, err := q.QueryContext(ctx, strings.Replace(statement, "{rows}", strings.Join(values, ", "), 1), args...)
		if err := each(found, err, scan); err != nil {
			return err
		}
	}
	return nil
}

// ignore reads a row of one column, and drops it.
func ignore(row scanner) error { return row.Scan(new(sql.RawBytes)) }
