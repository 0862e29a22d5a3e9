package sqlstore

import (
	"context"
	"database/sql"
	"embed"
	"fmt"
	"io/fs"

	"github.com/pressly/goose/v3"
)

//go:embed migrations/*.sql
var migrations embed.FS

//go:embed triggers/*.sql
var triggers embed.FS

// migrate brings River's tables and ours up to date.
func (s *Store) migrate(ctx context.Context) error {
	if s.dialect.lock == nil {
		return s.migrateLocked(ctx)
	}
	return s.dialect.lock(ctx, func() error { return s.migrateLocked(ctx) })
}

// migrateLocked does it, while no other replica does.
func (s *Store) migrateLocked(ctx context.Context) error {
	if err := s.engine.migrate(ctx, s.riverLog()); err != nil {
		return fmt.Errorf("create the job tables: %w", err)
	}
	p, err := s.dialect.migrations(s.db)
	if err != nil {
		return fmt.Errorf("read the migrations: %w", err)
	}
	sources := p.ListSources()
	newest := sources[len(sources)-1].Version
	have, err := p.GetDBVersion(ctx)
	if err != nil {
		return fmt.Errorf("read the version of the tables: %w", err)
	}
	if have > newest {
		return fmt.Errorf("the database was written by a newer peerbot: its tables are version %d, this one knows %d", have, newest)
	}
	if _, err := p.Up(ctx); err != nil {
		return fmt.Errorf("upgrade the tables: %w", err)
	}
	return nil
}

// upToDate returns an error unless the tables are those of this release: they
// belong to another process, which upgrades them.
func (s *Store) upToDate(ctx context.Context) error {
	p, err := s.dialect.migrations(s.db)
	if err != nil {
		return fmt.Errorf("read the migrations: %w", err)
	}
	sources := p.ListSources()
	newest := sources[len(sources)-1].Version
	switch have, err := p.GetDBVersion(ctx); {
	case err != nil:
		return fmt.Errorf("read the version of the tables: %w", err)
	case have != newest:
		return fmt.Errorf("its tables are version %d, and this peerbot's are %d: use the peerbot that runs on it, or start this one on it first", have, newest)
	}
	return nil
}

// migrations returns the migrations of our own tables.
func (d dialect) migrations(db *sql.DB) (*goose.Provider, error) {
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return nil, err
	}
	// Triggers are the one thing that the two databases spell differently.
	appendOnly, err := triggers.ReadFile(d.triggers)
	if err != nil {
		return nil, err
	}
	second := goose.NewGoMigration(2, &goose.GoFunc{RunTx: func(ctx context.Context, tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, string(appendOnly))
		return err
	}}, nil)
	return goose.NewProvider(d.goose, db, files,
		goose.WithGoMigrations(second, factsMigration), goose.WithDisableGlobalRegistry(true))
}
