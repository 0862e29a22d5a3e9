package live

import (
	"cmp"
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"

	"peerbot/aws/peering"
)

// writeSpec is how a kind of step is written to EC2, and what that needs. Its
// IAM action is what [peering.Step.Action] returns.
type writeSpec struct {
	kind peering.Kind

	// call makes the one call that does a step. With dryRun set, EC2 only says
	// whether it would be allowed. It returns EC2's answer as it came.
	call func(ctx context.Context, p *place, s peering.Step, dryRun *bool) (any, error)

	// before returns why the call must not be made, besides what
	// [peering.Guard] refuses; nil when there is nothing else to check.
	before func(want peering.Peering, have peering.Observed, s peering.Step) error
	// created returns the id of the connection that an answer says was made;
	// nil of kinds that make none.
	created func(want peering.Peering, s peering.Step, answer any) (pcx string, err error)
	// isDone reports whether an error of the call says that the step was done
	// before; nil when none does.
	isDone func(*peering.CallError) bool

	// grants are how a role's policy allows the call.
	grants []grant
	// probes returns steps to try the call on with dryRun, one after another
	// until one is allowed: none when the Region has nothing to try it on.
	probes func(samples) []peering.Step
}

// grant allows an action on one type of resource. Grants with the same sid are
// one statement of the policy.
type grant struct {
	sid    string
	on     string                      // the resource type, as in Permission.Resources
	when   func(policyScope) Condition // nil: always
	action string                      // if not the kind's own: what its call needs besides
}

// writeSpecs has a row for every kind of step that writes, in the order in
// which a role's policy grants them.
var writeSpecs = [...]writeSpec{
	{
		kind: peering.Create,
		call: func(ctx context.Context, p *place, s peering.Step, dryRun *bool) (any, error) {
			return p.CreateVpcPeeringConnection(ctx, &ec2.CreateVpcPeeringConnectionInput{
				DryRun: dryRun,
				VpcId:  aws.String(s.At.VPC), PeerVpcId: aws.String(s.Peer.VPC),
				PeerOwnerId: aws.String(s.Peer.Account), PeerRegion: aws.String(s.Peer.Region),
				TagSpecifications: []types.TagSpecification{{ResourceType: types.ResourceTypeVpcPeeringConnection, Tags: toTags(s.Tags)}},
			})
		},
		created: createdID,
		grants: []grant{
			{sid: "CreateFromOwnVpcs", on: "vpc", when: policyScope.tagged},
			{sid: "CreateTowardsKnownAccounts", on: connectionType, when: policyScope.toPeers},
			{sid: "TagWhatIsCreated", on: connectionType, when: policyScope.tagsAtCreation, action: "ec2:CreateTags"},
		},
		probes: samples.fromVPCs,
	},
	{
		kind: peering.Accept,
		call: func(ctx context.Context, p *place, s peering.Step, dryRun *bool) (any, error) {
			return p.AcceptVpcPeeringConnection(ctx, &ec2.AcceptVpcPeeringConnectionInput{DryRun: dryRun, VpcPeeringConnectionId: aws.String(s.PCX)})
		},
		before: checkAcceptTarget,
		grants: []grant{
			{sid: "AcceptIntoOwnVpcs", on: "vpc", when: policyScope.tagged},
			{sid: "AcceptFromKnownAccounts", on: connectionType, when: policyScope.fromPeers},
		},
		probes: samples.asAccepter,
	},
	{
		kind: peering.Reject,
		call: func(ctx context.Context, p *place, s peering.Step, dryRun *bool) (any, error) {
			return p.RejectVpcPeeringConnection(ctx, &ec2.RejectVpcPeeringConnectionInput{DryRun: dryRun, VpcPeeringConnectionId: aws.String(s.PCX)})
		},
		before: checkAcceptTarget,
		grants: []grant{{sid: "RejectFromAnybody", on: connectionType}},
		probes: samples.asAccepter,
	},
	{
		kind: peering.Tag,
		call: func(ctx context.Context, p *place, s peering.Step, dryRun *bool) (any, error) {
			return p.CreateTags(ctx, &ec2.CreateTagsInput{DryRun: dryRun, Resources: []string{s.PCX}, Tags: toTags(s.Tags)})
		},
		grants: []grant{
			{sid: "TagWhatKnownAccountsAsk", on: connectionType, when: policyScope.tagsFromPeers},
			{sid: "MendOwnTags", on: connectionType, when: policyScope.tagsOnOwn},
		},
		probes: samples.ours,
	},
	{
		kind: peering.Delete,
		call: func(ctx context.Context, p *place, s peering.Step, dryRun *bool) (any, error) {
			return p.DeleteVpcPeeringConnection(ctx, &ec2.DeleteVpcPeeringConnectionInput{DryRun: dryRun, VpcPeeringConnectionId: aws.String(s.PCX)})
		},
		isDone: isConnectionGone,
		grants: []grant{changeOwn},
		probes: samples.ours,
	},
	{
		kind: peering.SetDNS,
		call: func(ctx context.Context, p *place, s peering.Step, dryRun *bool) (any, error) {
			return p.ModifyVpcPeeringConnectionOptions(ctx, dnsInput(s, dryRun))
		},
		grants: []grant{changeOwn},
		probes: samples.ours,
	},
	{
		kind: peering.Untag,
		call: func(ctx context.Context, p *place, s peering.Step, dryRun *bool) (any, error) {
			// With their values: a tag that was changed is not ours.
			return p.DeleteTags(ctx, &ec2.DeleteTagsInput{DryRun: dryRun, Resources: []string{s.PCX}, Tags: toTags(s.Tags)})
		},
		grants: []grant{{sid: "TakeOwnTagsAway", on: connectionType, when: policyScope.onlyOurTags}},
		probes: samples.ours,
	},
	{
		kind: peering.AddRoute,
		call: func(ctx context.Context, p *place, s peering.Step, dryRun *bool) (any, error) {
			v4, v6 := destination(s.Destination)
			return p.CreateRoute(ctx, &ec2.CreateRouteInput{
				DryRun: dryRun, RouteTableId: aws.String(s.Table), VpcPeeringConnectionId: aws.String(s.PCX),
				DestinationCidrBlock: v4, DestinationIpv6CidrBlock: v6,
			})
		},
		grants: []grant{changeRoutes},
		probes: samples.routes,
	},
	{
		kind: peering.RemoveRoute,
		call: func(ctx context.Context, p *place, s peering.Step, dryRun *bool) (any, error) {
			v4, v6 := destination(s.Destination)
			return p.DeleteRoute(ctx, &ec2.DeleteRouteInput{
				DryRun: dryRun, RouteTableId: aws.String(s.Table), DestinationCidrBlock: v4, DestinationIpv6CidrBlock: v6,
			})
		},
		isDone: isRouteGone,
		grants: []grant{changeRoutes},
		probes: samples.noRoutes,
	},
}

var (
	changeOwn = grant{sid: "ChangeOwnPeerings", on: connectionType, when: policyScope.own}
	// IAM has no key for the target of a route. Never ec2:ReplaceRoute: it
	// could lead anything anywhere.
	changeRoutes = grant{sid: "Routes", on: "route-table", when: policyScope.tagged}
)

// writeOf returns the row of a kind of step, false when it has none.
func writeOf(kind peering.Kind) (writeSpec, bool) {
	for _, w := range writeSpecs {
		if w.kind == kind {
			return w, true
		}
	}
	return writeSpec{}, false
}

// action is the IAM action of the call.
func (w writeSpec) action() string { return peering.Step{Kind: w.kind}.Action() }

// of returns the action that the grant of a row allows.
func (g grant) of(w writeSpec) string { return cmp.Or(g.action, w.action()) }

// dnsInput sets the step's own side's option only, and never the ClassicLink
// ones: EC2 refuses those between Regions even when they are false.
func dnsInput(s peering.Step, dryRun *bool) *ec2.ModifyVpcPeeringConnectionOptionsInput {
	in := &ec2.ModifyVpcPeeringConnectionOptionsInput{DryRun: dryRun, VpcPeeringConnectionId: aws.String(s.PCX)}
	options := &types.PeeringConnectionOptionsRequest{AllowDnsResolutionFromRemoteVpc: aws.Bool(s.DNS)}
	if s.Side == peering.Requester {
		in.RequesterPeeringConnectionOptions = options
	} else {
		in.AccepterPeeringConnectionOptions = options
	}
	return in
}
