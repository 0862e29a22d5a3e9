package directory

import "strings"

// Slack tells what an id is of by its first letter.

// IsUser reports whether an id is of a person.
func IsUser(id string) bool { return strings.HasPrefix(id, "U") || strings.HasPrefix(id, "W") }

// IsUserGroup reports whether an id is of a user group.
func IsUserGroup(id string) bool { return strings.HasPrefix(id, "S") }

// IsDirectMessage reports whether an id is of a direct message, and not of a
// channel.
func IsDirectMessage(id string) bool { return strings.HasPrefix(id, "D") }
