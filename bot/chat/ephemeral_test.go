package chat

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"peerbot/bot/notice"
)

func TestEphemeralUsesTheResponseURL(t *testing.T) {
	t.Parallel()
	for _, answer := range []struct{ kind, body string }{
		{"text/html", "ok"},
		{"text/plain; charset=utf-8", "ok\n"},
		{"application/json", `{"ok":true}`},
	} {
		s := newStub(t)
		s.on("hooks/1", func(w http.ResponseWriter, r *http.Request) {
			if r.Header.Get("Authorization") != "" {
				t.Error("a response URL got a token")
			}
			w.Header().Set("Content-Type", answer.kind)
			fmt.Fprint(w, answer.body)
		})
		to := notice.Origin{User: "U1", Channel: "C1", ResponseURL: s.http.URL + "/hooks/1"}
		if err := s.client().Ephemeral(t.Context(), to, note); err != nil {
			t.Errorf("%v: %v", answer, err)
		}
		wantText(t, []byte(s.asked("hooks/1")[0].Get("json")), "hello")
		if n := len(s.asked("chat.postEphemeral")); n != 0 {
			t.Errorf("%v: sent %d times more", answer, n)
		}
	}
}

func TestEphemeralFallsBackToPostEphemeral(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name string
		set  func(*stub)
		url  string
	}{
		{"no response URL", func(*stub) {}, ""},
		{"expired", func(s *stub) { s.status("hooks/1", 404) }, "/hooks/1"},
		{"used up", func(s *stub) { s.json("hooks/1", `{"ok":false,"error":"used_url"}`) }, "/hooks/1"},
		{"expired, in words", func(s *stub) {
			s.on("hooks/1", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "expired_url") })
		}, "/hooks/1"},
		{"broken", func(s *stub) { s.status("hooks/1", 500) }, "/hooks/1"},
		{"cut", func(s *stub) {
			s.on("hooks/1", func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) })
		}, "/hooks/1"},
	} {
		s := newStub(t)
		tt.set(s)
		s.json("chat.postEphemeral", `{"ok":true,"message_ts":"1.1"}`)
		to := notice.Origin{User: "U1", Channel: "C1"}
		if tt.url != "" {
			to.ResponseURL = s.http.URL + tt.url
		}
		if err := s.client().Ephemeral(t.Context(), to, note); err != nil {
			t.Errorf("%s: %v", tt.name, err)
		}
		calls := s.asked("chat.postEphemeral")
		if len(calls) != 1 {
			t.Errorf("%s: chat.postEphemeral was called %d times, want once", tt.name, len(calls))
			continue
		}
		if v := calls[0]; v.Get("user") != "U1" || v.Get("channel") != "C1" || !strings.Contains(strings.ToLower(v.Get("text")), "hello") || v.Get("blocks") == "" {
			t.Errorf("%s: chat.postEphemeral = %v", tt.name, v)
		}
	}
}

func TestEphemeralThatReachesNobodyIsAnError(t *testing.T) {
	t.Parallel()
	s := newStub(t)
	s.status("hooks/1", 404)
	s.json("chat.postEphemeral", `{"ok":false,"error":"not_in_channel"}`)
	to := notice.Origin{User: "U1", Channel: "C1", ResponseURL: s.http.URL + "/hooks/1"}
	err := s.client().Ephemeral(t.Context(), to, note)
	if got, want := classOf(t, err), (sent{code: "not_in_channel", final: true}); got != want {
		t.Errorf("Ephemeral() = %+v, want %+v", got, want)
	}
}

// A response URL comes back to us in a form, and must not lead elsewhere.
func TestEphemeralGoesNowhereElse(t *testing.T) {
	t.Parallel()
	s, elsewhere := newStub(t), newStub(t)
	s.json("chat.postEphemeral", `{"ok":true,"message_ts":"1.1"}`)
	to := notice.Origin{User: "U1", Channel: "C1", ResponseURL: elsewhere.http.URL + "/hooks/1"}
	if err := s.client().Ephemeral(t.Context(), to, note); err != nil {
		t.Error(err)
	}
	if len(elsewhere.asked("hooks/1")) != 0 || len(s.asked("chat.postEphemeral")) != 1 {
		t.Error("want nothing sent to a foreign URL, and chat.postEphemeral instead")
	}
}

func TestResponseURLsMustBeSlacks(t *testing.T) {
	t.Parallel()
	real := New(Options{})
	local := New(Options{APIURL: "http://127.0.0.1:8080/api/"})
	for _, tt := range []struct {
		url         string
		real, local bool
	}{
		{"https://hooks.slack.com/commands/T111/111/xxx", true, true},
		{"https://hooks.slack-gov.com/actions/T111/111/xxx", true, true},
		{"https://slack.com/actions/1", true, false}, // where the Web API is
		{"http://127.0.0.1:8080/commands/T1/1/x", false, true},
		{"http://127.0.0.1:8081/commands/T1/1/x", false, false},
		{"https://127.0.0.1:8080/commands/T1/1/x", false, false},
		{"http://hooks.slack.com/commands/T111/111/xxx", false, false},
		{"https://hooks.slack.com.evil.example/x", false, false},
		{"https://evil.example/hooks.slack.com", false, false},
		{"https://notslack.com/x", false, false},
		{"https://me@hooks.slack.com/x", false, false},
		{"https://hooks.slack.com@evil.example/x", false, false},
		{"http://169.254.169.254/latest/meta-data", false, false},
		{"file:///etc/passwd", false, false},
		{"::not a url::", false, false},
		{"", false, false},
	} {
		if got := real.isSlacks(tt.url); got != tt.real {
			t.Errorf("with Slack: isSlacks(%q) = %v, want %v", tt.url, got, tt.real)
		}
		if got := local.isSlacks(tt.url); got != tt.local {
			t.Errorf("with a local Slack: isSlacks(%q) = %v, want %v", tt.url, got, tt.local)
		}
	}
}
