package live

import (
	"errors"
	"io"
	"net/http"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
)

func TestTheHTTPClientGivesUp(t *testing.T) {
	t.Parallel()
	for _, given := range []aws.HTTPClient{nil, awshttp.NewBuildableClient()} {
		c, ok := httpClient(given).(*awshttp.BuildableClient)
		if !ok {
			t.Fatalf("httpClient(%T) is another kind of client", given)
		}
		for name, d := range map[string]time.Duration{
			"dial": c.GetDialer().Timeout, "TLS": c.GetTransport().TLSHandshakeTimeout,
			"header": c.GetTransport().ResponseHeaderTimeout, "whole": c.GetTimeout(),
		} {
			if d <= 0 || d > time.Minute {
				t.Errorf("%s timeout = %s", name, d)
			}
		}
	}
	if own := new(http.Client); httpClient(own) != aws.HTTPClient(own) {
		t.Error("a caller's own client was replaced")
	}
}

// Whatever the environment says, the SDK must not log requests, whose headers
// carry session tokens, nor change how often we try.
func TestTheEnvironmentDoesNotDecide(t *testing.T) {
	t.Parallel()
	c := baseConfig(aws.Config{ClientLogMode: aws.LogSigning | aws.LogRequestWithBody, RetryMaxAttempts: 50}, nil)
	if c.ClientLogMode != 0 || c.RetryMaxAttempts != 0 || c.Retryer().MaxAttempts() != attempts {
		t.Errorf("log mode %d, %d attempts, retryer's %d", c.ClientLogMode, c.RetryMaxAttempts, c.Retryer().MaxAttempts())
	}
}

// fragile is a body that fails once it is closed.
type fragile struct {
	*strings.Reader
	closed bool
}

func (f *fragile) Close() error {
	f.closed = true
	return nil
}

func (f *fragile) WriteTo(w io.Writer) (int64, error) {
	if f.closed {
		return 0, io.EOF
	}
	return f.Reader.WriteTo(w)
}

// late reads the body twice after its caller has closed it.
type late struct{ bodies []string }

func (l *late) Do(r *http.Request) (*http.Response, error) {
	again, err := r.GetBody()
	for _, b := range []io.ReadCloser{r.Body, again} {
		var text strings.Builder
		_, copied := io.Copy(&text, b)
		err = errors.Join(err, b.Close(), copied)
		l.bodies = append(l.bodies, text.String())
	}
	return nil, err
}

func TestABodyOutlivesItsCaller(t *testing.T) {
	t.Parallel()
	given := &fragile{Reader: strings.NewReader("Action=DescribeVpcs")}
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "http://127.0.0.1", given)
	if err != nil {
		t.Fatal(err)
	}
	if c := baseConfig(aws.Config{}, nil).HTTPClient; reflect.TypeOf(c) != reflect.TypeFor[wholeBodies]() {
		t.Errorf("clients send with %T", c)
	}
	sent := &late{}
	if _, err := (wholeBodies{sent}).Do(r); err != nil {
		t.Error(err)
	}
	if !given.closed {
		t.Error("the caller's body was not closed")
	}
	for _, b := range sent.bodies {
		if b != "Action=DescribeVpcs" {
			t.Errorf("sent %q", b)
		}
	}
}

func TestNoBodyStaysNone(t *testing.T) {
	t.Parallel()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://127.0.0.1", http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := (wholeBodies{doNothing{}}).Do(r); err != nil || r.Body != http.NoBody {
		t.Errorf("Do = %v, body %v", err, r.Body)
	}
}

type doNothing struct{}

func (doNothing) Do(*http.Request) (*http.Response, error) { return nil, nil } //nolint:nilnil // nobody looks
