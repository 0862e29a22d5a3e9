package chat

import (
	"context"
	"log/slog"
	"testing"
	"time"
)

// beside runs another process with the same app, and returns what it is told of
// others: it looks for them for a moment only. stop ends it.
func (l *local) beside(after time.Duration, h Handler) (c *Client, told <-chan int, stop func()) {
	l.t.Helper()
	heard := make(chan int, 10)
	c = New(Options{
		BotToken: testBotToken, AppToken: testAppToken, APIURL: l.http.URL + "/api/", Log: slog.New(slog.NewTextHandler(l.t.Output(), nil)),
		OthersTime: after, Others: func(_ context.Context, n int) { heard <- n },
	})
	ctx, cancel := context.WithCancel(l.t.Context())
	done := make(chan error, 1)
	go func() { done <- c.Run(ctx, h) }()
	stop = func() {
		cancel()
		if err := <-done; err != nil {
			l.t.Errorf("Run() = %v", err)
		}
	}
	return c, heard, stop
}

func TestAnotherProcessThatStaysIsTold(t *testing.T) {
	t.Parallel()
	r := newRecorder()
	l := newLocal(t, r, slog.New(slog.DiscardHandler))
	c, told, stop := l.beside(50*time.Millisecond, r)
	defer stop()
	select {
	case n := <-told:
		if n != 1 {
			t.Errorf("told of %d others, want one", n)
		}
	case <-time.After(30 * time.Second):
		t.Fatal("nobody is told of the other process")
	}
	// Once, also when Slack greets again.
	c.greeted(2)
	select {
	case n := <-told:
		t.Errorf("told of %d others once more", n)
	case <-time.After(4 * time.Second): // new connections are paced
	}
}

// When a process takes over from another there are two for a moment.
func TestAProcessThatEndsInTimeIsNotTold(t *testing.T) {
	t.Parallel()
	r := newRecorder()
	l := newLocal(t, r, slog.New(slog.DiscardHandler))
	_, told, stop := l.beside(4*time.Second, r)
	defer stop()
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	if err := l.WaitConnected(ctx, 2); err != nil {
		t.Fatal(err)
	}
	time.Sleep(2 * time.Second) // new connections are paced
	l.stop()
	select {
	case n := <-told:
		t.Errorf("told of %d others, and there is none", n)
	case <-time.After(4 * time.Second):
	}
}
