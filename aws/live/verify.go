package live

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"

	"peerbot/aws/peering"
)

// verifier is who checks the permissions to write. The role's trust policy
// must let through a session in a person's name, not only one that observes.
var verifier = peering.Actor{Request: "check", Person: "check"}

// Verify tries an account, named by alias or id: both kinds of session, who
// they are, every read in every Region, and with DryRun every write for which
// there is something to try it on. It changes nothing. The error joins one
// *[peering.CallError] for each thing that is wrong: those of class Denied name
// the missing action. What could not be tried is logged.
func (c *Cloud) Verify(ctx context.Context, account string) error {
	var a Account
	for _, known := range c.accounts {
		if account == known.ID || account == known.Alias {
			a = known
		}
	}
	if a.ID == "" {
		return fmt.Errorf("account %q is not configured", account)
	}
	err := each(ctx, []peering.Actor{{}, verifier}, func(ctx context.Context, actor peering.Actor) error {
		s := c.session(a, actor)
		if err := s.ready(ctx); err != nil {
			return err
		}
		return s.assert(ctx)
	})
	if err != nil {
		return err // the rest would only say the same of every call
	}
	return each(ctx, a.Regions, func(ctx context.Context, region string) error {
		return c.verifyRegion(ctx, a, region)
	})
}

func (c *Cloud) verifyRegion(ctx context.Context, a Account, region string) error {
	reader, err := c.reader(ctx, a.ID, region)
	if err != nil {
		return err
	}
	writer, err := c.writer(ctx, verifier, a.ID, region)
	if err != nil {
		return err
	}
	t, err := reader.verifyReads(ctx)
	if isClass(err, peering.NoRegion) {
		return err
	}
	c.verifyTrail(ctx, reader)
	return errors.Join(err, writer.verifyWrites(ctx, t, c.log))
}

// verifyTrail tries CloudTrail, which is never required.
func (c *Cloud) verifyTrail(ctx context.Context, p *place) {
	_, err := p.session.trail(p.region).LookupEvents(ctx, &cloudtrail.LookupEventsInput{MaxResults: aws.Int32(1)})
	if err != nil {
		c.log.WarnContext(ctx, "CloudTrail cannot be asked, so nobody is told who changed what", "account", p.account, "region", p.region, "error", p.fail(ctx, err))
	}
}

// trials is what a Region has to try writes on. Empty lists mean that there
// is nothing, or that it may not be seen.
type trials struct {
	vpcs        []string
	tables      []string
	connections []peering.Connection // ours
}

// tries is how many VPCs or route tables a write is tried on until one lets it:
// policies often allow only those with a certain tag.
const tries = 5

// verifyReads makes every read once, for a few items.
func (p *place) verifyReads(ctx context.Context) (trials, error) {
	var t trials
	few := aws.Int32(tries)
	var errs []error
	note := func(err error) {
		if err != nil {
			errs = append(errs, p.fail(ctx, err))
		}
	}
	vpcs, err := p.DescribeVpcs(ctx, &ec2.DescribeVpcsInput{Filters: []types.Filter{filter("owner-id", p.account)}, MaxResults: few})
	note(err)
	if err == nil {
		for _, v := range vpcs.Vpcs {
			t.vpcs = append(t.vpcs, aws.ToString(v.VpcId))
		}
	} else if isClass(errs[0], peering.NoRegion) {
		return t, errs[0]
	}
	tables, err := p.DescribeRouteTables(ctx, &ec2.DescribeRouteTablesInput{MaxResults: few})
	note(err)
	if err == nil {
		for _, v := range tables.RouteTables {
			t.tables = append(t.tables, aws.ToString(v.RouteTableId))
		}
	}
	_, err = p.DescribeSubnets(ctx, &ec2.DescribeSubnetsInput{MaxResults: few})
	note(err)
	_, err = p.DescribeSecurityGroups(ctx, &ec2.DescribeSecurityGroupsInput{MaxResults: few})
	note(err)
	ours, err := p.DescribeVpcPeeringConnections(ctx, &ec2.DescribeVpcPeeringConnectionsInput{
		Filters: []types.Filter{filter("tag:"+peering.TagManaged, peering.ManagedBy)}, MaxResults: few,
	})
	note(err)
	if err == nil {
		t.connections, err = convert(p, "ec2:DescribeVpcPeeringConnections", ours.VpcPeeringConnections, toConnection)
		if err != nil {
			errs = append(errs, err)
		}
	}
	if len(t.vpcs) > 0 {
		vpc := aws.String(t.vpcs[0])
		_, err = p.DescribeVpcAttribute(ctx, &ec2.DescribeVpcAttributeInput{VpcId: vpc, Attribute: types.VpcAttributeNameEnableDnsSupport})
		note(err)
		_, err = p.DescribeStaleSecurityGroups(ctx, &ec2.DescribeStaleSecurityGroupsInput{VpcId: vpc, MaxResults: few})
		note(err)
	}
	return t, errors.Join(errs...)
}

// trial is one write that is tried with DryRun on each of some things.
type trial struct {
	operation string
	on        []string
	call      func(id string) error
}

// verifyWrites tries every write. DryRun says whether it would be allowed and
// does nothing.
func (p *place) verifyWrites(ctx context.Context, t trials, log *slog.Logger) error {
	var errs []error
	for _, w := range p.writes(ctx, t) {
		told, err := p.try(ctx, w)
		if err != nil {
			errs = append(errs, err)
		} else if !told {
			log.Info("permission not tried, there is nothing to try it on",
				"account", p.account, "region", p.region, "action", "ec2:"+w.operation)
		}
	}
	return errors.Join(errs...)
}

// try makes a trial on one thing after another until one lets it. It reports
// false when AWS did not tell: there was nothing, or it looked at other things
// than the permission first.
func (p *place) try(ctx context.Context, w trial) (told bool, err error) {
	for _, id := range w.on {
		callErr := w.call(id)
		if callErr == nil {
			return true, &peering.CallError{
				Action: "ec2:" + w.operation, Account: p.account, Region: p.region,
				Code: "NoDryRun", Class: peering.Unknown,
				Message: "the endpoint did what it was asked only to try; it is not AWS",
			}
		}
		callErr = p.fail(ctx, callErr)
		var call *peering.CallError
		if !errors.As(callErr, &call) {
			return false, callErr
		}
		switch {
		case strings.EqualFold(call.Code, "DryRunOperation"):
			return true, nil
		case call.Class == peering.Denied:
			told, err = true, callErr
		case call.Class == peering.NotFound, call.Class == peering.WrongState, call.Class == peering.Exists, call.Class == peering.Limit, call.Class == peering.Invalid:
		default:
			return true, callErr
		}
	}
	return told, err
}

// documentation is a block that no VPC uses (RFC 5737).
const documentation = "192.0.2.0/24"

// writes returns a trial of every write.
func (p *place) writes(ctx context.Context, t trials) []trial {
	var ours, toAccept []string
	side := map[string]peering.Side{}
	for _, c := range t.connections {
		ours = append(ours, c.ID)
		side[c.ID] = peering.Requester
		if c.Accepter.Account == p.account && c.Accepter.Region == p.region {
			toAccept = append(toAccept, c.ID)
			side[c.ID] = peering.Accepter
		}
	}
	var anyRoute *string // a route needs a connection that exists
	routable := t.tables
	if len(ours) > 0 {
		anyRoute = aws.String(ours[0])
	} else {
		routable = nil
	}
	dry := aws.Bool(true)
	tags := toTags(peering.Peering{ID: "check"}.Tags())
	return []trial{
		{"CreateVpcPeeringConnection", t.vpcs, func(id string) error {
			_, err := p.CreateVpcPeeringConnection(ctx, &ec2.CreateVpcPeeringConnectionInput{
				DryRun: dry, VpcId: aws.String(id), PeerVpcId: aws.String(t.vpcs[len(t.vpcs)-1]),
				PeerOwnerId: aws.String(p.account), PeerRegion: aws.String(p.region),
				TagSpecifications: []types.TagSpecification{{ResourceType: types.ResourceTypeVpcPeeringConnection, Tags: tags}},
			})
			return err
		}},
		{"AcceptVpcPeeringConnection", toAccept, func(id string) error {
			_, err := p.AcceptVpcPeeringConnection(ctx, &ec2.AcceptVpcPeeringConnectionInput{DryRun: dry, VpcPeeringConnectionId: aws.String(id)})
			return err
		}},
		{"RejectVpcPeeringConnection", toAccept, func(id string) error {
			_, err := p.RejectVpcPeeringConnection(ctx, &ec2.RejectVpcPeeringConnectionInput{DryRun: dry, VpcPeeringConnectionId: aws.String(id)})
			return err
		}},
		{"DeleteVpcPeeringConnection", ours, func(id string) error {
			_, err := p.DeleteVpcPeeringConnection(ctx, &ec2.DeleteVpcPeeringConnectionInput{DryRun: dry, VpcPeeringConnectionId: aws.String(id)})
			return err
		}},
		{"ModifyVpcPeeringConnectionOptions", ours, func(id string) error {
			in := dnsInput(peering.Step{PCX: id, Side: side[id]})
			in.DryRun = dry
			_, err := p.ModifyVpcPeeringConnectionOptions(ctx, in)
			return err
		}},
		{"CreateTags", ours, func(id string) error {
			_, err := p.CreateTags(ctx, &ec2.CreateTagsInput{DryRun: dry, Resources: []string{id}, Tags: tags})
			return err
		}},
		{"DeleteTags", ours, func(id string) error {
			_, err := p.DeleteTags(ctx, &ec2.DeleteTagsInput{DryRun: dry, Resources: []string{id}, Tags: tags})
			return err
		}},
		{"CreateRoute", routable, func(id string) error {
			_, err := p.CreateRoute(ctx, &ec2.CreateRouteInput{
				DryRun: dry, RouteTableId: aws.String(id), VpcPeeringConnectionId: anyRoute, DestinationCidrBlock: aws.String(documentation),
			})
			return err
		}},
		{"DeleteRoute", t.tables, func(id string) error {
			_, err := p.DeleteRoute(ctx, &ec2.DeleteRouteInput{DryRun: dry, RouteTableId: aws.String(id), DestinationCidrBlock: aws.String(documentation)})
			return err
		}},
	}
}
