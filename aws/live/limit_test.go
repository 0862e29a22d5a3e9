package live

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"peerbot/aws/peering"
	"peerbot/aws/sim"
)

// EC2's buckets: https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-throttling.html
func TestTheLimiterStaysBelowEC2s(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		operation        string
		burst, perSecond int
	}{
		{"DescribeVpcs", 100, 20},
		{"DescribeVpcPeeringConnections", 100, 20},
		{"DescribeStaleSecurityGroups", 20, 5},
		{"CreateVpcPeeringConnection", 50, 5},
		{"AcceptVpcPeeringConnection", 50, 5},
		{"DeleteVpcPeeringConnection", 50, 5},
		{"CreateRoute", 50, 5},
		{"DeleteRoute", 50, 5},
		{"ModifyVpcPeeringConnectionOptions", 50, 5},
		{"CreateTags", 100, 10},
		{"DeleteTags", 100, 10},
	} {
		t.Run(tt.operation, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				var l limits
				start, calls := time.Now(), 0
				const seconds = 20
				for time.Since(start) < seconds*time.Second {
					if err := l.wait(t.Context(), limitKey{prodID, tokyo, tt.operation}); err != nil {
						t.Fatal(err)
					}
					calls++
				}
				if most := tt.burst + seconds*tt.perSecond; calls >= most {
					t.Errorf("%d calls in %d s, EC2 allows %d", calls, seconds, most)
				} else if calls < most*3/4 {
					t.Errorf("%d calls in %d s, which wastes most of the %d that EC2 allows", calls, seconds, most)
				}
			})
		})
	}
}

func TestEveryPlaceAndActionHasItsOwnBucket(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var l limits
		start := time.Now()
		for _, k := range []limitKey{
			{prodID, tokyo, "CreateRoute"},
			{prodID, tokyo, "DeleteRoute"},
			{prodID, seoul, "CreateRoute"},
			{dataID, tokyo, "CreateRoute"},
		} {
			for range 40 {
				if err := l.wait(t.Context(), k); err != nil {
					t.Fatal(err)
				}
			}
		}
		if d := time.Since(start); d != 0 {
			t.Errorf("four full buckets took %s, want no wait", d)
		}
	})
}

func TestTheLimiterHonoursTheContext(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var l limits
		k := limitKey{prodID, tokyo, "CreateRoute"}
		for range 40 {
			if err := l.wait(t.Context(), k); err != nil {
				t.Fatal(err)
			}
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Millisecond)
		defer cancel()
		err := l.wait(ctx, k)
		if !errors.Is(err, errLimited) {
			t.Errorf("wait = %v, want errLimited at once: the token comes too late", err)
		}
		if got := classify(own, tokyo, err).Class; got != peering.Throttled {
			t.Errorf("class = %q, want throttled", got)
		}
		ctx, cancel = context.WithCancel(t.Context())
		cancel()
		if err := l.wait(ctx, k); !errors.Is(err, context.Canceled) {
			t.Errorf("wait = %v, want cancelled", err)
		}
	})
}

// Retries and pages draw tokens as well.
func TestEveryAttemptTakesAToken(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	c := w.cloud(t)
	want := w.pair(t)
	w.Inject(sim.Fault{Account: prodID, Action: "DescribeRouteTables", Times: -1})
	if _, err := c.Observe(t.Context(), want); err == nil {
		t.Fatal("Observe succeeded")
	}
	b := c.limits.bucket(limitKey{prodID, tokyo, "DescribeRouteTables"})
	if left, full := b.Tokens(), float64(b.Burst()); left < full-attempts || left > full-attempts+4 {
		t.Errorf("%.1f of %.0f tokens left after %d attempts", left, full, attempts)
	}
}
