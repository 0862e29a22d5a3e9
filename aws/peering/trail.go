package peering

import (
	"cmp"
	"net/netip"
	"slices"
	"strings"
	"time"
)

// EventQuery is a call that can have made a difference, as an audit trail would
// have written it down.
type EventQuery struct {
	Place Place    `json:"place"`
	Event string   `json:"event"` // as CloudTrail names it, "DeleteRoute"
	About []string `json:"about"` // what its parameters name, all of it: ids, and CIDR blocks
}

// Matches reports whether the parameters of an event, all their values as
// texts, name everything that the query is about. Blocks are compared as AWS
// does: 10.0.0.7/16 is 10.0.0.0/16.
func (t EventQuery) Matches(values []string) bool {
	for _, a := range t.About {
		block, err := netip.ParsePrefix(a)
		named := slices.ContainsFunc(values, func(v string) bool {
			if err != nil {
				return v == a
			}
			got, err := netip.ParsePrefix(v)
			return err == nil && got.Masked() == block.Masked()
		})
		if !named {
			return false
		}
	}
	return true
}

// AuditEvent is an event of an audit trail: who called what, and when.
type AuditEvent struct {
	At      time.Time `json:"at"`
	Place   Place     `json:"place"`
	Event   string    `json:"event"`             // "DeleteRoute"
	ID      string    `json:"id"`                // of the event
	Actor   string    `json:"actor"`             // ARN of the caller, or the service that called
	Source  string    `json:"source,omitempty"`  // the session's source identity
	Agent   string    `json:"agent,omitempty"`   // user agent, as AWS wrote it down
	From    string    `json:"from,omitempty"`    // IP address, or the name of a service
	Request string    `json:"request,omitempty"` // our request, when it was ourselves
}

// Who returns the part of the actor's ARN that people know: "Admin/alice" of a
// role's session, "alice" of a user, "root".
func (d AuditEvent) Who() string {
	parts := strings.SplitN(d.Actor, ":", 6)
	if len(parts) < 6 {
		return d.Actor
	}
	_, name, _ := strings.Cut(parts[5], "/")
	return cmp.Or(name, parts[5])
}

// Account returns the account that the actor belongs to; empty when it belongs
// to none.
func (d AuditEvent) Account() string {
	if parts := strings.SplitN(d.Actor, ":", 6); len(parts) == 6 {
		return parts[4]
	}
	return ""
}

func (t EventQuery) same(o EventQuery) bool {
	return t.Place == o.Place && t.Event == o.Event && slices.Equal(t.About, o.About)
}
