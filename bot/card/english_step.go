package card

// englishStep are the steps of plans, by kind. %[1]s is the peering, %[2]s the
// VPC, %[3]s the destination of a route, %[4]s its route table, %[5]s tags and
// %[6]s a DNS option.
var englishStep = texts{
	"step.title":     "*Steps*",
	"step.is.done":   "Done: %s",
	"step.is.now":    "Now: %s",
	"step.is.to-do":  "To do: %s",
	"step.is.failed": "Failed: %s",

	// A line of the checklist.
	"step.task.remove-route":  "Remove routes of %[2]s",
	"step.task.delete":        "Delete %[1]s",
	"step.task.await-gone":    "Wait until AWS says deleted",
	"step.task.create":        "Create %[1]s from %[2]s",
	"step.task.await-pending": "Wait until both sides see it",
	"step.task.tag":           "Tag it for %[2]s",
	"step.task.untag":         "Take peerbot's tags off it for %[2]s",
	"step.task.accept":        "Accept it in %[2]s",
	"step.task.reject":        "Reject it in %[2]s",
	"step.task.await-active":  "Wait until AWS says active",
	"step.task.add-route":     "Add routes to %[2]s",
	"step.task.set-dns":       "Set the DNS option of %[2]s",

	// How many of them, in one line; what only waits is not counted. Of these
	// the number comes first: %[1]d is the number, %[2]s the peering.
	"step.tally.remove-route_one":   "remove 1 route",
	"step.tally.remove-route_other": "remove %[1]d routes",
	"step.tally.delete":             "delete %[2]s",
	"step.tally.create":             "create the peering",
	"step.tally.tag":                "tag it",
	"step.tally.untag":              "take peerbot's tags off it",
	"step.tally.accept":             "accept it",
	"step.tally.reject":             "reject it",
	"step.tally.add-route_one":      "add 1 route",
	"step.tally.add-route_other":    "add %[1]d routes",
	"step.tally.set-dns_one":        "set 1 DNS option",
	"step.tally.set-dns_other":      "set %[1]d DNS options",

	// What differs in AWS, so that the step is needed.
	"step.differs.remove-route": "route %[3]s in %[4]s of %[2]s leads to %[1]s, which is over",
	"step.differs.delete":       "%[1]s should not exist any more",
	"step.differs.create":       "the peering does not exist in AWS",
	"step.differs.tag":          "missing for %[2]s: %[5]s",
	"step.differs.untag":        "still there for %[2]s: %[5]s",
	"step.differs.accept":       "%[1]s is not accepted by %[2]s",
	"step.differs.reject":       "%[1]s is not rejected by %[2]s",
	"step.differs.add-route":    "route %[3]s is missing in %[4]s of %[2]s",
	"step.differs.set-dns":      "the DNS option of %[2]s should be %[6]s",
	"step.extra.remove-route":   "route %[3]s in %[4]s of %[2]s should not exist any more",

	// What could not be done.
	"step.failed.remove-route":  "could not remove route %[3]s from %[4]s of %[2]s",
	"step.failed.delete":        "could not delete %[1]s",
	"step.failed.await-gone":    "%[1]s was not gone in time",
	"step.failed.create":        "could not create the peering from %[2]s",
	"step.failed.await-pending": "%[1]s was not seen by both sides in time",
	"step.failed.tag":           "could not tag %[1]s for %[2]s",
	"step.failed.untag":         "could not take peerbot's tags off %[1]s for %[2]s",
	"step.failed.accept":        "could not accept %[1]s in %[2]s",
	"step.failed.reject":        "could not reject %[1]s in %[2]s",
	"step.failed.await-active":  "%[1]s was not active in time",
	"step.failed.add-route":     "could not add route %[3]s to %[4]s of %[2]s",
	"step.failed.set-dns":       "could not set the DNS option of %[2]s",
}
