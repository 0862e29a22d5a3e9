package command

import "time"

// driftVerbs are those about findings: where AWS differs from the approved
// state.
func driftVerbs() []Command {
	return []Command{Findings{}, Sweep{}, Repair{}, Keep{}, Snooze{}}
}

// Findings lists open drift, of one peering ("P17") or all.
type Findings struct{ Peering string }

func (Findings) spec() verbSpec {
	return verb(doc{
		name:     "findings",
		examples: []string{`findings`, `findings P17`},
		guesses:  []string{"drift", "drifts", "problems", "issues"},
	}, func(c *Findings) []param {
		return []param{argument("P", idOf(&c.Peering, PeeringID)).optional()}
	})
}

// Sweep checks every peering for drift now.
type Sweep struct{}

func (Sweep) spec() verbSpec {
	return verb(doc{
		name:     "sweep",
		examples: []string{`sweep`},
		guesses:  []string{"scan", "recheck", "refresh"},
	}, func(*Sweep) []param { return nil })
}

// Repair asks the owners to restore a peering to its approved state. Reason may
// be empty.
type Repair struct{ Peering, Reason string }

func (Repair) spec() verbSpec {
	return verb(doc{
		name:     "repair",
		examples: []string{`repair P17`},
		guesses:  []string{"fix", "mend", "heal"},
	}, func(c *Repair) []param {
		return []param{argument("P", idOf(&c.Peering, PeeringID)), reason(&c.Reason).orRest()}
	})
}

// Keep asks the owners to accept AWS's current state of a peering as the
// approved one. Reason may be empty.
type Keep struct{ Peering, Reason string }

func (Keep) spec() verbSpec {
	return verb(doc{
		name:     "keep",
		examples: []string{`keep P17`, `keep P17 reason="the route was taken out on purpose"`},
		guesses:  []string{"accept-as-is", "asis", "bless"},
	}, func(c *Keep) []param {
		return []param{argument("P", idOf(&c.Peering, PeeringID)), reason(&c.Reason).orRest()}
	})
}

// Snooze keeps a finding, like "F3", a group of them, like "G2", or whatever is
// found about a peering, like "P17", quiet. For is zero when it was not said;
// Reason may be empty.
type Snooze struct {
	What   string
	For    time.Duration
	Reason string
}

func (Snooze) spec() verbSpec {
	return verb(doc{
		name:     "snooze",
		examples: []string{`snooze F3 for=2w reason="moved on Monday"`, `snooze P17 for=8h maintenance`},
		aliases:  []string{"ignore"},
		guesses:  []string{"mute", "silence"},
	}, func(c *Snooze) []param {
		return []param{
			argument("F|G|P", idOf(&c.What, FindingID, GroupID, PeeringID)),
			key("for", "7d", span{&c.For}).fallsBackTo("7d"),
			reason(&c.Reason).orRest(),
		}
	})
}
