package card

import (
	"slices"

	"peerbot/aws/peering"
	"peerbot/bot/command"
)

// specOf is the command that asks for a peering, with ids: names may have changed.
func specOf(p peering.Peering) command.Spec {
	return command.Spec{
		Requester: commandVPC(p.Requester.VPC),
		Accepter:  commandVPC(p.Accepter.VPC),
		Routes:    routeChoice(p),
		DNS:       dnsChoice(p),
	}
}

func commandVPC(r peering.Ref) command.VPC {
	return command.VPC{Account: r.Account, Region: r.Region, VPC: r.VPC}
}

// routeChoice is the choice of both ends, which one request makes alike.
func routeChoice(p peering.Peering) command.Routes {
	modes := map[peering.RouteMode]command.RouteMode{
		peering.RoutesAll:     command.RoutesAll,
		peering.RoutesMain:    command.RoutesMain,
		peering.RoutesPrivate: command.RoutesPrivate,
		peering.RoutesNone:    command.RoutesNone,
		peering.RoutesTables:  command.RoutesTables,
	}
	out := command.Routes{Mode: modes[p.Requester.Routes.Mode]}
	if out.Mode == command.RoutesTables {
		out.Tables = slices.Clone(p.Requester.Routes.Tables)
	}
	return out
}

// dnsChoice names the sides whose option is on, as the bot reads dns=.
func dnsChoice(p peering.Peering) command.DNS {
	switch {
	case p.Requester.DNS && p.Accepter.DNS:
		return command.DNSBoth
	case p.Requester.DNS:
		return command.DNSRequester
	case p.Accepter.DNS:
		return command.DNSAccepter
	}
	return command.DNSNone
}
