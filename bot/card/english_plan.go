package card

// englishPlan are plans, and the answer to plan.
var englishPlan = texts{
	"plan.title":       "*Plan*",
	"plan.title.done":  "*Done*",
	"plan.title.to-do": "*Still to do*",
	"plan.calls":       "%s: %s",
	"plan.idle":        "no AWS changes: AWS already matches",
	"plan.routes":      "Routes in %s",
	"plan.outside":     "no routes, DNS options or tags: peerbot only accepts it",

	"plan.both-sides.tag":   "adds %s on both sides",
	"plan.both-sides.untag": "removes %s on both sides",
	"plan.one-side.tag":     "adds %[5]s in %[2]s",
	"plan.one-side.untag":   "removes %[5]s in %[2]s",

	"route.new-peering":             "new peering",
	"route.in":                      "in",
	"route.added":                   "+ add route to %s via %s in %s",
	"route.removed":                 "- remove route to %s via %s in %s",
	"route.done.add-route_one":      "1 route added",
	"route.done.add-route_other":    "%d routes added",
	"route.done.remove-route_one":   "1 route removed",
	"route.done.remove-route_other": "%d routes removed",

	"forecast.title":       "Plan: what this request would do",
	"forecast.blocked":     "*Not possible* as things are: %s. Nothing has changed and nobody was asked.",
	"forecast.nothing":     "*Nothing to do*: AWS already matches.",
	"forecast.connect":     "Connect %s with %s. This is a preview: nothing has changed and nobody was asked.",
	"forecast.needs":       "*Needs approval from:* %s",
	"forecast.command":     "*To request it:* %s",
	"forecast.calls-title": "*AWS calls*",
	"forecast.calls":       "%s in %s, %s",
}
