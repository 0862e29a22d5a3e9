package chat

import (
	"context"
	"sync"
	"time"
)

// pool does jobs with a fixed number of workers, in the order they came.
// Whoever adds a job reserves its place first, so that there is time to refuse
// before anything was promised.
type pool struct {
	places chan struct{} // one per reserved place
	jobs   chan func(context.Context)
	done   chan struct{} // closed when every worker has ended
}

// newPool starts workers that do jobs with ctx, each at most for limit.
func newPool(ctx context.Context, workers, size int, limit time.Duration) *pool {
	p := &pool{
		places: make(chan struct{}, size),
		jobs:   make(chan func(context.Context), size),
		done:   make(chan struct{}),
	}
	var wg sync.WaitGroup
	for range workers {
		wg.Go(func() {
			for job := range p.jobs {
				<-p.places
				jobCtx, cancel := context.WithTimeout(ctx, limit)
				job(jobCtx)
				cancel()
			}
		})
	}
	go func() {
		wg.Wait()
		close(p.done)
	}()
	return p
}

// reserve takes a place in the queue; it reports false when there is none.
// Every place is given up by exactly one call of add or release.
func (p *pool) reserve() bool {
	select {
	case p.places <- struct{}{}:
		return true
	default:
		return false
	}
}

// release gives up a place that was not needed.
func (p *pool) release() { <-p.places }

// add puts a job in the place that was reserved. It does not block.
func (p *pool) add(job func(context.Context)) { p.jobs <- job }

// close ends the workers once the jobs in the queue are done. No job may be
// added afterwards.
func (p *pool) close() { close(p.jobs) }
