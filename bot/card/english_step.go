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
	"step.task.remove-route":  "Remove routes in %[2]s",
	"step.task.delete":        "Delete %[1]s",
	"step.task.await-gone":    "Wait until AWS reports it deleted",
	"step.task.create":        "Create %[1]s from %[2]s",
	"step.task.await-pending": "Wait until both sides see it",
	"step.task.tag":           "Tag it in %[2]s",
	"step.task.untag":         "Remove peerbot's tags in %[2]s",
	"step.task.accept":        "Accept it in %[2]s",
	"step.task.reject":        "Reject it in %[2]s",
	"step.task.await-active":  "Wait until AWS reports it active",
	"step.task.add-route":     "Add routes in %[2]s",
	"step.task.set-dns":       "Turn DNS resolution %[6]s in %[2]s",

	// How many of them, in one line; what only waits is not counted. Of these
	// the number comes first: %[1]d is the number, %[2]s the peering.
	"step.tally.remove-route_one":   "remove 1 route",
	"step.tally.remove-route_other": "remove %[1]d routes",
	"step.tally.delete":             "delete %[2]s",
	"step.tally.create":             "create the peering",
	"step.tally.tag":                "tag it",
	"step.tally.untag":              "remove peerbot's tags",
	"step.tally.accept":             "accept it",
	"step.tally.reject":             "reject it",
	"step.tally.add-route_one":      "add 1 route",
	"step.tally.add-route_other":    "add %[1]d routes",
	"step.tally.set-dns_one":        "set DNS resolution on 1 side",
	"step.tally.set-dns_other":      "set DNS resolution on %[1]d sides",

	// What differs in AWS, so that the step is needed.
	"step.differs.remove-route": "%[2]s: the route to %[3]s in %[4]s leads to %[1]s, which no longer exists",
	"step.differs.delete":       "%[1]s should be deleted",
	"step.differs.create":       "the peering does not exist in AWS",
	"step.differs.tag":          "%[2]s: missing %[5]s",
	"step.differs.untag":        "%[2]s: still has %[5]s",
	"step.differs.accept":       "%[1]s is not accepted in %[2]s",
	"step.differs.reject":       "%[1]s is not rejected in %[2]s",
	"step.differs.add-route":    "%[2]s: no route to %[3]s in %[4]s",
	"step.differs.set-dns":      "%[2]s: DNS resolution should be %[6]s",
	"step.extra.remove-route":   "%[2]s: the route to %[3]s in %[4]s should be gone",

	// What could not be done.
	"step.change.remove-route": "remove the route to %[3]s from %[4]s in %[2]s",
	"step.change.delete":       "delete %[1]s",
	"step.change.create":       "create the peering",
	"step.change.tag":          "tag %[1]s in %[2]s",
	"step.change.untag":        "remove peerbot's tags from %[1]s in %[2]s",
	"step.change.accept":       "accept %[1]s in %[2]s",
	"step.change.reject":       "reject %[1]s in %[2]s",
	"step.change.add-route":    "add a route to %[3]s to %[4]s in %[2]s",
	"step.change.set-dns":      "turn DNS resolution %[6]s in %[2]s",

	"step.failed.remove-route":  "could not remove the route to %[3]s from %[4]s in %[2]s",
	"step.failed.delete":        "could not delete %[1]s",
	"step.failed.await-gone":    "AWS did not report %[1]s deleted in time",
	"step.failed.create":        "could not create the peering from %[2]s",
	"step.failed.await-pending": "%[1]s did not appear on both sides in time",
	"step.failed.tag":           "could not tag %[1]s in %[2]s",
	"step.failed.untag":         "could not remove peerbot's tags from %[1]s in %[2]s",
	"step.failed.accept":        "could not accept %[1]s in %[2]s",
	"step.failed.reject":        "could not reject %[1]s in %[2]s",
	"step.failed.await-active":  "%[1]s did not become active in time",
	"step.failed.add-route":     "could not add a route to %[3]s to %[4]s in %[2]s",
	"step.failed.set-dns":       "could not turn DNS resolution %[6]s in %[2]s",
}
