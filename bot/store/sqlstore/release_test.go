package sqlstore

import (
	"context"
	"errors"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"peerbot/aws/peering"
	"peerbot/bot/finding"
	"peerbot/bot/request"
	"peerbot/bot/store"
	"peerbot/bot/store/storetest"
)

// onRelease runs a test on a database that an earlier release wrote: requests of
// every kind and in every state that it had, peerings, findings, groups,
// messages and jobs, as a process left them that was killed while everything
// was paused and Slack did not answer.
func onRelease(t *testing.T, release string, test func(t *testing.T, s *Store)) {
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		test(t, open(t, Options{Path: storetest.ReleaseSQLite(t, release)}))
	})
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		test(t, open(t, Options{URL: storetest.ReleasePostgres(t, release)}))
	})
}

// What release 1 wrote means the same today. The golden file has facts only: ids,
// states, decisions, digests, times.
func TestRelease1KeepsItsFacts(t *testing.T) {
	t.Parallel()
	onRelease(t, "release-1", func(t *testing.T, s *Store) {
		got := facts(t, s)
		file := filepath.Join("testdata", "release-1.golden.txt")
		if os.Getenv("PEERBOT_UPDATE") != "" {
			if err := os.WriteFile(file, []byte(got), 0o600); err != nil {
				t.Fatal(err)
			}
			return // the other database writes the same file
		}
		want, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		gotLines, wantLines := strings.Split(got, "\n"), strings.Split(string(want), "\n")
		for i := range max(len(gotLines), len(wantLines)) {
			if i >= len(gotLines) || i >= len(wantLines) || gotLines[i] != wantLines[i] {
				t.Fatalf("line %d of %d, want %d lines (see the rest with PEERBOT_UPDATE=1 and git diff):\n got %s\nwant %s",
					i+1, len(gotLines), len(wantLines), lineOf(gotLines, i), lineOf(wantLines, i))
			}
		}
		if n, err := s.VerifyAudit(t.Context()); n != 417 || err != nil {
			t.Errorf("VerifyAudit = %d, %v, want all 417 lines", n, err)
		}
	})
}

func lineOf(lines []string, i int) string {
	if i < len(lines) {
		return lines[i]
	}
	return "(none)"
}

// Every row of release 1 can be changed from the version that it has.
func TestRelease1CanBeMoved(t *testing.T) {
	t.Parallel()
	onRelease(t, "release-1", func(t *testing.T, s *Store) {
		ctx := t.Context()
		now := time.Date(2026, 11, 26, 3, 0, 0, 0, time.UTC)
		for _, r := range everything(t, s).requests {
			record, err := s.Peering(ctx, r.Peering)
			if err != nil {
				t.Fatal(err)
			}
			c := store.Change{At: now, Request: &r, Peering: &record, Events: []request.Event{{Kind: request.EventApproved, Actor: "U0JOON"}}}
			if r.State == request.Pending {
				next, err := r.Approve("U0JOON", accountsOf(r.Outstanding()), now)
				if err != nil || next.State != request.Approved {
					t.Errorf("approve %s: %s, %v; want it approved", r.ID, next.State, err)
				}
				c.Request, c.Jobs = &next, []store.Job{{Kind: store.JobApply}}
			}
			saved, err := s.Write(ctx, c)
			if err != nil || saved.Request.Version != r.Version+1 || saved.Peering.Version != record.Version+1 {
				t.Errorf("Write of %s and %s: %v, want the next version of both", r.ID, r.Peering, err)
				continue
			}
			if _, err := s.Write(ctx, c); !errors.Is(err, store.ErrConflict) {
				t.Errorf("Write of %s from the old version: %v, want %v", r.ID, err, store.ErrConflict)
			}
		}
		for _, f := range everything(t, s).findings {
			saved, err := s.Write(ctx, store.Change{At: now, Findings: []store.FindingChange{{Finding: &f}}})
			if err != nil || saved.Findings[0].Finding.Version != f.Version+1 {
				t.Errorf("Write of %s: %v, want the next version", f.ID, err)
			}
		}
		checkNextIDs(t, s)
		if n, err := s.VerifyAudit(ctx); n != 417+52 || err != nil {
			t.Errorf("VerifyAudit = %d, %v, want 52 more lines", n, err)
		}
	})
}

// checkNextIDs checks that nothing new gets an id that was given before, and
// that one request of a pair is open at a time.
func checkNextIDs(t *testing.T, s *Store) {
	t.Helper()
	ctx := t.Context()
	p, perr := s.NextPeering(ctx)
	g, gerr := s.NextGroup(ctx)
	if p != "P40" || g != "G3" || perr != nil || gerr != nil {
		t.Errorf("NextPeering = %s, %v, NextGroup = %s, %v, want P40 and G3", p, perr, g, gerr)
	}
	pending, err := s.Request(ctx, "R39")
	if err != nil {
		t.Fatal(err)
	}
	again := request.Request{Kind: request.Create, State: request.Pending, Plan: pending.Plan}
	var openError *store.OpenRequestError
	if _, err := s.Write(ctx, store.Change{Request: &again}); !errors.As(err, &openError) || openError.ID != "R39" {
		t.Errorf("another request about the VPCs of R39: %v, want that R39 is open", err)
	}
	again.Plan.Peering.Requester.VPC.VPC = "vpc-new"
	saved, err := s.Write(ctx, store.Change{
		Request: &again, Events: []request.Event{{Kind: request.EventRequested}},
		Findings: []store.FindingChange{{Finding: &finding.Finding{Peering: "P2", Class: peering.Missing}, Cards: store.Channels("C0TOKYO")}},
	})
	if err != nil || saved.Request.ID != "R52" || saved.Findings[0].Finding.ID != "F25" {
		t.Errorf("Write of something new: %v, want R52 and F25", err)
	}
}

// The jobs that were waiting or running in release 1 are run, and every message
// that can still be sent has one.
func TestRelease1GoesOn(t *testing.T) {
	t.Parallel()
	onRelease(t, "release-1", func(t *testing.T, s *Store) {
		all, err := s.Undelivered(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		jobs := unfinishedJobs(t, s)
		left := map[string]bool{}
		for _, m := range all {
			if m.Final {
				continue
			}
			if left["deliver "+m.ID] = true; !slices.Contains(jobs, "deliver "+m.ID) {
				t.Errorf("%s is not delivered, and there is no job for it", m.ID)
			}
		}
		left["apply R48"], left["apply R49"], left["apply R50"], left["reject R47"] = true, true, true, true
		did := make(chan string, 1000)
		kinds := map[store.JobKind]store.Worker{}
		for _, kind := range []store.JobKind{store.JobApply, store.JobDeliver, store.JobExpire, store.JobRecheck, store.JobReject, store.JobAttribute, store.JobSweep} {
			kinds[kind] = func(_ context.Context, key string) (time.Duration, error) {
				did <- string(kind) + " " + key
				return 0, nil
			}
		}
		work(t, s, kinds)
		for len(left) > 0 {
			select {
			case job := <-did:
				delete(left, job)
			case <-time.After(90 * time.Second): // on PostgreSQL a job of a dead process waits for half a minute
				t.Fatalf("never done: %v", slices.Sorted(maps.Keys(left)))
			}
		}
	})
}

func accountsOf(approvals []request.Approval) []string {
	var out []string
	for _, a := range approvals {
		out = append(out, a.Account)
	}
	return out
}
