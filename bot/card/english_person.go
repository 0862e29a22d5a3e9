package card

// englishPerson are people, places and times in a sentence.
var englishPerson = texts{
	"person.unknown": "somebody",
	"person.peerbot": "peerbot",
	"channel.direct": "a direct message",
	"list.and":       "%s and %s",

	"time.hours-minutes":   "%s h %s min",
	"time.minutes-seconds": "%s min %s s",
	"time.seconds":         "%s s",
}
