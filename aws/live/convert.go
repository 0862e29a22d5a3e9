package live

import (
	"cmp"
	"fmt"
	"maps"
	"net/netip"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"

	"peerbot/aws/peering"
)

// toVPC keeps of a VPC what peering is about. Blocks that are on their way out
// or failed to come do not count; one that is on its way in does.
func toVPC(region string, v types.Vpc) (peering.VPC, error) {
	out := peering.VPC{
		Ref:   peering.Ref{Account: aws.ToString(v.OwnerId), Region: region, VPC: aws.ToString(v.VpcId)},
		Name:  tagMap(v.Tags)[peering.TagName],
		State: string(v.State),
	}
	var blocks []string
	for _, b := range v.CidrBlockAssociationSet {
		if b.CidrBlockState != nil && counts(b.CidrBlockState.State) {
			blocks = append(blocks, aws.ToString(b.CidrBlock))
		}
	}
	for _, b := range v.Ipv6CidrBlockAssociationSet {
		if b.Ipv6CidrBlockState != nil && counts(b.Ipv6CidrBlockState.State) {
			blocks = append(blocks, aws.ToString(b.Ipv6CidrBlock))
		}
	}
	if len(v.CidrBlockAssociationSet) == 0 && v.CidrBlock != nil {
		blocks = append(blocks, *v.CidrBlock)
	}
	var err error
	out.CIDRs, err = toPrefixes(blocks)
	if err != nil {
		return peering.VPC{}, fmt.Errorf("%s: %w", out.VPC, err)
	}
	return out, nil
}

func counts(s types.VpcCidrBlockStateCode) bool {
	return s == types.VpcCidrBlockStateCodeAssociated || s == types.VpcCidrBlockStateCodeAssociating
}

// toPrefixes returns the blocks masked, sorted and without repetition.
func toPrefixes(blocks []string) ([]netip.Prefix, error) {
	var out []netip.Prefix
	for _, b := range blocks {
		p, err := netip.ParsePrefix(b)
		if err != nil {
			return nil, fmt.Errorf("AWS returned an invalid CIDR block: %w", err)
		}
		out = append(out, p.Masked())
	}
	slices.SortFunc(out, netip.Prefix.Compare)
	return slices.Compact(out), nil
}

func toSubnet(s types.Subnet) (peering.Subnet, error) {
	out := peering.Subnet{ID: aws.ToString(s.SubnetId), Name: tagMap(s.Tags)[peering.TagName]}
	block := aws.ToString(s.CidrBlock)
	if block == "" && len(s.Ipv6CidrBlockAssociationSet) > 0 {
		block = aws.ToString(s.Ipv6CidrBlockAssociationSet[0].Ipv6CidrBlock) // an IPv6-only subnet
	}
	if block == "" {
		return out, nil
	}
	p, err := netip.ParsePrefix(block)
	if err != nil {
		return peering.Subnet{}, fmt.Errorf("%s: AWS returned an invalid CIDR block: %w", out.ID, err)
	}
	out.CIDR = p.Masked()
	return out, nil
}

func toTable(t types.RouteTable) (peering.RouteTable, error) {
	out := peering.RouteTable{ID: aws.ToString(t.RouteTableId), Name: tagMap(t.Tags)[peering.TagName]}
	for _, a := range t.Associations {
		if a.AssociationState != nil && a.AssociationState.State != types.RouteTableAssociationStateCodeAssociated &&
			a.AssociationState.State != types.RouteTableAssociationStateCodeAssociating {
			continue
		}
		if aws.ToBool(a.Main) {
			out.Main = true
		} else if a.SubnetId != nil {
			out.Subnets = append(out.Subnets, *a.SubnetId)
		}
	}
	slices.Sort(out.Subnets)
	out.Routes = slices.Grow(out.Routes, len(t.Routes))
	for _, r := range t.Routes {
		route, err := toRoute(r)
		if err != nil {
			return peering.RouteTable{}, fmt.Errorf("%s: %w", out.ID, err)
		}
		out.Routes = append(out.Routes, route)
	}
	slices.SortFunc(out.Routes, func(a, b peering.Route) int {
		return cmp.Or(
			a.Destination.Compare(b.Destination),
			cmp.Compare(a.PrefixList, b.PrefixList),
			cmp.Compare(a.Target, b.Target),
		)
	})
	return out, nil
}

func toRoute(r types.Route) (peering.Route, error) {
	out := peering.Route{
		PrefixList: aws.ToString(r.DestinationPrefixListId),
		Target:     target(r),
		Blackhole:  r.State == types.RouteStateBlackhole,
		// An advertised route comes from a route server: no person's either.
		Propagated: r.Origin == types.RouteOriginEnableVgwRoutePropagation || r.Origin == types.RouteOriginAdvertisement,
	}
	block := cmp.Or(aws.ToString(r.DestinationCidrBlock), aws.ToString(r.DestinationIpv6CidrBlock))
	if block == "" {
		return out, nil
	}
	p, err := netip.ParsePrefix(block)
	if err != nil {
		return peering.Route{}, fmt.Errorf("AWS returned an invalid route destination: %w", err)
	}
	out.Destination = p.Masked()
	return out, nil
}

// target returns what a route leads to. EC2 fills one of these, or instance
// and interface together.
func target(r types.Route) string {
	for _, id := range [...]*string{
		r.VpcPeeringConnectionId, r.GatewayId, r.NatGatewayId, r.TransitGatewayId,
		r.InstanceId, r.NetworkInterfaceId, r.EgressOnlyInternetGatewayId,
		r.CarrierGatewayId, r.LocalGatewayId, r.CoreNetworkArn, r.OdbNetworkArn,
	} {
		if aws.ToString(id) != "" {
			return *id
		}
	}
	return ""
}

func toConnection(v types.VpcPeeringConnection) (peering.Connection, error) {
	out := peering.Connection{
		ID:      aws.ToString(v.VpcPeeringConnectionId),
		Expires: aws.ToTime(v.ExpirationTime),
		Tags:    tagMap(v.Tags),
	}
	if v.Status != nil {
		out.Status, out.Message = peering.Status(v.Status.Code), aws.ToString(v.Status.Message)
	}
	var err error
	if i := v.RequesterVpcInfo; i != nil {
		out.Requester, out.RequesterDNS = toRef(i), dnsOption(i)
		out.RequesterCIDRs, err = toBlocks(i)
	}
	if i := v.AccepterVpcInfo; i != nil && err == nil {
		out.Accepter, out.AccepterDNS = toRef(i), dnsOption(i)
		out.AccepterCIDRs, err = toBlocks(i)
	}
	if err != nil {
		return peering.Connection{}, fmt.Errorf("%s: %w", out.ID, err)
	}
	return out, nil
}

func toRef(i *types.VpcPeeringConnectionVpcInfo) peering.Ref {
	return peering.Ref{Account: aws.ToString(i.OwnerId), Region: aws.ToString(i.Region), VPC: aws.ToString(i.VpcId)}
}

func dnsOption(i *types.VpcPeeringConnectionVpcInfo) *bool {
	if i.PeeringOptions == nil {
		return nil
	}
	return i.PeeringOptions.AllowDnsResolutionFromRemoteVpc
}

func toBlocks(i *types.VpcPeeringConnectionVpcInfo) ([]string, error) {
	var blocks []string
	if i.CidrBlock != nil {
		blocks = append(blocks, *i.CidrBlock)
	}
	for _, b := range i.CidrBlockSet {
		blocks = append(blocks, aws.ToString(b.CidrBlock))
	}
	for _, b := range i.Ipv6CidrBlockSet {
		blocks = append(blocks, aws.ToString(b.Ipv6CidrBlock))
	}
	prefixes, err := toPrefixes(blocks)
	if err != nil {
		return nil, err
	}
	var out []string
	for _, p := range prefixes {
		out = append(out, p.String())
	}
	return out, nil
}

// tagMap returns nil for no tags.
func tagMap(tags []types.Tag) map[string]string {
	if len(tags) == 0 {
		return nil
	}
	out := make(map[string]string, len(tags))
	for _, t := range tags {
		out[aws.ToString(t.Key)] = aws.ToString(t.Value)
	}
	return out
}

// destination returns a route's destination as one of the two fields that EC2 has
// for it; the other is nil.
func destination(p netip.Prefix) (v4, v6 *string) {
	if p.Addr().Is4() {
		return aws.String(p.String()), nil
	}
	return nil, aws.String(p.String())
}

// toTags returns tags in order of their keys.
func toTags(tags map[string]string) []types.Tag {
	out := make([]types.Tag, 0, len(tags))
	for _, k := range slices.Sorted(maps.Keys(tags)) {
		out = append(out, types.Tag{Key: aws.String(k), Value: aws.String(tags[k])})
	}
	return out
}
