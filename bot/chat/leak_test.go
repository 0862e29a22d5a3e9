package chat

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"peerbot/bot"
	"peerbot/bot/notice"
	"peerbot/bot/outbox"
)

// secrets are what no error and no log line may hold: tokens, the tickets of
// sockets, and response URLs, by which anybody can answer in our name.
var secrets = []string{testBotToken, testAppToken, "very-secret", "1-secret", "hook-secret"}

func wantNoSecret(t *testing.T, what, text string) {
	t.Helper()
	for _, s := range secrets {
		if strings.Contains(text, s) {
			t.Errorf("%s holds %q: %s", what, s, text)
		}
	}
}

// wantNoSecretIn looks at err as anybody may print it.
func wantNoSecretIn(t *testing.T, what string, err error) {
	t.Helper()
	if err == nil {
		return
	}
	wantNoSecret(t, what, fmt.Sprintf("%v | %+v | %s", err, err, err))
	if e, ok := errors.AsType[*outbox.SendError](err); ok {
		wantNoSecret(t, what, fmt.Sprintf("%s %v", e.Code, e.Err))
	}
}

// logged is a log that can be read.
type logged struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *logged) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *logged) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// echo gives back everything that came, as a proxy's error page does.
func echo(r *http.Request) string {
	body, _ := io.ReadAll(r.Body)
	return r.Header.Get("Authorization") + " " + r.URL.String() + " " + string(body)
}

var failures = map[string]func(s *stub, method string){
	"status":   func(s *stub, m string) { s.status(m, 500) },
	"redirect": func(s *stub, m string) { s.status(m, 307, "Location", "https://evil.example/?t="+testBotToken) },
	"cut": func(s *stub, m string) {
		s.on(m, func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) })
	},
	"the request as a page": func(s *stub, m string) {
		s.on(m, func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, echo(r)) })
	},
	"the request as a code": func(s *stub, m string) {
		s.on(m, func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", "application/json")
			json.NewEncoder(w).Encode(map[string]any{"ok": false, "error": echo(r), "needed": echo(r)})
		})
	},
	"the request as a detail": func(s *stub, m string) {
		s.on(m, func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", "application/json")
			json.NewEncoder(w).Encode(map[string]any{
				"ok": false, "error": "invalid_arguments", "needed": testBotToken,
				"response_metadata": map[string]any{"messages": []string{"token " + testBotToken + " is bad"}},
			})
		})
	},
	"the request as a number": func(s *stub, m string) {
		s.on(m, func(w http.ResponseWriter, r *http.Request) {
			fmt.Fprintf(w, `{"ok":%q}`, testBotToken)
		})
	},
	"the network": func(s *stub, _ string) { s.http.Close() },
}

func TestNoSecretInErrorsOrLogs(t *testing.T) {
	t.Parallel()
	calls := map[string]struct {
		methods []string
		call    func(ctx context.Context, c *Client, hook string) error
	}{
		"Post": {[]string{"chat.postMessage"}, func(ctx context.Context, c *Client, _ string) error {
			_, _, err := c.Post(ctx, "C1", "", "k", note)
			return err
		}},
		"Update": {[]string{"chat.update"}, func(ctx context.Context, c *Client, _ string) error {
			return c.Update(ctx, "C1", "1.1", note)
		}},
		"Lookup": {[]string{"conversations.history"}, func(ctx context.Context, c *Client, _ string) error {
			_, _, err := c.Lookup(ctx, "C1", "", "k")
			return err
		}},
		"Ephemeral": {[]string{"hooks/hook-secret", "chat.postEphemeral"}, func(ctx context.Context, c *Client, hook string) error {
			first := c.respond(ctx, hook, ephemeral(note))
			return errors.Join(first, c.Ephemeral(ctx, notice.Origin{User: "U1", Channel: "C1", ResponseURL: hook}, note))
		}},
		"Person":   {[]string{"users.info"}, func(ctx context.Context, c *Client, _ string) error { _, err := c.Person(ctx, "U1"); return err }},
		"Members":  {[]string{"usergroups.users.list"}, func(ctx context.Context, c *Client, _ string) error { _, err := c.Members(ctx, "S1"); return err }},
		"AuthTest": {[]string{"auth.test"}, func(ctx context.Context, c *Client, _ string) error { _, err := c.AuthTest(ctx); return err }},
		"OpenTest": {[]string{openMethod}, func(ctx context.Context, c *Client, _ string) error { return c.OpenTest(ctx) }},
		"form": {[]string{"views.open"}, func(ctx context.Context, c *Client, hook string) error {
			return c.openForm(ctx, bot.Interaction{Action: notice.ActDeny, Where: notice.Origin{ResponseURL: hook}, Trigger: "1.2", Value: buttonValue})
		}},
		"foreign": {nil, func(ctx context.Context, c *Client, _ string) error {
			return errors.Join(
				c.respond(ctx, "https://evil.example/hook-secret", ephemeral(note)),
				c.respond(ctx, c.opts.APIURL+"hook-secret\x7f", ephemeral(note)))
		}},
	}
	for call, tt := range calls {
		for failure, set := range failures {
			t.Run(call+" "+failure, func(t *testing.T) {
				t.Parallel()
				s, log := newStub(t), &logged{}
				for _, m := range tt.methods {
					set(s, m)
				}
				c := s.client(func(o *Options) {
					o.Log = slog.New(slog.NewTextHandler(log, &slog.HandlerOptions{Level: slog.LevelDebug}))
				})
				err := tt.call(t.Context(), c, s.http.URL+"/hooks/hook-secret")
				if err == nil {
					t.Error("nothing failed")
				}
				wantNoSecretIn(t, "error", err)
				wantNoSecret(t, "log", log.String())
			})
		}
	}
}

func TestNoSecretInWhatRunSays(t *testing.T) {
	t.Parallel()
	for failure, set := range failures {
		for _, method := range []string{"auth.test", openMethod, "link", "an address that is none"} {
			t.Run(method+" "+failure, func(t *testing.T) {
				t.Parallel()
				s, log := newStub(t), &logged{}
				if method == "an address that is none" {
					s.json(openMethod, `{"ok":true,"url":"ws://127.0.0.1:x/link/?ticket=1-secret\u007f"}`)
				} else {
					set(s, method)
				}
				c := s.client(func(o *Options) {
					o.Log = slog.New(slog.NewTextHandler(log, &slog.HandlerOptions{Level: slog.LevelDebug}))
				})
				ctx, cancel := context.WithTimeout(t.Context(), 150*time.Millisecond)
				defer cancel()
				wantNoSecretIn(t, "end of Run", c.Run(ctx, fakeHandler{}))
				if log.String() == "" {
					t.Error("nothing was logged")
				}
				wantNoSecret(t, "log", log.String())
			})
		}
	}
}

func TestNoSecretInWhatTheDeskLogs(t *testing.T) {
	t.Parallel()
	log := &logged{}
	b := newBench(t, fakeHandler{
		typed:   func(bot.Command) (notice.Notice, func(context.Context)) { panic("token " + testBotToken) },
		clicked: func(_ context.Context, c bot.Interaction) { panic(testAppToken) },
	}, func(o *Options) {
		o.Log = slog.New(slog.NewTextHandler(log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	})
	b.hook = b.stub.http.URL + "/hooks/hook-secret"
	b.stub.status("hooks/hook-secret", 500)
	b.stub.json("chat.postEphemeral", `{"ok":false,"error":"`+testBotToken+`"}`)
	b.stub.json("views.open", `{"ok":false,"error":"`+testBotToken+`"}`)
	gone := errors.New("could not write " + testBotToken)
	for _, name := range []string{"slash", "click", "click_bad_value", "click_deny", "form", "form_bad_origin"} {
		b.give(name, "111.222.", name+".1.", "d3c79ab", name+"1", "V111", name+"1")
		b.giveWith(false, gone, name, "111.222.", name+".2.", "d3c79ab", name+"2", "V111", name+"2")
	}
	b.idle()
	for _, want := range []string{"handler panicked", "cannot send answer", "cannot open form", "cannot acknowledge envelope", "cannot read button", "cannot read form"} {
		if !strings.Contains(log.String(), want) {
			t.Errorf("nothing was logged about %q", want)
		}
	}
	wantNoSecret(t, "log", log.String())
}
