package sim_test

import (
	"slices"
	"strings"
	"testing"

	"peerbot/aws/sim"
)

// neighbours are two VPCs of two accounts in one Region, each with a group.
type neighbours struct {
	*world
	alice, bob client
	a, b       sim.VPC
	ga, gb     string
}

func newNeighbours(t *testing.T) neighbours {
	t.Helper()
	n := neighbours{world: newWorld(t, sim.Options{})}
	n.alice, n.bob = as(t, n, alice, tokyo), as(t, n, bob, tokyo)
	n.a, n.b = n.tokyo, n.vpc(bob, tokyo, "10.3.0.0/16")
	n.ga = n.alice.must("CreateSecurityGroup", "VpcId", n.a.ID, "GroupName", "web", "GroupDescription", "web").get("groupId")
	n.gb = n.bob.must("CreateSecurityGroup", "VpcId", n.b.ID, "GroupName", "db", "GroupDescription", "db").get("groupId")
	return n
}

func (n neighbours) peer() string {
	n.t.Helper()
	id := n.alice.must("CreateVpcPeeringConnection", "VpcId", n.a.ID, "PeerVpcId", n.b.ID, "PeerOwnerId", bob).get("vpcPeeringConnection/vpcPeeringConnectionId")
	n.bob.must("AcceptVpcPeeringConnection", "VpcPeeringConnectionId", id)
	return id
}

// fromWeb lets alice's group into bob's.
func (n neighbours) fromWeb() []string {
	return []string{
		"GroupId", n.gb, "IpPermissions.1.IpProtocol", "tcp", "IpPermissions.1.FromPort", "5432", "IpPermissions.1.ToPort", "5432",
		"IpPermissions.1.Groups.1.GroupId", n.ga, "IpPermissions.1.Groups.1.UserId", alice, "IpPermissions.1.Groups.1.Description", "from web",
	}
}

func TestARuleAcrossAPeeringGoesStaleAndComesBack(t *testing.T) {
	t.Parallel()
	n := newNeighbours(t)
	n.bob.refused("InvalidGroup.NotFound", "You have specified two resources that belong to different networks.", "AuthorizeSecurityGroupIngress", n.fromWeb()...)
	id := n.peer()
	r := n.bob.must("AuthorizeSecurityGroupIngress", n.fromWeb()...)
	if got := r.get("securityGroupRuleSet/item/referencedGroupInfo/userId"); got != alice {
		t.Errorf("the rule names account %q, want %s", got, alice)
	}
	n.bob.refused("InvalidPermission.Duplicate", n.ga, "AuthorizeSecurityGroupIngress", n.fromWeb()...)
	r = n.alice.must("DescribeSecurityGroupReferences", "GroupId.1", n.ga)
	if got, want := r.get("securityGroupReferenceSet/item/referencingVpcId")+" "+r.get("securityGroupReferenceSet/item/vpcPeeringConnectionId"), n.b.ID+" "+id; got != want {
		t.Errorf("reference = %q, want %q", got, want)
	}
	stale := func() reply { return n.bob.must("DescribeStaleSecurityGroups", "VpcId", n.b.ID) }
	if r := stale(); r.has("staleSecurityGroupSet/item") {
		t.Errorf("stale while active:\n%s", r.body)
	}
	n.alice.must("DeleteVpcPeeringConnection", "VpcPeeringConnectionId", id)
	r = stale()
	const pair = "staleSecurityGroupSet/item/staleIpPermissions/item/groups/item/"
	for path, want := range map[string]string{"vpcId": n.a.ID, "vpcPeeringConnectionId": id, "peeringStatus": "deleted", "userId": alice, "groupId": n.ga} {
		if got := r.get(pair + path); got != want {
			t.Errorf("stale %s = %q, want %q", path, got, want)
		}
	}
	n.peer()
	if r := stale(); r.has("staleSecurityGroupSet/item") {
		t.Errorf("stale although peered again:\n%s", r.body)
	}
	n.bob.must("RevokeSecurityGroupIngress", n.fromWeb()...)
	n.bob.refused("InvalidPermission.NotFound", "does not exist in this security group", "RevokeSecurityGroupIngress", n.fromWeb()...)
}

// What names a group across a peering says which peering, and no account once
// the group is gone.
func TestAGroupThatIsNamedAcrossAPeeringMayBeDeleted(t *testing.T) {
	t.Parallel()
	n := newNeighbours(t)
	id := n.peer()
	n.bob.must("AuthorizeSecurityGroupIngress", n.fromWeb()...)
	pairs := func(r reply, set string) string {
		var out []string
		for _, field := range []string{"groupId", "vpcId", "vpcPeeringConnectionId", "peeringStatus", "userId"} {
			out = append(out, r.get(set+"/item/groups/item/"+field))
		}
		return strings.Join(out, " ")
	}
	shown := func() string {
		return pairs(n.bob.must("DescribeSecurityGroups", "GroupId.1", n.gb), "securityGroupInfo/item/ipPermissions")
	}
	want := strings.Join([]string{n.ga, n.a.ID, id, "active", alice}, " ")
	if got := shown(); got != want {
		t.Errorf("the rule names %q, want %q", got, want)
	}
	n.alice.must("DeleteSecurityGroup", "GroupId", n.ga)
	want = strings.TrimSuffix(want, alice)
	if got := shown(); got != want {
		t.Errorf("after the deletion the rule names %q, want %q", got, want)
	}
	stale := n.bob.must("DescribeStaleSecurityGroups", "VpcId", n.b.ID)
	if got := pairs(stale, "staleSecurityGroupSet/item/staleIpPermissions"); got != want {
		t.Errorf("stale are %q, want %q", got, want)
	}
	n.bob.must("RevokeSecurityGroupIngress", n.fromWeb()...)
}

func TestAGroupThatIsNamedInItsOwnVPCIsNotDeleted(t *testing.T) {
	t.Parallel()
	n := newNeighbours(t)
	other := n.alice.must("CreateSecurityGroup", "VpcId", n.a.ID, "GroupName", "app", "GroupDescription", "app").get("groupId")
	n.alice.must("AuthorizeSecurityGroupIngress", "GroupId", other, "IpPermissions.1.IpProtocol", "-1", "IpPermissions.1.Groups.1.GroupId", n.ga)
	n.alice.refused("DependencyViolation", n.ga, "DeleteSecurityGroup", "GroupId", n.ga)
}

func TestRulesAreListedOneByOne(t *testing.T) {
	t.Parallel()
	n := newNeighbours(t)
	id := n.peer()
	made := n.bob.must("AuthorizeSecurityGroupIngress", n.fromWeb()...).get("securityGroupRuleSet/item/securityGroupRuleId")
	ofDB := []string{"Filter.1.Name", "group-id", "Filter.1.Value.1", n.gb}
	const item = "securityGroupRuleSet/item/"
	r := n.bob.must("DescribeSecurityGroupRules", ofDB...)
	if got, want := r.all(item+"isEgress"), []string{"true", "false"}; !slices.Equal(got, want) {
		t.Errorf("directions = %v, want %v, oldest first", got, want)
	}
	named := func() string {
		r := n.bob.must("DescribeSecurityGroupRules", "SecurityGroupRuleId.1", made)
		var out []string
		for _, field := range []string{"groupId", "vpcId", "vpcPeeringConnectionId", "peeringStatus", "userId"} {
			out = append(out, r.get(item+"referencedGroupInfo/"+field))
		}
		return strings.Join(out, " ")
	}
	for _, state := range []string{"active", "deleted"} {
		if got, want := named(), strings.Join([]string{n.ga, n.a.ID, id, state, alice}, " "); got != want {
			t.Errorf("the rule names %q, want %q", got, want)
		}
		n.alice.ec2("DeleteVpcPeeringConnection", "VpcPeeringConnectionId", id)
	}
	for _, name := range []string{"c", "d", "e"} { // 7 rules in all
		n.bob.must("CreateSecurityGroup", "VpcId", n.b.ID, "GroupName", name, "GroupDescription", name)
	}
	var seen []string
	for token := ""; ; {
		r := n.bob.must("DescribeSecurityGroupRules", "MaxResults", "5", "NextToken", token)
		seen = append(seen, r.all(item+"securityGroupRuleId")...)
		if token = r.get("nextToken"); token == "" {
			break
		}
		for i := range 3 { // shifts no page
			n.bob.ec2("AuthorizeSecurityGroupIngress", "GroupId", n.gb, "IpProtocol", "tcp", "FromPort", "1", "ToPort", "1", "CidrIp", "10."+string(rune('1'+i))+".0.0/16")
		}
	}
	all := len(seen)
	slices.Sort(seen)
	if seen = slices.Compact(seen); len(seen) != all || all < 7 {
		t.Errorf("%d rules by pages, %d of them different", all, len(seen))
	}
}

func TestRulesAreCanonicalAndRevokedAllOrNone(t *testing.T) {
	t.Parallel()
	n := newNeighbours(t)
	rule := func(cidrs ...string) []string {
		p := []string{"GroupId", n.ga, "IpPermissions.1.IpProtocol", "tcp", "IpPermissions.1.FromPort", "443", "IpPermissions.1.ToPort", "443"}
		for i, c := range cidrs {
			p = append(p, "IpPermissions.1.IpRanges."+string(rune('1'+i))+".CidrIp", c)
		}
		return p
	}
	cidrs := func() []string {
		return n.alice.must("DescribeSecurityGroups", "GroupId.1", n.ga).all("securityGroupInfo/item/ipPermissions/item/ipRanges/item/cidrIp")
	}
	n.alice.must("AuthorizeSecurityGroupIngress", rule("10.2.3.4/16", "10.3.0.0/16")...)
	n.alice.refused("InvalidPermission.Duplicate", "10.2.0.0/16", "AuthorizeSecurityGroupIngress", rule("10.2.0.0/16")...)
	n.alice.refused("InvalidPermission.NotFound", "", "RevokeSecurityGroupIngress", rule("10.2.0.0/16", "10.9.0.0/16")...)
	if got, want := cidrs(), []string{"10.2.0.0/16", "10.3.0.0/16"}; !slices.Equal(got, want) {
		t.Errorf("rules = %v, want %v", got, want)
	}
	n.alice.must("RevokeSecurityGroupIngress", rule("10.2.0.0/16")...)
	if got, want := cidrs(), []string{"10.3.0.0/16"}; !slices.Equal(got, want) {
		t.Errorf("rules = %v, want %v", got, want)
	}
	n.alice.refused("InvalidPermission.Malformed", "hop", "AuthorizeSecurityGroupIngress", "GroupId", n.ga, "IpPermissions.1.IpProtocol", "hop", "IpPermissions.1.IpRanges.1.CidrIp", "10.0.0.0/8")
	n.alice.refused("InvalidParameterValue", "port", "AuthorizeSecurityGroupIngress", "GroupId", n.ga, "IpProtocol", "tcp", "CidrIp", "10.0.0.0/8")
	n.SetQuota(alice, tokyo, "L-0EA8095F", 1)
	n.alice.refused("RulesPerSecurityGroupLimitExceeded", "", "AuthorizeSecurityGroupIngress", rule("10.4.0.0/16")...)
	r := n.alice.must("DescribeSecurityGroups", "Filter.1.Name", "ip-permission.cidr", "Filter.1.Value.1", "10.3.*")
	if got := r.all("securityGroupInfo/item/groupId"); !slices.Equal(got, []string{n.ga}) {
		t.Errorf("groups with the rule = %v, want %s", got, n.ga)
	}
}

func TestEgressRulesAreRulesOfTheirOwn(t *testing.T) {
	t.Parallel()
	n := newNeighbours(t)
	egress := func() []string {
		r := n.bob.must("DescribeSecurityGroups", "GroupId.1", n.gb)
		return append(r.all("securityGroupInfo/item/ipPermissionsEgress/item/ipRanges/item/cidrIp"), r.all("securityGroupInfo/item/ipPermissionsEgress/item/groups/item/groupId")...)
	}
	if got, want := egress(), []string{"0.0.0.0/0"}; !slices.Equal(got, want) {
		t.Errorf("a new group lets out to %v, want %v", got, want)
	}
	id := n.peer()
	r := n.bob.must("AuthorizeSecurityGroupEgress", n.fromWeb()...)
	if got := r.get("securityGroupRuleSet/item/isEgress"); got != "true" {
		t.Errorf("isEgress = %q", got)
	}
	rule := r.get("securityGroupRuleSet/item/securityGroupRuleId")
	n.bob.must("CreateTags", "ResourceId.1", rule, "Tag.1.Key", "a", "Tag.1.Value", "b")
	n.bob.refused("InvalidPermission.Duplicate", n.ga, "AuthorizeSecurityGroupEgress", n.fromWeb()...)
	n.bob.must("AuthorizeSecurityGroupIngress", n.fromWeb()...) // the other direction
	n.bob.must("RevokeSecurityGroupIngress", n.fromWeb()...)
	all := []string{"GroupId", n.gb, "IpPermissions.1.IpProtocol", "-1", "IpPermissions.1.IpRanges.1.CidrIp", "0.0.0.0/0"}
	n.bob.must("RevokeSecurityGroupEgress", all...)
	n.bob.refused("InvalidPermission.NotFound", "", "RevokeSecurityGroupEgress", all...)
	if got, want := egress(), []string{n.ga}; !slices.Equal(got, want) {
		t.Errorf("the group lets out to %v, want %v", got, want)
	}
	for filter, want := range map[string][]string{"egress.ip-permission.group-id": {n.gb}, "ip-permission.group-id": {}} {
		r := n.bob.must("DescribeSecurityGroups", "Filter.1.Name", filter, "Filter.1.Value.1", n.ga)
		if got := r.all("securityGroupInfo/item/groupId"); !slices.Equal(got, want) {
			t.Errorf("groups by %s = %v, want %v", filter, got, want)
		}
	}
	if r := n.alice.must("DescribeSecurityGroupReferences", "GroupId.1", n.ga); r.get("securityGroupReferenceSet/item/vpcPeeringConnectionId") != id {
		t.Errorf("an egress rule is no reference: %s", r.body)
	}
	n.alice.must("DeleteVpcPeeringConnection", "VpcPeeringConnectionId", id)
	r = n.bob.must("DescribeStaleSecurityGroups", "VpcId", n.b.ID)
	if got := r.get("staleSecurityGroupSet/item/staleIpPermissionsEgress/item/groups/item/vpcPeeringConnectionId"); got != id || r.has("staleSecurityGroupSet/item/staleIpPermissions/item") {
		t.Errorf("stale = %s, want the egress rule behind %s", r.body, id)
	}
	r = n.bob.must("RevokeSecurityGroupEgress", "GroupId", n.gb, "SecurityGroupRuleId.1", rule)
	if got := r.get("revokedSecurityGroupRuleSet/item/referencedGroupId"); got != n.ga {
		t.Errorf("revoked a rule of %q, want %s", got, n.ga)
	}
	n.bob.refused("InvalidSecurityGroupRuleId.NotFound", rule, "RevokeSecurityGroupEgress", "GroupId", n.gb, "SecurityGroupRuleId.1", rule)
}
