package sqlstore

import (
	"database/sql"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"peerbot/aws/peering"
	"peerbot/bot/store"
)

// where collects the conditions of a list, with numbered arguments.
type where struct {
	conds []string
	args  []any
}

// add takes a condition with one "?" per argument.
func (w *where) add(cond string, args ...any) {
	w.conds = append(w.conds, numbered(cond, len(w.args)))
	w.args = append(w.args, args...)
}

// in takes a column and its allowed values; none allows all.
func in[T ~string](w *where, column string, values []T) {
	if len(values) == 0 {
		return
	}
	marks := make([]string, len(values))
	args := make([]any, len(values))
	for i, v := range values {
		marks[i], args[i] = "?", string(v)
	}
	w.add(column+" IN ("+strings.Join(marks, ", ")+")", args...)
}

// statement returns the statement with its conditions, order and limit; a limit
// of 0 is none.
func (w *where) statement(query, order string, limit int) (string, []any) {
	if len(w.conds) > 0 {
		query += " WHERE " + strings.Join(w.conds, " AND ")
	}
	query += " ORDER BY " + order
	if limit <= 0 {
		return query, w.args
	}
	return query + " LIMIT $" + strconv.Itoa(len(w.args)+1), append(w.args, limit)
}

// collect reads all rows of a query that returned rows and err, and returns what
// scan makes of each.
func collect[T any](rows *sql.Rows, err error, scan func(scanner) (T, error)) ([]T, error) {
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []T
	for rows.Next() {
		v, err := scan(rows)
		if err != nil {
			return nil, err
		}
		out = append(out, v)
	}
	return out, rows.Err()
}

// each calls scan for every row of a query that returned rows and err.
func each(rows *sql.Rows, err error, scan func(scanner) error) error {
	_, err = collect(rows, err, func(row scanner) (struct{}, error) { return struct{}{}, scan(row) })
	return err
}

// scanner is *sql.Row or *sql.Rows.
type scanner interface{ Scan(dest ...any) error }

// found returns the error of reading the row of an id: a *store.NotFoundError
// when there is none.
func found(err error, id string) error {
	if errors.Is(err, sql.ErrNoRows) {
		return &store.NotFoundError{ID: id}
	}
	if err != nil {
		return fmt.Errorf("read %s: %w", id, err)
	}
	return nil
}

// sides adds the condition that one of the two accounts is this one; empty adds
// none.
func sides(w *where, account string) {
	if account != "" {
		w.add("(requester_account = ? OR accepter_account = ?)", account, account)
	}
}

// numbered replaces each "?" by "$" and a number, after those that are there
// already.
func numbered(text string, have int) string {
	var b strings.Builder
	for i, part := range strings.Split(text, "?") {
		if i > 0 {
			b.WriteString("$" + strconv.Itoa(have+i))
		}
		b.WriteString(part)
	}
	return b.String()
}

// accounts returns the accounts of both sides, as sides compares them.
func accounts(p peering.Peering) (requester, accepter string) {
	return p.Requester.VPC.Account, p.Accepter.VPC.Account
}
