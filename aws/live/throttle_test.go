package live

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"peerbot/aws/sim"
)

// For a minute, a caller that does nothing else goes as fast as our limiter
// lets it, against EC2's own buckets, which refill once a second.
func TestWhoKeepsToTheLimiterIsNeverThrottled(t *testing.T) {
	t.Parallel()
	for _, p := range Permissions() {
		operation, ok := strings.CutPrefix(p.Action, "ec2:")
		if !ok {
			continue
		}
		t.Run(operation, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				var l limits
				cloud := sim.New(sim.Options{Now: time.Now, Throttle: true, CallLog: 1})
				start, calls := time.Now(), 0
				for ; time.Since(start) < time.Minute; calls++ {
					if err := l.wait(t.Context(), limitKey{prodID, tokyo, operation}); err != nil {
						t.Fatal(err)
					}
					if status := attempt(cloud, operation); status == http.StatusServiceUnavailable {
						t.Fatalf("call %d is throttled after %s", calls+1, time.Since(start))
					}
				}
				// And without the limiter it is: the buckets are there.
				for range 200 {
					if attempt(cloud, operation) == http.StatusServiceUnavailable {
						return
					}
				}
				t.Error("200 calls at once are not throttled")
			})
		})
	}
}

// attempt makes a call that is refused for what it asks, if not before. As ours
// do, it asks for pages.
func attempt(cloud http.Handler, operation string) int {
	r := httptest.NewRequest(http.MethodPost, "/", strings.NewReader("Action="+operation+"&Version=2016-11-15&MaxResults=5&Colour=red"))
	r.Header.Set("Authorization", "AWS4-HMAC-SHA256 Credential="+prodID+"/20261123/"+tokyo+"/ec2/aws4_request, SignedHeaders=host, Signature=00")
	w := httptest.NewRecorder()
	cloud.ServeHTTP(w, r)
	return w.Code
}
