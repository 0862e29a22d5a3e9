package live

import "slices"

// Who is whose policy must allow an action.
type Who string

// The two policies: that of the role in every managed account, and that of
// the bot's own identity, which assumes those roles.
const (
	Role Who = "role"
	Bot  Who = "bot"
)

// Permission is one IAM action that this package needs. The list of them is
// the single source for the policies that peerbot prints.
type Permission struct {
	Action string // "ec2:CreateRoute"
	Who    Who
	Writes bool
	// Resources are the resource types that the action is authorized on, as
	// they are spelled in ARNs: "vpc", "vpc-peering-connection", "route-table",
	// "role"; "*" where AWS knows no resource-level permission.
	Resources []string
}

const (
	connectionType    = "vpc-peering-connection"
	assumeRole        = "sts:AssumeRole"
	setSourceIdentity = "sts:SetSourceIdentity"
	tagSession        = "sts:TagSession"
	callerIdentity    = "sts:GetCallerIdentity"
)

// permissions has a row for every field of the APIs in api.go, and for the two
// actions that a call of AssumeRole needs besides.
var permissions = [...]Permission{
	{"ec2:DescribeVpcs", Role, false, []string{"*"}},
	{"ec2:DescribeVpcAttribute", Role, false, []string{"vpc"}},
	{"ec2:DescribeSubnets", Role, false, []string{"*"}},
	{"ec2:DescribeRouteTables", Role, false, []string{"*"}},
	{"ec2:DescribeVpcPeeringConnections", Role, false, []string{"*"}},
	{"ec2:DescribeStaleSecurityGroups", Role, false, []string{"*"}},
	{"ec2:DescribeSecurityGroups", Role, false, []string{"*"}},

	{"ec2:CreateVpcPeeringConnection", Role, true, []string{"vpc", connectionType}},
	{"ec2:AcceptVpcPeeringConnection", Role, true, []string{"vpc", connectionType}},
	{"ec2:RejectVpcPeeringConnection", Role, true, []string{connectionType}},
	{"ec2:DeleteVpcPeeringConnection", Role, true, []string{connectionType}},
	{"ec2:ModifyVpcPeeringConnectionOptions", Role, true, []string{connectionType}},
	{"ec2:CreateTags", Role, true, []string{connectionType}}, // at creation too
	{"ec2:DeleteTags", Role, true, []string{connectionType}},
	{"ec2:CreateRoute", Role, true, []string{"route-table"}},
	{"ec2:DeleteRoute", Role, true, []string{"route-table"}},

	{assumeRole, Bot, false, []string{"role"}},
	{setSourceIdentity, Bot, false, []string{"role"}}, // in the role's trust policy too
	{tagSession, Bot, false, []string{"role"}},        // in the role's trust policy too
	{callerIdentity, Role, false, []string{"*"}},      // AWS never denies it
	{lookupEvents, Role, false, []string{"*"}},        // without it, nobody is told who changed what
}

// Permissions returns the IAM actions that this package needs. The caller owns
// the result.
func Permissions() []Permission {
	out := slices.Clone(permissions[:])
	for i := range out {
		out[i].Resources = slices.Clone(out[i].Resources)
	}
	return out
}
