package drift

import (
	"context"

	"peerbot/bot/finding"
	"peerbot/bot/request"
	"peerbot/bot/store"
)

// linkRequest returns a finding with the open request that resolves it, and
// whether that is another than before. What is resolved keeps the last one.
func linkRequest(f finding.Finding, open map[string]request.Request) (finding.Finding, bool) {
	if !f.Open() {
		return f, false
	}
	id := ""
	if r, ok := open[f.Peering]; ok && f.Peering != "" && r.Kind.ResolvesClass(f.Class) {
		id = r.ID
	}
	changed := f.Request != id
	f.Request = id
	return f, changed
}

// linkRequests saves the findings that another request resolves than before,
// and has their cards redrawn.
func (s *Service) linkRequests(ctx context.Context, open []finding.Finding, requests map[string]request.Request) error {
	var changes []store.FindingChange
	for _, f := range open {
		if f, changed := linkRequest(f, requests); changed {
			changes = append(changes, store.FindingChange{Finding: &f})
		}
	}
	if len(changes) == 0 {
		return nil
	}
	_, err := s.Store.SaveFindings(ctx, store.Change{At: s.Now(), Findings: changes})
	return err
}
