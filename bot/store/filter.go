package store

import "peerbot/bot/request"

// RequestFilter selects requests; zero fields select all. Newest first.
type RequestFilter struct {
	States      []request.State
	Account     string // 12 digits: one of the sides
	Peering     string // "P17"
	RequestedBy string // Slack user id
	Limit       int    // 0: all
}

// PeeringFilter selects peerings; zero fields select all. Newest first.
type PeeringFilter struct {
	States  []request.PeeringState
	Account string // 12 digits: one of the sides
	PCX     string // its connection in AWS
	Limit   int    // 0: all
}

// FindingFilter selects findings. The open ones first, then the newest.
type FindingFilter struct {
	Resolved bool   // the resolved ones, too
	Peering  string // "P17"; empty: all
	Group    string // "G3"; empty: all
	Limit    int    // 0: all
}

// EventFilter selects audit events; zero fields select all. Oldest first.
type EventFilter struct {
	Request string // "R42"
	Peering string // "P17"
	Limit   int    // 0: all
}
