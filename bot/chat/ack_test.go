package chat

import (
	"strings"
	"testing"

	"github.com/slack-go/slack/socketmode"
)

// What fits here must be what slack-go sends, to the byte.
func TestSizeOfAnAcknowledgementIsSlackGos(t *testing.T) {
	t.Parallel()
	sm := socketmode.New(newStub(t).client().api) // not running: it holds 20 acknowledgements
	const id = "1d3c79ab-0ffb-41f3-a080-d19e85f53649"
	both := map[bool]bool{}
	for n := maxAck - 90; n < maxAck; n += 5 {
		payload := ackMessage{Text: strings.Repeat("x", n-100)}
		fits, sends := fits(id, payload), sm.AckCtx(t.Context(), id, payload) == nil
		if fits != sends {
			t.Errorf("with a text of %d: fits = %v, but slack-go sends it: %v", n-100, fits, sends)
		}
		both[fits] = true
	}
	if len(both) != 2 {
		t.Errorf("only %v was tried", both)
	}
}
