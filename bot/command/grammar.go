package command

// grammar is the one table. The order is the order of help.
//
// To add a verb: a struct and its verb method in command.go, a row here, then
// PEERBOT_UPDATE=1 go test ./bot/command. To add a key: a field, and a line
// in slots. Each slot ties a name to the field that it fills, so that the
// same line parses, prints and explains it.
func grammar() []row {
	return []row{
		verb(doc{
			summary: "Ask for a peering between VPC A and VPC B",
			examples: []string{
				`request tokyo/web seoul/api reason="shared login" ticket=NET-7`,
				`request tokyo/ap-northeast-1/vpc-0a1b2c3d4e5f60718 seoul/"my vpc" routes=private dns=both`,
			},
			instead: []string{"create", "peer", "connect", "new", "add"},
		}, func(c *Request) []slot { return wish(&c.Wish) }),

		verb(doc{
			summary:  "Show what a request would do, and ask nobody",
			examples: []string{`plan tokyo/web seoul/api routes=main`},
			instead:  []string{"preview", "check", "diff", "dry-run", "dryrun"},
		}, func(c *Plan) []slot { return wish(&c.Wish) }),

		verb(doc{
			summary:  "Say yes to a request, as its button does",
			examples: []string{`approve R42`},
			instead:  []string{"accept", "yes", "ok", "confirm"},
		}, func(c *Approve) []slot {
			return []slot{arg("R", requestHelp, requestID(&c.Request))}
		}),

		verb(doc{
			summary:  "Say no to a request, with a reason for the asker",
			examples: []string{`deny R42 reason="too broad, use the hub"`, `deny R42 too broad, use the hub`},
			instead:  []string{"reject", "decline", "no", "refuse"},
		}, func(c *Deny) []slot {
			return []slot{
				arg("R", requestHelp, requestID(&c.Request)),
				why("why not; the asker reads it", &c.Reason).required().rest(),
			}
		}),

		verb(doc{
			summary:  "Take back a request of yours",
			examples: []string{`withdraw R42`, `withdraw R42 reason="no longer needed"`},
			instead:  []string{"cancel", "abort", "undo"},
		}, func(c *Withdraw) []slot {
			return []slot{
				arg("R", requestHelp, requestID(&c.Request)),
				why("why", &c.Reason).rest(),
			}
		}),

		verb(doc{
			summary:  "Start a failed request again from what AWS says now",
			examples: []string{`retry R42`},
			instead:  []string{"rerun", "again"},
		}, func(c *Retry) []slot {
			return []slot{arg("R", requestHelp, requestID(&c.Request))}
		}),

		verb(doc{
			summary:  "Show a peering or a request, with what AWS says now, or a finding",
			examples: []string{`show P17`, `show R42`, `show F3`, `show pcx-0a1b2c3d4e5f60718`},
			instead:  []string{"status", "describe", "get", "info"},
		}, func(c *Show) []slot {
			return []slot{arg("P|R|F|pcx", "a peering (P17), a request (R42), a finding (F3), a group of them (G2) or an AWS id (pcx-…)", anyID(&c.What))}
		}),

		verb(doc{
			summary:  "List requests and peerings",
			examples: []string{`list`, `list waiting`, `list account=tokyo state=pending mine`},
			instead:  []string{"ls", "all", "search", "find"},
		}, func(c *List) []slot {
			return []slot{
				key("account", "ALIAS|ID", "with this account on either side", account{&c.Account}),
				key("state", "STATE", "in this state: "+orList(States()), state{&c.State}),
				word("mine", "only what you asked for", &c.Mine),
				word("waiting", "only what waits for you", &c.Waiting),
			}
		}),

		verb(doc{
			summary:  "Ask to take a peering down: its routes first, then itself",
			examples: []string{`delete P17`, `delete P17 reason="moved to the hub"`},
			instead:  []string{"remove", "rm", "destroy", "drop"},
		}, func(c *Delete) []slot {
			return []slot{
				arg("P", "the peering, such as P17", peeringID(&c.Peering)),
				why("why; the approvers read it", &c.Reason).rest(),
			}
		}),

		verb(doc{
			summary:  "List the accounts that can be peered, and who owns them",
			examples: []string{`accounts`},
			instead:  []string{"aliases", "owners"},
		}, func(*Accounts) []slot { return nil }),

		verb(doc{
			summary:  "List what is not as wished",
			examples: []string{`findings`, `findings P17`},
			instead:  []string{"drift", "drifts", "problems", "issues"},
		}, func(c *Findings) []slot {
			return []slot{arg("P", "only of this peering", peeringID(&c.Peering)).optional()}
		}),

		verb(doc{
			summary:  "Compare everything with AWS now; changes nothing",
			examples: []string{`sweep`},
			instead:  []string{"scan", "recheck", "refresh"},
		}, func(*Sweep) []slot { return nil }),

		verb(doc{
			summary:  "List in what peerings could be narrower (least access, as CIS asks); changes nothing",
			examples: []string{`access`, `access P17`, `access tokyo`},
			instead:  []string{"cis", "least", "narrow"},
		}, func(c *Access) []slot {
			return []slot{arg("P|ALIAS|ID", "only this peering (P17), or those of an account", scope{&c.Peering, &c.Account}).optional()}
		}),

		verb(doc{
			summary:  "Ask to make a peering in AWS as wished again",
			examples: []string{`repair P17`},
			instead:  []string{"fix", "mend", "heal"},
		}, func(c *Repair) []slot {
			return []slot{
				arg("P", "the peering, such as P17", peeringID(&c.Peering)),
				why("why; the approvers read it", &c.Reason).rest(),
			}
		}),

		verb(doc{
			summary:  "Ask to take a peering as it is in AWS: from then on, that is wished",
			examples: []string{`keep P17`, `keep P17 reason="the route was taken out on purpose"`},
			instead:  []string{"accept-as-is", "asis", "bless"},
		}, func(c *Keep) []slot {
			return []slot{
				arg("P", "the peering, such as P17", peeringID(&c.Peering)),
				why("why; the approvers read it", &c.Reason).rest(),
			}
		}),

		verb(doc{
			summary:  "Ask to manage a peering that was made outside peerbot; only tags are added",
			examples: []string{`adopt pcx-0a1b2c3d4e5f60718`},
			instead:  []string{"import", "manage", "take"},
		}, func(c *Adopt) []slot {
			return []slot{
				arg("pcx", "its AWS id, pcx-…", awsID(&c.PCX)),
				why("why; the approvers read it", &c.Reason).rest(),
			}
		}),

		verb(doc{
			summary:  "Ask to stop managing a peering; it stays as it is, without peerbot's tags",
			examples: []string{`release P17`},
			instead:  []string{"unmanage", "forget", "letgo"},
		}, func(c *Release) []slot {
			return []slot{
				arg("P", "the peering, such as P17", peeringID(&c.Peering)),
				why("why; the approvers read it", &c.Reason).rest(),
			}
		}),

		verb(doc{
			summary:  "Ask to let a peering with an end live longer, counted from now",
			examples: []string{`extend P17 for=30d`},
			instead:  []string{"prolong", "renew", "ttl"},
		}, func(c *Extend) []slot {
			return []slot{
				arg("P", "the peering, such as P17", peeringID(&c.Peering)),
				key("for", "30d", "how long from now: hours, days or weeks", span{&c.For}).normally("30d"),
				why("why; the approvers read it", &c.Reason).rest(),
			}
		}),

		verb(doc{
			summary:  "Hear nothing of a finding for a while, or of anything about a peering",
			examples: []string{`ignore F3 for=2w reason="moved on Monday"`, `ignore P17 for=8h maintenance`},
			instead:  []string{"snooze", "mute", "silence"},
		}, func(c *Ignore) []slot {
			return []slot{
				arg("F|G|P", "a finding (F3), a group of them (G2), or whatever is found about a peering (P17)", quietID(&c.What)),
				key("for", "7d", "how long: hours, days or weeks", span{&c.For}).normally("7d"),
				why("why; others read it", &c.Reason).rest(),
			}
		}),

		verb(doc{
			summary:  "Stop every write to AWS, at once; for admins",
			examples: []string{`pause`, `pause reason="incident 7"`},
			instead:  []string{"stop", "halt", "freeze"},
		}, func(c *Pause) []slot {
			return []slot{why("why", &c.Reason).rest()}
		}),

		verb(doc{
			summary:  "Let the work go on after a pause; for admins",
			examples: []string{`resume`},
			instead:  []string{"continue", "unpause", "unfreeze"},
		}, func(*Resume) []slot { return nil }),

		verb(doc{
			summary:  "Explain a verb, or list them all",
			examples: []string{`help`, `help request`},
			instead:  []string{"usage", "man"},
		}, func(c *Help) []slot {
			return []slot{arg("VERB", "the verb to explain", verbName{&c.Verb}).optional()}
		}),
	}
}

const (
	requestHelp = "the request, such as R42"
	vpcHelp     = `account/vpc or account/region/vpc; vpc is an id or a Name, in quotes when it holds spaces or slashes`
)

// wish are the slots of request and of plan: the same by construction.
func wish(w *Wish) []slot {
	return []slot{
		arg("A", "the requester's VPC: "+vpcHelp, vpc{&w.Requester}),
		arg("B", "the accepter's VPC, written alike", vpc{&w.Accepter}),
		key("routes", orList(routeWords())+"|rtb-…,rtb-…",
			"route tables that get the peer's CIDRs: all that subnets use, the main one, of all those without an internet gateway, none, or these",
			routes{&w.Routes}).normally(RoutesAll.String()),
		key("dns", orList(dnsWords()),
			"sides whose host names the other side resolves to private addresses",
			dns{&w.DNS}).normally(DNSNone.String()),
		key("ttl", "30d", "how long it is to live: hours, days or weeks; then its owners are asked to delete it", span{&w.TTL}),
		why("why; the approvers read it", &w.Reason),
		key("ticket", "ID", "a ticket to go with it", line{&w.Ticket}),
	}
}
