package bot

import (
	"context"

	"peerbot/aws/peering"
	"peerbot/bot/finding"
	"peerbot/bot/request"
	"peerbot/bot/store"
)

// mending returns, by peering, the requests that are open: of one peering, or
// of all when id is empty. There is one of each at most.
func (b *Bot) mending(ctx context.Context, id string) (map[string]request.Request, error) {
	open, err := b.Store.Requests(ctx, store.RequestFilter{States: OpenStates(), Peering: id, Limit: 1 << 30})
	if err != nil {
		return nil, err
	}
	out := make(map[string]request.Request, len(open))
	for _, r := range open {
		out[r.Peering] = r
	}
	return out, nil
}

// mends reports whether a request, once it is done, ends a finding of a class.
func mends(kind request.Kind, class peering.DriftClass) bool {
	switch kind {
	case request.Delete, request.Release:
		return true
	case request.Repair:
		return class == peering.Missing || class == peering.Blackhole || class == peering.Changed
	case request.Keep:
		return class == peering.Changed || class == peering.Unmanaged
	case request.Extend:
		return class == peering.Expiring
	default:
		return false
	}
}

// mended returns a finding with the request that is to mend it, and whether
// that is another than before. What is resolved keeps the last one.
func mended(f finding.Finding, open map[string]request.Request) (finding.Finding, bool) {
	if !f.Open() {
		return f, false
	}
	id := ""
	if r, ok := open[f.Peering]; ok && f.Peering != "" && mends(r.Kind, f.Class) {
		id = r.ID
	}
	changed := f.Request != id
	f.Request = id
	return f, changed
}

// lookAgain has the findings of a peering brought up to date after a request
// about it came or went.
func lookAgain(r request.Request) []store.Job {
	switch r.Kind {
	case request.Create, request.Admit:
		return nil // nothing was found about what is not managed
	}
	return []store.Job{{Kind: store.JobRecheck, Key: r.Peering}}
}

// nameMending brings the cards of findings up to date with the request that is
// to mend them.
func (b *Bot) nameMending(ctx context.Context, open []finding.Finding, requests map[string]request.Request) error {
	var changes []store.FindingChange
	for _, f := range open {
		if f, changed := mended(f, requests); changed {
			changes = append(changes, store.FindingChange{Finding: &f, Redraw: !f.Told.IsZero()})
		}
	}
	if len(changes) == 0 {
		return nil
	}
	_, err := b.Store.Save(ctx, store.Change{At: b.Now(), Findings: changes})
	return err
}
