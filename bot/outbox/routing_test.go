package outbox_test

import (
	"reflect"
	"testing"

	"peerbot/aws/peering"
	"peerbot/bot/directory"
	"peerbot/bot/finding"
	"peerbot/bot/outbox"
	"peerbot/bot/request"
	"peerbot/bot/store"
)

// accounts are three accounts: tokyo and seoul with a channel, lab without.
type accounts struct{}

func (accounts) Accounts() directory.Accounts {
	return directory.Accounts{
		{ID: "111111111111", Alias: "tokyo", Channel: "C0TOKYO"},
		{ID: "222222222222", Alias: "seoul", Channel: "C0SEOUL"},
		{ID: "333333333333", Alias: "lab"},
	}
}

func between(requester, accepter string) peering.Peering {
	return peering.Peering{
		Requester: peering.End{VPC: peering.Ref{Account: requester}},
		Accepter:  peering.End{VPC: peering.Ref{Account: accepter}},
	}
}

func TestRoutes(t *testing.T) {
	t.Parallel()
	asked := func(kind request.Kind, channel, by string, approvals ...string) request.Request {
		r := request.Request{Kind: kind, Channel: channel, RequestedBy: by, Plan: peering.Plan{Peering: between("111111111111", "222222222222")}}
		for _, id := range approvals {
			r.Approvals = append(r.Approvals, request.Approval{Account: id})
		}
		return r
	}
	mina := []outbox.Route{{To: store.User("U0MINA"), Mentions: []string{"U0MINA"}}}
	in := func(ids ...string) (out []outbox.Route) {
		for _, id := range ids {
			out = append(out, outbox.Route{To: store.Channel(id)})
		}
		return out
	}
	managed := request.Peering{Desired: between("111111111111", "222222222222")}
	for _, tt := range []struct {
		name string
		of   outbox.Subject
		want []outbox.Route
	}{
		{"a request, where its accounts and who asked are", outbox.Subject{Occasion: outbox.RequestCard, Request: asked(request.Create, "C0PLATFORM", "U0MINA", "111111111111", "222222222222")}, in("C0TOKYO", "C0SEOUL", "C0PLATFORM")},
		{"a request in a direct message, not there", outbox.Subject{Occasion: outbox.RequestCard, Request: asked(request.Create, "D0MINA", "U0MINA", "222222222222")}, in("C0SEOUL", "C0TOKYO")},
		{"a request in a channel of its accounts, once", outbox.Subject{Occasion: outbox.RequestCard, Request: asked(request.Create, "C0SEOUL", "U0MINA", "222222222222")}, in("C0SEOUL", "C0TOKYO")},
		{"a request made in AWS, not to its requester", outbox.Subject{Occasion: outbox.RequestCard, Request: asked(request.AcceptExternal, "", request.System, "222222222222")}, in("C0SEOUL")},
		{"an account without a channel", outbox.Subject{Occasion: outbox.RequestCard, Request: asked(request.AcceptExternal, "", request.System, "333333333333")}, nil},
		{"an end, below the cards", outbox.Subject{Occasion: outbox.RequestEnded, Request: asked(request.Create, "C0PLATFORM", "U0MINA")}, nil},
		{"an end of what was asked in a direct message", outbox.Subject{Occasion: outbox.RequestEnded, Request: asked(request.Create, "D0MINA", "U0MINA")}, mina},
		{"a refusal, to who asked", outbox.Subject{Occasion: outbox.RequestRefused, Request: asked(request.Create, "C0PLATFORM", "U0MINA")}, mina},
		{"a refusal of what nobody asked", outbox.Subject{Occasion: outbox.RequestRefused, Request: asked(request.Delete, "", request.System)}, nil},
		{"a finding, to both accounts", outbox.Subject{Occasion: outbox.FindingCard, Finding: finding.Finding{Peering: "P1", Class: peering.Expiring}, Peering: managed}, in("C0TOKYO", "C0SEOUL")},
		{"a severe finding, to who wants these", outbox.Subject{Occasion: outbox.FindingCard, Finding: finding.Finding{Peering: "P1", Class: peering.Blackhole}, Peering: managed}, in("C0TOKYO", "C0SEOUL", "C0SEVERE")},
		{"a finding of a class that has a channel", outbox.Subject{Occasion: outbox.FindingCard, Finding: finding.Finding{Peering: "P1", Class: peering.StaleGroup}, Peering: managed}, in("C0TOKYO", "C0SEOUL", "C0GROUPS")},
		{"an unreadable account, to the operators, too", outbox.Subject{Occasion: outbox.FindingCard, Finding: finding.Finding{Account: "222222222222", Class: peering.Unreadable}}, in("C0SEOUL", "C0SEVERE", "C0OPS")},
		{"a finding that belongs nowhere", outbox.Subject{Occasion: outbox.FindingCard, Finding: finding.Finding{Peering: "P1", Class: peering.Expiring}, Peering: request.Peering{Desired: between("333333333333", "333333333333")}}, in("C0OPS")},
		{"for operators", outbox.Subject{Occasion: outbox.ForOperators}, in("C0OPS")},
		{"a channel that takes no messages", outbox.Subject{Occasion: outbox.Undeliverable, Channel: "C0SEOUL"}, in("C0OPS")},
		{"the operators' channel takes no messages", outbox.Subject{Occasion: outbox.Undeliverable, Channel: "C0OPS"}, nil},
		{"the channel of a request takes no card", outbox.Subject{Occasion: outbox.Undeliverable, Channel: "C0MINE", Request: asked(request.Create, "C0MINE", "U0MINA")}, append(in("C0OPS"), mina...)},
		{"another channel takes no card of a request", outbox.Subject{Occasion: outbox.Undeliverable, Channel: "C0SEOUL", Request: asked(request.Create, "C0MINE", "U0MINA")}, in("C0OPS")},
		{"an unknown occasion", outbox.Subject{Occasion: "birthday"}, nil},
	} {
		r := outbox.Routing{Accounts: accounts{}, Operators: "C0OPS", Classes: map[string]string{"severe": "C0SEVERE", "stale-group": "C0GROUPS"}}
		if got := r.Routes(tt.of); !reflect.DeepEqual(got, tt.want) {
			t.Errorf("%s: %v, want %v", tt.name, got, tt.want)
		}
	}
}
