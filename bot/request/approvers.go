package request

import (
	"slices"

	"peerbot/aws/peering"
)

// Approvers says whose approval a kind takes.
type Approvers string

// The approvers. The zero value is nobody, and such a request is refused.
const (
	BothAccounts     Approvers = "both"      // also when there is nothing to be written
	WrittenAccounts  Approvers = "written"   // of the accounts that the plan writes to
	AcceptingAccount Approvers = "accepting" // of the accepter's account alone
)

// approvingAccounts returns the accounts whose owners have to approve a plan, the
// requester's first. A request is refused when what it takes has no row here.
var approvingAccounts = map[Approvers]func(peering.Plan) []string{
	BothAccounts: func(p peering.Plan) []string {
		return slices.Compact([]string{p.Peering.Requester.VPC.Account, p.Peering.Accepter.VPC.Account})
	},
	WrittenAccounts:  peering.Plan.Accounts,
	AcceptingAccount: func(p peering.Plan) []string { return []string{p.Peering.Accepter.VPC.Account} },
}

// Outstanding returns the approvals that nobody has given yet.
func (r Request) Outstanding() []Approval {
	var out []Approval
	for _, n := range r.Approvals {
		if _, ok := r.ApprovalOf(n.Account); !ok {
			out = append(out, n)
		}
	}
	return out
}
