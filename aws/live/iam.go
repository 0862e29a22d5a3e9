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

// otherPermissions has a row for every field of the APIs in api.go that no step
// calls, and for the two actions that a call of AssumeRole needs besides. What
// steps call is granted in their rows of writeSpecs.
var otherPermissions = [...]Permission{
	{"ec2:DescribeVpcs", Role, false, []string{"*"}},
	{"ec2:DescribeVpcAttribute", Role, false, []string{"vpc"}},
	{"ec2:DescribeSubnets", Role, false, []string{"*"}},
	{"ec2:DescribeRouteTables", Role, false, []string{"*"}},
	{"ec2:DescribeVpcPeeringConnections", Role, false, []string{"*"}},
	{"ec2:DescribeStaleSecurityGroups", Role, false, []string{"*"}},
	{"ec2:DescribeSecurityGroups", Role, false, []string{"*"}},

	{assumeRole, Bot, false, []string{"role"}},
	{setSourceIdentity, Bot, false, []string{"role"}}, // in the role's trust policy too
	{tagSession, Bot, false, []string{"role"}},        // in the role's trust policy too
	{callerIdentity, Role, false, []string{"*"}},      // AWS never denies it
	{lookupEvents, Role, false, []string{"*"}},        // without it, nobody is told who changed what
}

// Permissions returns the IAM actions that this package needs. The caller owns
// the result.
func Permissions() []Permission {
	out := slices.Clone(otherPermissions[:])
	for i := range out {
		out[i].Resources = slices.Clone(out[i].Resources)
	}
	for _, w := range writeSpecs {
		for _, g := range w.grants {
			action := g.of(w)
			i := slices.IndexFunc(out, func(p Permission) bool { return p.Action == action })
			if i < 0 {
				i = len(out)
				out = append(out, Permission{Action: action, Who: Role, Writes: true})
			}
			if !slices.Contains(out[i].Resources, g.on) {
				out[i].Resources = append(out[i].Resources, g.on)
			}
		}
	}
	return out
}
