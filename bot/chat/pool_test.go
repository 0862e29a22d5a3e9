package chat

import (
	"context"
	"slices"
	"testing"
	"testing/synctest"
	"time"
)

func TestPoolWorksInOrder(t *testing.T) {
	t.Parallel()
	p := newPool(t.Context(), 1, 100, time.Minute)
	var got []int
	for i := range 100 {
		if !p.reserve() {
			t.Fatalf("no place for job %d", i)
		}
		p.add(func(context.Context) { got = append(got, i) })
	}
	p.close()
	<-p.done
	if !slices.IsSorted(got) || len(got) != 100 {
		t.Errorf("jobs ran as %v, want 0 to 99 in order", got)
	}
}

func TestPoolRefusesWhatItCannotHold(t *testing.T) {
	t.Parallel()
	p := newPool(t.Context(), 1, 2, time.Minute)
	begun, free := make(chan struct{}), make(chan struct{})
	p.reserve()
	p.add(func(context.Context) { close(begun); <-free })
	<-begun // its place is free again
	for range 2 {
		if !p.reserve() {
			t.Fatal("want two places")
		}
	}
	if p.reserve() {
		t.Error("got a third place of two")
	}
	p.release()
	if !p.reserve() {
		t.Error("a place that was given up is not free")
	}
	p.release()
	p.release()
	close(free)
	p.close()
	<-p.done
}

func TestPoolLimitsTheTimeOfAJob(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := newPool(t.Context(), 1, 1, time.Minute)
		p.reserve()
		start := time.Now()
		p.add(func(ctx context.Context) { <-ctx.Done() })
		p.close()
		<-p.done
		if took := time.Since(start); took != time.Minute {
			t.Errorf("the job had %v, want a minute", took)
		}
	})
}
