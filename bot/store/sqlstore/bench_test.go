package sqlstore

import (
	"context"
	"fmt"
	"net/netip"
	"slices"
	"testing"
	"time"

	"peerbot/aws/peering"
	"peerbot/bot/finding"
	"peerbot/bot/notice"
	"peerbot/bot/request"
	"peerbot/bot/store"
	"peerbot/bot/store/storetest"
)

// BenchmarkInsertToRun measures how long a job waits from the start of the
// transaction that enqueues it until its worker is called, on an idle system.
//
//	go test ./bot/store/sqlstore -run '^$' -bench InsertToRun -benchtime 300x
func BenchmarkInsertToRun(b *testing.B) {
	onEachB(b, func(b *testing.B, s *Store) {
		ran := make(chan time.Time, 1)
		ctx, cancel := context.WithCancel(b.Context())
		done := make(chan error, 1)
		go func() {
			done <- s.Run(ctx, map[store.JobKind]store.Worker{store.JobApply: func(context.Context, string) (time.Duration, error) {
				ran <- time.Now()
				return 0, nil
			}})
		}()
		enqueue(b, s, store.Job{Kind: store.JobApply, Key: "warm up"})
		<-ran
		var took []time.Duration
		b.ResetTimer()
		for i := range b.N {
			// At different phases of whatever looks for jobs in intervals.
			<-time.After(time.Duration(60+i*13%50) * time.Millisecond)
			begun := time.Now()
			enqueue(b, s, store.Job{Kind: store.JobApply, Key: "R1"})
			took = append(took, (<-ran).Sub(begun))
		}
		b.StopTimer()
		report(b, "", took)
		cancel()
		if err := <-done; err != nil {
			b.Fatal(err)
		}
	})
}

// BenchmarkWrite measures a change with everything that an approval writes.
func BenchmarkWrite(b *testing.B) {
	onEachB(b, func(b *testing.B, s *Store) {
		c, err := s.Write(b.Context(), store.Change{Request: &request.Request{State: request.Approved}, Cards: store.Channels("C1", "C2")})
		if err != nil {
			b.Fatal(err)
		}
		var took []time.Duration
		for b.Loop() {
			begun := time.Now()
			c, err = s.Write(b.Context(), store.Change{
				Request: c.Request,
				Events:  []request.Event{{Kind: request.EventApproved, Actor: "U1", Detail: map[string]string{"account": "1"}}},
				Jobs:    []store.Job{{Kind: store.JobApply}},
			})
			if err != nil {
				b.Fatal(err)
			}
			took = append(took, time.Since(begun))
		}
		report(b, "", took)
	})
}

func onEachB(b *testing.B, bench func(b *testing.B, s *Store)) {
	b.Run("sqlite", func(b *testing.B) { bench(b, open(b, Options{})) })
	b.Run("postgres", func(b *testing.B) { bench(b, open(b, Options{URL: storetest.PostgresURL(b)})) })
}

// report adds the median and the 99th percentile, in milliseconds.
func report(b *testing.B, what string, took []time.Duration) {
	slices.Sort(took)
	for _, p := range []int{50, 99} {
		d := took[min(len(took)-1, len(took)*p/100)]
		b.ReportMetric(float64(d.Microseconds())/1000, fmt.Sprintf("%sp%d-ms", what, p))
	}
}

// BenchmarkWriteFindings measures one change of 1,000 findings: new ones with a
// card each, and then all of them changed, redrawn and answered to.
//
//	go test ./bot/store/sqlstore -run '^$' -bench WriteFindings -benchtime 10x
func BenchmarkWriteFindings(b *testing.B) {
	const findings = 1000
	onEachB(b, func(b *testing.B, s *Store) {
		var made, changed []time.Duration
		save := func(changes []store.FindingChange) ([]store.FindingChange, time.Duration) {
			begun := time.Now()
			c, err := s.Write(b.Context(), store.Change{Findings: changes})
			if err != nil {
				b.Fatal(err)
			}
			return c.Findings, time.Since(begun)
		}
		for round := 0; b.Loop(); round++ {
			changes := make([]store.FindingChange, findings)
			for i := range changes {
				changes[i] = store.FindingChange{Cards: store.Channels("C1"), Finding: &finding.Finding{
					Peering: fmt.Sprintf("P%d", round*findings+i), Class: peering.Changed, Digest: "0123456789abcdef",
					Lines: []peering.DriftLine{{Code: peering.MissingRoute, Side: peering.Requester, Table: "rtb-0123456789abcdef0", Destination: netip.MustParsePrefix("10.2.0.0/16")}},
				}}
			}
			changes, took := save(changes)
			made = append(made, took)
			for i := range changes {
				changes[i].Note = notice.NoteStill
			}
			_, took = save(changes)
			changed = append(changed, took)
		}
		report(b, "new-", made)
		report(b, "changed-", changed)
	})
}
