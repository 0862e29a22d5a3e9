package command

// lookVerbs are those that only read.
func lookVerbs() []Command {
	return []Command{List{}, Show{}, Accounts{}, Access{}, Help{}}
}

// List shows requests and peerings; the filters are joined by "and", and the
// zero value lists everything.
type List struct {
	Account string // alias or 12-digit id; empty for all
	State   string // one of States; empty for all
	Mine    bool   // only what the person who typed it asked for
	Waiting bool   // only what waits for the person who typed it
}

func (List) spec() verbSpec {
	return verb(doc{
		name:     "list",
		examples: []string{`list`, `list waiting`, `list account=tokyo state=pending mine`},
		guesses:  []string{"ls", "all", "search", "find"},
	}, func(c *List) []param {
		return []param{
			key("account", "ALIAS|ID", account{&c.Account}),
			key("state", "STATE", state{&c.State}).oneOf(States()),
			flag("mine", &c.Mine),
			flag("waiting", &c.Waiting),
		}
	})
}

// Show tells all about one thing. What is like "R42", "P17", "F3", "G2" or
// "pcx-0123456789abcdef0".
type Show struct{ What string }

func (Show) spec() verbSpec {
	return verb(doc{
		name:     "show",
		examples: []string{`show P17`, `show R42`, `show F3`, `show pcx-0a1b2c3d4e5f60718`},
		guesses:  []string{"status", "describe", "get", "info"},
	}, func(c *Show) []param {
		return []param{argument("P|R|F|pcx", idOf(&c.What, PeeringID, RequestID, FindingID, GroupID, ConnectionID))}
	})
}

// Accounts lists the accounts that the bot knows.
type Accounts struct{}

func (Accounts) spec() verbSpec {
	return verb(doc{
		name:     "accounts",
		examples: []string{`accounts`},
		guesses:  []string{"aliases", "owners"},
	}, func(*Accounts) []param { return nil })
}

// Access lists peerings with broader routes or rules than needed: one ("P17"),
// those of an account (alias or 12-digit id), or all when both are empty.
type Access struct{ Peering, Account string }

func (Access) spec() verbSpec {
	return verb(doc{
		name:     "access",
		examples: []string{`access`, `access P17`, `access tokyo`},
		guesses:  []string{"cis", "least", "narrow"},
	}, func(c *Access) []param {
		return []param{argument("P|ALIAS|ID", scope{&c.Peering, &c.Account}).optional()}
	})
}

// Help explains one verb, or lists them all when Verb is empty. Verb is always
// the name of one that exists.
type Help struct{ Verb string }

func (Help) spec() verbSpec {
	return verb(doc{
		name:     "help",
		examples: []string{`help`, `help request`},
		guesses:  []string{"usage", "man"},
	}, func(c *Help) []param {
		return []param{argument("COMMAND", verbName{&c.Verb}).ofVerb().optional()}
	})
}
