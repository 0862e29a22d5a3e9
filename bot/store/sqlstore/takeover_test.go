package sqlstore

import (
	"bufio"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/robfig/cron/v3"

	"peerbot/bot/request"
	"peerbot/bot/store"
	"peerbot/bot/store/storetest"
)

// A process that is killed in the middle of a job leaves the file to the next
// one, which goes on with the job at once.
func TestAKilledProcessIsTakenOver(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "peerbot.db")
	child := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestProcessToKill$", "-test.v")
	child.Env = append(os.Environ(), "PEERBOT_TEST_KILL="+path)
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	running := make(chan string, 1)
	go func() {
		defer close(running)
		for lines := bufio.NewScanner(out); lines.Scan(); {
			if strings.Contains(lines.Text(), "running R1") {
				running <- lines.Text()
			}
		}
	}()
	if recv(t, running, "the other process's job") == "" {
		t.Fatal("the other process ended before it ran the job")
	}
	wantOpenError(t, Options{Path: path}, path, "another peerbot process")
	if err := child.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	recv(t, running, "its end")
	if err := child.Wait(); err == nil {
		t.Error("the other process ended by itself")
	}

	s := open(t, Options{Path: path})
	if ok, err := s.Lease(t.Context(), "R1", "the next one", time.Now(), time.Now().Add(time.Hour)); !ok || err != nil {
		t.Errorf("the killed process still has its lease: %t, %v", ok, err)
	}
	ran := make(chan string, 1)
	begun := time.Now()
	work(t, s, map[store.JobKind]store.Worker{store.JobApply: func(_ context.Context, key string) (time.Duration, error) {
		ran <- key
		return 0, nil
	}})
	if key := recv(t, ran, "the job of the killed process"); key != "R1" {
		t.Errorf("ran the job of %s, want R1", key)
	}
	if took := time.Since(begun); took > 5*time.Second {
		t.Errorf("the job was taken over after %s, want at once", took)
	}
}

// TestProcessToKill is the process of TestAKilledProcessIsTakenOver.
func TestProcessToKill(t *testing.T) {
	path := os.Getenv("PEERBOT_TEST_KILL")
	if path == "" {
		return // an ordinary run of the tests
	}
	s := open(t, Options{Path: path})
	work(t, s, map[store.JobKind]store.Worker{store.JobApply: func(ctx context.Context, key string) (time.Duration, error) {
		if ok, err := s.Lease(ctx, key, "the killed one", time.Now(), time.Now().Add(time.Hour)); !ok || err != nil {
			return 0, fmt.Errorf("lease: %t, %w", ok, err)
		}
		fmt.Println("running", key)
		<-ctx.Done()
		return 0, ctx.Err()
	}})
	enqueue(t, s, store.Job{Kind: store.JobApply, Key: "R1"})
	<-t.Context().Done()
}

func TestTwoReplicas(t *testing.T) {
	t.Parallel()
	o := Options{URL: storetest.PostgresURL(t)}
	replicas := []*Store{open(t, o), open(t, o)}
	const jobs = 40
	var mu sync.Mutex
	ran := map[string]int{}
	by := map[int]int{}
	all := make(chan struct{})
	for i, s := range replicas {
		work(t, s, map[store.JobKind]store.Worker{store.JobApply: func(_ context.Context, key string) (time.Duration, error) {
			mu.Lock()
			defer mu.Unlock()
			ran[key]++
			by[i]++
			if len(ran) == jobs {
				close(all)
			}
			return 0, nil
		}})
	}
	for i := range jobs {
		enqueue(t, replicas[i%2], store.Job{Kind: store.JobApply, Key: fmt.Sprint(i)})
	}
	recv(t, all, "the last job")
	settled(t, replicas[0])
	for key, n := range ran {
		if n != 1 {
			t.Errorf("job %s ran %d times, want once", key, n)
		}
	}
	if by[0] == 0 || by[1] == 0 {
		t.Errorf("jobs per replica: %v, want both to work", by)
	}

	first, err := replicas[0].Write(t.Context(), store.Change{Request: &request.Request{State: request.Pending}})
	if err != nil {
		t.Fatal(err)
	}
	errs := make(chan error, 20)
	for i := range cap(errs) {
		go func() {
			r := *first.Request
			r.State, r.Ticket = request.Approved, fmt.Sprint(i)
			_, err := replicas[i%2].Write(t.Context(), store.Change{Request: &r, Events: []request.Event{{Kind: request.EventApproved}}})
			errs <- err
		}()
	}
	won := 0
	for range cap(errs) {
		switch err := recv(t, errs, "the end of a change"); {
		case err == nil:
			won++
		case !errors.Is(err, store.ErrConflict):
			t.Errorf("error %v, want %v", err, store.ErrConflict)
		}
	}
	if won != 1 {
		t.Errorf("%d changes of one version were saved, want 1", won)
	}
	if n, err := replicas[1].VerifyAudit(t.Context()); n != 1 || err != nil {
		t.Errorf("VerifyAudit = %d, %v, want 1", n, err)
	}
}

// jittered is a cron schedule that is late by less than a second, as the
// configuration makes one.
type jittered struct {
	cron.Schedule
	by time.Duration
}

func (j jittered) Next(after time.Time) time.Time { return j.Schedule.Next(after.Add(-j.by)).Add(j.by) }

func TestTwoReplicasSweepOnce(t *testing.T) {
	t.Parallel()
	o := Options{URL: storetest.PostgresURL(t)}
	second, err := cron.ParseStandard("@every 1s")
	if err != nil {
		t.Fatal(err)
	}
	ran := make(chan time.Time, 100)
	var running atomic.Int32
	for range 2 {
		s := open(t, o)
		if err := s.Periodic(store.JobSweep, jittered{second, 300 * time.Millisecond}, true); err != nil {
			t.Fatal(err)
		}
		work(t, s, map[store.JobKind]store.Worker{store.JobSweep: func(context.Context, string) (time.Duration, error) {
			if n := running.Add(1); n != 1 {
				t.Errorf("%d sweeps run at once", n)
			}
			defer running.Add(-1)
			ran <- time.Now()
			return 0, nil
		}})
	}
	first := recv(t, ran, "the sweep at the start")
	const ticks = 3
	var last time.Time
	for range ticks {
		last = recv(t, ran, "the next sweep")
	}
	// Each replica by itself would have made it in half the time.
	if took := last.Sub(first); took < (ticks-1)*time.Second {
		t.Errorf("%d sweeps after the first in %s, want one a second", ticks, took)
	}
}

// A replica that died in the middle of a sweep leaves a row that says that it is
// running, and that keeps out every other sweep.
func TestALostSweepIsTakenOver(t *testing.T) {
	t.Parallel()
	s := open(t, Options{URL: storetest.PostgresURL(t)})
	begun := make(chan struct{}, 2)
	gone := make(chan struct{})
	defer close(gone)
	var runs atomic.Int32
	work(t, s, map[store.JobKind]store.Worker{store.JobSweep: func(context.Context, string) (time.Duration, error) {
		begun <- struct{}{}
		if runs.Add(1) == 1 {
			<-gone
		}
		return 0, nil
	}})
	enqueue(t, s, store.Job{Kind: store.JobSweep})
	recv(t, begun, "the sweep")
	if err := s.takeOverSilent(t.Context(), time.Minute); err != nil {
		t.Fatal(err)
	}
	quiet(t, begun, 2*time.Second, "a sweep that is running was taken over")
	time.Sleep(10 * time.Millisecond)
	if err := s.takeOverSilent(t.Context(), time.Millisecond); err != nil {
		t.Fatal(err)
	}
	recv(t, begun, "the sweep that was lost")
}

// The last mark of a sweep is as old as a heartbeat, however long it runs.
func TestARunningSweepIsMarked(t *testing.T) {
	t.Parallel()
	s := open(t, Options{URL: storetest.PostgresURL(t)})
	begun, finish := make(chan struct{}), make(chan struct{})
	work(t, s, map[store.JobKind]store.Worker{store.JobSweep: func(context.Context, string) (time.Duration, error) {
		close(begun)
		<-finish
		return 0, nil
	}})
	enqueue(t, s, store.Job{Kind: store.JobSweep})
	recv(t, begun, "the sweep")
	age := func() (seconds float64) {
		t.Helper()
		if err := s.db.QueryRowContext(t.Context(), "SELECT EXTRACT(EPOCH FROM now() - attempted_at) FROM river_job WHERE kind = 'sweep'").Scan(&seconds); err != nil {
			t.Fatal(err)
		}
		return seconds
	}
	deadline := time.Now().Add(2 * heartbeatEvery)
	for last := age(); ; {
		time.Sleep(500 * time.Millisecond)
		now := age()
		if now < last {
			break
		}
		if last = now; time.Now().After(deadline) {
			t.Errorf("not marked for %.0f s", now)
			break
		}
	}
	close(finish)
}

// A replica that is frozen inside a transaction holds locks that all others need.
func TestAFrozenTransactionHoldsNobodyUp(t *testing.T) {
	t.Parallel()
	o := Options{URL: storetest.PostgresURL(t)}
	frozen, s := open(t, o), open(t, o)
	if _, err := s.Write(t.Context(), store.Change{Events: []request.Event{{Kind: request.EventApproved, Request: "R1"}}}); err != nil {
		t.Fatal(err)
	}
	tx, err := frozen.db.BeginTx(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer tx.Rollback() // the server has ended it
	if _, err := tx.ExecContext(t.Context(), "LOCK TABLE events IN ACCESS EXCLUSIVE MODE"); err != nil {
		t.Fatal(err)
	}
	begun := time.Now()
	if _, err := s.Write(t.Context(), store.Change{Events: []request.Event{{Kind: request.EventApproved, Request: "R1"}}}); err != nil {
		t.Errorf("write beside a frozen replica, after %s: %v", time.Since(begun), err)
	}
}

// A replica notices when its server became a standby, and connects again.
func TestAReadOnlyDatabaseIsNoticedAndLeft(t *testing.T) {
	t.Parallel()
	s := open(t, Options{URL: storetest.PostgresURL(t)})
	if err := s.Probe(t.Context()); err != nil {
		t.Fatal(err)
	}
	// A session that was made read-only is what is left of one to a server that
	// was demoted. All of the pool are made so, as far as they are open.
	conns := make([]*sql.Conn, 3)
	for i := range conns {
		c, err := s.db.Conn(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if _, err := c.ExecContext(t.Context(), "SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY"); err != nil {
			t.Fatal(err)
		}
		conns[i] = c
	}
	for _, c := range conns {
		if err := c.Close(); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Probe(t.Context()); err == nil {
		t.Fatal("nobody notices that nothing can be written")
	}
	if err := s.Probe(t.Context()); err != nil {
		t.Errorf("after connecting again: %v", err)
	}
}

func TestAFileThatTakesNoWritesIsNoticed(t *testing.T) {
	t.Parallel()
	s := open(t, Options{})
	if err := s.Probe(t.Context()); err != nil {
		t.Fatal(err)
	}
	s.db.SetMaxOpenConns(1)
	if _, err := s.db.ExecContext(t.Context(), "PRAGMA query_only = ON"); err != nil {
		t.Fatal(err)
	}
	if err := s.Probe(t.Context()); err == nil {
		t.Error("nobody notices that nothing can be written")
	}
}
