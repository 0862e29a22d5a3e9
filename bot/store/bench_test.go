package store

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"peerbot/bot"
	"peerbot/bot/request"
	"peerbot/bot/store/storetest"
)

// BenchmarkInsertToRun measures how long a job waits from the start of the
// transaction that enqueues it until its worker is called, on an idle system.
//
//	go test ./bot/store -run '^$' -bench InsertToRun -benchtime 300x
func BenchmarkInsertToRun(b *testing.B) {
	onEachB(b, func(b *testing.B, s *Store) {
		ran := make(chan time.Time, 1)
		ctx, cancel := context.WithCancel(b.Context())
		done := make(chan error, 1)
		go func() {
			done <- s.Run(ctx, map[bot.JobKind]bot.Worker{bot.JobApply: func(context.Context, string) (time.Duration, error) {
				ran <- time.Now()
				return 0, nil
			}})
		}()
		enqueue(b, s, bot.Job{Kind: bot.JobApply, Key: "warm up"})
		<-ran
		var took []time.Duration
		b.ResetTimer()
		for i := range b.N {
			// At different phases of whatever looks for jobs in intervals.
			<-time.After(time.Duration(60+i*13%50) * time.Millisecond)
			begun := time.Now()
			enqueue(b, s, bot.Job{Kind: bot.JobApply, Key: "R1"})
			took = append(took, (<-ran).Sub(begun))
		}
		b.StopTimer()
		report(b, took)
		cancel()
		if err := <-done; err != nil {
			b.Fatal(err)
		}
	})
}

// BenchmarkSave measures a change with everything that an approval writes.
func BenchmarkSave(b *testing.B) {
	onEachB(b, func(b *testing.B, s *Store) {
		c, err := s.Save(b.Context(), bot.Change{Request: &request.Request{State: request.Approved}, Cards: []string{"C1", "C2"}})
		if err != nil {
			b.Fatal(err)
		}
		var took []time.Duration
		for b.Loop() {
			begun := time.Now()
			c, err = s.Save(b.Context(), bot.Change{
				Request: c.Request,
				Events:  []request.Event{{Kind: request.SaidYes, Actor: "U1", Detail: map[string]string{"account": "1"}}},
				Jobs:    []bot.Job{{Kind: bot.JobApply}},
			})
			if err != nil {
				b.Fatal(err)
			}
			took = append(took, time.Since(begun))
		}
		report(b, took)
	})
}

func onEachB(b *testing.B, bench func(b *testing.B, s *Store)) {
	b.Run("sqlite", func(b *testing.B) { bench(b, open(b, Options{})) })
	b.Run("postgres", func(b *testing.B) { bench(b, open(b, Options{URL: storetest.PostgresURL(b)})) })
}

// report adds the median and the 99th percentile, in milliseconds.
func report(b *testing.B, took []time.Duration) {
	slices.Sort(took)
	for _, p := range []int{50, 99} {
		d := took[min(len(took)-1, len(took)*p/100)]
		b.ReportMetric(float64(d.Microseconds())/1000, fmt.Sprintf("p%d-ms", p))
	}
}
