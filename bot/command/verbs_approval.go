package command

// approvalVerbs are those that decide about a request.
func approvalVerbs() []Command {
	return []Command{Approve{}, Deny{}, Withdraw{}, Cancel{}, Retry{}, Unlock{}}
}

// Approve does what the Approve button does. Request is like "R42".
type Approve struct{ Request string }

func (Approve) spec() verbSpec {
	return verb(doc{
		name:     "approve",
		examples: []string{`approve R42`},
		guesses:  []string{"accept", "yes", "ok", "confirm"},
	}, func(c *Approve) []param {
		return []param{argument("R", idOf(&c.Request, RequestID))}
	})
}

// Deny does what the Deny button does. Reason is never empty.
type Deny struct{ Request, Reason string }

func (Deny) spec() verbSpec {
	return verb(doc{
		name:     "deny",
		examples: []string{`deny R42 reason="too broad, use the hub"`, `deny R42 too broad, use the hub`},
		guesses:  []string{"reject", "decline", "no", "refuse"},
	}, func(c *Deny) []param {
		return []param{argument("R", idOf(&c.Request, RequestID)), reason(&c.Reason).needed().orRest()}
	})
}

// Withdraw takes one's own request back. Reason may be empty.
type Withdraw struct{ Request, Reason string }

func (Withdraw) spec() verbSpec {
	return verb(doc{
		name:     "withdraw",
		examples: []string{`withdraw R42`, `withdraw R42 reason="no longer needed"`},
		guesses:  []string{"undo", "takeback"},
	}, func(c *Withdraw) []param {
		return []param{argument("R", idOf(&c.Request, RequestID)), reason(&c.Reason).orRest()}
	})
}

// Cancel ends an open request, whatever its state. Reason may be empty.
type Cancel struct{ Request, Reason string }

func (Cancel) spec() verbSpec {
	return verb(doc{
		name:     "cancel",
		examples: []string{`cancel R42`, `cancel R42 reason="wrong VPC"`},
		guesses:  []string{"abort", "end"},
	}, func(c *Cancel) []param {
		return []param{argument("R", idOf(&c.Request, RequestID)), reason(&c.Reason).orRest()}
	})
}

// Unlock ends an open request that cannot be cancelled. Reason may be empty.
type Unlock struct{ Request, Reason string }

func (Unlock) spec() verbSpec {
	return verb(doc{
		name:     "unlock",
		examples: []string{`unlock R42 reason="account closed"`},
		guesses:  []string{"force"},
	}, func(c *Unlock) []param {
		return []param{argument("R", idOf(&c.Request, RequestID)), reason(&c.Reason).orRest()}
	})
}

// Retry starts a failed request again from what AWS says now.
type Retry struct{ Request string }

func (Retry) spec() verbSpec {
	return verb(doc{
		name:     "retry",
		examples: []string{`retry R42`},
		guesses:  []string{"rerun", "again"},
	}, func(c *Retry) []param {
		return []param{argument("R", idOf(&c.Request, RequestID))}
	})
}
