package outbox

import (
	"slices"

	"peerbot/bot/directory"
	"peerbot/bot/finding"
	"peerbot/bot/notice"
	"peerbot/bot/request"
	"peerbot/bot/store"
)

// Routing says where messages go, and whom they mention. It is the only place
// that decides this.
type Routing struct {
	Accounts  directory.Source
	Operators string // the operators' channel, and where goes what belongs nowhere else; empty: none
	// Classes get the findings of a class, too, beside the accounts' channels.
	// The key "severe" is every class that traffic is likely to suffer from.
	Classes map[string]string
}

// Route is one place where a message goes, and whom it mentions there.
type Route struct {
	To       store.Destination
	Mentions []string // Slack user ids and user group ids
}

// Occasion is why a message is sent.
type Occasion string

// The occasions.
const (
	RequestCard    Occasion = "request-card"   // a request waits, or begins
	RequestEnded   Occasion = "request-ended"  // to who requested it, where they see none of its cards
	RequestRefused Occasion = "request-denied" // denied, expired or void: to who requested it, directly
	FindingCard    Occasion = "finding-card"
	ForOperators   Occasion = "operators"
	PauseChanged   Occasion = "pause"         // all writes to AWS are paused, or go on
	ForAdmins      Occasion = "admins"        // directly; to the operators where there are none
	Undeliverable  Occasion = "undeliverable" // a message cannot be posted in Channel
)

// Subject is what a message is about.
type Subject struct {
	Occasion Occasion
	Request  request.Request
	Finding  finding.Finding
	Peering  request.Peering     // that the finding is about; zero: an account
	Channel  string              // that takes no message
	Cards    []store.Destination // of open requests, which a pause stops
	Admins   []string            // Slack user ids
}

// Routes returns where a message about the subject goes, in order, each place
// once.
func (r Routing) Routes(s Subject) []Route {
	switch s.Occasion {
	case RequestCard:
		return channels(r.requestChannels(s.Request))
	case RequestEnded:
		if directory.IsDirectMessage(s.Request.Channel) {
			return requestedBy(s.Request) // they may see none of the channels with the cards
		}
		return nil
	case RequestRefused:
		return requestedBy(s.Request)
	case FindingCard:
		return channels(r.findingChannels(s.Finding, s.Peering))
	case ForOperators:
		return channels([]string{r.Operators})
	case PauseChanged:
		return r.pauseChanged(s)
	case ForAdmins:
		return r.forAdmins(s)
	case Undeliverable:
		return r.undeliverable(s)
	}
	return nil
}

// requestChannels are those of every account that has to approve, of the
// requester's account, and where it was typed unless that is a direct message.
// What was requested directly in AWS is no business of the requester's account.
func (r Routing) requestChannels(req request.Request) []string {
	var accounts, out []string
	for _, n := range req.Approvals {
		accounts = append(accounts, n.Account)
	}
	if req.Kind.Rules().Approvers != request.AcceptingAccount {
		accounts = append(accounts, req.Plan.Peering.Requester.VPC.Account)
	}
	for _, id := range accounts {
		if a, ok := r.Accounts.Accounts().Find(id); ok {
			out = append(out, a.Channel)
		}
	}
	if !directory.IsDirectMessage(req.Channel) {
		out = append(out, req.Channel)
	}
	return out
}

// findingChannels are those of the accounts that a finding is about; an
// account that cannot be read is also the operators' business.
func (r Routing) findingChannels(f finding.Finding, p request.Peering) []string {
	ids := []string{f.Account}
	if f.Peering != "" {
		ids = []string{p.Desired.Requester.VPC.Account, p.Desired.Accepter.VPC.Account}
	}
	var out []string
	for _, id := range ids {
		if a, ok := r.Accounts.Accounts().Find(id); ok {
			out = append(out, a.Channel)
		}
	}
	out = append(out, r.Classes[string(f.Class)])
	if f.Severe() {
		out = append(out, r.Classes["severe"])
	}
	if f.Account != "" || !slices.ContainsFunc(out, func(c string) bool { return c != "" }) {
		out = append(out, r.Operators)
	}
	return out
}

// pauseChanged is everywhere that an open request is shown, and the operators.
func (r Routing) pauseChanged(s Subject) []Route {
	out := channels([]string{r.Operators})
	for _, to := range s.Cards {
		out = append(out, Route{To: to})
	}
	return distinct(out)
}

// forAdmins is each admin, or the operators where there is none.
func (r Routing) forAdmins(s Subject) []Route {
	var out []Route
	for _, user := range s.Admins {
		out = append(out, Route{To: store.User(user), Mentions: []string{user}})
	}
	if len(out) == 0 {
		return channels([]string{r.Operators})
	}
	return distinct(out)
}

// undeliverable are who hears that a channel takes no message: the operators,
// unless it is theirs, and who typed a request there and waits for its card.
func (r Routing) undeliverable(s Subject) []Route {
	var out []Route
	if s.Channel != r.Operators {
		out = channels([]string{r.Operators})
	}
	if s.Channel == s.Request.Channel {
		out = append(out, requestedBy(s.Request)...)
	}
	return out
}

// channels are routes to channels, each once; empty ids are none.
func channels(ids []string) []Route {
	var out []Route
	for _, id := range ids {
		to := store.Channel(id)
		if id != "" && !slices.ContainsFunc(out, func(r Route) bool { return r.To == to }) {
			out = append(out, Route{To: to})
		}
	}
	return out
}

// distinct returns each route once, in order.
func distinct(routes []Route) []Route {
	var out []Route
	for _, r := range routes {
		if !slices.ContainsFunc(out, func(o Route) bool { return o.To == r.To }) {
			out = append(out, r)
		}
	}
	return out
}

// requestedBy is the route to who requested something, a direct message; none
// for what peerbot requested itself.
func requestedBy(r request.Request) []Route {
	if r.RequestedBy == request.System {
		return nil
	}
	return []Route{{To: store.User(r.RequestedBy), Mentions: []string{r.RequestedBy}}}
}

// Destinations returns where routes go.
func Destinations(routes []Route) []store.Destination {
	out := make([]store.Destination, len(routes))
	for i, r := range routes {
		out[i] = r.To
	}
	return out
}

// Notes returns a note of a kind for each route.
func Notes(routes []Route, kind notice.NoteKind) []store.Note {
	out := make([]store.Note, len(routes))
	for i, r := range routes {
		out[i] = store.Note{To: r.To, Kind: kind}
	}
	return out
}
