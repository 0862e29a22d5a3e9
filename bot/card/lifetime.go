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
func lasts(d time.Duration) words {
	const day = 24 * time.Hour
	if d >= day && d%day == 0 {
		return plural(int(d/day), "count.day")
	}
	return plural(int(d.Round(time.Hour)/time.Hour), "count.hour")
}

// lives is until when a peering lives, and what happens then.
func lives(until time.Time) words {
	return say("lifetime.until", when(until))
}

// lifetime adds what a request has to do with the end of its peering.
func (m *message) lifetime(r request.Request, p request.Peering) {
	const sign = "🗓️"
	switch {
	case r.Kind == request.Create && r.TTL > 0 && r.State.Open():
		m.lead("lifetime", icon(sign, say("lifetime.ttl", lasts(r.TTL))))
	case r.Kind == request.Create && r.State == request.Done && standing(p) && !p.EndsAt.IsZero():
		m.lead("lifetime", icon(sign, say("lifetime.expires", when(p.EndsAt))))
	case r.Kind == request.Extend && r.State == request.Pending && p.EndAsked:
		m.lead("lifetime", icon(sign, say("lifetime.ended", when(p.EndsAt))))
	case r.Kind == request.Extend && r.State == request.Pending && !p.EndsAt.IsZero():
		m.lead("lifetime", icon(sign, say("lifetime.unless-extended", lives(p.EndsAt))))
	case r.Kind == request.Admit && r.State == request.Pending && !r.Until.IsZero():
		m.lead("lifetime", icon(sign, say("lifetime.unaccepted", when(r.Until))))
	case r.Kind == request.Delete && r.Asker == request.System && r.State == request.Pending && !p.EndsAt.IsZero():
		m.lead("lifetime", icon(sign, say("lifetime.deny-to-extend", when(p.EndsAt), extend(p.ID))))
	}
}

// standing reports whether a peering is there, and ours.
func standing(p request.Peering) bool {
	return p.State == request.Active || p.State == request.Drifted || p.State == request.PeerApplying
}

// extend is the command that lets a peering live longer.
func extend(id string) words { return typed(command.Format(command.Extend{Peering: id})) }

// ending says when a peering ends, or ended, and how to let it live longer;
// nothing for one that lives for good.
func ending(p request.Peering, now time.Time) words {
	const sign = "🗓️"
	switch {
	case p.EndsAt.IsZero() || !standing(p):
		return nil
	case p.EndAsked:
		return icon(sign, say("lifetime.ended-extend", when(p.EndsAt), extend(p.ID)))
	case now.After(p.EndsAt):
		return icon(sign, say("lifetime.ending-extend", when(p.EndsAt), extend(p.ID)))
	}
	return icon(sign, say("lifetime.until-extend", when(p.EndsAt), extend(p.ID)))
}

// isEnd reports whether a line of a finding is about the end of its peering's
// time.
func isEnd(l peering.DriftLine) bool { return l.What == "end" }

// aboutEnd reports whether a finding is about that.
func aboutEnd(f finding.Finding) bool {
	return f.Class == peering.Expiring && slices.ContainsFunc(f.Lines, isEnd)
}

// endLine is the line about the end of a peering's time as the record tells it,
// in the reader's time zone, and how to let it live longer. A finding that is
// over, and one whose peering has no end by now, keeps what was found.
func endLine(f finding.Finding, p request.Peering, found words) words {
	if !f.Open() || !standing(p) || p.EndsAt.IsZero() {
		return found
	}
	if p.EndAsked {
		return say("finding.end.ended", when(p.EndsAt), extend(p.ID))
	}
	return say("finding.end.ends", when(p.EndsAt), extend(p.ID))
}

// expiring says what a finding about an end means. AWS ends what is not
// accepted in time; what was wished for a while is ended by nobody but people.
func expiring(f finding.Finding, p request.Peering, now time.Time) words {
	switch {
	case aboutEnd(f) && !p.EndsAt.IsZero() && now.After(p.EndsAt):
		return say("finding.means.ended")
	case aboutEnd(f):
		return say("finding.means.ending")
	}
	return say("finding.means.expiring")
}
