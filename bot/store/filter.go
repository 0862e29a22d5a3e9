package store

import "peerbot/bot/request"

// RequestFilter selects requests; zero fields select all. Newest first.
type RequestFilter struct {
	States  []request.State
	Account string // 12 digits: one of the sides
	Peering string
	Asker   string
	Limit   int // 0: 100
}

// PeeringFilter selects peerings; zero fields select all. Newest first.
type PeeringFilter struct {
	States  []request.PeeringState
	Account string
	PCX     string
	Limit   int // 0: 100
}

// FindingFilter selects findings.
type FindingFilter struct {
	Resolved bool   // those that are over, too
	Peering  string // "P17"; empty: all
	Group    string // "G3"; empty: all
	Limit    int    // 0: all
}

// EventFilter selects audit events.
type EventFilter struct {
	Request string
	Peering string
	Limit   int // 0: 1000
}
