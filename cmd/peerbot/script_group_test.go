package main

import (
	"context"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"

	"peerbot/aws/sim"
)

// groupVerbs are those of aws about security groups, which their owners make:
// a GROUP is a Name of one in a VPC.
var groupVerbs = map[string]func(ctx context.Context, s *stage, args []string) error{
	// group VPC GROUP: make it.
	"group": func(ctx context.Context, s *stage, args []string) error {
		v := s.vpc(args[0])
		_, err := s.root(v).CreateSecurityGroup(ctx, &ec2.CreateSecurityGroupInput{
			GroupName: aws.String(args[1]), Description: aws.String(args[1]), VpcId: aws.String(v.ID),
		})
		return err
	},
	// ungroup VPC GROUP: delete it.
	"ungroup": func(ctx context.Context, s *stage, args []string) error {
		v := s.vpc(args[0])
		id, err := s.group(ctx, v, args[1])
		if err != nil {
			return err
		}
		_, err = s.root(v).DeleteSecurityGroup(ctx, &ec2.DeleteSecurityGroupInput{GroupId: aws.String(id)})
		return err
	},
	// allow VPC GROUP VPC GROUP: the first lets in tcp 443 from the second.
	"allow": func(ctx context.Context, s *stage, args []string) error {
		peer := s.vpc(args[2])
		id, err := s.group(ctx, peer, args[3])
		if err != nil {
			return err
		}
		return s.letIn(ctx, args, types.IpPermission{UserIdGroupPairs: []types.UserIdGroupPair{{UserId: aws.String(peer.Account), GroupId: aws.String(id)}}})
	},
	// allow-block VPC GROUP CIDR: it lets in tcp 443 from there.
	"allow-block": func(ctx context.Context, s *stage, args []string) error {
		return s.letIn(ctx, args, types.IpPermission{IpRanges: []types.IpRange{{CidrIp: aws.String(args[2])}}})
	},
	// disallow VPC GROUP VPC: it lets nothing in any more, as the cards say that
	// rules about groups of the second VPC are taken away.
	"disallow": func(ctx context.Context, s *stage, args []string) error {
		v := s.vpc(args[0])
		g, err := s.described(ctx, v, args[1])
		if err != nil {
			return err
		}
		for i := range g.IpPermissions {
			for j, pair := range g.IpPermissions[i].UserIdGroupPairs {
				g.IpPermissions[i].UserIdGroupPairs[j] = types.UserIdGroupPair{GroupId: pair.GroupId, UserId: aws.String(s.vpc(args[2]).Account)}
			}
		}
		_, err = s.root(v).RevokeSecurityGroupIngress(ctx, &ec2.RevokeSecurityGroupIngressInput{GroupId: g.GroupId, IpPermissions: g.IpPermissions})
		return err
	},
}

// root is somebody with the console of the account that a VPC is of.
func (s *stage) root(v sim.VPC) *ec2.Client {
	return ec2.NewFromConfig(aws.Config{
		Region: v.Region, BaseEndpoint: aws.String(s.awsURL), Credentials: credentials.NewStaticCredentialsProvider(v.Account, "console", ""),
	})
}

func (s *stage) described(ctx context.Context, v sim.VPC, name string) (types.SecurityGroup, error) {
	out, err := s.root(v).DescribeSecurityGroups(ctx, &ec2.DescribeSecurityGroupsInput{Filters: []types.Filter{
		{Name: aws.String("vpc-id"), Values: []string{v.ID}}, {Name: aws.String("group-name"), Values: []string{name}},
	}})
	if err == nil && len(out.SecurityGroups) != 1 {
		err = fmt.Errorf("%d groups of %s are named %s", len(out.SecurityGroups), v.Name, name)
	}
	if err != nil {
		return types.SecurityGroup{}, err
	}
	return out.SecurityGroups[0], nil
}

func (s *stage) group(ctx context.Context, v sim.VPC, name string) (string, error) {
	g, err := s.described(ctx, v, name)
	return aws.ToString(g.GroupId), err
}

// letIn lets tcp 443 into the group that args begin with.
func (s *stage) letIn(ctx context.Context, args []string, p types.IpPermission) error {
	v := s.vpc(args[0])
	id, err := s.group(ctx, v, args[1])
	if err != nil {
		return err
	}
	p.IpProtocol, p.FromPort, p.ToPort = aws.String("tcp"), aws.Int32(443), aws.Int32(443)
	_, err = s.root(v).AuthorizeSecurityGroupIngress(ctx, &ec2.AuthorizeSecurityGroupIngressInput{GroupId: aws.String(id), IpPermissions: []types.IpPermission{p}})
	return err
}
