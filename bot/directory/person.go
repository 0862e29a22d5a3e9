package directory

import "peerbot/bot/request"

// Person is what Slack says of a user. The zero value may do nothing.
type Person struct {
	ID       string
	Team     string // home team (or enterprise) id
	Name     string // for display only; never decides anything
	Bot      bool
	Guest    bool
	Deleted  bool
	Stranger bool // of another organisation
	Unknown  bool // Slack has no such user
}

// caller is what decides what a person may do.
func (p Person) caller() request.Caller {
	return request.Caller{ID: p.ID, Team: p.Team, Bot: p.Bot, Guest: p.Guest, Deleted: p.Deleted, Stranger: p.Stranger}
}
