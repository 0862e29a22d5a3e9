package drift

import (
	"cmp"
	"context"
	"slices"
	"time"

	"peerbot/bot/finding"
	"peerbot/bot/store"
)

// group makes groups of the findings that are posted for the first time, where
// there are many of a class for one channel. These have no card there but that
// of their group.
func (s *Service) group(ctx context.Context, changes []store.FindingChange, now time.Time) ([]finding.Group, error) {
	var fresh []int
	var pending []finding.Pending
	for i, c := range changes {
		if c.Finding.NotifiedAt.Equal(now) && c.Note == "" && len(c.Cards) > 0 {
			fresh = append(fresh, i)
			pending = append(pending, finding.Pending{Class: c.Finding.Class, Channels: channels(c.Cards)})
		}
	}
	var out []finding.Group
	for _, g := range finding.GroupBy(pending, s.Policy.Group) {
		id, err := s.Store.NextGroup(ctx)
		if err != nil {
			return nil, err
		}
		out = append(out, finding.Group{ID: id, Channel: g.Channel, Class: g.Class, At: now})
		for _, k := range g.Members {
			c := &changes[fresh[k]]
			c.Groups = append(c.Groups, id)
			c.Cards = withoutChannel(c.Cards, g.Channel)
		}
	}
	return out, nil
}

// channels returns the ids of the channels among destinations: findings are
// grouped nowhere else.
func channels(all []store.Destination) []string {
	var out []string
	for _, to := range all {
		if to.Kind == store.DestinationChannel {
			out = append(out, to.Address)
		}
	}
	return out
}

func withoutChannel(all []store.Destination, id string) []store.Destination {
	return slices.DeleteFunc(slices.Clone(all), func(to store.Destination) bool { return to == store.Channel(id) })
}

// groupNotes returns what is posted below the cards of the groups that the
// changed findings are in: one note for each group, however many of its members
// changed. It takes from the changes the cards in channels where the group has
// one.
func (s *Service) groupNotes(ctx context.Context, changes []store.FindingChange, reasons map[string]finding.Reason) ([]store.Note, error) {
	changed := map[string]finding.Finding{}
	var ids []string
	for _, c := range changes {
		if c.Finding.ID != "" {
			changed[c.Finding.ID] = *c.Finding
			ids = append(ids, c.Finding.ID)
		}
	}
	in, err := s.Store.GroupsOf(ctx, ids)
	if err != nil || len(in) == 0 {
		return nil, err
	}
	var groups []string
	for i := range changes {
		c := &changes[i]
		for _, id := range in[c.Finding.ID] {
			if !slices.Contains(groups, id) {
				groups = append(groups, id)
			}
			g, err := s.Store.Group(ctx, id)
			if err != nil {
				return nil, err
			}
			c.Cards = withoutChannel(c.Cards, g.Channel)
		}
	}
	slices.SortFunc(groups, func(a, b string) int { return cmp.Or(cmp.Compare(len(a), len(b)), cmp.Compare(a, b)) })
	var notes []store.Note
	for _, id := range groups {
		members, err := s.Store.Findings(ctx, store.FindingFilter{Group: id, Resolved: true})
		if err != nil {
			return nil, err
		}
		for i, f := range members {
			if now, ok := changed[f.ID]; ok {
				members[i] = now
			}
		}
		if kind := noteOf[finding.GroupReason(members, reasons)]; kind != "" {
			notes = append(notes, store.Note{About: id, To: store.Thread(), Kind: kind})
		}
	}
	return notes, nil
}
