package slacksim_test

import (
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/slack-go/slack/socketmode"

	"peerbot/bot/slacksim"
)

// Slash commands through the people API to a slack-go app that answers at once,
// by 64 people at a time. commands/s is the rate; p50 and p99 in milliseconds.
func BenchmarkCommand(b *testing.B) {
	w := newWorld(b, slacksim.Options{})
	w.bot(func(c *socketmode.Client, e socketmode.Event) { w.answerWith(c, e) })
	var mu sync.Mutex
	var took []time.Duration
	b.SetParallelism(32)
	b.ResetTimer()
	b.RunParallel(func(pb *testing.PB) {
		var mine []time.Duration
		for pb.Next() {
			start := time.Now()
			if o := w.command("alice", "network", "/peering list"); !o.OK {
				b.Errorf("command = %+v", o)
			}
			mine = append(mine, time.Since(start))
		}
		mu.Lock()
		defer mu.Unlock()
		took = append(took, mine...)
	})
	slices.Sort(took)
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "commands/s")
	b.ReportMetric(took[len(took)/2].Seconds()*1000, "p50-ms")
	b.ReportMetric(took[len(took)*99/100].Seconds()*1000, "p99-ms")
}

// A burst as large as the bot must bear: none may be answered later than 3 s.
func TestABurstOfAThousandCommandsIsAnsweredInTime(t *testing.T) {
	w := newWorld(t, slacksim.Options{})
	w.bot(func(c *socketmode.Client, e socketmode.Event) { w.answerWith(c, e) })
	var all sync.WaitGroup
	for range 1000 {
		all.Go(func() {
			if o := w.command("alice", "network", "/peering list"); !o.OK {
				t.Errorf("command = %+v", o)
			}
		})
	}
	all.Wait()
}
