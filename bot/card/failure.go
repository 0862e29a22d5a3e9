package card

import (
	"strings"

	"peerbot/aws/peering"
	"peerbot/bot/directory"
	"peerbot/bot/request"
)

// couldNot says in words which step failed.
func couldNot(n directory.Names, r request.Request) words {
	f := r.Failure
	if f == nil || f.Step == nil {
		return say("it could not be finished")
	}
	s := *f.Step
	at, it := vpc(n, onSide(r.Plan, s.Side)), say("the peering")
	if s.PCX != "" {
		it = named(s.PCX)
	}
	switch s.Kind {
	case peering.RemoveRoute:
		return say("could not remove route %s from %s of %s", named(s.Destination.String()), named(s.Table), at)
	case peering.Delete:
		return say("could not delete %s", it)
	case peering.AwaitGone:
		return say("%s was not gone in time", it)
	case peering.Create:
		return say("could not create the peering from %s", at)
	case peering.AwaitPending:
		return say("%s was not seen by both sides in time", it)
	case peering.Tag:
		return say("could not tag %s for %s", it, at)
	case peering.Untag:
		return say("could not take peerbot's tags off %s for %s", it, at)
	case peering.Accept:
		return say("could not accept %s in %s", it, at)
	case peering.AwaitActive:
		return say("%s was not active in time", it)
	case peering.AddRoute:
		return say("could not add route %s to %s of %s", named(s.Destination.String()), named(s.Table), at)
	case peering.SetDNS:
		return say("could not set the DNS option of %s", at)
	}
	return say("could not %s", prose(s.String()))
}

// failure adds what AWS said, what exists now, and what to do.
func (m *message) failure(n directory.Names, r request.Request) {
	f := r.Failure
	if f == nil {
		m.todo(r, "")
		return
	}
	if where := join(" · ", named(f.Code), place(n, f.Account, f.Region)); !where.empty() {
		m.lead("failure", say("*Error* · %s", join(" · ", where, when(f.At))))
	}
	if f.Action != "" {
		m.message(f.Message)
	} else if why := sentence(spoken(f.Message, 1500, 400)); !why.empty() {
		m.lead("message", say("*Why:* %s", why))
	}
	if f.Exists != "" {
		m.lead("exists", say("*What exists now:* %s", spoken(f.Exists, 1500, 300)))
	}
	m.todo(r, f.Hint)
}

// message adds what was said as it was said: AWS's messages hold ARNs and
// quotation marks that people copy.
func (m *message) message(text string) {
	if line(text) == "" {
		return
	}
	m.block("message", "```\n"+inCode(strings.TrimSpace(text), 1500)+"\n```")
	m.tellText(neutral(line(text), 400), true)
}

// todo adds what to do, with the text twins of the buttons.
func (m *message) todo(r request.Request, hint string) {
	what := sentence(spoken(hint, 1000, 300))
	if !what.empty() {
		what = say("*What to do:* %s", what)
	}
	if r.State == request.Failed {
		what = join("\n", what, join(" ", say("To try again: %s.", typed("retry "+r.ID)), givingUp(r)))
	}
	m.lead("todo", what)
}

// givingUp is what to type instead of trying again. To withdraw changes
// nothing in AWS, so what was made has to be deleted after it.
func givingUp(r request.Request) words {
	if r.Asker == request.System {
		return nil // nobody took it upon them, so nobody can take it back
	}
	if r.Kind == request.Create && len(r.Done) > 0 {
		return say("To undo it: %s, then %s.", typed("withdraw "+r.ID), typed("delete "+r.Peering))
	}
	return say("To give up: %s, which leaves AWS as it is.", typed("withdraw "+r.ID))
}

// delayed adds a trouble that passes by itself.
func (m *message) delayed(n directory.Names, r request.Request) {
	f := r.Failure
	if f == nil {
		return
	}
	m.lead("delayed", say("%sTrying again by itself: %s", icon("⚠️"),
		join(" · ", named(f.Code), place(n, f.Account, f.Region), spoken(f.Message, 600, 200))))
}

// place is an account and a Region.
func place(n directory.Names, account, region string) words {
	alias := n.Account(account)
	if alias == account {
		return join(" ", named(account), prose(region))
	}
	return join(" ", bold(alias), prose(account), prose(region))
}
