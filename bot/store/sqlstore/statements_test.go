package sqlstore

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"fmt"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"modernc.org/sqlite"

	"peerbot/aws/peering"
	"peerbot/bot/finding"
	"peerbot/bot/notice"
	"peerbot/bot/request"
	"peerbot/bot/store"
)

// What a change costs is the statements that it takes, each a round trip on
// PostgreSQL: hundreds of rows must not be as many statements.
func TestStatementsOfAChange(t *testing.T) {
	t.Parallel()
	path := t.TempDir() + "/peerbot.db"
	s := open(t, Options{Path: path})
	countStatements(t, s, path)
	write := func(what string, most int64, c store.Change) store.Change {
		t.Helper()
		var n atomic.Int64
		c, err := s.Write(context.WithValue(t.Context(), counting{}, &n), c)
		if err != nil {
			t.Fatalf("%s: %v", what, err)
		}
		if got := n.Load(); got > most {
			t.Errorf("%s took %d statements, want at most %d", what, got, most)
		} else {
			t.Logf("%s took %d statements", what, got)
		}
		return c
	}
	events := func(n int) []request.Event { return slices.Repeat([]request.Event{{Kind: request.EventStepDone}}, n) }
	c := write("a new request with cards", 9, store.Change{
		Peering: &request.Peering{State: request.Absent}, Request: &request.Request{State: request.Pending},
		Cards: store.Channels("C1", "C2"), Events: events(1), Jobs: []store.Job{{Kind: store.JobExpire}},
	})
	c = write("a changed request", 5, store.Change{Request: c.Request, Events: events(1)})
	c = write("a changed request with many events", 5, store.Change{Request: c.Request, Events: events(8)})
	write("a request that ends, with one more card", 7, store.Change{
		Request: c.Request, Cards: store.Channels("C3"), Events: events(1),
		Notes: []store.Note{{To: store.Thread(), Kind: notice.NoteActive}}, Jobs: []store.Job{{Kind: store.JobApply}},
	})
	write("an event", 3, store.Change{Events: events(1)})

	changes := make([]store.FindingChange, 4*bulkRows)
	for i := range changes {
		f := &finding.Finding{Peering: fmt.Sprint("P", i+1), Class: peering.Missing}
		changes[i] = store.FindingChange{Finding: f, Cards: store.Channels("C1", "C2")}
	}
	changes = write("200 new findings with cards", 14, store.Change{Findings: changes}).Findings
	for i := range changes {
		changes[i].Cards = nil
	}
	changes = write("200 changed findings", 9, store.Change{Findings: changes}).Findings
	for i := range changes {
		changes[i].Note = notice.NoteStill
	}
	write("200 changed findings with notes", 18, store.Change{Findings: changes})

	for i := range 100 {
		r := request.Request{State: request.Pending}
		r.Plan.Peering.Requester.VPC.VPC = fmt.Sprint("vpc-", i)
		if _, err := s.Write(t.Context(), store.Change{Request: &r, Cards: store.Channels("C1", "C2")}); err != nil {
			t.Fatal(err)
		}
	}
	write("a pause, with a hundred open requests", 7, store.Change{Pause: &request.Pause{On: true}, Events: events(1)})
}

// countStatements has the store count the statements that it runs.
func countStatements(t *testing.T, s *Store, path string) {
	t.Helper()
	db := sql.OpenDB(counter{dsn: dsn(path, "busy_timeout(10000)")})
	s.db = db
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
}

// counting is the key under which a context carries its counter: a statement
// that runs for anybody else is not counted.
type counting struct{}

// counter connects to SQLite and counts.
type counter struct{ dsn string }

func (counter) Driver() driver.Driver { return &sqlite.Driver{} }

func (c counter) Connect(context.Context) (driver.Conn, error) {
	conn, err := c.Driver().Open(c.dsn)
	return counted{conn}, err
}

type counted struct{ driver.Conn }

// count leaves River's statements out: now and then it sends one more.
func (counted) count(ctx context.Context, query string) {
	if n, ok := ctx.Value(counting{}).(*atomic.Int64); ok && !strings.Contains(query, "river_") {
		n.Add(1)
	}
}

func (c counted) BeginTx(ctx context.Context, o driver.TxOptions) (driver.Tx, error) {
	return c.Conn.(driver.ConnBeginTx).BeginTx(ctx, o)
}

func (c counted) ExecContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Result, error) {
	c.count(ctx, query)
	return c.Conn.(driver.ExecerContext).ExecContext(ctx, query, args)
}

func (c counted) QueryContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Rows, error) {
	c.count(ctx, query)
	return c.Conn.(driver.QueryerContext).QueryContext(ctx, query, args)
}
