package peeringtest

import (
	"cmp"
	"fmt"
	"maps"
	"net/netip"
	"slices"
	"strings"
	"time"

	"peerbot/aws/peering"
)

// aws is everything there is. Whoever calls its methods holds the lock of the
// World that it is part of.
type aws struct {
	now    func() time.Time
	delays func(Change) Delay

	places      map[peering.Place]bool // those that the bot is configured for
	vpcs        []*vpc
	connections []*connection
	trail       []trailEvent
}

// addVPC makes a VPC. The first is vpc-0000000a with rtb-0000000a, the second
// vpc-0000000b; what is made for the first later has ids after 00000a01.
func (a *aws) addVPC(at peering.Place, name string, cidrs []string) peering.Ref {
	on := true
	v := &vpc{number: 0xa + len(a.vpcs)}
	v.VPC = peering.VPC{
		Ref:  peering.Ref{Account: at.Account, Region: at.Region, VPC: fmt.Sprintf("vpc-%08x", v.number)},
		Name: name, State: "available", DNSSupport: &on, DNSHostnames: &on,
	}
	main := &table{vpc: v, RouteTable: peering.RouteTable{ID: fmt.Sprintf("rtb-%08x", v.number), Main: true}}
	v.tables = []*table{main}
	for _, c := range cidrs {
		v.addBlock(netip.MustParsePrefix(c))
	}
	a.vpcs = append(a.vpcs, v)
	return v.Ref
}

func (a *aws) vpc(ref peering.Ref) *vpc {
	for _, v := range a.vpcs {
		if v.Ref == ref {
			return v
		}
	}
	return nil
}

func (a *aws) mustVPC(ref peering.Ref) *vpc {
	v := a.vpc(ref)
	if v == nil {
		panic("peeringtest: no VPC " + ref.String())
	}
	return v
}

func (a *aws) table(id string) *table {
	for _, v := range a.vpcs {
		for _, t := range v.tables {
			if t.ID == id {
				return t
			}
		}
	}
	return nil
}

func (a *aws) mustTable(id string) *table {
	t := a.table(id)
	if t == nil {
		panic("peeringtest: no route table " + id)
	}
	return t
}

func (a *aws) mustConnection(id string) *connection {
	for _, c := range a.connections {
		if c.id == id {
			return c
		}
	}
	panic("peeringtest: no connection " + id)
}

func (a *aws) truth(pcx string) Connection {
	for _, c := range a.connections {
		if c.id == pcx {
			return c.truth()
		}
	}
	return Connection{}
}

func (a *aws) addConnection(requester, accepter peering.Ref) *connection {
	c := &connection{
		id: fmt.Sprintf("pcx-%08x", len(a.connections)+1), requester: requester, accepter: accepter,
		tags: map[peering.Place]map[string]string{}, dns: map[peering.Side]bool{}, created: a.now(),
	}
	a.connections = append(a.connections, c)
	return c
}

// log writes a call down. It is found after its delay.
func (a *aws) log(k caller, values ...string) {
	a.trail = append(a.trail, trailEvent{
		AuditEvent: peering.AuditEvent{
			At: a.now(), Place: k.Place, Event: k.event(), ID: fmt.Sprintf("event-%d", len(a.trail)+1), Actor: k.arn, Request: k.request,
		},
		values: values, from: a.now().Add(a.delays(Trail).Time),
	})
}

// configured returns the places that the bot is configured for, in order.
func (a *aws) configured() []peering.Place {
	return slices.SortedFunc(maps.Keys(a.places), comparePlaces)
}

func comparePlaces(a, b peering.Place) int {
	return cmp.Or(strings.Compare(a.Account, b.Account), strings.Compare(a.Region, b.Region))
}
