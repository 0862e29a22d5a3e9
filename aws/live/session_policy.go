package live

import (
	"encoding/json"
	"slices"

	"peerbot/aws/peering"
)

// pair are the two VPCs that a session is for. The zero pair is of sessions for
// no one peering: those that read, and those that check permissions.
type pair struct{ requester, accepter peering.Ref }

func pairOf(p peering.Peering) pair { return pair{p.Requester.VPC, p.Accepter.VPC} }

// readPolicy is the session policy of sessions that read: whatever the role is
// allowed, they can change nothing.
func readPolicy() Policy {
	read := Statement{Sid: "Read", Effect: "Allow", Resource: OneOrMany{"*"}}
	for _, p := range Permissions() {
		if p.Who == Role && !p.Writes {
			read.Action = append(read.Action, p.Action)
		}
	}
	return Policy{policyVersion, []Statement{read}}
}

// writePolicy is the session policy of sessions that write in an account: the
// calls that steps make, on connections between the two VPCs, and on the VPCs
// and route tables of the account's own side. For the zero pair it is those calls
// on anything in the account. What the role is not allowed stays denied.
func writePolicy(a Account, vpcs pair) Policy {
	s := policyScope{Account: a}
	actions := map[string]OneOrMany{} // by resource type
	for _, p := range Permissions() {
		if !p.Writes {
			continue
		}
		for _, on := range p.Resources {
			actions[on] = append(actions[on], p.Action)
		}
	}
	var out []Statement
	for _, on := range []string{"vpc", connectionType, "route-table"} {
		out = append(out, Statement{
			Sid: "Change" + sidOf(on), Effect: "Allow", Action: actions[on],
			Resource: OneOrMany{s.arn(a.ID, on)},
		})
	}
	if vpcs == (pair{}) {
		return Policy{policyVersion, out}
	}
	var own, both OneOrMany
	for _, v := range []peering.Ref{vpcs.requester, vpcs.accepter} {
		arn := "arn:" + s.partition() + ":ec2:" + v.Region + ":" + v.Account + ":vpc/" + v.VPC
		both = append(both, arn)
		if v.Account == a.ID {
			own = append(own, arn)
		}
	}
	// Not every call says both VPCs of a connection: tags at creation say none.
	const wherePossible = "ArnEqualsIfExists"
	out[0].Resource = own
	out[1].Condition = Condition{wherePossible: {"ec2:RequesterVpc": both, "ec2:AccepterVpc": both}}
	out[2].Condition = Condition{wherePossible: {"ec2:Vpc": own}}
	return Policy{policyVersion, slices.DeleteFunc(out, func(x Statement) bool { return len(x.Resource) == 0 })}
}

// inline returns the document as AssumeRole takes it: without white space, since
// its length counts.
func (p Policy) inline() string {
	out, err := json.Marshal(p)
	if err != nil {
		panic(err) // strings and lists of them
	}
	return string(out)
}
