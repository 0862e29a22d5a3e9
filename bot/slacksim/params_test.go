package slacksim

import (
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"testing"
	"testing/synctest"
	"time"
)

// slowConn is a connection whose body never ends, unless it gets a deadline.
type slowConn struct {
	*httptest.ResponseRecorder
	body *io.PipeWriter
}

func (c slowConn) SetReadDeadline(time.Time) error {
	return c.body.CloseWithError(os.ErrDeadlineExceeded)
}

func TestABodyThatDoesNotComeIsWaitedForNoLongerThanHalfAMinute(t *testing.T) {
	for _, kind := range []string{"application/json", "application/x-www-form-urlencoded", "multipart/form-data; boundary=b", ""} {
		synctest.Test(t, func(t *testing.T) {
			w := New(Options{})
			body, rest := io.Pipe()
			r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/api/auth.test", body)
			r.Header.Set("Content-Type", kind)
			start := time.Now()
			_, err := parseParams(slowConn{httptest.NewRecorder(), rest}, r)
			if err == nil || err.Error() != "request_timeout" || time.Since(start) != 30*time.Second {
				t.Errorf("%s = %v after %v, want request_timeout after 30 s", kind, err, time.Since(start))
			}
			w.Close()
		})
	}
}
