package storetest

import (
	"context"
	"crypto/rand"
	"net/url"
	"os"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
)

// PostgresEnv names a PostgreSQL database, as a URL, in which tests may make
// schemas.
const PostgresEnv = "PEERBOT_TEST_POSTGRES"

// PostgresURL returns the URL of an empty schema of the test's own, and skips
// the test when there is no PostgreSQL.
func PostgresURL(tb testing.TB) string {
	tb.Helper()
	env := os.Getenv(PostgresEnv)
	if env == "" {
		tb.Skipf("no PostgreSQL: set %s to the URL of a database for tests", PostgresEnv)
	}
	u, err := url.Parse(env)
	if err != nil {
		tb.Fatalf("%s is not a URL", PostgresEnv) // without err: it has the password
	}
	schema := "test_" + strings.ToLower(rand.Text())
	exec := func(sql string) {
		tb.Helper()
		ctx := context.WithoutCancel(tb.Context()) // also in Cleanup
		conn, err := pgx.Connect(ctx, env)
		if err != nil {
			tb.Fatalf("%s: %v", PostgresEnv, err)
		}
		defer conn.Close(ctx)
		if _, err := conn.Exec(ctx, sql); err != nil {
			tb.Fatalf("%s: %v", sql, err)
		}
	}
	exec("CREATE SCHEMA " + schema)
	tb.Cleanup(func() { exec("DROP SCHEMA " + schema + " CASCADE") })
	q := u.Query()
	q.Set("search_path", schema)
	u.RawQuery = q.Encode()
	return u.String()
}
