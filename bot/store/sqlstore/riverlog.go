package sqlstore

import (
	"context"
	"log/slog"
)

// riverLog is our log without River's Info lines: those are about its own
// doings, one for every failed attempt, which we log ourselves.
func (s *Store) riverLog() *slog.Logger {
	return slog.New(warnings{s.log.Handler()})
}

type warnings struct{ slog.Handler }

// Enabled implements slog.Handler.
func (w warnings) Enabled(ctx context.Context, level slog.Level) bool {
	return level >= slog.LevelWarn && w.Handler.Enabled(ctx, level)
}

// WithAttrs implements slog.Handler.
func (w warnings) WithAttrs(attrs []slog.Attr) slog.Handler {
	return warnings{w.Handler.WithAttrs(attrs)}
}

// WithGroup implements slog.Handler.
func (w warnings) WithGroup(name string) slog.Handler { return warnings{w.Handler.WithGroup(name)} }
