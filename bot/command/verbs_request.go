package command

import "time"

// requestVerbs are those that ask for a change of a peering.
func requestVerbs() []Command {
	return []Command{Request{}, Plan{}, Extend{}, Delete{}, Adopt{}, Release{}}
}

// A Spec is what request and plan have in common: two VPCs and what to set up
// between them.
type Spec struct {
	Requester, Accepter VPC
	Routes              Routes        // zero: all route tables that subnets use
	DNS                 DNS           // zero: neither side
	TTL                 time.Duration // zero: no expiry
	Reason              string        // one line; empty when not given
	Ticket              string        // one line; empty when not given
}

// params are those of request and of plan: the same by construction.
func (s *Spec) params() []param {
	return []param{
		argument("A", vpc{&s.Requester}),
		argument("B", vpc{&s.Accepter}),
		key("routes", orList(routeWords())+"|"+tableList, routes{&s.Routes}).fallsBackTo(RoutesAll.String()),
		key("dns", orList(dnsWords()), dns{&s.DNS}).fallsBackTo(DNSNone.String()),
		key("ttl", "30d", span{&s.TTL}),
		reason(&s.Reason),
		key("ticket", "ID", oneLine{&s.Ticket}),
	}
}

// Request asks the owners for a peering.
type Request struct{ Spec }

func (Request) spec() verbSpec {
	return verb(doc{
		name: "request",
		examples: []string{
			`request tokyo/web seoul/api reason="shared login" ticket=NET-7`,
			`request tokyo/ap-northeast-1/vpc-0a1b2c3d4e5f60718 seoul/"my vpc" routes=private dns=both`,
		},
		guesses: []string{"create", "peer", "connect", "new", "add"},
	}, func(c *Request) []param { return c.params() })
}

// Plan shows what Request would do, and asks nobody.
type Plan struct{ Spec }

func (Plan) spec() verbSpec {
	return verb(doc{
		name:     "plan",
		examples: []string{`plan tokyo/web seoul/api routes=main`},
		guesses:  []string{"preview", "check", "diff", "dry-run", "dryrun"},
	}, func(c *Plan) []param { return c.params() })
}

// Extend asks the owners to push back a peering's expiry date. For is zero when
// it was not said; Reason may be empty.
type Extend struct {
	Peering string
	For     time.Duration // from now
	Reason  string
}

func (Extend) spec() verbSpec {
	return verb(doc{
		name:     "extend",
		examples: []string{`extend P17 for=30d`},
		guesses:  []string{"prolong", "renew", "ttl"},
	}, func(c *Extend) []param {
		return []param{
			argument("P", idOf(&c.Peering, PeeringID)),
			key("for", "30d", span{&c.For}).fallsBackTo("30d"),
			reason(&c.Reason).orRest(),
		}
	})
}

// Delete asks the owners to delete a peering. Peering is like "P17"; Reason may
// be empty.
type Delete struct{ Peering, Reason string }

func (Delete) spec() verbSpec {
	return verb(doc{
		name:     "delete",
		examples: []string{`delete P17`, `delete P17 reason="moved to the hub"`},
		guesses:  []string{"remove", "rm", "destroy", "drop"},
	}, func(c *Delete) []param {
		return []param{argument("P", idOf(&c.Peering, PeeringID)), reason(&c.Reason).orRest()}
	})
}

// Adopt asks the owners to have a peering managed that was made elsewhere. PCX
// is like "pcx-0123456789abcdef0"; Reason may be empty.
type Adopt struct{ PCX, Reason string }

func (Adopt) spec() verbSpec {
	return verb(doc{
		name:     "adopt",
		examples: []string{`adopt pcx-0a1b2c3d4e5f60718`},
		guesses:  []string{"import", "manage", "take"},
	}, func(c *Adopt) []param {
		return []param{argument("pcx", idOf(&c.PCX, ConnectionID)), reason(&c.Reason).orRest()}
	})
}

// Release asks the owners to stop managing a peering. Reason may be empty.
type Release struct{ Peering, Reason string }

func (Release) spec() verbSpec {
	return verb(doc{
		name:     "release",
		examples: []string{`release P17`},
		guesses:  []string{"unmanage", "forget", "letgo"},
	}, func(c *Release) []param {
		return []param{argument("P", idOf(&c.Peering, PeeringID)), reason(&c.Reason).orRest()}
	})
}
