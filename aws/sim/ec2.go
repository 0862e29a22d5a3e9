package sim

// ec2Version is the only version of the EC2 API that clients still send.
const ec2Version = "2016-11-15"

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

// arn names an EC2 resource of the caller in its Region.
func (k *call) arn(kind idKind, id string) string {
	return "arn:" + k.cloud.partition + ":ec2:" + k.region + ":" + k.who.account + ":" + kind.resource + "/" + id
}
