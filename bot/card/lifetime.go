package card

import (
	"slices"
	"time"

	"peerbot/aws/peering"
	"peerbot/bot/command"
	"peerbot/bot/finding"
	"peerbot/bot/request"
)

// lasts is a length of time as people say it: "30 days", "36 hours".
func lasts(d time.Duration) richText {
	const day = 24 * time.Hour
	if d >= day && d%day == 0 {
		return plural(int(d/day), "count.day")
	}
	return plural(int(d.Round(time.Hour)/time.Hour), "count.hour")
}

// expiry says when a peering expires, and what happens then.
func expiry(until time.Time) richText {
	return format("lifetime.until", when(until))
}

// lifetime adds what a request has to do with the end of its peering.
func (m *message) lifetime(r request.Request, p request.Peering) {
	const sign = "🗓️"
	rules, pending := r.Kind.Rules(), r.State == request.Pending
	switch {
	case r.TTL > 0 && r.State.Open():
		m.required("lifetime", icon(sign, format("lifetime.ttl", lasts(r.TTL))))
	case !rules.Managed && r.State == request.Done && p.InUse() && !p.EndsAt.IsZero():
		m.required("lifetime", icon(sign, format("lifetime.expires", when(p.EndsAt))))
	case rules.Extends && pending && p.EndRequested:
		m.required("lifetime", icon(sign, format("lifetime.ended", when(p.EndsAt))))
	case rules.Extends && pending && !p.EndsAt.IsZero():
		m.required("lifetime", icon(sign, format("lifetime.unless-extended", expiry(p.EndsAt))))
	case rules.External && pending && !r.Until.IsZero():
		m.required("lifetime", icon(sign, format("lifetime.unaccepted", when(r.Until))))
	case rules.Removes && r.RequestedBy == request.System && pending && !p.EndsAt.IsZero():
		m.required("lifetime", icon(sign, format("lifetime.deny-to-extend", when(p.EndsAt), extend(p.ID))))
	}
}

// extend is the command that puts off the expiry of a peering.
func extend(id string) richText { return typed(command.Format(command.Extend{Peering: id})) }

// ending says when a peering expires, or did, and how to extend it; nothing for
// one that does not expire.
func ending(p request.Peering, now time.Time) richText {
	const sign = "🗓️"
	switch {
	case p.EndsAt.IsZero() || !p.InUse():
		return nil
	case p.EndRequested:
		return icon(sign, format("lifetime.ended-extend", when(p.EndsAt), extend(p.ID)))
	case now.After(p.EndsAt):
		return icon(sign, format("lifetime.ending-extend", when(p.EndsAt), extend(p.ID)))
	}
	return icon(sign, format("lifetime.until-extend", when(p.EndsAt), extend(p.ID)))
}

// expiring says what a finding about an end means. AWS ends what is not
// accepted in time; a managed peering is deleted by nobody but people.
func expiring(f finding.Finding, p request.Peering, now time.Time) richText {
	switch {
	case aboutEnd(f) && !p.EndsAt.IsZero() && now.After(p.EndsAt):
		return format("finding.means.ended")
	case aboutEnd(f):
		return format("finding.means.ending")
	}
	return format("finding.means.expiring")
}

// aboutEnd reports whether a finding is about the end of its peering.
func aboutEnd(f finding.Finding) bool {
	return f.Class == peering.Expiring && slices.ContainsFunc(f.Lines, func(l peering.DriftLine) bool { return l.Code == peering.LifetimeEnds })
}
