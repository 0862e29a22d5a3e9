package live

import (
	"net/http"
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
