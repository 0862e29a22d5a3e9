package live

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/smithy-go/logging"
)

// attempts is how often a call is tried in all. The SDK's three give up on
// throttling within 5 s, which a busy account's bucket does not refill in.
const attempts = 5

// The timeouts of one attempt. A describe of a large page takes AWS a few
// seconds; nothing that we call takes ten.
const (
	dialTimeout   = 5 * time.Second
	headerTimeout = 10 * time.Second
	wholeTimeout  = 30 * time.Second

	// idlePerHost is how many connections stay open to one Region: a sweep
	// reads every account of a Region at the same address.
	idlePerHost = 32
)

// baseConfig returns the configuration that all clients start from.
func baseConfig(c aws.Config, backoff func(int, error) (time.Duration, error)) aws.Config {
	c = c.Copy()
	c.HTTPClient = wholeBodies{httpClient(c.HTTPClient)}
	c.RetryMaxAttempts = 0 // else AWS_MAX_ATTEMPTS would override ours
	c.Retryer = func() aws.Retryer { return newRetryer(backoff) }
	// The SDK's log of requests shows session tokens.
	c.ClientLogMode = 0
	c.Logger = logging.Nop{}
	return c
}

// httpClient adds our timeouts to a client of the SDK's kind, keeping what it
// has (AWS_CA_BUNDLE). A client of another kind is the caller's business.
func httpClient(c aws.HTTPClient) aws.HTTPClient {
	if c == nil {
		c = awshttp.NewBuildableClient()
	}
	b, ok := c.(*awshttp.BuildableClient)
	if !ok {
		return c
	}
	return b.WithTimeout(wholeTimeout).
		WithDialerOptions(func(d *net.Dialer) { d.Timeout = dialTimeout }).
		WithTransportOptions(func(t *http.Transport) {
			t.TLSHandshakeTimeout = dialTimeout
			t.ResponseHeaderTimeout = headerTimeout
			t.MaxIdleConnsPerHost = idlePerHost
		})
}

// wholeBodies sends every body from memory. The SDK's own body answers io.EOF
// from WriteTo once it is closed, and the SDK closes it as soon as there is an
// answer. To net/http, which may still be looking whether the body has more,
// that is an error, for which it closes the connection and cuts off the answer:
// the page is read again, with luck. A body in memory also leaves in one packet
// with its header, and is sent again when a kept connection turns out dead.
type wholeBodies struct{ aws.HTTPClient }

// Do sends a request.
func (c wholeBodies) Do(r *http.Request) (*http.Response, error) {
	if r.Body == nil || r.Body == http.NoBody {
		return c.HTTPClient.Do(r)
	}
	body, err := io.ReadAll(r.Body)
	if err := errors.Join(err, r.Body.Close()); err != nil {
		return nil, fmt.Errorf("read the body of a request: %w", err)
	}
	r.GetBody = func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(body)), nil }
	if r.Body, err = r.GetBody(); err != nil {
		return nil, err
	}
	return c.HTTPClient.Do(r)
}

// newRetryer returns the SDK's standard retryer: it tries again after
// throttling, 5xx and broken connections, for writes too. That is safe: a
// repeated create answers the same connection, and a repeated anything else
// an error that makes the caller observe.
func newRetryer(backoff func(int, error) (time.Duration, error)) aws.Retryer {
	return retry.NewStandard(func(o *retry.StandardOptions) {
		o.MaxAttempts = attempts
		o.Retryables = append(o.Retryables, retry.RetryableErrorCode{
			Codes: map[string]struct{}{"ConcurrentTagAccess": {}},
		})
		if backoff != nil {
			o.Backoff = retry.BackoffDelayerFunc(backoff)
		}
	})
}
