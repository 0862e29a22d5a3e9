package slacksim

import (
	"encoding/json"
	"errors"
	"math/rand/v2"
	"time"
)

// The ways in which an envelope fails, with the words in which Slack tells the
// person who caused it.
var (
	errNoConnection = errors.New("dispatch_failed")
	errNoAck        = errors.New("operation_timeout")
	errClosed       = errors.New("workspace is closed")
)

type envelope struct {
	ID       string          `json:"envelope_id"`
	Type     string          `json:"type"`
	Payload  json.RawMessage `json:"payload"`
	Responds bool            `json:"accepts_response_payload"`
	// Of events only. Whether Slack keeps the id for a retry is not known; here
	// every attempt has its own, and event_id in the payload stays.
	Attempt *int    `json:"retry_attempt,omitempty"`
	Reason  *string `json:"retry_reason,omitempty"` // "" or "timeout"
}

// delivery is an envelope that waits for its answer.
type delivery struct {
	ack chan json.RawMessage // holds one
}

// deliver sends an envelope of the given type to one of the live connections
// and returns the payload of the answer, which may be empty. Its errors are
// errNoConnection, errNoAck and errClosed. It takes no context: whoever caused
// the envelope may go away, its answer counts all the same.
func (w *Workspace) deliver(kind string, payload []byte, responds bool) (json.RawMessage, error) {
	return w.send(envelope{Type: kind, Payload: payload, Responds: responds})
}

// send sends e under ids of its own.
func (w *Workspace) send(e envelope) (json.RawMessage, error) {
	fault := w.takeSocketFault()
	copies := 1 + min(fault.Duplicate, 1)
	d := &delivery{ack: make(chan json.RawMessage, 1)}
	ids := make([]string, copies)
	deadline := time.NewTimer(w.opts.AckTimeout)
	defer deadline.Stop()
	if fault.Delay > 0 && !w.pause(fault.Delay) {
		return nil, errClosed
	}
	defer func() { w.forget(ids) }()
	for i := range copies {
		ids[i] = newUUID()
		s := w.route(ids[i], d)
		if s == nil {
			return nil, errNoConnection
		}
		e.ID = ids[i]
		frame := mustJSON(e)
		select {
		case s.out <- frame:
		case <-s.gone: // lost, as on Slack: these are not sent again
		case <-deadline.C:
			return nil, errNoAck
		case <-w.done:
			return nil, errClosed
		}
	}
	answers := d.ack
	if fault.DropAcks > 0 {
		answers = nil
	}
	select {
	case ack := <-answers:
		return ack, nil
	case <-deadline.C:
		return nil, errNoAck
	case <-w.done:
		return nil, errClosed
	}
}

// route expects the answer to id and picks a connection at random, as Slack
// does: nil when none is live.
func (w *Workspace) route(id string, d *delivery) *socket {
	w.mu.Lock()
	defer w.mu.Unlock()
	if len(w.sockets) == 0 {
		return nil
	}
	w.pending[id] = d
	return w.sockets[rand.IntN(len(w.sockets))]
}

func (w *Workspace) forget(ids []string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, id := range ids {
		delete(w.pending, id)
	}
}

// acknowledge passes an answer on. One that comes too late, or twice, is
// accepted without a word, and changes nothing for the person.
func (w *Workspace) acknowledge(id string, payload json.RawMessage) {
	w.mu.Lock()
	d := w.pending[id]
	w.mu.Unlock()
	if d == nil {
		w.opts.Log.Debug("answer to no open envelope", "envelope_id", id)
		return
	}
	select {
	case d.ack <- payload:
	default:
	}
}

// pause waits, and reports false when the workspace is closed meanwhile.
func (w *Workspace) pause(d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-w.done:
		return false
	}
}

// mustJSON encodes our own types, which cannot fail: their raw parts were
// parsed before.
func mustJSON(v any) []byte {
	b, err := json.Marshal(v)
	if err != nil {
		return []byte("null")
	}
	return b
}
