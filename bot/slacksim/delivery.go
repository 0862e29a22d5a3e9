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

// deliver sends an envelope of the given type to one of the live connections
// and returns the payload of the answer, which may be empty. Its errors are
// errNoConnection, errNoAck and errClosed. It takes no context: whoever caused
// the envelope may go away, its answer counts all the same.
func (w *Workspace) deliver(kind string, payload []byte, responds bool) (json.RawMessage, error) {
	return w.send(envelope{Type: kind, Payload: payload, Responds: responds})
}

// send sends e under ids of its own.
func (w *Workspace) send(e envelope) (json.RawMessage, error) {
	fault := w.faults.takeSocket()
	copies := 1 + min(fault.Duplicate, 1)
	answer := make(chan json.RawMessage, 1)
	ids := make([]string, copies)
	deadline := time.NewTimer(w.opts.AckTimeout)
	defer deadline.Stop()
	if fault.Delay > 0 && !w.pause(fault.Delay) {
		return nil, errClosed
	}
	defer func() { w.forget(ids) }()
	for i := range copies {
		ids[i] = newUUID()
		s := w.route(ids[i], answer)
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
	if fault.DropAcks > 0 {
		answer = nil
	}
	select {
	case ack := <-answer:
		return ack, nil
	case <-deadline.C:
		return nil, errNoAck
	case <-w.done:
		return nil, errClosed
	}
}

// route expects the answer to an envelope and picks a connection at random, as Slack
// does: nil when none is live.
func (w *Workspace) route(id string, answer chan json.RawMessage) *socket {
	w.mu.Lock()
	defer w.mu.Unlock()
	if len(w.sockets) == 0 {
		return nil
	}
	w.pending[id] = answer
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
	answer := w.pending[id]
	w.mu.Unlock()
	if answer == nil {
		w.opts.Log.Debug("answer to no open envelope", "envelope_id", id)
		return
	}
	select {
	case answer <- payload:
	default:
	}
}
