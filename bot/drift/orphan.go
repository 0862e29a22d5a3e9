package drift

import (
	"cmp"
	"context"
	"maps"
	"slices"

	"peerbot/aws/peering"
	"peerbot/bot/finding"
	"peerbot/bot/request"
	"peerbot/bot/store"
)

// orphans returns, by account, the connections that carry this installation's tags
// and that no record knows: what a lost database, or one that was restored, leaves
// behind. Each is with its requester's account, or else with its accepter's.
// Those of managed are known without asking the store.
func (s *Service) orphans(ctx context.Context, survey peering.Survey, managed []request.Peering) ([]finding.Seen, error) {
	known := map[string]bool{}
	for _, p := range managed {
		known[p.Desired.PCX] = true
	}
	marked := map[string]peering.Connection{}
	for _, view := range survey.Places {
		if view.Err != nil {
			continue
		}
		for _, of := range view.Connections {
			for _, c := range of {
				if m, ok := peering.MarkOf(c.Tags); ok && m.Install == s.Install && !c.Status.Terminal() && !known[c.ID] {
					marked[c.ID] = c
				}
			}
		}
	}
	if len(marked) == 0 {
		return nil, nil
	}
	records, err := s.Store.Peerings(ctx, store.PeeringFilter{})
	if err != nil {
		return nil, err
	}
	open, err := s.openRequests(ctx, "")
	if err != nil {
		return nil, err
	}
	lines := map[string][]peering.DriftLine{}
	for _, id := range slices.Sorted(maps.Keys(marked)) {
		c := marked[id]
		m, _ := peering.MarkOf(c.Tags)
		if slices.ContainsFunc(records, func(p request.Peering) bool { return knows(p, open, id, m.ID) }) {
			continue
		}
		at := c.Requester
		if _, ours := survey.Places[at.Place()]; !ours {
			at = c.Accepter
		}
		lines[at.Account] = append(lines[at.Account], peering.DriftLine{Code: peering.OrphanPeering, PCX: id, Status: c.Status, Region: at.Region, TagValue: m.ID})
	}
	var out []finding.Seen
	for account, l := range lines {
		out = append(out, finding.Seen{Account: account, Drift: peering.Drift{Class: peering.Orphan, Lines: l}})
	}
	slices.SortFunc(out, func(a, b finding.Seen) int { return cmp.Compare(a.Account, b.Account) })
	return out, nil
}

// knows reports whether a record is about a connection: by its id, or, while it is
// being made and has none on record yet, by the peering that its tags name. What was
// requested and came to nothing has a record that nobody looks at.
func knows(p request.Peering, open map[string]request.Request, pcx, id string) bool {
	if p.Desired.PCX == pcx {
		return !p.Ended()
	}
	_, asked := open[p.ID]
	return p.ID == id && (p.InUse() || asked) && (p.Desired.PCX == "" || slices.Contains(p.Desired.Former, pcx))
}
