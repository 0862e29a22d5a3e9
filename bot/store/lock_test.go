package store

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// table is leases in memory. While away is set it cannot be reached.
type table struct {
	mu     sync.Mutex
	holder map[string]string
	ends   map[string]time.Time
	away   error
}

func (s *table) Lease(_ context.Context, name, holder string, now, until time.Time) (bool, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.away != nil {
		return false, s.away
	}
	if s.holder[name] != "" && s.holder[name] != holder && s.ends[name].After(now) {
		return false, nil
	}
	s.holder[name], s.ends[name] = holder, until
	return true, nil
}

func (s *table) Release(_ context.Context, name, holder string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.holder[name] == holder {
		delete(s.holder, name)
	}
	return s.away
}

func (s *table) set(away error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.away = away
}

func newLocks(t *testing.T, s *table, process string) *Locks {
	return &Locks{Leases: s, Process: process, Now: time.Now, Log: slog.New(slog.NewTextHandler(t.Output(), nil))}
}

func TestALockLastsAsLongAsTheWork(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		leases := &table{holder: map[string]string{}, ends: map[string]time.Time{}}
		a, b := newLocks(t, leases, "a"), newLocks(t, leases, "b")
		got, err := a.Hold(t.Context(), "sweep", func(ctx context.Context) error {
			for range 20 {
				time.Sleep(time.Minute)
				if got, err := b.Hold(ctx, "sweep", func(context.Context) error { return nil }); got || err != nil {
					t.Errorf("after a while somebody else has it, too: %t, %v", got, err)
				}
			}
			return ctx.Err()
		})
		if !got || err != nil {
			t.Errorf("Hold = %t, %v", got, err)
		}
		if got, err := b.Hold(t.Context(), "sweep", func(context.Context) error { return nil }); !got || err != nil {
			t.Errorf("it was not released: %t, %v", got, err)
		}
	})
}

func TestALockEndsSoonAfterItsProcess(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		leases := &table{holder: map[string]string{}, ends: map[string]time.Time{}}
		dead := newLocks(t, leases, "dead")
		now := dead.Now()
		if ok, err := leases.Lease(t.Context(), "sweep", "dead/1", now, now.Add(lease)); !ok || err != nil {
			t.Fatal(ok, err) // and nobody renews it
		}
		next := newLocks(t, leases, "next")
		begun := time.Now()
		for {
			got, err := next.Hold(t.Context(), "sweep", func(context.Context) error { return nil })
			if err != nil {
				t.Fatal(err)
			}
			if got {
				break
			}
			time.Sleep(time.Second)
		}
		if took := time.Since(begun); took > time.Minute {
			t.Errorf("taken over after %s, want within a minute", took)
		}
	})
}

func TestWorkEndsWhenItsLockIsLost(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		leases := &table{holder: map[string]string{}, ends: map[string]time.Time{}}
		got, err := newLocks(t, leases, "frozen").Hold(t.Context(), "sweep", func(ctx context.Context) error {
			leases.mu.Lock()
			leases.holder["sweep"], leases.ends["sweep"] = "other/1", time.Now().Add(time.Hour)
			leases.mu.Unlock()
			<-ctx.Done()
			return ctx.Err()
		})
		if !got || !errors.Is(err, ErrLockLost) {
			t.Errorf("Hold = %t, %v, want %v", got, err, ErrLockLost)
		}
		if leases.holder["sweep"] != "other/1" {
			t.Error("the lock of somebody else was released")
		}
	})
}

// A database that is away for a moment costs nobody a lock; one that stays away
// for longer than the lease does.
func TestALockOutlivesABlip(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		away time.Duration
		want error
	}{{15 * time.Second, nil}, {2 * time.Minute, ErrLockLost}} {
		synctest.Test(t, func(t *testing.T) {
			leases := &table{holder: map[string]string{}, ends: map[string]time.Time{}}
			_, err := newLocks(t, leases, "a").Hold(t.Context(), "sweep", func(ctx context.Context) error {
				leases.set(errors.New("away"))
				time.Sleep(c.away)
				leases.set(nil)
				time.Sleep(time.Minute)
				return ctx.Err()
			})
			if !errors.Is(err, c.want) {
				t.Errorf("away for %s: %v, want %v", c.away, err, c.want)
			}
		})
	}
}
