package live

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"

	"github.com/aws/smithy-go/middleware"
	"golang.org/x/time/rate"
)

// errLimited is the cause when our own limiter would keep a call longer than
// its context allows.
var errLimited = errors.New("held back by our own rate limit")

// limitKey is what EC2 keeps one token bucket for.
type limitKey struct{ account, region, operation string }

// limits holds a token bucket per account, Region and operation. The zero
// value is ready. Its size is bounded by the configuration.
type limits struct {
	mu      sync.Mutex
	buckets map[limitKey]*rate.Limiter
}

func (l *limits) bucket(k limitKey) *rate.Limiter {
	l.mu.Lock()
	defer l.mu.Unlock()
	b := l.buckets[k]
	if b == nil {
		if l.buckets == nil {
			l.buckets = map[limitKey]*rate.Limiter{}
		}
		b = newBucket(k.operation)
		l.buckets[k] = b
	}
	return b
}

// newBucket returns a full bucket of four fifths of EC2's own size and refill
// rate. The account's other users draw from the same one at AWS.
// https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-throttling.html
func newBucket(operation string) *rate.Limiter {
	switch {
	case operation == "LookupEvents":
		return rate.NewLimiter(1.6, 1) // of 2 per second; https://docs.aws.amazon.com/awscloudtrail/latest/userguide/WhatIsCloudTrail-Limits.html
	case operation == "DescribeStaleSecurityGroups":
		return rate.NewLimiter(4, 16) // of 5 per second, 20
	case strings.HasPrefix(operation, "Describe"):
		return rate.NewLimiter(16, 80) // of 20 per second, 100; ours are filtered or paginated
	case operation == "CreateTags", operation == "DeleteTags":
		return rate.NewLimiter(8, 80) // of 10 per second, 100
	default:
		return rate.NewLimiter(4, 40) // of 5 per second, 50
	}
}

// wait blocks until the bucket has a token.
func (l *limits) wait(ctx context.Context, k limitKey) error {
	if err := l.bucket(k).Wait(ctx); err != nil {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		return fmt.Errorf("%w: %w", errLimited, err)
	}
	return nil
}

// middleware takes a token for every attempt of every call of a client,
// retries and further pages included.
func (l *limits) middleware(account, region string) func(*middleware.Stack) error {
	step := middleware.FinalizeMiddlewareFunc("PeerbotLimit",
		func(ctx context.Context, in middleware.FinalizeInput, next middleware.FinalizeHandler) (middleware.FinalizeOutput, middleware.Metadata, error) {
			k := limitKey{account, region, middleware.GetOperationName(ctx)}
			if err := l.wait(ctx, k); err != nil {
				return middleware.FinalizeOutput{}, middleware.Metadata{}, err
			}
			return next.HandleFinalize(ctx, in)
		})
	return func(s *middleware.Stack) error {
		return s.Finalize.Insert(step, "Retry", middleware.After)
	}
}
