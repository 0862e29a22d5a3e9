package drift

import (
	"errors"
	"slices"
	"strings"
	"time"

	"peerbot/aws/peering"
	"peerbot/bot/finding"
	"peerbot/bot/request"
)

// comparison is what a sweep, or a look at one peering, found out.
type comparison struct {
	compared map[string]request.Peering // by id
	grouped  map[string]bool            // whether what refers to security groups was judged, by id
	accounts map[string]bool            // that were read in every Region
	seen     []finding.Seen
	unread   int       // places
	before   time.Time // the last sweep; zero: there was none
}

// checked reports whether the comparison could judge what a finding is about.
// A peering that is not managed any more has no findings.
func (c comparison) checked(f finding.Finding, managed map[string]request.Peering) bool {
	if f.Peering == "" {
		return c.accounts[f.Account]
	}
	if _, ok := c.compared[f.Peering]; !ok {
		_, is := managed[f.Peering]
		return !is
	}
	return f.Class != peering.StaleGroup || c.grouped[f.Peering]
}

// Compare judges peerings by a survey, for who only wants to know: what is
// different, how many peerings could be compared, and how many accounts and
// Regions could not be read.
func Compare(ps []request.Peering, survey peering.Survey, now time.Time) (seen []finding.Seen, compared, unread int) {
	c := compare(ps, survey, now)
	return c.seen, len(c.compared), c.unread
}

// compare judges every peering by the survey. An account that cannot be read
// is one finding, and says nothing about any peering.
func compare(ps []request.Peering, survey peering.Survey, now time.Time) comparison {
	c := comparison{compared: map[string]request.Peering{}, grouped: map[string]bool{}, accounts: map[string]bool{}}
	lines := map[string][]peering.DriftLine{}
	for place, view := range survey.Places {
		if _, ok := c.accounts[place.Account]; !ok {
			c.accounts[place.Account] = true
		}
		if view.Err != nil {
			c.unread++
			c.accounts[place.Account] = false
			lines[place.Account] = append(lines[place.Account], unreadable(place, view.Err))
		}
	}
	for account, l := range lines {
		slices.SortFunc(l, func(a, b peering.DriftLine) int { return strings.Compare(a.Region, b.Region) })
		c.seen = append(c.seen, finding.Seen{Account: account, Drift: peering.Drift{Class: peering.Unreadable, Lines: l}})
	}
	for _, p := range ps {
		have, unread := survey.Observed(p.Desired)
		if len(unread) > 0 {
			continue
		}
		c.compared[p.ID] = p
		c.add(p, have, now)
	}
	slices.SortFunc(c.seen, func(a, b finding.Seen) int {
		if a.Account+a.Peering+string(a.Class) < b.Account+b.Peering+string(b.Class) {
			return -1
		}
		return 1
	})
	return c
}

func (c *comparison) add(p request.Peering, have peering.Observed, now time.Time) {
	c.grouped[p.ID] = have.Grouped()
	drifts := peering.Drifts(p.Desired, have, now)
	gone := slices.ContainsFunc(drifts, func(d peering.Drift) bool { return d.Class == peering.Missing })
	if line, ok := expiryLine(p, now); ok && !gone {
		i := slices.IndexFunc(drifts, func(d peering.Drift) bool { return d.Class == peering.Expiring })
		if i < 0 {
			drifts, i = append(drifts, peering.Drift{Class: peering.Expiring}), len(drifts)
		}
		drifts[i].Lines = append(drifts[i].Lines, line)
	}
	for _, d := range drifts {
		c.seen = append(c.seen, finding.Seen{Peering: p.ID, Drift: d})
	}
}

// unreadable returns the line of a place that cannot be read.
func unreadable(p peering.Place, err error) peering.DriftLine {
	l := peering.DriftLine{Code: peering.UnreadablePlace, Region: p.Region}
	if call, ok := errors.AsType[*peering.CallError](err); ok {
		l.Action, l.Class, l.AWSCode = call.Action, call.Class, call.Code
	}
	return l
}

// endWarning is how long before its expiry date a peering is a finding.
const endWarning = 3 * 24 * time.Hour

// expiryLine returns the line of a peering that ends soon, or has ended and is
// still there.
func expiryLine(p request.Peering, now time.Time) (peering.DriftLine, bool) {
	if p.EndsAt.IsZero() || p.EndsAt.Sub(now) > endWarning {
		return peering.DriftLine{}, false
	}
	return peering.DriftLine{Code: peering.LifetimeEnds, EndsAt: p.EndsAt.UTC(), Asked: p.EndRequested}, true
}
