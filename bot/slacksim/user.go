package slacksim

import (
	"slices"
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

// AddUser adds or replaces a person and returns the id. A person of the home
// team has a direct message channel with the bot from the start.
func (w *Workspace) AddUser(u User) string {
	w.mu.Lock()
	defer w.mu.Unlock()
	if u.ID == "" {
		u.ID = "U0" + idLetters(u.Name)
	}
	setDefault(&u.TeamID, w.opts.Team.ID)
	if u.TeamID == w.opts.Team.ID {
		setDefault(&u.Enterprise, w.opts.Enterprise.ID)
	}
	if u.Teams == nil {
		u.Teams = []string{u.TeamID}
	}
	setDefault(&u.RealName, u.Name)
	setDefault(&u.TZ, "Etc/UTC")
	old := w.users[u.ID]
	if old == nil {
		w.order = append(w.order, u.ID)
	}
	w.users[u.ID] = &u
	w.userChanged(&u, old == nil)
	if !u.Bot && w.inTeam(&u) {
		w.openDM(&u)
	}
	w.changed(nil, "")
	return u.ID
}

// Deactivate closes somebody's account: they can do nothing any more, and
// users.info says deleted. It reports whether there is such a person.
func (w *Workspace) Deactivate(user string) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	u := w.findUser(user)
	if u == nil {
		return false
	}
	gone := *u
	gone.Deleted = true
	w.users[u.ID] = &gone
	w.userChanged(&gone, false)
	w.changed(nil, "")
	return true
}

// AddUserGroup adds or replaces a user group; members are ids or names, those
// unknown are left out. An empty id is made from the handle. It returns the id.
func (w *Workspace) AddUserGroup(id, handle string, members ...string) string {
	w.mu.Lock()
	defer w.mu.Unlock()
	if id == "" {
		id = "S0" + idLetters(handle)
	}
	old := w.groups[id]
	if old == nil {
		w.grOrder = append(w.grOrder, id)
	}
	g := &UserGroup{ID: id, Handle: handle, Name: handle, Members: w.userIDs(members)}
	w.groups[id] = g
	w.groupChanged(g, old)
	w.changed(nil, "")
	return id
}

// findUser takes an id or a name, with or without @; people of the home team
// come first. The caller holds mu.
func (w *Workspace) findUser(s string) *User {
	if u, ok := w.users[s]; ok {
		return u
	}
	s = strings.TrimPrefix(s, "@")
	var found *User
	for _, id := range w.order {
		u := w.users[id]
		if u.Name == s && (found == nil || !w.inTeam(found) && w.inTeam(u)) {
			found = u
		}
	}
	return found
}

func (w *Workspace) userIDs(users []string) []string {
	ids := []string{}
	for _, s := range users {
		if u := w.findUser(s); u != nil && !slices.Contains(ids, u.ID) {
			ids = append(ids, u.ID)
		}
	}
	return ids
}

// atHome reports whether u is a full member of the workspace.
func (w *Workspace) atHome(u *User) bool {
	return w.inTeam(u) && !u.Restricted && !u.UltraRestricted && !u.Stranger && !u.Bot && !u.Deleted
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
