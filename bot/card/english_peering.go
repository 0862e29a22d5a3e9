package card

// englishPeering are peerings that peerbot manages.
var englishPeering = texts{
	"peering.it":    "the peering",
	"peering.title": "Peering",

	"peering.state.absent":   "not created",
	"peering.state.applying": "applying",
	"peering.state.active":   "active",
	"peering.state.drifted":  "drifted",
	"peering.state.removed":  "deleted",
	"peering.state.released": "released",

	"peering.health.unread":        "*Can't read AWS:* %s\n%s\nBelow is peerbot's record only.",
	"peering.health.unaccepted":    "*Waiting to be accepted*: requested directly in AWS",
	"peering.health.absent":        "*Not created yet*",
	"peering.health.applying":      "*Being changed*: %s to go",
	"peering.health.removed":       "*Deleted*",
	"peering.health.accepted":      "*Accepted*: requested directly in AWS, not managed by peerbot",
	"peering.health.released":      "*Released*: still in AWS, no longer managed by peerbot",
	"peering.health.released-gone": "*Released*: no longer managed by peerbot, and no longer in AWS",
	"peering.health.drifted":       "*Drifted* from its approved state: see the differences below",
	"peering.health.active":        "*Active*, in its approved state",

	"peering.requests":       "*Requests*",
	"peering.to-delete":      "To delete it: %s",
	"peering.to-repair":      "To repair it: %s. To delete it: %s.",
	"peering.to-adopt-again": "To have peerbot manage it again: %s",

	"read.at":     "AWS as of %s",
	"read.failed": "can't read AWS",

	"side.title.requester":   "*Requester*",
	"side.title.accepter":    "*Accepter*",
	"side.no-cidrs":          "no CIDRs known",
	"side.cidrs-not-shown":   "CIDRs not shown",
	"side.dns":               "DNS resolution %s",
	"beside.title":           "*Record and AWS*",
	"beside.record":          "record",
	"beside.live":            "AWS",
	"beside.none":            "none",
	"beside.id":              "id",
	"beside.status":          "status",
	"beside.cidrs.requester": "requester CIDRs",
	"beside.cidrs.accepter":  "accepter CIDRs",
	"beside.dns.requester":   "requester DNS",
	"beside.dns.accepter":    "accepter DNS",
	"beside.same":            "%s: record %s, AWS %s",
	"beside.differs":         "%s: record %s, AWS %s (different)",
	"beside.unread":          "%[1]s: record %[2]s",
}

// englishConnection are connections that peerbot does not manage.
var englishConnection = texts{
	"connection.title":   "Peering connection",
	"connection.none":    "*Not found.* No configured account has this peering. %s lists the accounts.",
	"connection.state":   "%s is *%s* and not managed by peerbot.",
	"connection.status":  "*Status* %s",
	"connection.expires": "expires %s unless accepted",
	"connection.next":    "To have peerbot manage it: %s",
}

// englishLifetime are peerings that end at some time.
var englishLifetime = texts{
	"lifetime.until":           "expires %s; its owners are then asked to delete it",
	"lifetime.expires":         "Expires %s; its owners are then asked to delete it.",
	"lifetime.ttl":             "Expires *%s* after it becomes active; its owners are then asked to delete it.",
	"lifetime.ended":           "Expired %s; its owners were asked to delete it.",
	"lifetime.unless-extended": "Unless this is approved, it %s.",
	"lifetime.unaccepted":      "Expires %s unless accepted.",
	"lifetime.deny-to-extend":  "Expired %s. To extend it instead: deny this, then %s.",
	"lifetime.ended-extend":    "Expired %s; its owners were asked to delete it. To extend it: %s",
	"lifetime.ending-extend":   "Expired %s; its owners are about to be asked to delete it. To extend it: %s",
	"lifetime.until-extend":    "Expires %s; its owners are then asked to delete it. To extend it: %s",
}

// englishKeep are peerings that are taken as they are in AWS.
var englishKeep = texts{
	"keep.title":         "*New approved state*, %s",
	"keep.without":       "no %s in %s",
	"keep.with-left-out": "%s in %s, which was excluded before",
	"keep.with-extra":    "%s in %s, which peerbot did not add",
	"keep.over":          "%s in %s: no longer an exception",
	"keep.dns":           "DNS resolution %s, before: %s",

	"as-is.title":        "*As it is in AWS*, %s",
	"as-is.without":      "no %s in %s, which peerbot would add",
	"as-is.with":         "%s in %s, which peerbot would not add",
	"as-is.routes_one":   "route to %[2]s",
	"as-is.routes_other": "routes to %[2]s",
}

// englishDNS are DNS options.
var englishDNS = texts{
	"dns.on":        "on",
	"dns.off":       "off",
	"dns.not-shown": "not shown",
	"dns.both":      "DNS: host names on either side resolve to private IPs on the other",
	"dns.one":       "DNS: host names in %s resolve to private IPs in %s",
	"dns.none":      "DNS resolution: off on both sides",
}
