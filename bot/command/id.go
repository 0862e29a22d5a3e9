package command

import (
	"regexp"
	"slices"
	"strings"
)

// The ids that people type. AWS ids have 17 hexadecimal digits, old ones 8.
var (
	shortID = regexp.MustCompile(`^#?([rpfg])0*([1-9][0-9]{0,17})$`)
	pcxID   = regexp.MustCompile(`^pcx-([0-9a-f]{8}|[0-9a-f]{17})$`)
	number  = regexp.MustCompile(`^#?[0-9]+$`)
)

// looksLikeID reports what was certainly meant as an id, right or wrong.
func looksLikeID(s string) bool {
	s = strings.ToLower(s)
	return shortID.MatchString(s) || strings.HasPrefix(s, "pcx-")
}

// An id reads an id, and writes it as the cards do: R42, P17, F3, G2,
// pcx-0a1b2c3d4e5f60718.
type id struct {
	p    *string
	want []IDKind
}

func idOf(p *string, want ...IDKind) id { return id{p, want} }

func (v id) set(t token) *Error {
	s := strings.ToLower(t.folded())
	kind, canonical := readID(s)
	switch {
	case canonical != "" && slices.Contains(v.want, kind):
		*v.p = canonical
		return nil
	case canonical != "":
		e := t.wrong(WrongID)
		e.Want, e.Got, e.ID = v.want, kind, canonical
		return e
	case strings.HasPrefix(s, "pcx-") && slices.Contains(v.want, ConnectionID):
		return t.wrong(TruncatedPCX)
	}
	e := t.wrong(NotAnID)
	e.Want = v.want
	if len(v.want) == 1 && number.MatchString(s) { // a number without its letter
		_, e.Suggestion = readID(strings.ToLower(string(v.want[0])) + strings.TrimPrefix(s, "#"))
	}
	return e
}

// readID returns the kind of an id in lower case, and the id as the cards write
// it; empty when it is none.
func readID(s string) (IDKind, string) {
	if m := shortID.FindStringSubmatch(s); m != nil {
		kind := IDKind(strings.ToUpper(m[1]))
		return kind, string(kind) + m[2]
	}
	if pcxID.MatchString(s) {
		return ConnectionID, s
	}
	return "", ""
}

func (v id) String() string { return *v.p }
