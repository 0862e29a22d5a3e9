package card

import "golang.org/x/text/language"

// english is the English catalogue: a map for each subject, in a file of its own.
func english() translation {
	return translation{tag: language.English, texts: []texts{
		englishCount,
		englishMore,
		englishPerson,
	}}
}
