package chat

import (
	"context"
	"errors"
	"net/http"
	"testing"
	"time"

	"peerbot/bot/notice"
	"peerbot/bot/outbox"
)

var note = notice.Answer{Code: notice.Recorded, Text: "hello"}

// sent is what matters of a *outbox.SendError.
type sent struct {
	code           string
	after          time.Duration
	unknown, final bool
}

func classOf(t *testing.T, err error) sent {
	t.Helper()
	var e *outbox.SendError
	if !errors.As(err, &e) {
		t.Fatalf("%v is not a *outbox.SendError", err)
	}
	if e.Err == nil || e.Error() == "" {
		t.Errorf("%+v has no cause or no text", e)
	}
	return sent{e.Code, e.RetryAfter, e.Unknown, e.Final}
}

// What happens to a call, what a post makes of it, and what an edit, which may
// be tried again freely.
var classes = []struct {
	name       string
	set        func(s *stub, method string)
	post, edit sent
}{
	{
		"429 with Retry-After",
		func(s *stub, m string) { s.status(m, 429, "Retry-After", "7") },
		sent{code: "ratelimited", after: 7 * time.Second},
		sent{code: "ratelimited", after: 7 * time.Second},
	},
	{
		"429 with Retry-After of nothing",
		func(s *stub, m string) { s.status(m, 429, "Retry-After", "0") },
		sent{code: "ratelimited", after: time.Second},
		sent{code: "ratelimited", after: time.Second},
	},
	{
		"429 without",
		func(s *stub, m string) { s.status(m, 429) },
		sent{code: "ratelimited", after: noRetryAfter},
		sent{code: "ratelimited", after: noRetryAfter},
	},
	{
		"ratelimited with status 200",
		func(s *stub, m string) { s.json(m, `{"ok":false,"error":"ratelimited"}`) },
		sent{code: "ratelimited", after: noRetryAfter},
		sent{code: "ratelimited", after: noRetryAfter},
	},
	{"500", func(s *stub, m string) { s.status(m, 500) }, sent{unknown: true}, sent{unknown: true}},
	{"503", func(s *stub, m string) { s.status(m, 503) }, sent{unknown: true}, sent{unknown: true}},
	{"302 elsewhere", func(s *stub, m string) { s.status(m, 307, "Location", "/elsewhere") }, sent{}, sent{}},
	{"403", func(s *stub, m string) { s.status(m, 403) }, sent{}, sent{}},
	{"a page with status 200", func(s *stub, m string) { s.json(m, `<html>maintenance</html>`) }, sent{unknown: true}, sent{unknown: true}},
	{"half an answer", func(s *stub, m string) { s.json(m, `{"ok":true,"chan`) }, sent{unknown: true}, sent{unknown: true}},
	{"nothing in the answer", func(s *stub, m string) { s.json(m, `{"ok":true}`) }, sent{unknown: true}, sent{unknown: true}},
	{"not ok, and no word why", func(s *stub, m string) { s.json(m, `{"ok":false}`) }, sent{unknown: true}, sent{unknown: true}},
	{
		"the connection is cut",
		func(s *stub, m string) {
			s.on(m, func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) })
		},
		sent{unknown: true},
		sent{unknown: true},
	},
	{"internal_error", answers("internal_error"), sent{code: "internal_error", unknown: true}, sent{code: "internal_error", unknown: true}},
	{"fatal_error", answers("fatal_error"), sent{code: "fatal_error", unknown: true}, sent{code: "fatal_error", unknown: true}},
	{"service_unavailable", answers("service_unavailable"), sent{code: "service_unavailable"}, sent{code: "service_unavailable"}},
	{"not_in_channel", answers("not_in_channel"), sent{code: "not_in_channel", final: true}, sent{code: "not_in_channel", final: true}},
	{"channel_not_found", answers("channel_not_found"), sent{code: "channel_not_found", final: true}, sent{code: "channel_not_found", final: true}},
	{"is_archived", answers("is_archived"), sent{code: "is_archived", final: true}, sent{code: "is_archived", final: true}},
	{"missing_scope", answers("missing_scope"), sent{code: "missing_scope", final: true}, sent{code: "missing_scope", final: true}},
	{"msg_too_long", answers("msg_too_long"), sent{code: "msg_too_long", final: true}, sent{code: "msg_too_long", final: true}},
	{"invalid_blocks", answers("invalid_blocks"), sent{code: "invalid_blocks", final: true}, sent{code: "invalid_blocks", final: true}},
	{"message_not_found", answers("message_not_found"), sent{code: "message_not_found", final: true}, sent{code: "message_not_found", final: true}},
	{"invalid_auth", answers("invalid_auth"), sent{code: "invalid_auth"}, sent{code: "invalid_auth"}},
	{"a code that nobody knows", answers("gremlins"), sent{code: "gremlins"}, sent{code: "gremlins"}},
	{"a code that is none", answers("<b>no</b>"), sent{code: "unreadable_code"}, sent{code: "unreadable_code"}},
}

func answers(code string) func(*stub, string) {
	return func(s *stub, method string) { s.json(method, `{"ok":false,"error":"`+code+`"}`) }
}

func TestSendErrorsAreClassed(t *testing.T) {
	t.Parallel()
	for _, tt := range classes {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := newStub(t)
			tt.set(s, "chat.postMessage")
			tt.set(s, "chat.update")
			c := s.client()
			_, _, err := c.Post(t.Context(), "C1", "", "k", note)
			if got := classOf(t, err); got != tt.post {
				t.Errorf("Post: %+v, want %+v", got, tt.post)
			}
			if got := classOf(t, c.Update(t.Context(), "C1", "1.1", note)); got != tt.edit {
				t.Errorf("Update: %+v, want %+v", got, tt.edit)
			}
			if n := len(s.asked("chat.postMessage")); n != 1 {
				t.Errorf("posted %d times, want once whatever happens", n)
			}
			if n := len(s.asked("elsewhere")); n != 0 {
				t.Error("a redirect was followed")
			}
		})
	}
}

func TestPostThatTimesOutIsUnknown(t *testing.T) {
	t.Parallel()
	s := newStub(t)
	free := make(chan struct{})
	defer close(free)
	s.on("chat.postMessage", func(http.ResponseWriter, *http.Request) { <-free })
	c := s.client(func(o *Options) { o.HTTPClient = &http.Client{Timeout: 50 * time.Millisecond} })
	_, _, err := c.Post(t.Context(), "C1", "", "k", note)
	if got, want := classOf(t, err), (sent{unknown: true}); got != want {
		t.Errorf("with the client's timeout: %+v, want %+v", got, want)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	_, _, err = s.client().Post(ctx, "C1", "", "k", note)
	if got, want := classOf(t, err), (sent{unknown: true}); got != want {
		t.Errorf("with the context's: %+v, want %+v", got, want)
	}
	if !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("%v is not context.DeadlineExceeded", err)
	}
}

func TestPostThatNeverLeftIsKnown(t *testing.T) {
	t.Parallel()
	s := newStub(t)
	c := s.client()
	s.http.Close()
	_, _, err := c.Post(t.Context(), "C1", "", "k", note)
	if got := classOf(t, err); got != (sent{}) {
		t.Errorf("nobody listens: %+v, want a plain error", got)
	}
}

func TestCauseSaysWhatSlackFoundWrong(t *testing.T) {
	t.Parallel()
	s := newStub(t)
	s.json("chat.postMessage", `{"ok":false,"error":"invalid_blocks","response_metadata":{"messages":["[ERROR] must be less than 3001 characters [json-pointer:/blocks/0/text/text]"]}}`)
	_, _, err := s.client().Post(t.Context(), "C1", "", "k", note)
	var e *outbox.SendError
	if !errors.As(err, &e) {
		t.Fatal(err)
	}
	if want := "invalid_blocks: [ERROR] must be less than 3001 characters [json-pointer:/blocks/0/text/text]"; e.Err.Error() != want {
		t.Errorf("cause = %q, want %q", e.Err, want)
	}
}
