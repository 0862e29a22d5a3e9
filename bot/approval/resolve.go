package approval

import (
	"context"
	"fmt"

	"golang.org/x/sync/errgroup"

	"peerbot/aws/peering"
	"peerbot/bot/command"
	"peerbot/bot/directory"
	"peerbot/bot/request"
)

// desiredOf turns what was typed into what should be, without an id.
func (s *Service) desiredOf(ctx context.Context, w command.Spec) (peering.Peering, error) {
	p := peering.Peering{Install: s.Install}
	g, gctx := errgroup.WithContext(ctx)
	for side, typed := range map[peering.Side]command.VPC{peering.Requester: w.Requester, peering.Accepter: w.Accepter} {
		g.Go(func() error {
			v, err := s.resolve(gctx, typed)
			p.Side(side).VPC = v
			return err
		})
	}
	if err := g.Wait(); err != nil {
		return p, err
	}
	if p.Requester.VPC == p.Accepter.VPC {
		return p, &request.UserError{Code: request.SameVPC, VPC: p.Requester.VPC.VPC}
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
func (s *Service) resolve(ctx context.Context, v command.VPC) (peering.Ref, error) {
	a, err := s.Directory.Account(v.Account)
	if err != nil {
		return peering.Ref{}, err
	}
	if v.Region != "" {
		if err := a.Serves(v.Region); err != nil {
			return peering.Ref{}, err
		}
	}
	found, err := s.Cloud.Find(ctx, peering.Query{Account: a.ID, Region: v.Region, VPC: v.VPC})
	if err != nil {
		return peering.Ref{}, err
	}
	switch len(found) {
	case 1:
		return found[0].Ref, nil
	case 0:
		return peering.Ref{}, s.vpcNotFound(ctx, a, v)
	}
	e := &request.UserError{Code: request.VPCAmbiguous, ID: v.String()}
	for _, f := range found {
		e.Choices = append(e.Choices, fmt.Sprintf("%s/%s/%s", a.Alias, f.Region, f.VPC))
	}
	return peering.Ref{}, e
}

// vpcNotFound says where a VPC is that is not in the Region that was named.
func (s *Service) vpcNotFound(ctx context.Context, a directory.Account, v command.VPC) error {
	e := &request.UserError{Code: request.VPCNotFound, Account: a.ID, Region: v.Region, VPC: v.VPC}
	if v.Region == "" {
		return e
	}
	elsewhere, err := s.Cloud.Find(ctx, peering.Query{Account: a.ID, VPC: v.VPC})
	if err != nil {
		return err
	}
	for _, f := range elsewhere {
		e.Choices = append(e.Choices, fmt.Sprintf("%s/%s/%s", a.Alias, f.Region, v.VPC))
	}
	return e
}
