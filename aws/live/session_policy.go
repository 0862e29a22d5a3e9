package live

import (
	"encoding/json"

	"peerbot/aws/peering"
)

// pair are the two VPCs that a session is for. The zero pair is of sessions for
// no one peering: those that read, and those that check permissions.
type pair struct{ requester, accepter peering.Ref }

func pairOf(p peering.Peering) pair { return pair{p.Requester.VPC, p.Accepter.VPC} }

// What a session may do is listed here once more, and a test holds it against
// [Permissions]: a session must not need the steps that it is for.
var (
	sessionReads = OneOrMany{
		"ec2:DescribeVpcs", "ec2:DescribeVpcAttribute", "ec2:DescribeSubnets", "ec2:DescribeRouteTables",
		"ec2:DescribeVpcPeeringConnections", "ec2:DescribeStaleSecurityGroups", "ec2:DescribeSecurityGroups",
		callerIdentity, lookupEvents,
	}
	vpcWrites        = OneOrMany{"ec2:CreateVpcPeeringConnection", "ec2:AcceptVpcPeeringConnection"}
	connectionWrites = OneOrMany{
		"ec2:CreateVpcPeeringConnection", "ec2:CreateTags", "ec2:AcceptVpcPeeringConnection", "ec2:RejectVpcPeeringConnection",
		"ec2:DeleteVpcPeeringConnection", "ec2:ModifyVpcPeeringConnectionOptions", "ec2:DeleteTags",
	}
	tableWrites = OneOrMany{"ec2:CreateRoute", "ec2:DeleteRoute"}
)

// readPolicy is the session policy of sessions that read: whatever the role is
// allowed, they can change nothing.
func readPolicy() Policy {
	return Policy{policyVersion, []Statement{{Sid: "Read", Effect: "Allow", Action: sessionReads, Resource: OneOrMany{"*"}}}}
}

// writePolicy is the session policy of sessions that write in an account: the
// calls that steps make, on connections between the two VPCs, and on the VPCs
// and route tables of the account's own side. For the zero pair it is those calls
// on anything in the account. What the role is not allowed stays denied.
func writePolicy(a Account, vpcs pair) Policy {
	s := policyScope{Account: a}
	allow := func(sid, on string, actions OneOrMany) Statement {
		return Statement{Sid: sid, Effect: "Allow", Action: actions, Resource: OneOrMany{s.arn(a.ID, on)}}
	}
	ends, connections, tables := allow("Ends", "vpc", vpcWrites), allow("Connections", connectionType, connectionWrites), allow("Routes", "route-table", tableWrites)
	if vpcs != (pair{}) {
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
		ends.Resource = own
		connections.Condition = Condition{wherePossible: {"ec2:RequesterVpc": both, "ec2:AccepterVpc": both}}
		tables.Condition = Condition{wherePossible: {"ec2:Vpc": own}}
	}
	return Policy{policyVersion, []Statement{ends, connections, tables}}
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
