package storetest

import (
	"net/netip"
	"time"

	"peerbot/aws/peering"
	"peerbot/bot/finding"
	"peerbot/bot/request"
	"peerbot/bot/store"
)

// noon is the time of every change that needs none of its own.
var noon = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

// wanted returns the approved state of a peering of the n-th pair of VPCs.
func wanted(n byte) peering.Peering {
	return peering.Peering{
		Requester: peering.End{VPC: peering.Ref{Account: "111111111111", Region: "ap-northeast-1", VPC: "vpc-a" + string('a'+n)}},
		Accepter:  peering.End{VPC: peering.Ref{Account: "222222222222", Region: "ap-northeast-2", VPC: "vpc-b" + string('a'+n)}},
	}
}

// asked returns the change that stores a new create request for the n-th pair,
// with its peering.
func asked(n byte) store.Change {
	return store.Change{
		At:      noon,
		Peering: &request.Peering{State: request.Absent, Desired: wanted(n)},
		Request: &request.Request{Kind: request.Create, State: request.Pending, RequestedBy: "U1", Plan: peering.Plan{Peering: wanted(n)}},
	}
}

// full returns a request in which every field is set.
func full() request.Request {
	on := true
	at := noon.Add(1234 * time.Millisecond)
	step := peering.Step{
		Kind: peering.AddRoute, Side: peering.Requester, At: wanted(0).Requester.VPC, Peer: wanted(0).Accepter.VPC, PCX: "pcx-1",
		Table: "rtb-1", Destination: netip.MustParsePrefix("10.2.0.0/16"), DNS: true, Tags: map[string]string{"Name": "peerbot P1"},
	}
	want := wanted(0)
	want.ID, want.PCX, want.Former, want.Absent = "P1", "pcx-1", []string{"pcx-0"}, true
	want.Requester.Routes = peering.RouteChoice{Mode: peering.RoutesTables, Tables: []string{"rtb-1"}}
	want.Requester.DNS = true
	return request.Request{
		Kind: request.Delete, State: request.Applying, Peering: "P1", RequestedBy: "U1", Team: "T1", Channel: "C1",
		Reason: "because <b> & \"so\" \u2028", Ticket: "OPS-1",
		Plan: peering.Plan{
			Peering: want,
			Requester: peering.VPC{
				Ref: want.Requester.VPC, Name: "web", State: "available", DNSSupport: &on, DNSHostnames: &on,
				CIDRs: []netip.Prefix{netip.MustParsePrefix("10.1.0.0/16"), netip.MustParsePrefix("2600:1f14::/56")},
			},
			Steps:    []peering.Step{step, {Kind: peering.AwaitActive, Side: peering.Requester}},
			Problems: []peering.Problem{{Code: peering.CIDROverlap, Blocking: true, Side: peering.Accepter, Text: "t", Hint: "h"}},
			Digest:   "d1",
		},
		Approvals: []request.Approval{{Account: "222222222222", Alias: "data", SelfApprovable: true}},
		Decisions: []request.Decision{{Account: "222222222222", Person: "U2", Verdict: request.VerdictApprove, Digest: "d1", Reason: "ok", Implied: true, At: at}},
		Done:      []peering.Step{step},
		Failure:   &request.Failure{Code: request.CallFailed, Step: &step, Call: &peering.CallError{Action: "a", Account: "1", Region: "r", Code: "c", Message: "m", Class: peering.Denied}, At: at, Exists: &request.Existing{PCX: "pcx-1", Routes: 2}},
		CreatedAt: at, UpdatedAt: noon, ExpiresAt: at.Add(time.Hour), StartedAt: at.Add(time.Minute), Replans: 2,
	}
}

// drift returns a new finding about peering p; empty: about none.
func drift(p string) *finding.Finding {
	return &finding.Finding{Peering: p, Class: peering.Missing, FirstSeen: noon, LastSeen: noon}
}

// ticketed returns the change that sets the ticket of r.
func ticketed(r request.Request, ticket string) store.Change {
	r.Ticket = ticket
	return store.Change{Request: &r, Events: []request.Event{{Kind: request.EventStepDone, Actor: ticket}}}
}
