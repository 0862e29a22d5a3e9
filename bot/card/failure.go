package card

import (
	"peerbot/bot"
	"peerbot/bot/request"
)

// couldNot says in words which step failed.
func couldNot(n bot.Names, r request.Request) words {
	f := r.Failure
	if f == nil || f.Step == nil {
		return say("it could not be finished")
	}
	t := task{step: *f.Step, total: 1}
	return say("could not %s", lowered(t.words(n, r, f.Step.PCX)))
}

// lowered makes the first letter small: tasks begin with an ASCII verb of ours.
func lowered(w words) words {
	return words{mrkdwn: lower(w.mrkdwn), plain: lower(w.plain)}
}

func lower(s string) string {
	if s == "" || s[0] < 'A' || s[0] > 'Z' {
		return s
	}
	return string(s[0]+'a'-'A') + s[1:]
}

// failure adds what AWS said, what exists now, and what to do.
func (m *message) failure(n bot.Names, r request.Request) {
	f := r.Failure
	if f == nil {
		m.todo(r, "")
		return
	}
	where := join(" · ", named(f.Code), place(n, f.Account, f.Region), when(f.At))
	if !where.empty() {
		where = say("*Error* · %s", where)
	}
	m.lead("failure", where)
	m.message(f.Message)
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
	m.block("message", "```\n"+inCode(text, 1500)+"\n```")
	m.tell(words{plain: neutral(line(text), 400)}, true)
}

// todo adds what to do, with the text twins of the buttons.
func (m *message) todo(r request.Request, hint string) {
	what := sentence(spoken(hint, 1000, 300))
	if !what.empty() {
		what = say("*What to do:* %s", what)
	}
	if r.State == request.Failed {
		what = join("\n", what, say("To try again: %s. %s", typed("retry "+r.ID), givingUp(r)))
	}
	m.lead("todo", what)
}

// givingUp is what to type instead of trying again. To withdraw changes
// nothing in AWS, so what was made has to be deleted after it.
func givingUp(r request.Request) words {
	if r.Kind == request.Create && len(r.Done) > 0 {
		return say("To undo it: %s, then %s.", typed("withdraw "+r.ID), typed("delete "+r.Peering))
	}
	return say("To give up: %s, which leaves AWS as it is.", typed("withdraw "+r.ID))
}

// delayed adds a trouble that passes by itself.
func (m *message) delayed(n bot.Names, r request.Request) {
	f := r.Failure
	if f == nil {
		return
	}
	m.lead("delayed", say("%sTrying again by itself: %s", icon("⚠️"),
		join(" · ", named(f.Code), place(n, f.Account, f.Region), spoken(f.Message, 600, 200))))
}

// place is an account and a Region.
func place(n bot.Names, account, region string) words {
	alias := n.Account(account)
	if alias == account {
		return join(" ", named(account), prose(region))
	}
	return join(" ", bold(alias), prose(account), prose(region))
}
