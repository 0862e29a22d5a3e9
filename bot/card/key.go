package card

import (
	"slices"
	"strings"

	"golang.org/x/text/language"
)

// key names a text of the catalogue: "request.waiting". What follows a dot may
// be a code of another package: "state.pending". The keys of texts that have a
// form for each plural end in the form: "routes_one", "routes_other".
type key string

// form splits the key of a plural form: "routes_one" is the one of "routes".
func (k key) form() (base key, form string) {
	if i := strings.LastIndexByte(string(k), '_'); i >= 0 && slices.Contains(pluralForms, string(k[i+1:])) {
		return k[:i], string(k[i+1:])
	}
	return k, ""
}

// pluralForms are the ends of keys, in the order in which x/text wants them.
var pluralForms = []string{"zero", "one", "two", "few", "many", "other"}

// texts are formats by key, in one language. They may hold mrkdwn marks, and a
// %s or %[2]s for each part; in plural forms %[1]d is the number.
type texts map[key]string

// translation is all texts of one language, a map for each subject.
type translation struct {
	tag   language.Tag
	texts []texts
}
