package sqlstore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver"
	"github.com/riverqueue/river/rivermigrate"
)

// engine is what runs the jobs, as far as the store knows it.
type engine interface {
	migrate(ctx context.Context, log *slog.Logger) error
	insert(ctx context.Context, tx *sql.Tx, jobs []river.InsertManyParams) error
	run(ctx context.Context, c *river.Config) error
	wake(ctx context.Context) error
}

// riverEngine is River.
type riverEngine struct {
	driver riverdriver.Driver[*sql.Tx]
	client *river.Client[*sql.Tx] // inserts only
}

// newEngine returns River on a driver. Its client inserts jobs; run makes another
// one, which works on them.
func newEngine(driver riverdriver.Driver[*sql.Tx], c *river.Config) (*riverEngine, error) {
	client, err := river.NewClient(driver, c)
	if err != nil {
		return nil, fmt.Errorf("make the job client: %w", err)
	}
	return &riverEngine{driver: driver, client: client}, nil
}

// migrate makes River's tables, or brings them up to date.
func (e *riverEngine) migrate(ctx context.Context, log *slog.Logger) error {
	m, err := rivermigrate.New(e.driver, &rivermigrate.Config{Logger: log})
	if err != nil {
		return err
	}
	_, err = m.Migrate(ctx, rivermigrate.DirectionUp, nil)
	return err
}

// insert enqueues jobs in a transaction, except those that another job makes
// superfluous.
func (e *riverEngine) insert(ctx context.Context, tx *sql.Tx, jobs []river.InsertManyParams) error {
	jobs = distinct(jobs)
	results, err := e.client.InsertManyTx(ctx, tx, jobs)
	if err != nil {
		return err
	}
	if more := stillNeeded(jobs, results); len(more) > 0 {
		_, err = e.client.InsertManyTx(ctx, tx, more)
	}
	return err
}

// run works until ctx is done and the jobs that were running have ended.
func (e *riverEngine) run(ctx context.Context, c *river.Config) error {
	client, err := river.NewClient(e.driver, c)
	if err != nil {
		return fmt.Errorf("make the job client: %w", err)
	}
	if err := client.Start(ctx); err != nil {
		if ctx.Err() != nil && errors.Is(err, ctx.Err()) {
			return nil // stopped before it began
		}
		return fmt.Errorf("start the job client: %w", err)
	}
	<-client.Stopped()
	return nil
}

// wake has every replica look for jobs now. It sends what River sends when a
// job is inserted.
func (e *riverEngine) wake(ctx context.Context) error {
	return e.driver.GetExecutor().NotifyMany(ctx, &riverdriver.NotifyManyParams{
		Payload: []string{fmt.Sprintf(`{"queue": %q}`, river.QueueDefault)},
		Topic:   "river_insert",
	})
}
