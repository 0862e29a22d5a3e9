package card

// englishWord are people, places and lists in a sentence.
var englishWord = texts{
	"person.unknown": "someone",
	"person.peerbot": "peerbot",
	"channel.direct": "a direct message",
	"name.with-id":   "%s (%s)",
	"list.and":       "%s and %s",
	"list.or":        "%s or %s",
	"list.and-more":  "and %s", // the end of a list that is cut: "and 3 more tags"
	"list.tags":      "tags %s",
	"notice.unknown": "This message can't be shown: there is no card for %s.",
}

// englishTime are lengths of time.
var englishTime = texts{
	"time.hours":           "%s h",
	"time.hours-minutes":   "%s h %s min",
	"time.minutes":         "%s min",
	"time.minutes-seconds": "%s min %s s",
	"time.seconds":         "%s s",
	"time.took":            "took %s",
	"time.so-far":          "%s so far",
}
