package bot

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"peerbot/aws/peering"
	"peerbot/bot/finding"
	"peerbot/bot/notice"
	"peerbot/bot/request"
	"peerbot/bot/store"
)

// sweepTime is how long a sweep may take before another one may begin.
const sweepTime = 15 * time.Minute

// findingsAtOnce is how many findings one transaction writes.
const findingsAtOnce = 200

// Sweep compares everything that we manage with AWS, writes down what is
// different, and speaks where there is a reason to. It changes nothing in AWS.
// While another replica sweeps, it does nothing.
func (b *Bot) Sweep(ctx context.Context, _ string) (time.Duration, error) {
	if _, err := b.sweep(ctx); err != nil {
		return 0, fmt.Errorf("sweep: %w", err)
	}
	return 0, nil
}

// sweep reports false, without having done anything, when somebody else sweeps.
func (b *Bot) sweep(ctx context.Context) (swept bool, err error) {
	return b.lease(ctx, "sweep", sweepTime, func() error {
		last, err := b.Findings.LastSweep(ctx)
		if err != nil {
			return err
		}
		managed, err := b.managed(ctx)
		if err != nil {
			return err
		}
		begin := b.Now()
		survey := b.Surveyor.Survey(ctx, wants(managed))
		if err := ctx.Err(); err != nil {
			return err // what was not read because we stop is not unreadable
		}
		// What was changed while AWS was read is for the next sweep.
		now, err := b.managed(ctx)
		if err != nil {
			return err
		}
		if err := errors.Join(b.end(ctx, now), b.admit(ctx, survey)); err != nil {
			return err
		}
		c := compare(unchanged(managed, now), survey, b.Now())
		c.before = last.At
		done := finding.Sweep{At: begin, Took: b.Now().Sub(begin), Peerings: len(c.compared), Unread: c.unread, Baseline: last.At.IsZero()}
		done.Open, err = b.write(ctx, c, done.Baseline)
		if err != nil {
			return err
		}
		b.Log.InfoContext(ctx, "swept", "peerings", done.Peerings, "open", done.Open, "unread", done.Unread, "took", done.Took)
		end := store.Change{At: b.Now(), Sweep: &done}
		if done.Baseline && b.Drift.Channel != "" {
			end.Notes = []store.Note{{Channel: b.Drift.Channel, Kind: notice.NotePlain, Text: baseline(done)}}
		}
		_, err = b.Store.Save(ctx, end)
		return err
	})
}

// baseline is the one sentence that a new installation says.
func baseline(s finding.Sweep) string {
	return fmt.Sprintf("The first drift check looked at %s and found %s not as wished; from now on, changes are told here. `/peering findings` lists them.",
		counted(s.Peerings, "peering"), counted(s.Open, "thing"))
}

// counted is a number with its noun.
func counted(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// managed returns every peering that should be in AWS as wished.
func (b *Bot) managed(ctx context.Context) ([]request.Peering, error) {
	return b.Store.Peerings(ctx, store.PeeringFilter{States: []request.PeeringState{request.Active, request.Drifted}, Limit: 1 << 30})
}

func wants(ps []request.Peering) []peering.Peering {
	out := make([]peering.Peering, len(ps))
	for i, p := range ps {
		out[i] = p.Want
	}
	return out
}

// unchanged returns the peerings that are the same in both lists.
func unchanged(before, after []request.Peering) []request.Peering {
	version := map[string]int64{}
	for _, p := range after {
		version[p.ID] = p.Version
	}
	return slices.DeleteFunc(slices.Clone(before), func(p request.Peering) bool { return version[p.ID] != p.Version })
}

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
		slices.SortFunc(l, func(a, b peering.DriftLine) int {
			if a.What < b.What {
				return -1
			}
			return 1
		})
		c.seen = append(c.seen, finding.Seen{Account: account, Drift: peering.Drift{Class: peering.Unreadable, Lines: l}})
	}
	for _, p := range ps {
		have, unread := survey.Observed(p.Want)
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
	drifts := peering.Drifts(p.Want, have, now)
	gone := slices.ContainsFunc(drifts, func(d peering.Drift) bool { return d.Class == peering.Missing })
	if line, ok := lifetime(p, now); ok && !gone {
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

// unreadable puts the error of a place into a line. The code, not the message,
// decides whether the line has changed: messages carry ids of single calls.
func unreadable(p peering.Place, err error) peering.DriftLine {
	text := "AWS did not answer"
	if call, ok := errors.AsType[*peering.CallError](err); ok {
		text = map[peering.Class]string{
			peering.Denied:     call.Action + " is not allowed",
			peering.NoRole:     "the role cannot be assumed",
			peering.WrongPlace: "the role belongs to another account",
			peering.Throttled:  "AWS is being asked too often",
			peering.NoRegion:   "the Region is not enabled",
		}[call.Class]
		if text == "" {
			text = "AWS answers " + call.Code
		}
	}
	return peering.DriftLine{What: p.Region, Text: p.Region + ": " + text}
}

// findingChannels returns where a finding is told: in the channels of the
// accounts that it is about, and an account that cannot be read in the
// operators' channel, too.
func (b *Bot) findingChannels(f finding.Finding, p request.Peering) []string {
	ids := []string{f.Account}
	if f.Peering != "" {
		ids = []string{p.Want.Requester.VPC.Account, p.Want.Accepter.VPC.Account}
	}
	var out []string
	for _, id := range ids {
		if a, ok := b.Accounts.Find(id); ok && a.Channel != "" {
			out = union(out, []string{a.Channel})
		}
	}
	for _, key := range []string{string(f.Class), "severe"} {
		if c := b.Drift.Channels[key]; c != "" && (key != "severe" || f.Severe()) {
			out = union(out, []string{c})
		}
	}
	if b.Drift.Channel != "" && (f.Account != "" || len(out) == 0) {
		out = union(out, []string{b.Drift.Channel})
	}
	return out
}

// mark brings the states of the compared peerings up to date.
func (b *Bot) mark(ctx context.Context, c comparison, drifted map[string]bool) error {
	for id, p := range c.compared {
		next := request.Active
		if drifted[id] {
			next = request.Drifted
		}
		if p.State == next || p.State != request.Active && p.State != request.Drifted {
			continue
		}
		p.State, p.UpdatedAt = next, b.Now()
		_, err := b.Store.Save(ctx, store.Change{At: b.Now(), Peering: &p})
		if err != nil && !errors.Is(err, store.ErrConflict) { // changed meanwhile: the next sweep looks again
			return err
		}
	}
	return nil
}

// Recheck compares one peering with AWS, after something was done about it.
func (b *Bot) Recheck(ctx context.Context, id string) (time.Duration, error) {
	record, err := b.Store.Peering(ctx, id)
	if err != nil {
		return 0, fmt.Errorf("recheck %s: %w", id, err)
	}
	open, err := b.Findings.Findings(ctx, store.FindingFilter{Peering: id})
	if err != nil || len(open) == 0 && record.State != request.Drifted {
		return 0, err
	}
	requests, err := b.mending(ctx, id)
	if err != nil {
		return 0, err
	}
	last, err := b.Findings.LastSweep(ctx)
	if err != nil {
		return 0, err
	}
	c := comparison{compared: map[string]request.Peering{id: record}, grouped: map[string]bool{id: true}, before: last.At}
	switch _, asked := requests[id]; {
	case asked && (record.State == request.Active || record.State == request.Drifted):
		// Only the request is news; AWS is looked at when it has ended.
		return 0, b.nameMending(ctx, open, requests)
	case record.State == request.Active, record.State == request.Drifted:
		have, err := b.Cloud.Observe(ctx, record.Want)
		if err != nil {
			b.Log.InfoContext(ctx, "not rechecked; the next sweep will", "peering", id, "error", err)
			return 0, nil
		}
		c.add(record, have, b.Now())
	case record.State == request.PeerApplying:
		return 0, nil // it is being changed, and looked at again afterwards
	}
	_, err = b.merge(ctx, merging{comparison: c, open: open, managed: map[string]request.Peering{id: record}, mending: requests})
	if errors.Is(err, store.ErrConflict) {
		return b.Poll, nil
	}
	return 0, err
}
