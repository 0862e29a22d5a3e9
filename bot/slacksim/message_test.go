package slacksim

import (
	"strings"
	"testing"
)

// What a channel keeps does not grow with what is posted, changed and deleted.
func TestAChannelKeepsSixtyFourMegabytes(t *testing.T) {
	w := New(Options{})
	defer w.Close()
	w.AddChannel(Channel{ID: "C0", Name: "c"})
	w.mu.Lock()
	defer w.mu.Unlock()
	c := w.channels["C0"]
	text := strings.Repeat("x", 1<<20)
	for range 200 {
		w.post(c, w.botMessage(content{text: text}))
	}
	if n := len(c.messages); n > 64 || n < 50 {
		t.Errorf("%d messages of 1 MiB kept, want somewhat less than 64", n)
	}
	for _, m := range append([]*message{}, c.messages...) {
		shorter := *m
		shorter.text = "x"
		w.replace(c, &shorter)
	}
	if c.stored != len(c.messages) {
		t.Errorf("%d bytes are said to be kept, want %d", c.stored, len(c.messages))
	}
	for len(c.messages) > 0 {
		w.remove(c, c.messages[0].ts)
	}
	if c.stored != 0 {
		t.Errorf("with no message left %d bytes are said to be kept", c.stored)
	}
}
