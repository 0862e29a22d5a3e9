package live

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
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
	for _, known := range c.accounts.Roles() {
		if account == known.ID || account == known.Alias {
			a = known
		}
	}
	if a.ID == "" {
		return fmt.Errorf("account %q is not configured", account)
	}
	// One after the other, and none of the rest without both: that would only
	// say the same again.
	for _, actor := range []peering.Actor{{}, verifier} {
		s := c.session(a, actor, pair{})
		if err := s.ready(ctx); err != nil {
			return err
		}
		if err := s.assert(ctx); err != nil {
			return err
		}
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
	writer, err := c.writer(ctx, verifier, pair{}, a.ID, region)
	if err != nil {
		return err
	}
	found, err := reader.verifyReads(ctx)
	if isClass(err, peering.NoRegion) {
		return err
	}
	found.install = c.install
	found.connections = slices.DeleteFunc(found.connections, func(x peering.Connection) bool {
		m, ok := peering.MarkOf(x.Tags)
		return !ok || m.Install != "" && m.Install != c.install
	})
	c.verifyTrail(ctx, reader)
	return errors.Join(err, writer.verifyWrites(ctx, found, c.log))
}

// verifyTrail tries CloudTrail, which is never required.
func (c *Cloud) verifyTrail(ctx context.Context, p *place) {
	_, err := p.session.trail(p.region).LookupEvents(ctx, &cloudtrail.LookupEventsInput{MaxResults: aws.Int32(1)})
	if err != nil {
		c.log.WarnContext(ctx, "cannot read CloudTrail, so cards won't show who made a change", "account", p.account, "region", p.region, "error", p.fail(ctx, err))
	}
}

// tries is how many VPCs or route tables a write is tried on until one lets it:
// policies often allow only those with a certain tag.
const tries = 5

// verifyReads makes every read once, for a few items. It returns those that
// writes can be tried on.
func (p *place) verifyReads(ctx context.Context) (samples, error) {
	t := samples{at: peering.Ref{Account: p.account, Region: p.region}}
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
		Filters: []types.Filter{filter("tag-key", peering.TagManaged, peering.OldTagManaged)}, MaxResults: few,
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

// verifyWrites tries every write. DryRun says whether it would be allowed and
// does nothing.
func (p *place) verifyWrites(ctx context.Context, found samples, log *slog.Logger) error {
	var errs []error
	for _, w := range writeSpecs {
		told, err := p.try(ctx, w, found)
		if err != nil {
			errs = append(errs, err)
		} else if !told {
			log.Info("permission not checked, there is nothing to try it on",
				"account", p.account, "region", p.region, "action", w.action())
		}
	}
	return errors.Join(errs...)
}

// try tries a write on one thing after another until one lets it. It reports
// false when AWS did not tell: there was nothing, or it looked at other things
// than the permission first.
func (p *place) try(ctx context.Context, w writeSpec, found samples) (told bool, err error) {
	for _, s := range w.probes(found) {
		_, callErr := w.call(ctx, p, s, aws.Bool(true))
		if callErr == nil {
			return true, &peering.CallError{
				Action: w.action(), Account: p.account, Region: p.region,
				Code: "NoDryRun", Class: peering.Unknown,
				Refusal: &peering.Refusal{Code: peering.NoDryRun},
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
