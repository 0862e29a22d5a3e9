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

// compose returns what a message shows now.
func (o *Outbox) compose(ctx context.Context, m store.Message) (notice.Notice, error) {
	switch request.SubjectOf(m.About) {
	case request.SubjectRequest:
		return o.aboutRequest(ctx, m)
	case request.SubjectFinding:
		return o.aboutFinding(ctx, m)
	case request.SubjectGroup:
		return o.aboutGroup(ctx, m)
	case request.SubjectPeering: // no message is about one
	}
	switch {
	case m.Undeliverable != nil:
		return *m.Undeliverable, nil
	case m.Baseline != nil:
		return notice.FirstSweep{Sweep: *m.Baseline}, nil
	case m.Others > 0:
		return notice.OtherProcess{Others: m.Others}, nil
	case m.Pause != nil:
		return notice.PauseNote{Pause: *m.Pause}, nil
	case m.Kind == notice.NotePlain:
		return notice.Answer{Code: notice.Recorded, Text: m.Text}, nil
	}
	return nil, fmt.Errorf("message %s is about %q", m.ID, m.About)
}

func (o *Outbox) aboutFinding(ctx context.Context, m store.Message) (notice.Notice, error) {
	f, err := o.Store.Finding(ctx, m.About)
	if err != nil {
		return nil, err
	}
	var record request.Peering
	if f.Peering != "" {
		if record, err = o.Store.Peering(ctx, f.Peering); err != nil {
			return nil, err
		}
	}
	if !m.IsCard() {
		return notice.FindingNote{Kind: m.Kind, Names: o.Directory.Names(), Finding: f, Peering: record, Now: o.Now()}, nil
	}
	c := notice.FindingCard{Names: o.Directory.Names(), Finding: f, Peering: record, Now: o.Now()}
	if f.Superseded() {
		others, err := o.Store.Findings(ctx, store.FindingFilter{Peering: f.Peering})
		if err != nil {
			return nil, err
		}
		c.By, _ = f.Superseder(others)
	}
	return c, nil
}

func (o *Outbox) aboutGroup(ctx context.Context, m store.Message) (notice.Notice, error) {
	c, err := o.groupCard(ctx, m.About)
	if err != nil {
		return nil, err
	}
	if !m.IsCard() {
		return notice.GroupNote{Kind: m.Kind, GroupCard: c}, nil
	}
	return c, nil
}

// groupCard reads a group with its members and what these are about.
func (o *Outbox) groupCard(ctx context.Context, id string) (notice.GroupCard, error) {
	c := notice.GroupCard{Names: o.Directory.Names(), Now: o.Now()}
	var err error
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

func (o *Outbox) aboutRequest(ctx context.Context, m store.Message) (notice.Notice, error) {
	r, err := o.Store.Request(ctx, m.About)
	if err != nil {
		return nil, err
	}
	record, err := o.Store.Peering(ctx, r.Peering)
	if err != nil {
		return nil, err
	}
	if m.IsCard() {
		return o.requestCard(ctx, r, record)
	}
	n := notice.RequestNote{Kind: m.Kind, Names: o.Directory.Names(), Request: r, Peering: record, Failure: m.Failure}
	if m.Kind == notice.NoteGone {
		n.Stale = o.staleRules(ctx, r)
	}
	return n, nil
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
			o.Log.WarnContext(ctx, "cannot read stale security group rules", "request", r.ID, "vpc", vpc.String(), "error", err)
			continue
		}
		out = append(out, rules...)
	}
	return out
}

// Show returns the card of a finding or a group as it is in the channels, with
// its buttons; of a group, with as many members as a message holds.
func (o *Outbox) Show(ctx context.Context, id string) (notice.Notice, error) {
	n, err := o.compose(ctx, store.Message{Note: store.Note{About: id}})
	if g, ok := n.(notice.GroupCard); ok {
		g.All = true
		return g, err
	}
	return n, err
}
