package outbox

import (
	"context"
	"fmt"

	"peerbot/aws/peering"
	"peerbot/bot/finding"
	"peerbot/bot/notice"
	"peerbot/bot/request"
	"peerbot/bot/store"
)

// compose returns what a message shows now, and the version of what it is about.
func (o *Outbox) compose(ctx context.Context, i store.Message) (notice.Notice, int64, error) {
	switch {
	case i.Request != "":
		return o.aboutRequest(ctx, i)
	case request.KindOf(i.Finding) == request.GroupID:
		return o.aboutGroup(ctx, i)
	case i.Finding != "":
		f, err := o.Store.Finding(ctx, i.Finding)
		if err != nil {
			return nil, 0, err
		}
		var record request.Peering
		if f.Peering != "" {
			if record, err = o.Store.Peering(ctx, f.Peering); err != nil {
				return nil, 0, err
			}
		}
		if i.Note != nil {
			return notice.FindingNote{Kind: i.Note.Kind, Names: o.Directory.Names(), Finding: f, Peering: record, Now: o.Now()}, f.Version, nil
		}
		return notice.FindingCard{Names: o.Directory.Names(), Finding: f, Peering: record, Now: o.Now()}, f.Version, nil
	case i.Note != nil:
		return composeNote(*i.Note), 0, nil
	default:
		return nil, 0, fmt.Errorf("message %s is about nothing", i.ID)
	}
}

func (o *Outbox) aboutGroup(ctx context.Context, i store.Message) (notice.Notice, int64, error) {
	c, err := o.groupCard(ctx, i.Finding)
	if err != nil {
		return nil, 0, err
	}
	if i.Note != nil {
		return notice.GroupNote{Kind: i.Note.Kind, GroupCard: c}, c.Group.Version, nil
	}
	return c, c.Group.Version, nil
}

// groupCard reads a group with its members and what these are about.
func (o *Outbox) groupCard(ctx context.Context, id string) (notice.GroupCard, error) {
	c := notice.GroupCard{Names: o.Directory.Names(), Now: o.Now()}
	var err error
	// The version first: a change in between is one more edit.
	if c.Group, err = o.Store.Group(ctx, id); err != nil {
		return c, err
	}
	if c.Findings, err = o.Store.Findings(ctx, store.FindingFilter{Group: id, Resolved: true}); err != nil {
		return c, err
	}
	finding.Sort(c.Findings)
	c.Peerings, err = o.PeeringsOf(ctx, c.Findings)
	return c, err
}

// PeeringsOf returns the peerings that findings are about, by id.
func (o *Outbox) PeeringsOf(ctx context.Context, fs []finding.Finding) (map[string]request.Peering, error) {
	out := map[string]request.Peering{}
	for _, f := range fs {
		if _, ok := out[f.Peering]; ok || f.Peering == "" {
			continue
		}
		p, err := o.Store.Peering(ctx, f.Peering)
		if err != nil {
			return nil, err
		}
		out[f.Peering] = p
	}
	return out, nil
}

func (o *Outbox) aboutRequest(ctx context.Context, i store.Message) (notice.Notice, int64, error) {
	r, err := o.Store.Request(ctx, i.Request)
	if err != nil {
		return nil, 0, err
	}
	record, err := o.Store.Peering(ctx, r.Peering)
	if err != nil {
		return nil, 0, err
	}
	if i.Note == nil {
		p, err := o.Store.Paused(ctx)
		if err != nil {
			return nil, 0, err
		}
		return notice.RequestCard{Names: o.Directory.Names(), Request: r, Peering: record, Now: o.Now(), Paused: p}, r.Version, nil
	}
	n := notice.RequestNote{Kind: i.Note.Kind, Names: o.Directory.Names(), Request: r, Peering: record}
	n.Failure = i.Note.Failure
	if i.Note.Kind == notice.NoteGone {
		n.Stale = o.staleRules(ctx, r)
	}
	return n, r.Version, nil
}

// staleRules lists security-group rules that a deleted peering leaves behind. It is
// a help, not a part of the deletion: what cannot be read is logged.
func (o *Outbox) staleRules(ctx context.Context, r request.Request) []peering.StaleRule {
	p := r.Plan.Peering
	if p.Requester.VPC.Region != p.Accepter.VPC.Region {
		return nil // groups can be referred to within one Region only
	}
	var out []peering.StaleRule
	for _, vpc := range []peering.Ref{p.Requester.VPC, p.Accepter.VPC} {
		rules, err := o.Cloud.StaleRules(ctx, vpc)
		if err != nil {
			o.Log.WarnContext(ctx, "could not read stale security-group rules", "request", r.ID, "vpc", vpc.String(), "error", err)
			continue
		}
		out = append(out, rules...)
	}
	return out
}

// composeNote returns a note that is about neither a request nor a finding.
func composeNote(n store.Note) notice.Notice {
	switch {
	case n.Undeliverable != nil:
		return *n.Undeliverable
	case n.Baseline != nil:
		return notice.FirstSweep{Sweep: *n.Baseline}
	}
	return notice.Answer{Code: notice.Recorded, Text: n.Text}
}

// Show returns the card of a finding or a group as it is in the channels, with
// its buttons; of a group, with as many members as a message holds.
func (o *Outbox) Show(ctx context.Context, id string) (notice.Notice, error) {
	n, _, err := o.compose(ctx, store.Message{Finding: id})
	if g, ok := n.(notice.GroupCard); ok {
		g.All = true
		return g, err
	}
	return n, err
}
