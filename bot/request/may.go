package request

import (
	"fmt"
	"slices"
)

// Who is a person who wants to do something, read fresh from Slack.
type Who struct {
	ID       string
	Team     string
	Bot      bool
	Guest    bool
	Deleted  bool
	Stranger bool
}

// Policy is what the configuration says of one account, with its owners' user
// groups resolved to people.
type Policy struct {
	Account      string // 12 digits
	Alias        string
	Owners       []string // user ids
	SelfApproval bool
}

// Refusal says why somebody may not do something, in words for that person.
type Refusal struct {
	Text  string
	Hint  string
	Users []string // who may instead
}

// Error returns the text.
func (r *Refusal) Error() string { return r.Text }

// Member refuses people who can decide nothing: of other teams, guests, bots,
// and accounts that are switched off. home is the bot's own team id.
func Member(who Who, home string) error {
	switch {
	case who.ID == "" || home == "" || who.Team != home || who.Stranger:
		return &Refusal{Text: "people of other workspaces cannot do this", Hint: "ask a colleague in the workspace that runs peerbot"}
	case who.Bot:
		return &Refusal{Text: "bots cannot do this"}
	case who.Deleted:
		return &Refusal{Text: "this Slack account is deactivated"}
	case who.Guest:
		return &Refusal{Text: "guests cannot do this", Hint: "ask a full member of the workspace"}
	}
	return nil
}

// Accounts returns the accounts that a request changes something for: those of
// its plan, or both when only the wish changes.
func (r Request) Accounts() []string {
	ends := r.Plan.Peering
	if r.Kind == Keep || r.Kind == Extend {
		return slices.Compact([]string{ends.Requester.VPC.Account, ends.Accepter.VPC.Account})
	}
	return r.Plan.Accounts()
}

// Needs returns the accounts that must say yes to a request, and the yes that
// the asker gave by asking: every one that it changes something for. An
// asker who owns the requester's account has said yes to it. The accepter's
// side needs somebody else, unless its account allows the asker. Taking a
// peering down between two accounts needs one person of each: there the
// accepter's owner may be the one who asks, and asking is one yes, also of who
// owns both.
//
// It is an error, for the asker, if there is nobody who could say yes.
func Needs(r Request, asker string, policies []Policy) (needs []Need, given []string, err error) {
	for _, account := range r.Accounts() {
		i := slices.IndexFunc(policies, func(p Policy) bool { return p.Account == account })
		if i < 0 {
			return nil, nil, &Refusal{
				Text: fmt.Sprintf("account %s is not in the configuration", account),
				Hint: "an operator has to add it, with its owners, before peerbot can touch it",
			}
		}
		p := policies[i]
		if len(p.Owners) == 0 {
			return nil, nil, &Refusal{
				Text: fmt.Sprintf("nobody is listed as an owner of account %s", p.name()),
				Hint: "an operator has to list its owners in the configuration",
			}
		}
		ends := r.Plan.Peering
		accepting := account == ends.Accepter.VPC.Account
		if from := ends.Requester.VPC.Account; ends.Absent && account != from && !slices.Contains(ownersOf(from, policies), asker) {
			accepting = false
		}
		n := Need{Account: account, Alias: p.Alias, AskerMay: !accepting || p.SelfApproval}
		if !accepting && slices.Contains(p.Owners, asker) {
			given = append(given, account)
		} else if !slices.ContainsFunc(p.Owners, func(o string) bool { return n.AskerMay || o != asker }) {
			return nil, nil, &Refusal{
				Text: fmt.Sprintf("you are the only owner of %s, and its yes must come from somebody else", p.name()),
				Hint: "let somebody else ask, and say yes yourself; or an operator lists another owner, or sets self_approval for the account",
			}
		}
		needs = append(needs, n)
	}
	return needs, given, nil
}

func (p Policy) name() string {
	if p.Alias == "" {
		return p.Account
	}
	return fmt.Sprintf("%s (%s)", p.Alias, p.Account)
}

// MayApprove returns the accounts for which this person's yes counts now.
func MayApprove(r Request, who Who, policies []Policy) ([]string, error) {
	if r.State != Pending {
		return nil, over(r)
	}
	var accounts, others []string
	self, said := false, false
	for _, n := range r.Missing() {
		owners := ownersOf(n.Account, policies)
		for _, o := range owners {
			if (o != r.Asker || n.AskerMay) && !slices.Contains(others, o) {
				others = append(others, o)
			}
		}
		if !slices.Contains(owners, who.ID) {
			continue
		}
		if who.ID == r.Asker && !n.AskerMay {
			self = true
			continue
		}
		accounts = append(accounts, n.Account)
	}
	if len(accounts) > 0 {
		return accounts, nil
	}
	for _, d := range r.Decisions {
		said = said || d.Person == who.ID && d.Verdict == Yes && d.Digest == r.Plan.Digest && !d.ByAsking
	}
	switch {
	case self:
		return nil, &Refusal{Text: fmt.Sprintf("you asked for %s, so another owner has to say yes", r.ID), Users: without(others, r.Asker)}
	case said:
		return nil, &Refusal{Text: fmt.Sprintf("you said yes to %s already; it waits for others", r.ID), Users: others}
	default:
		return nil, &Refusal{Text: fmt.Sprintf("you are not an owner of the account that %s waits for", r.ID), Hint: "the owners are", Users: others}
	}
}

// MayDeny returns the account for which this person says no: any owner of an
// account that must say yes can, other than the asker, who withdraws.
func MayDeny(r Request, who Who, policies []Policy) (account string, err error) {
	if r.State != Pending {
		return "", over(r)
	}
	if who.ID == r.Asker {
		return "", &Refusal{Text: fmt.Sprintf("you asked for %s yourself", r.ID), Hint: fmt.Sprintf("to take it back: `withdraw %s`", r.ID)}
	}
	var owners []string
	for _, n := range r.Needs {
		if slices.Contains(ownersOf(n.Account, policies), who.ID) {
			return n.Account, nil
		}
		owners = append(owners, ownersOf(n.Account, policies)...)
	}
	return "", &Refusal{Text: fmt.Sprintf("you are not an owner of an account that %s waits for", r.ID), Hint: "the owners are", Users: without(owners, r.Asker)}
}

// MayWithdraw lets the asker take a request back that is not being done; the
// owners take back what peerbot asked for itself.
func MayWithdraw(r Request, who Who, policies []Policy) error {
	switch r.State {
	case Pending, Approved, Failed:
	default:
		return over(r)
	}
	if r.Asker == System {
		var owners []string
		for _, n := range r.Needs {
			owners = append(owners, ownersOf(n.Account, policies)...)
		}
		if slices.Contains(owners, who.ID) {
			return nil
		}
		return &Refusal{Text: fmt.Sprintf("peerbot asked for %s itself, and only the owners can withdraw it", r.ID), Users: without(owners, "")}
	}
	if who.ID != r.Asker {
		return &Refusal{Text: fmt.Sprintf("only the one who asked can withdraw %s", r.ID), Users: []string{r.Asker}}
	}
	return nil
}

// MayRetry lets the asker and the owners of the accounts try a failed request
// again.
func MayRetry(r Request, who Who, policies []Policy) error {
	if r.State != Failed {
		return over(r)
	}
	if who.ID == r.Asker {
		return nil
	}
	owners := []string{r.Asker}
	for _, n := range r.Needs {
		owners = append(owners, ownersOf(n.Account, policies)...)
	}
	if slices.Contains(owners, who.ID) {
		return nil
	}
	return &Refusal{Text: fmt.Sprintf("only the asker and the owners can retry %s", r.ID), Users: owners}
}

// over says what became of a request that is no longer where somebody thinks
// that it is.
func over(r Request) error {
	ref := &Refusal{}
	switch r.State {
	case Pending:
		ref.Text = fmt.Sprintf("%s still waits for a yes", r.ID)
	case Approved, Applying:
		ref.Text = fmt.Sprintf("%s is approved already and being done; the yes came from", r.ID)
		ref.Users = []string{r.Approver()}
	case Done:
		ref.Text = fmt.Sprintf("%s is done already; the yes came from", r.ID)
		ref.Users = []string{r.Approver()}
	case Denied:
		ref.Text = fmt.Sprintf("%s was denied already", r.ID)
		if d, ok := r.Refusal(); ok {
			ref.Text += ", by"
			ref.Users = []string{d.Person}
		}
	case Withdrawn:
		ref.Text, ref.Users = fmt.Sprintf("%s was withdrawn by", r.ID), []string{r.Asker}
	case Expired:
		ref.Text, ref.Hint = fmt.Sprintf("%s expired before everybody said yes", r.ID), "ask again with `request`"
	case Void:
		ref.Text, ref.Hint = fmt.Sprintf("%s is void: there is nothing left to do, or it became impossible", r.ID), fmt.Sprintf("see `show %s`", r.ID)
	case Failed:
		ref.Text, ref.Hint = fmt.Sprintf("%s failed", r.ID), fmt.Sprintf("try again with `retry %s`", r.ID)
	}
	return ref
}

func ownersOf(account string, policies []Policy) []string {
	for _, p := range policies {
		if p.Account == account {
			return p.Owners
		}
	}
	return nil
}

func without(in []string, person string) []string {
	var out []string
	for _, p := range in {
		if p != person && !slices.Contains(out, p) {
			out = append(out, p)
		}
	}
	return out
}
