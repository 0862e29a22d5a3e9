package card

import "peerbot/bot/request"

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

// account is the alias that a request has for an account.
func account(r request.Request, id string) string {
	for _, n := range r.Approvals {
		if n.Account == id {
			return called(n)
		}
	}
	return id
}
