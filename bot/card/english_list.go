package card

// englishAccess are the answers to access.
var englishAccess = texts{
	"access.title":           "Least access",
	"access.found":           "*Broader than needed:* %s",
	"access.narrow":          "*Nothing is broader than needed.* Checked: %s",
	"access.none":            "No peerings yet.",
	"access.none-of-account": "No peerings in %s yet.",
	"access.of-account":      "%s in %s",
	"access.more_one":        "1 more peering isn't shown. To narrow it down: %[2]s",
	"access.more_other":      "%d more peerings aren't shown. To narrow it down: %s",
	"access.inactive_one":    "1 peering isn't active in AWS, so no traffic passes. %[2]s shows why",
	"access.inactive_other":  "%d peerings aren't active in AWS, so no traffic passes. %s shows why",
	"access.unread_one":      "1 peering wasn't checked: an account can't be read. %[2]s shows which",
	"access.unread_other":    "%d peerings weren't checked: an account can't be read. %s shows which",
	"access.next":            "%s shows how to narrow one",
	"access.read":            "AWS as of %s",
	"access.unchanged":       "nothing was changed",

	"access.risk.high":   "*high*",
	"access.risk.medium": "*medium*",
	"access.risk.low":    "*low*",
}

// englishList are the answers to list and to accounts.
var englishList = texts{
	"list.title":        "Requests and peerings",
	"list.title.open":   "Open requests and peerings",
	"list.with-account": "in %s",
	"list.in-state":     "in state %s",
	"list.mine":         "requested by you",
	"list.waiting":      "waiting for you",
	"list.nothing":      "Nothing found",
	"list.see-all":      "%s. To see everything: %s",
	"list.see-request":  "%s. To request a peering: %s",
	"list.empty":        "No open requests or peerings. To request one: %s. %s explains how.",
	"list.more":         "There are more. To narrow it down: %s",
	"list.next":         "%s or %s shows one in detail",
	"list.finished":     "finished requests: %s",
	"list.waits-for":    "waiting for %s",
	"list.retry":        "to retry: %s",
	"list.until":        "expires %s",

	"accounts.title":         "Accounts",
	"accounts.none":          "*No accounts are configured.* The operator of peerbot adds them to its configuration file.",
	"accounts.no-owner":      "no owner, so nothing can be approved",
	"accounts.owners":        "owned by %s",
	"accounts.self-approval": "%s, who may approve their own requests",
	"accounts.channel":       "requests go to %s",
	"accounts.next":          "A VPC is written `account/vpc`, for example %s",
}
