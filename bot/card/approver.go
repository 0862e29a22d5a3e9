package card

import (
	"slices"

	"peerbot/bot/directory"
	"peerbot/bot/request"
)

// waitsFor names who still has to approve: "an owner of tokyo and an owner of
// seoul", without bold, which is around it already.
func waitsFor(r request.Request) richText {
	var out []richText
	for _, n := range r.Outstanding() {
		out = append(out, format("request.owner-of", clipped(called(n), maxName, maxName)))
	}
	if len(out) == 0 {
		return format("request.work")
	}
	return and(out...)
}

// called is the name of the account that a need is about.
func called(n request.Approval) string {
	if n.Alias != "" {
		return n.Alias
	}
	return n.Account
}

// renamed returns the request with its accounts under the names that they have
// now: it is approved by account id, and a name may be another account's by now.
func renamed(n directory.Names, r request.Request) request.Request {
	r.Approvals = slices.Clone(r.Approvals)
	for i, a := range r.Approvals {
		if alias := n.Accounts[a.Account]; alias != "" {
			r.Approvals[i].Alias = alias
		}
	}
	return r
}

// account is the alias that a request has for an account.
func account(r request.Request, id string) string {
	for _, n := range r.Approvals {
		if n.Account == id {
			return called(n)
		}
	}
	return id
}
