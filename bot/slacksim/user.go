package slacksim

import (
	"strings"
	"unicode"
)

// User is a person or a bot of the workspace.
type User struct {
	ID       string // "U…", or "W…" on Enterprise Grid; made from Name when empty
	Name     string // the handle, without @
	RealName string // Name when empty
	Title    string // what this person does, as the page shows it beside the name
	Email    string
	TeamID   string // the home team when empty; another one for people of other organisations
	TZ       string // UTC when empty

	// On Enterprise Grid, the organisation, which people of the home team have
	// from the workspace, and the workspaces that the person is in, TeamID when
	// nil. People of another workspace of the same organisation have their own
	// TeamID and the Enterprise of Options.
	Enterprise string
	Teams      []string

	Restricted      bool // a guest in several channels
	UltraRestricted bool // a guest in one channel
	Stranger        bool // of another organisation and not in touch with this one
	Admin           bool
	Bot             bool
	Deleted         bool // deactivated
}

// UserGroup is what people mention as @handle.
type UserGroup struct {
	ID      string // "S…"
	Handle  string
	Name    string
	Members []string // user ids
}

// idLetters makes the letters of an id from a name.
func idLetters(name string) string {
	return strings.Map(func(r rune) rune {
		if r > unicode.MaxASCII || !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			return -1
		}
		return unicode.ToUpper(r)
	}, name)
}
