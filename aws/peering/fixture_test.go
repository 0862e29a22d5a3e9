package peering

import (
	"fmt"
	"net/netip"
	"time"
)

var noon = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

func mustPrefix(s string) netip.Prefix { return netip.MustParsePrefix(s) }

var (
	tokyo = Ref{Account: "111111111111", Region: "ap-northeast-1", VPC: "vpc-0000000a"}
	seoul = Ref{Account: "222222222222", Region: "ap-northeast-2", VPC: "vpc-0000000b"}
)

// view is what one side shows: a VPC with a main table, and more tables with one subnet each.
func view(ref Ref, tables int, cidrs ...string) View {
	v := View{Found: true, VPC: VPC{Ref: ref, State: "available"}}
	for _, c := range cidrs {
		v.VPC.CIDRs = append(v.VPC.CIDRs, mustPrefix(c))
	}
	tail := ref.VPC[len(ref.VPC)-1:]
	local := func() []Route {
		var out []Route
		for _, c := range v.VPC.CIDRs {
			out = append(out, Route{Destination: c, Target: "local"})
		}
		return out
	}
	v.Tables = append(v.Tables, RouteTable{ID: "rtb-main" + tail, Main: true, Routes: local()})
	for i := range tables {
		subnet := fmt.Sprintf("subnet-%s%d", tail, i)
		v.Subnets = append(v.Subnets, Subnet{ID: subnet})
		v.Tables = append(v.Tables, RouteTable{ID: fmt.Sprintf("rtb-%s%d", tail, i), Subnets: []string{subnet}, Routes: local()})
	}
	return v
}

// unpeered is what both sides show before there is a connection.
func unpeered() Observed {
	return Observed{Requester: view(tokyo, 0, "10.1.0.0/16"), Accepter: view(seoul, 0, "10.2.0.0/16")}
}

func wanted(r, a Ref) Peering {
	return Peering{ID: "P1", Requester: End{VPC: r}, Accepter: End{VPC: a}}
}
