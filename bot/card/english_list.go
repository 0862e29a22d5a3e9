package card

// englishAccess are the answers to access.
var englishAccess = texts{
	"access.title":           "Least access",
	"access.found":           "%s could be narrower.",
	"access.narrow":          "*Everything is as narrow as it can be:* %s.",
	"access.none":            "peerbot manages no peering yet.",
	"access.none-of-account": "peerbot manages no peering of %s yet.",
	"access.of-account":      "%s of %s",
	"access.more_one":        "1 more peering is not shown. Narrow it down: %[2]s",
	"access.more_other":      "%d more peerings are not shown. Narrow it down: %s",
	"access.inactive_one":    "1 peering is not active in AWS: nothing passes. %[2]s tells more",
	"access.inactive_other":  "%d peerings are not active in AWS: nothing passes. %s tells more",
	"access.unread_one":      "1 peering is not judged: an account could not be read. %[2]s tells more",
	"access.unread_other":    "%d peerings are not judged: an account could not be read. %s tells more",
	"access.next":            "%s tells what makes one narrower",
	"access.read":            "read %s",
	"access.unchanged":       "nothing was changed",

	"access.risk.high":   "*high*",
	"access.risk.medium": "*medium*",
	"access.risk.low":    "*low*",
}

// englishList are the answers to list and to accounts.
var englishList = texts{
	"list.title":        "Requests and peerings",
	"list.with-account": "with %s",
	"list.in-state":     "in state %s",
	"list.mine":         "of yours",
	"list.waiting":      "waiting for you",
	"list.nothing":      "There is nothing",
	"list.see-all":      "%s. Everything there is: %s",
	"list.see-request":  "%s. To ask for a peering: %s",
	"list.empty":        "There are no requests and no peerings yet. To ask for one: %s; %s tells more.",
	"list.more":         "There are more than these. Narrow it down: %s",
	"list.next":         "%s or %s tells all about one.",
	"list.waits-for":    "waits for %s",
	"list.retry":        "try again: %s",
	"list.until":        "until %s",

	"accounts.title":         "Accounts",
	"accounts.none":          "*No accounts are configured.* Whoever runs peerbot adds them to its configuration file.",
	"accounts.no-owner":      "nobody owns it, so nothing can be approved",
	"accounts.owners":        "owned by %s",
	"accounts.self-approval": "%s, who may approve what they asked for",
	"accounts.channel":       "decided in %s",
	"accounts.next":          "A VPC is written `account/vpc`, for example %s",
}
