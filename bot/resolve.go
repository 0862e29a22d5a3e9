package bot

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"golang.org/x/sync/errgroup"

	"peerbot/aws/peering"
	"peerbot/bot/command"
	"peerbot/bot/directory"
	"peerbot/bot/request"
)

// wish turns what was typed into what should be, without an id.
func (b *Bot) wish(ctx context.Context, w command.Wish) (peering.Peering, error) {
	var p peering.Peering
	g, gctx := errgroup.WithContext(ctx)
	for side, typed := range map[peering.Side]command.VPC{peering.Requester: w.Requester, peering.Accepter: w.Accepter} {
		g.Go(func() error {
			v, err := b.resolve(gctx, typed)
			p.Side(side).VPC = v
			return err
		})
	}
	if err := g.Wait(); err != nil {
		return p, err
	}
	if p.Requester.VPC == p.Accepter.VPC {
		return p, &request.Refusal{
			Text: fmt.Sprintf("both sides are the same VPC: %s", p.Requester.VPC.VPC),
			Hint: "name two different VPCs",
		}
	}
	choice := routeChoice(w.Routes)
	p.Requester.Routes, p.Accepter.Routes = choice, choice
	p.Requester.DNS = w.DNS == command.DNSBoth || w.DNS == command.DNSRequester
	p.Accepter.DNS = w.DNS == command.DNSBoth || w.DNS == command.DNSAccepter
	return p, nil
}

func routeChoice(r command.Routes) peering.RouteChoice {
	modes := map[command.RouteMode]peering.RouteMode{
		command.RoutesAll:     peering.RoutesAll,
		command.RoutesMain:    peering.RoutesMain,
		command.RoutesPrivate: peering.RoutesPrivate,
		command.RoutesNone:    peering.RoutesNone,
		command.RoutesTables:  peering.RoutesTables,
	}
	return peering.RouteChoice{Mode: modes[r.Mode], Tables: r.Tables}
}

// resolve finds the one VPC that a person means.
func (b *Bot) resolve(ctx context.Context, v command.VPC) (peering.Ref, error) {
	a, err := b.account(v.Account)
	if err != nil {
		return peering.Ref{}, err
	}
	if v.Region != "" && !slices.Contains(a.Regions, v.Region) {
		return peering.Ref{}, &request.Refusal{
			Text: fmt.Sprintf("peerbot does not look after %s in account %s", v.Region, a.Alias),
			Hint: "its Regions are " + strings.Join(a.Regions, ", "),
		}
	}
	found, err := b.Cloud.Find(ctx, peering.Query{Account: a.ID, Region: v.Region, VPC: v.VPC})
	if err != nil {
		return peering.Ref{}, err
	}
	switch len(found) {
	case 1:
		return found[0].Ref, nil
	case 0:
		return peering.Ref{}, b.missing(ctx, a, v)
	default:
		var lines []string
		for _, f := range found {
			lines = append(lines, fmt.Sprintf("%s/%s/%s", a.Alias, f.Region, f.VPC))
		}
		return peering.Ref{}, &ambiguousError{typed: v.String(), candidates: lines}
	}
}

// missing says what is there instead of a VPC that is not.
func (b *Bot) missing(ctx context.Context, a directory.Account, v command.VPC) error {
	ref := &request.Refusal{
		Text: fmt.Sprintf("there is no VPC %s in account %s (%s)", v.VPC, a.Alias, strings.Join(a.Regions, ", ")),
		Hint: "a VPC is named by its id or by its Name tag, in the spelling that AWS shows",
	}
	if v.Region == "" {
		return ref
	}
	ref.Text = fmt.Sprintf("there is no VPC %s in %s of account %s", v.VPC, v.Region, a.Alias)
	elsewhere, err := b.Cloud.Find(ctx, peering.Query{Account: a.ID, VPC: v.VPC})
	if err != nil {
		return err
	}
	var places []string
	for _, f := range elsewhere {
		places = append(places, fmt.Sprintf("%s/%s/%s", a.Alias, f.Region, v.VPC))
	}
	if len(places) > 0 {
		ref.Hint = "it is in another Region: " + strings.Join(places, ", ")
	}
	return ref
}

// account finds an account by alias or id.
func (b *Bot) account(name string) (directory.Account, error) {
	if a, ok := b.Accounts.Find(name); ok {
		return a, nil
	}
	var known []string
	for _, a := range b.Accounts {
		known = append(known, a.Alias)
	}
	slices.Sort(known)
	return directory.Account{}, &request.Refusal{
		Text: fmt.Sprintf("peerbot does not know an account %s", name),
		Hint: "it knows " + strings.Join(known, ", "),
	}
}

// ambiguousError says that a name fits several VPCs.
type ambiguousError struct {
	typed      string
	candidates []string
}

// Error returns one line.
func (e *ambiguousError) Error() string {
	return fmt.Sprintf("%s fits %d VPCs", e.typed, len(e.candidates))
}
