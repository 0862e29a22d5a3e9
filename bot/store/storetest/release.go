package storetest

import (
	"context"
	"database/sql"
	"embed"
	"fmt"
	"path/filepath"
	"testing"

	_ "github.com/jackc/pgx/v5/stdlib" // the drivers
	_ "modernc.org/sqlite"
)

// releases holds a database of each release, as that release wrote it: its
// tables on either database with the rows of the job engine, and what is the
// same on both.
//
//go:embed testdata/release-*/*.sql
var releases embed.FS

// ReleaseSQLite writes the database of an earlier release, "release-1", to a
// file, and returns its path.
func ReleaseSQLite(tb testing.TB, release string) string {
	tb.Helper()
	path := filepath.Join(tb.TempDir(), "peerbot.db")
	restore(tb, "sqlite", "file:"+path+"?_pragma=synchronous(OFF)", release, "sqlite.sql")
	return path
}

// ReleasePostgres is ReleaseSQLite on PostgreSQL: it returns a URL. It skips the
// test when there is no PostgreSQL.
func ReleasePostgres(tb testing.TB, release string) string {
	tb.Helper()
	url := PostgresURL(tb)
	restore(tb, "pgx", url, release, "postgres.sql")
	return url
}

func restore(tb testing.TB, driver, name, release, tables string) {
	tb.Helper()
	ctx := context.WithoutCancel(tb.Context())
	db, err := sql.Open(driver, name)
	if err != nil {
		tb.Fatal(err)
	}
	defer db.Close()
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		tb.Fatal(err)
	}
	for _, file := range []string{tables, "data.sql"} {
		text, err := releases.ReadFile(fmt.Sprintf("testdata/%s/%s", release, file))
		if err != nil {
			tb.Fatal(err)
		}
		if _, err := tx.ExecContext(ctx, string(text)); err != nil {
			tb.Fatalf("%s of %s: %v", file, release, err)
		}
	}
	if err := tx.Commit(); err != nil {
		tb.Fatal(err)
	}
}
