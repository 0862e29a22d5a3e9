package chat

import (
	"context"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"peerbot/bot"
	"peerbot/bot/notice"
)

// fakeHandler does what the test says; zero fields do nothing.
type fakeHandler struct {
	typed   func(bot.Command) (notice.Notice, func(context.Context))
	clicked func(context.Context, bot.Interaction)
}

func (h fakeHandler) HandleCommand(_ context.Context, t bot.Command) (notice.Notice, func(context.Context)) {
	if h.typed == nil {
		return nil, nil
	}
	return h.typed(t)
}

func (h fakeHandler) HandleInteraction(ctx context.Context, c bot.Interaction) {
	if h.clicked != nil {
		h.clicked(ctx, c)
	}
}

// recorder is a handler that passes on what it hears.
type recorder struct {
	typed   chan bot.Command
	clicked chan bot.Interaction
}

func newRecorder() recorder {
	return recorder{make(chan bot.Command, 100), make(chan bot.Interaction, 100)}
}

func (r recorder) HandleCommand(_ context.Context, t bot.Command) (notice.Notice, func(context.Context)) {
	return nil, func(context.Context) { r.typed <- t }
}

func (r recorder) HandleInteraction(_ context.Context, c bot.Interaction) { r.clicked <- c }

// receive returns what comes next from a channel.
func receive[T any](t *testing.T, from <-chan T, what string) T {
	t.Helper()
	select {
	case v := <-from:
		return v
	case <-time.After(10 * time.Second):
		t.Fatalf("no %s", what)
		panic("unreachable")
	}
}

// text returns the text of a message in an acknowledgement or for a response URL.
func text(t *testing.T, payload []byte) string {
	t.Helper()
	var m struct {
		ResponseType string `json:"response_type"`
		Text         string `json:"text"`
	}
	if err := json.Unmarshal(payload, &m); err != nil {
		t.Fatalf("payload %q: %v", payload, err)
	}
	if m.ResponseType != "ephemeral" {
		t.Errorf("response_type = %q, want ephemeral", m.ResponseType)
	}
	return m.Text
}

func wantText(t *testing.T, payload []byte, part string) {
	t.Helper()
	// Package card begins sentences with a capital letter.
	if got := text(t, payload); !strings.Contains(strings.ToLower(got), strings.ToLower(part)) {
		t.Errorf("text = %q, want it to say %q", got, part)
	}
}
