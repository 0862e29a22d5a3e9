package sim

// ec2Actions are the actions of EC2 that exist here.
var ec2Actions = map[string]func(*call) error{
	"CreateVpc":                 (*call).createVPC,
	"DeleteVpc":                 (*call).deleteVPC,
	"DescribeVpcs":              (*call).describeVPCs,
	"DescribeVpcAttribute":      (*call).describeVPCAttribute,
	"ModifyVpcAttribute":        (*call).modifyVPCAttribute,
	"AssociateVpcCidrBlock":     (*call).associateVPCCIDR,
	"DisassociateVpcCidrBlock":  (*call).disassociateVPCCIDR,
	"DescribeRegions":           (*call).describeRegions,
	"DescribeAccountAttributes": (*call).describeAccountAttributes,

	"CreateSubnet":    (*call).createSubnet,
	"DeleteSubnet":    (*call).deleteSubnet,
	"DescribeSubnets": (*call).describeSubnets,

	"CreateInternetGateway":    (*call).createInternetGateway,
	"DeleteInternetGateway":    (*call).deleteInternetGateway,
	"AttachInternetGateway":    (*call).attachInternetGateway,
	"DetachInternetGateway":    (*call).detachInternetGateway,
	"DescribeInternetGateways": (*call).describeInternetGateways,

	"CreateRouteTable":             (*call).createRouteTable,
	"DeleteRouteTable":             (*call).deleteRouteTable,
	"DescribeRouteTables":          (*call).describeRouteTables,
	"AssociateRouteTable":          (*call).associateRouteTable,
	"DisassociateRouteTable":       (*call).disassociateRouteTable,
	"ReplaceRouteTableAssociation": (*call).replaceRouteTableAssociation,
	"CreateRoute":                  (*call).createRoute,
	"ReplaceRoute":                 (*call).replaceRoute,
	"DeleteRoute":                  (*call).deleteRoute,

	"CreateTags":   (*call).createTags,
	"DeleteTags":   (*call).deleteTags,
	"DescribeTags": (*call).describeTags,

	"CreateVpcPeeringConnection":        (*call).createPeering,
	"AcceptVpcPeeringConnection":        (*call).acceptPeering,
	"RejectVpcPeeringConnection":        (*call).rejectPeering,
	"DeleteVpcPeeringConnection":        (*call).deletePeering,
	"DescribeVpcPeeringConnections":     (*call).describePeerings,
	"ModifyVpcPeeringConnectionOptions": (*call).modifyPeeringOptions,

	"CreateSecurityGroup":             (*call).createSecurityGroup,
	"DeleteSecurityGroup":             (*call).deleteSecurityGroup,
	"DescribeSecurityGroups":          (*call).describeSecurityGroups,
	"AuthorizeSecurityGroupIngress":   (*call).authorizeIngress,
	"AuthorizeSecurityGroupEgress":    (*call).authorizeEgress,
	"RevokeSecurityGroupIngress":      (*call).revokeIngress,
	"RevokeSecurityGroupEgress":       (*call).revokeEgress,
	"DescribeSecurityGroupRules":      (*call).describeSecurityGroupRules,
	"DescribeStaleSecurityGroups":     (*call).describeStaleSecurityGroups,
	"DescribeSecurityGroupReferences": (*call).describeSecurityGroupReferences,
}

// stsActions are the actions of STS that exist here.
var stsActions = map[string]func(*call) error{
	"AssumeRole":        (*call).assumeRole,
	"GetCallerIdentity": (*call).getCallerIdentity,

	"DecodeAuthorizationMessage": (*call).decodeAuthorizationMessage,
}

// queryAction returns the name of the action of a Query request and what does
// it, nil for one that does not exist.
func (k *call) queryAction() (string, func(*call) error) {
	action, version := k.in.text("Action"), k.in.text("Version")
	switch {
	case k.service == "sts" && version == stsVersion:
		return action, stsActions[action]
	case k.service == "ec2" && version == ec2Version:
		k.noDryRun = action == "AssociateVpcCidrBlock" || action == "DisassociateVpcCidrBlock" || action == "ModifyVpcAttribute"
		return action, ec2Actions[action]
	}
	return action, nil
}

func (k *call) errAction() error {
	if speaksJSON(k.service) {
		return refuse("UnknownOperationException", "")
	}
	if k.action == "" {
		return refuse("MissingAction", "The request must contain the parameter Action")
	}
	return refuse("InvalidAction", "The action %s is not valid for this web service.", clip(k.action))
}
