package slacksim

import (
	"slices"
	"strings"
)

func (w *Workspace) needScope(scope string) error {
	if scope == "" || slices.Contains(w.opts.Scopes, scope) {
		return nil
	}
	return &apiError{"missing_scope", reply{"needed": scope, "provided": strings.Join(w.opts.Scopes, ",")}}
}

func (w *Workspace) hasScope(scope string) bool { return w.needScope(scope) == nil }

// readScope is the scope that seeing c needs; it depends on the channel.
func readScope(c *channel) string {
	switch {
	case c.im != "":
		return "im:read"
	case c.Private:
		return "groups:read"
	}
	return "channels:read"
}

// historyScope is the scope that reading c needs; it depends on the channel.
func historyScope(c *channel) string {
	switch {
	case c.im != "":
		return "im:history"
	case c.Private:
		return "groups:history"
	}
	return "channels:history"
}

// eventScope is the scope without which an app does not hear of an event.
func eventScope(name string) string {
	switch {
	case name == "app_mention":
		return "app_mentions:read"
	case name == "message.channels":
		return "channels:history"
	case name == "message.groups":
		return "groups:history"
	case name == "message.im":
		return "im:history"
	case name == "channel_archive", strings.HasPrefix(name, "member_"):
		return "channels:read"
	case strings.HasPrefix(name, "subteam_"):
		return "usergroups:read"
	case name == "team_join", name == "user_change":
		return "users:read"
	}
	return ""
}
