package live

import (
	"fmt"
	"net/netip"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"

	"peerbot/aws/peering"
)

// toGroup keeps of a security group the rules that can be about the other side
// of a peering: those that refer to a group across one, and those that let in
// from a block in which a whole VPC has room.
func toGroup(g types.SecurityGroup) (peering.Group, error) {
	out := peering.Group{ID: aws.ToString(g.GroupId), Name: aws.ToString(g.GroupName)}
	for _, p := range g.IpPermissions {
		blocks, err := toWideBlocks(p)
		if err != nil {
			return peering.Group{}, fmt.Errorf("%s: %w", out.ID, err)
		}
		for _, b := range blocks {
			r := toRule(p, false)
			r.CIDR = b
			out.Rules = append(out.Rules, r)
		}
		out.Rules = append(out.Rules, toReferences(p, false)...)
	}
	for _, p := range g.IpPermissionsEgress {
		out.Rules = append(out.Rules, toReferences(p, true)...)
	}
	return out, nil
}

func toRule(p types.IpPermission, egress bool) peering.GroupRule {
	r := peering.GroupRule{Egress: egress, Protocol: aws.ToString(p.IpProtocol), From: -1, To: -1}
	if p.FromPort != nil {
		r.From = int(*p.FromPort)
	}
	if p.ToPort != nil {
		r.To = int(*p.ToPort)
	}
	return r
}

// toReferences returns the rules about groups across a peering.
func toReferences(p types.IpPermission, egress bool) []peering.GroupRule {
	var out []peering.GroupRule
	for _, pair := range p.UserIdGroupPairs {
		if aws.ToString(pair.VpcPeeringConnectionId) == "" {
			continue
		}
		r := toRule(p, egress)
		r.PCX, r.Group, r.Account = *pair.VpcPeeringConnectionId, aws.ToString(pair.GroupId), aws.ToString(pair.UserId)
		out = append(out, r)
	}
	return out
}

// The smallest blocks that a VPC may have.
const (
	smallestVPC  = 28
	smallestVPC6 = 60
)

// toWideBlocks returns the blocks of a permission in which a VPC has room, but
// not those that hold every address: they say nothing of a peering.
func toWideBlocks(p types.IpPermission) ([]netip.Prefix, error) {
	var blocks []string
	for _, r := range p.IpRanges {
		blocks = append(blocks, aws.ToString(r.CidrIp))
	}
	for _, r := range p.Ipv6Ranges {
		blocks = append(blocks, aws.ToString(r.CidrIpv6))
	}
	all, err := toPrefixes(blocks)
	if err != nil {
		return nil, err
	}
	var out []netip.Prefix
	for _, b := range all {
		limit := smallestVPC
		if b.Addr().Is6() {
			limit = smallestVPC6
		}
		if b.Bits() > 0 && b.Bits() <= limit {
			out = append(out, b)
		}
	}
	return out, nil
}
