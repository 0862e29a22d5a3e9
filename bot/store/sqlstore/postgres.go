package sqlstore

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"
	"github.com/riverqueue/river/riverdriver/riverdatabasesql"
)

const (
	// postgresConns is the pool that the application and River share, unless
	// the URL says pool_max_conns. River listens on one connection more.
	postgresConns  = 12
	connectTimeout = 10 * time.Second
	closeTimeout   = 2 * time.Second

	// migrationLock is the advisory lock under which one replica migrates;
	// "peerbot" in ASCII.
	migrationLock      = 0x70656572626f74
	migrationLockRetry = 50 * time.Millisecond
)

// postgresParams are the settings of each connection that the URL does not make
// itself. A replica that is frozen inside a transaction holds row locks that all
// others need: the server ends it, while they wait for their turn.
var postgresParams = map[string]string{
	"application_name":                    "peerbot",
	"idle_in_transaction_session_timeout": "10s",
	"lock_timeout":                        "12s",
}

func (s *Store) openPostgres(ctx context.Context, dsn string, beside bool) error {
	config, err := postgresConfig(dsn)
	if err != nil {
		return err
	}
	where := fmt.Sprintf("PostgreSQL at %s:%d, database %s, as %s",
		config.ConnConfig.Host, config.ConnConfig.Port, config.ConnConfig.Database, config.ConnConfig.User)
	pool, err := pgxpool.NewWithConfig(ctx, config)
	if err != nil {
		return fmt.Errorf("%s: %s", where, scrub(err, config.ConnConfig.Password))
	}
	s.closers = append(s.closers, func() error { return closePool(pool) })
	if err := pool.Ping(ctx); err != nil {
		return fmt.Errorf("%s: %s", where, scrub(err, config.ConnConfig.Password))
	}
	s.db = stdlib.OpenDBFromPool(pool)
	s.closers = append(s.closers, s.db.Close)
	s.dialect = dialect{goose: goose.DialectPostgres, triggers: "triggers/postgres.sql", violates: postgresViolates, replicas: true, reconnect: pool.Reset, lock: s.advisoryLock}
	s.engine, err = newEngine(riverdatabasesql.NewWithPgxListener(s.db, pool), s.riverConfig())
	if err != nil {
		return fmt.Errorf("%s: %w", where, err)
	}
	bring := s.migrate
	if beside {
		bring = s.upToDate
	}
	if err := bring(ctx); err != nil {
		return fmt.Errorf("%s: %w", where, err)
	}
	return nil
}

// closePool does not wait for stragglers: now and then pgx 5.12 takes 15 s to
// take leave of the server on a connection whose query was cancelled, and the
// process is about to end.
func closePool(pool *pgxpool.Pool) error {
	closed := make(chan struct{})
	go func() {
		defer close(closed)
		pool.Close()
	}()
	t := time.NewTimer(closeTimeout)
	defer t.Stop()
	select {
	case <-closed:
	case <-t.C:
	}
	return nil
}

// errURL deliberately has no detail: what cannot be parsed cannot be searched
// for its password either.
var errURL = errors.New("the database URL is not valid: want postgres://user:password@host:5432/name, " +
	"with special characters of the password as %XX")

func postgresConfig(dsn string) (*pgxpool.Config, error) {
	u, err := url.Parse(dsn)
	// An @ too many is a part of the password, of which the rest would be taken for
	// a host, and printed.
	if err == nil && (strings.Count(dsn, "@") > 1 || strings.Contains(u.Path+u.RawQuery+u.Fragment, "@")) {
		err = errURL
	}
	if err != nil || u.Host == "" || u.Scheme != "postgres" && u.Scheme != "postgresql" {
		return nil, errURL
	}
	config, err := pgxpool.ParseConfig(dsn)
	if err != nil {
		password, _ := u.User.Password()
		return nil, fmt.Errorf("the database URL is not valid: %s", scrub(err, dsn, password, u.Query().Get("password")))
	}
	if !u.Query().Has("pool_max_conns") {
		config.MaxConns = postgresConns
	}
	if config.ConnConfig.ConnectTimeout == 0 {
		config.ConnConfig.ConnectTimeout = connectTimeout
	}
	// Of several servers, and after a failover, only one takes writes.
	if config.ConnConfig.ValidateConnect == nil {
		config.ConnConfig.ValidateConnect = pgconn.ValidateConnectTargetSessionAttrsReadWrite
	}
	for name, value := range postgresParams {
		if config.ConnConfig.RuntimeParams[name] == "" {
			config.ConnConfig.RuntimeParams[name] = value
		}
	}
	return config, nil
}

// scrub returns the text of an error in one line, without these secrets as
// they are and as they are written in a URL.
func scrub(err error, secrets ...string) string {
	text := err.Error()
	for _, s := range secrets {
		for _, form := range []string{s, url.QueryEscape(s), url.PathEscape(s), url.UserPassword("", s).String()[1:]} {
			if form != "" {
				text = strings.ReplaceAll(text, form, "xxxxx")
			}
		}
	}
	return strings.Join(strings.Fields(text), " ")
}

// advisoryLock runs f while this connection holds the lock: two replicas that
// make the tables at once would both fail. It asks again and again instead of
// waiting in the database, because a waiting statement would hold up a
// migration that builds an index concurrently.
func (s *Store) advisoryLock(ctx context.Context, f func() error) error {
	conn, err := s.db.Conn(ctx)
	if err != nil {
		return fmt.Errorf("lock the migrations: %w", err)
	}
	defer conn.Close()
	retry := time.NewTicker(migrationLockRetry)
	defer retry.Stop()
	for ok := false; !ok; {
		if err := conn.QueryRowContext(ctx, "SELECT pg_try_advisory_lock($1)", int64(migrationLock)).Scan(&ok); err != nil {
			return fmt.Errorf("lock the migrations: %w", err)
		}
		if ok {
			break
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("wait for another replica's migrations: %w", ctx.Err())
		case <-retry.C:
		}
	}
	err = f()
	if _, e := conn.ExecContext(context.WithoutCancel(ctx), "SELECT pg_advisory_unlock($1)", int64(migrationLock)); e != nil {
		err = errors.Join(err, fmt.Errorf("unlock the migrations: %w", e))
	}
	return err
}

// postgresViolates reports whether err is a violation of a unique index.
func postgresViolates(err error, u unique) bool {
	e := (*pgconn.PgError)(nil)
	return errors.As(err, &e) && e.Code == "23505" && e.ConstraintName == u.index
}
