package card

// englishPeering are peerings that peerbot manages.
var englishPeering = texts{
	"peering.it":    "the peering",
	"peering.title": "Peering",

	"peering.state.absent":   "absent",
	"peering.state.applying": "applying",
	"peering.state.active":   "active",
	"peering.state.drifted":  "drifted",
	"peering.state.removed":  "removed",
	"peering.state.released": "released",

	"peering.health.unread":        "*Can't read AWS:* %s\n%s\nBelow is peerbot's record alone.",
	"peering.health.unaccepted":    "*Waits for its acceptance*: it was asked for in AWS, and not through peerbot",
	"peering.health.absent":        "*Not made yet*",
	"peering.health.applying":      "*Being changed*: %s to go",
	"peering.health.removed":       "*Removed*",
	"peering.health.accepted":      "*Accepted*: it was asked for in AWS, and peerbot does not look after it",
	"peering.health.released":      "*Released*: it is in AWS, and peerbot does not look after it any more",
	"peering.health.released-gone": "*Released*: peerbot does not look after it any more, and it is not in AWS now",
	"peering.health.drifted":       "*Not as wished*: see the differences below",
	"peering.health.active":        "*Active*, and AWS is as wished",

	"peering.requests":       "*Requests about it*",
	"peering.to-delete":      "To take it down: %s",
	"peering.to-adopt-again": "To have it managed again: %s",

	"read.at":     "AWS read %s",
	"read.failed": "AWS could not be read",

	"side.title.requester":   "*Requester*",
	"side.title.accepter":    "*Accepter*",
	"side.no-cidrs":          "no addresses known",
	"side.cidrs-not-shown":   "addresses not shown",
	"side.dns":               "DNS option %s",
	"beside.title":           "*Record and AWS*",
	"beside.record":          "record",
	"beside.live":            "AWS now",
	"beside.none":            "none",
	"beside.id":              "id",
	"beside.status":          "status",
	"beside.cidrs.requester": "requester CIDRs",
	"beside.cidrs.accepter":  "accepter CIDRs",
	"beside.dns.requester":   "requester DNS",
	"beside.dns.accepter":    "accepter DNS",
	"beside.same":            "%s: record %s, AWS %s",
	"beside.differs":         "%s: record %s, AWS %s (they differ)",
	"beside.unread":          "%[1]s: record %[2]s",
}

// englishConnection are connections that peerbot does not manage.
var englishConnection = texts{
	"connection.title":   "Peering connection",
	"connection.none":    "*Not found.* No configured account shows such a peering. %s lists the accounts.",
	"connection.state":   "%s is *%s*, and not managed by peerbot.",
	"connection.status":  "*Status* %s",
	"connection.expires": "AWS drops it if nobody accepts before %s",
	"connection.next":    "To have it managed by peerbot: %s",
}

// englishLifetime are peerings that end at some time.
var englishLifetime = texts{
	"lifetime.until":           "lives until %s; then its owners are asked to delete it",
	"lifetime.it":              "It %s.",
	"lifetime.ttl":             "It lives *%s* from when it is active; then its owners are asked to delete it.",
	"lifetime.ended":           "Its time ended %s, and its owners were asked to delete it.",
	"lifetime.unless-extended": "Without a yes, it %s.",
	"lifetime.unaccepted":      "AWS ends it %s, unless it is accepted.",
	"lifetime.deny-to-extend":  "Its time ended %s. To let it live longer: deny this, then %s.",
	"lifetime.ended-extend":    "Its time ended %s, and its owners were asked to delete it. To let it live longer: %s",
	"lifetime.ending-extend":   "Its time ended %s: its owners are about to be asked to delete it. To let it live longer: %s",
	"lifetime.until-extend":    "It lives until %s; then its owners are asked to delete it. To let it live longer: %s",
}

// englishKeep are peerings that are taken as they are in AWS.
var englishKeep = texts{
	"keep.title":         "*Wished from now on* for %s",
	"keep.without":       "without %s in %s, which AWS does not have",
	"keep.with-left-out": "with %s in %s, which peerbot was to leave out",
	"keep.with-extra":    "with %s in %s, which nobody asked peerbot for",
	"keep.over":          "%s in %s: no exception any more",
	"keep.dns":           "with the DNS option %s, which was to be %s",

	"as-is.title":        "*Taken as it is* for %s",
	"as-is.without":      "without %s in %s, which peerbot would add",
	"as-is.with":         "with %s in %s, which peerbot would not add",
	"as-is.routes_one":   "route %[2]s",
	"as-is.routes_other": "routes %[2]s",
}

// englishDNS are DNS options.
var englishDNS = texts{
	"dns.on":        "on",
	"dns.off":       "off",
	"dns.not-shown": "not shown",
	"dns.both":      "DNS: host names of either side resolve to private addresses on the other",
	"dns.one":       "DNS: host names of %s resolve to private addresses in %s",
	"dns.none":      "DNS options: off on both sides",
}
