package chat

import (
	"sync"
	"time"
)

// Health is how the connection to Slack is.
type Health struct {
	Connected   bool
	Since       time.Time // when the connection was made; zero when not connected
	LastHello   time.Time // when Slack last greeted us; zero: never
	LastEvent   time.Time // when the last envelope came; zero: never
	Connections int       // live connections of the app in all processes, as Slack last counted
	Opens       int       // calls of apps.connections.open
	Reconnects  int       // connections made after the first
}

// Health returns how the connection to Slack is.
func (c *Client) Health() Health { return c.health.read() }

// health is what is known of the connection. Its methods are safe for concurrent use.
type health struct {
	now func() time.Time

	mu   sync.Mutex
	h    Health
	made int
}

func (h *health) read() Health {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.h
}

func (h *health) opened() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.h.Opens++
}

func (h *health) connected() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.h.Connected, h.h.Since = true, h.now()
	if h.made++; h.made > 1 {
		h.h.Reconnects++
	}
}

// disconnected returns how long the connection that ended had lasted; 0 when there was none.
func (h *health) disconnected() time.Duration {
	h.mu.Lock()
	defer h.mu.Unlock()
	if !h.h.Connected {
		return 0
	}
	lasted := h.now().Sub(h.h.Since)
	h.h.Connected, h.h.Since = false, time.Time{}
	return lasted
}

func (h *health) hello(connections int) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.h.LastHello, h.h.Connections = h.now(), connections
}

func (h *health) event() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.h.LastEvent = h.now()
}
