package live

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/sts"
)

// ec2API is every EC2 call that we make. It holds method values and is not an
// interface: once a *ec2.Client is an interface value somewhere, the linker
// may have to keep its 812 methods, and the binary doubles.
//
// Each field needs its permission: a row in otherPermissions (iam.go), or a
// grant in writeSpecs (write.go). A test compares them.
type ec2API struct {
	DescribeVpcs                  ec2Op[ec2.DescribeVpcsInput, ec2.DescribeVpcsOutput]
	DescribeVpcAttribute          ec2Op[ec2.DescribeVpcAttributeInput, ec2.DescribeVpcAttributeOutput]
	DescribeSubnets               ec2Op[ec2.DescribeSubnetsInput, ec2.DescribeSubnetsOutput]
	DescribeRouteTables           ec2Op[ec2.DescribeRouteTablesInput, ec2.DescribeRouteTablesOutput]
	DescribeVpcPeeringConnections ec2Op[ec2.DescribeVpcPeeringConnectionsInput, ec2.DescribeVpcPeeringConnectionsOutput]
	DescribeStaleSecurityGroups   ec2Op[ec2.DescribeStaleSecurityGroupsInput, ec2.DescribeStaleSecurityGroupsOutput]
	DescribeSecurityGroups        ec2Op[ec2.DescribeSecurityGroupsInput, ec2.DescribeSecurityGroupsOutput]

	CreateVpcPeeringConnection        ec2Op[ec2.CreateVpcPeeringConnectionInput, ec2.CreateVpcPeeringConnectionOutput]
	AcceptVpcPeeringConnection        ec2Op[ec2.AcceptVpcPeeringConnectionInput, ec2.AcceptVpcPeeringConnectionOutput]
	RejectVpcPeeringConnection        ec2Op[ec2.RejectVpcPeeringConnectionInput, ec2.RejectVpcPeeringConnectionOutput]
	DeleteVpcPeeringConnection        ec2Op[ec2.DeleteVpcPeeringConnectionInput, ec2.DeleteVpcPeeringConnectionOutput]
	ModifyVpcPeeringConnectionOptions ec2Op[ec2.ModifyVpcPeeringConnectionOptionsInput, ec2.ModifyVpcPeeringConnectionOptionsOutput]
	CreateTags                        ec2Op[ec2.CreateTagsInput, ec2.CreateTagsOutput]
	DeleteTags                        ec2Op[ec2.DeleteTagsInput, ec2.DeleteTagsOutput]
	CreateRoute                       ec2Op[ec2.CreateRouteInput, ec2.CreateRouteOutput]
	DeleteRoute                       ec2Op[ec2.DeleteRouteInput, ec2.DeleteRouteOutput]
}

// stsAPI is every STS call that we make.
type stsAPI struct {
	AssumeRole        stsOp[sts.AssumeRoleInput, sts.AssumeRoleOutput]
	GetCallerIdentity stsOp[sts.GetCallerIdentityInput, sts.GetCallerIdentityOutput]
}

// trailAPI is every CloudTrail call that we make.
type trailAPI struct {
	LookupEvents trailOp[cloudtrail.LookupEventsInput, cloudtrail.LookupEventsOutput]
}

type (
	ec2Op[In, Out any]   func(context.Context, *In, ...func(*ec2.Options)) (*Out, error)
	stsOp[In, Out any]   func(context.Context, *In, ...func(*sts.Options)) (*Out, error)
	trailOp[In, Out any] func(context.Context, *In, ...func(*cloudtrail.Options)) (*Out, error)
)

func newEC2(c aws.Config, optFns ...func(*ec2.Options)) *ec2API {
	k := ec2.NewFromConfig(c, optFns...)
	return &ec2API{
		DescribeVpcs:                  k.DescribeVpcs,
		DescribeVpcAttribute:          k.DescribeVpcAttribute,
		DescribeSubnets:               k.DescribeSubnets,
		DescribeRouteTables:           k.DescribeRouteTables,
		DescribeVpcPeeringConnections: k.DescribeVpcPeeringConnections,
		DescribeStaleSecurityGroups:   k.DescribeStaleSecurityGroups,
		DescribeSecurityGroups:        k.DescribeSecurityGroups,

		CreateVpcPeeringConnection:        k.CreateVpcPeeringConnection,
		AcceptVpcPeeringConnection:        k.AcceptVpcPeeringConnection,
		RejectVpcPeeringConnection:        k.RejectVpcPeeringConnection,
		DeleteVpcPeeringConnection:        k.DeleteVpcPeeringConnection,
		ModifyVpcPeeringConnectionOptions: k.ModifyVpcPeeringConnectionOptions,
		CreateTags:                        k.CreateTags,
		DeleteTags:                        k.DeleteTags,
		CreateRoute:                       k.CreateRoute,
		DeleteRoute:                       k.DeleteRoute,
	}
}

func newSTS(c aws.Config) *stsAPI {
	k := sts.NewFromConfig(c)
	return &stsAPI{AssumeRole: k.AssumeRole, GetCallerIdentity: k.GetCallerIdentity}
}

func newTrail(c aws.Config, optFns ...func(*cloudtrail.Options)) *trailAPI {
	k := cloudtrail.NewFromConfig(c, optFns...)
	return &trailAPI{LookupEvents: k.LookupEvents}
}

// The paginators and the role provider of the SDK want interfaces of one
// method. These types are those interfaces, made of one call each.
type (
	vpcPager        ec2Op[ec2.DescribeVpcsInput, ec2.DescribeVpcsOutput]
	subnetPager     ec2Op[ec2.DescribeSubnetsInput, ec2.DescribeSubnetsOutput]
	tablePager      ec2Op[ec2.DescribeRouteTablesInput, ec2.DescribeRouteTablesOutput]
	connectionPager ec2Op[ec2.DescribeVpcPeeringConnectionsInput, ec2.DescribeVpcPeeringConnectionsOutput]
	stalePager      ec2Op[ec2.DescribeStaleSecurityGroupsInput, ec2.DescribeStaleSecurityGroupsOutput]
	groupPager      ec2Op[ec2.DescribeSecurityGroupsInput, ec2.DescribeSecurityGroupsOutput]
	roleAssumer     stsOp[sts.AssumeRoleInput, sts.AssumeRoleOutput]
)

func (f vpcPager) DescribeVpcs(ctx context.Context, in *ec2.DescribeVpcsInput, o ...func(*ec2.Options)) (*ec2.DescribeVpcsOutput, error) {
	return f(ctx, in, o...)
}

func (f subnetPager) DescribeSubnets(ctx context.Context, in *ec2.DescribeSubnetsInput, o ...func(*ec2.Options)) (*ec2.DescribeSubnetsOutput, error) {
	return f(ctx, in, o...)
}

func (f tablePager) DescribeRouteTables(ctx context.Context, in *ec2.DescribeRouteTablesInput, o ...func(*ec2.Options)) (*ec2.DescribeRouteTablesOutput, error) {
	return f(ctx, in, o...)
}

func (f connectionPager) DescribeVpcPeeringConnections(ctx context.Context, in *ec2.DescribeVpcPeeringConnectionsInput, o ...func(*ec2.Options)) (*ec2.DescribeVpcPeeringConnectionsOutput, error) {
	return f(ctx, in, o...)
}

func (f stalePager) DescribeStaleSecurityGroups(ctx context.Context, in *ec2.DescribeStaleSecurityGroupsInput, o ...func(*ec2.Options)) (*ec2.DescribeStaleSecurityGroupsOutput, error) {
	return f(ctx, in, o...)
}

func (f groupPager) DescribeSecurityGroups(ctx context.Context, in *ec2.DescribeSecurityGroupsInput, o ...func(*ec2.Options)) (*ec2.DescribeSecurityGroupsOutput, error) {
	return f(ctx, in, o...)
}

func (f roleAssumer) AssumeRole(ctx context.Context, in *sts.AssumeRoleInput, o ...func(*sts.Options)) (*sts.AssumeRoleOutput, error) {
	return f(ctx, in, o...)
}
