package card

// englishPlan are plans, and the answer to plan.
var englishPlan = texts{
	"plan.title":       "*Plan*",
	"plan.title.done":  "*What was done*",
	"plan.title.to-do": "*Still to be done*",
	"plan.calls":       "%s: %s",
	"plan.idle":        "no AWS call: AWS is as wished already",
	"plan.idle.keep":   "no AWS call: only what is wished changes",
	"plan.idle.extend": "no AWS call: only its end changes",
	"plan.routes":      "Routes of %s",
	"plan.outside":     "no routes, DNS options or tags: whoever asked for it looks after it",

	"plan.both-sides.tag":   "adds on both sides: %s",
	"plan.both-sides.untag": "takes away on both sides: %s",
	"plan.one-side.tag":     "adds for %[2]s: %[5]s",
	"plan.one-side.untag":   "takes away for %[2]s: %[5]s",

	"route.new-peering":             "new peering",
	"route.in-tables_one":           "in 1 table:",
	"route.in-tables_other":         "in %d tables:",
	"route.added":                   "+ add %s to %s in %s",
	"route.removed":                 "- remove %s to %s in %s",
	"route.done.add-route_one":      "1 route added",
	"route.done.add-route_other":    "%d routes added",
	"route.done.remove-route_one":   "1 route removed",
	"route.done.remove-route_other": "%d routes removed",

	"problem.is-warning":  "Warning: %s",
	"problem.is-blocking": "Problem: %s",

	"forecast.title":       "Plan: what a request would do",
	"forecast.blocked":     "*It cannot be done* as it is: %s. Nothing was changed, and nobody was asked.",
	"forecast.nothing":     "*Nothing to do*: AWS is already as wished.",
	"forecast.connect":     "Connect %s with %s. Nothing was changed, and nobody was asked.",
	"forecast.needs":       "*Must say yes:* %s",
	"forecast.command":     "*To ask for it:* %s",
	"forecast.calls-title": "*AWS calls*",
	"forecast.calls":       "%s in %s, %s",
}
