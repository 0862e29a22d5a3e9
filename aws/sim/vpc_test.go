package sim_test

import (
	"net/netip"
	"slices"
	"testing"

	"peerbot/aws/sim"
)

func TestANewVPCHasAMainTableAndADefaultGroup(t *testing.T) {
	t.Parallel()
	w := newWorld(t, sim.Options{})
	c := as(t, w, "333333333333", "eu-west-1")
	r := c.must("CreateVpc", "CidrBlock", "10.0.7.7/16", "AmazonProvidedIpv6CidrBlock", "true",
		"TagSpecification.1.ResourceType", "vpc", "TagSpecification.1.Tag.1.Key", "Name", "TagSpecification.1.Tag.1.Value", `<"shop" & co>`)
	id := r.get("vpc/vpcId")
	if got := r.get("vpc/cidrBlock"); got != "10.0.0.0/16" {
		t.Errorf("CIDR = %s, want 10.0.0.0/16", got)
	}
	if got := r.get("vpc/tagSet/item/value"); got != `<"shop" & co>` {
		t.Errorf("Name = %q", got)
	}
	r = c.must("DescribeRouteTables", "Filter.1.Name", "vpc-id", "Filter.1.Value.1", id)
	if got := r.all("routeTableSet/item/routeSet/item/gatewayId"); !slices.Equal(got, []string{"local", "local"}) {
		t.Errorf("routes go to %v, want two local ones", got)
	}
	if got := r.get("routeTableSet/item/routeSet/item/destinationIpv6CidrBlock"); got == "" {
		t.Errorf("no local IPv6 route:\n%s", r.body)
	}
	r = c.must("DescribeSecurityGroups", "Filter.1.Name", "vpc-id", "Filter.1.Value.1", id)
	if got := r.all("securityGroupInfo/item/groupName"); !slices.Equal(got, []string{"default"}) {
		t.Errorf("groups = %v, want default", got)
	}
	c.must("DeleteVpc", "VpcId", id)
	if r := c.must("DescribeRouteTables"); r.has("routeTableSet/item") {
		t.Errorf("tables outlive the VPC:\n%s", r.body)
	}
	c.refused("InvalidVpcID.NotFound", "The vpc ID '"+id+"' does not exist", "DeleteVpc", "VpcId", id)
}

func TestAVPCInUseCannotBeDeleted(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name string
		use  func(w *world) (free func())
	}{
		{"subnet", func(w *world) func() {
			id := w.bob.must("CreateSubnet", "VpcId", w.seoul.ID, "CidrBlock", "10.2.1.0/24").get("subnet/subnetId")
			return func() { w.bob.must("DeleteSubnet", "SubnetId", id) }
		}},
		{"route table", func(w *world) func() {
			id := w.bob.must("CreateRouteTable", "VpcId", w.seoul.ID).get("routeTable/routeTableId")
			return func() { w.bob.must("DeleteRouteTable", "RouteTableId", id) }
		}},
		{"internet gateway", func(w *world) func() {
			id := w.bob.must("CreateInternetGateway").get("internetGateway/internetGatewayId")
			w.bob.must("AttachInternetGateway", "InternetGatewayId", id, "VpcId", w.seoul.ID)
			return func() { w.bob.must("DetachInternetGateway", "InternetGatewayId", id, "VpcId", w.seoul.ID) }
		}},
		{"security group", func(w *world) func() {
			id := w.bob.must("CreateSecurityGroup", "VpcId", w.seoul.ID, "GroupName", "web", "GroupDescription", "web").get("groupId")
			return func() { w.bob.must("DeleteSecurityGroup", "GroupId", id) }
		}},
		{"request from another account", func(w *world) func() {
			id := w.request()
			return func() { w.bob.must("RejectVpcPeeringConnection", "VpcPeeringConnectionId", id) }
		}},
		{"active peering", func(w *world) func() {
			id := w.peered()
			return func() { w.bob.must("DeleteVpcPeeringConnection", "VpcPeeringConnectionId", id) }
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, sim.Options{})
			free := tt.use(w)
			w.bob.refused("DependencyViolation", "The vpc '"+w.seoul.ID+"' has dependencies and cannot be deleted.", "DeleteVpc", "VpcId", w.seoul.ID)
			free()
			w.bob.must("DeleteVpc", "VpcId", w.seoul.ID)
		})
	}
}

func TestDeletingTheRequestersVPCDeletesItsRequest(t *testing.T) {
	t.Parallel()
	w := newWorld(t, sim.Options{})
	id := w.request()
	w.alice.must("DeleteVpc", "VpcId", w.tokyo.ID)
	if got := status(w.bob, id); got != "deleted" {
		t.Errorf("the request is %s, want deleted", got)
	}
}

func TestAttributesOfAVPC(t *testing.T) {
	t.Parallel()
	w := newWorld(t, sim.Options{})
	get := func(attribute string) string {
		t.Helper()
		return w.alice.must("DescribeVpcAttribute", "VpcId", w.tokyo.ID, "Attribute", attribute).get(attribute + "/value")
	}
	if s, h := get("enableDnsSupport"), get("enableDnsHostnames"); s != "true" || h != "false" {
		t.Errorf("support %s, hostnames %s, want true, false", s, h)
	}
	w.alice.must("ModifyVpcAttribute", "VpcId", w.tokyo.ID, "EnableDnsHostnames.Value", "true")
	if got := get("enableDnsHostnames"); got != "true" {
		t.Errorf("hostnames %s, want true", got)
	}
	w.alice.refused("InvalidParameterCombination", "exactly one", "ModifyVpcAttribute", "VpcId", w.tokyo.ID, "EnableDnsHostnames.Value", "true", "EnableDnsSupport.Value", "true")
	w.alice.refused("InvalidParameterValue", "colour", "DescribeVpcAttribute", "VpcId", w.tokyo.ID, "Attribute", "colour")
}

func TestCIDRsOfAVPC(t *testing.T) {
	t.Parallel()
	w := newWorld(t, sim.Options{})
	add := func(cidr string) []string { return []string{"VpcId", w.tokyo.ID, "CidrBlock", cidr} }
	r := w.alice.must("AssociateVpcCidrBlock", add("10.5.0.0/16")...)
	if got := r.get("cidrBlockAssociation/cidrBlockState/state"); got != "associating" {
		t.Errorf("state = %s, want associating", got)
	}
	id := r.get("cidrBlockAssociation/associationId")
	w.alice.refused("InvalidVpc.Range", "10.5.1.0/24", "AssociateVpcCidrBlock", add("10.5.1.0/24")...)
	w.alice.refused("InvalidVpc.Range", "10.0.0.0/8", "AssociateVpcCidrBlock", add("10.0.0.0/8")...)
	w.alice.refused("InvalidParameterValue", "This is not a valid CIDR block.", "AssociateVpcCidrBlock", add("ten")...)
	for _, cidr := range []string{"10.6.0.0/16", "10.7.0.0/16", "10.8.0.0/16"} {
		w.alice.must("AssociateVpcCidrBlock", add(cidr)...)
	}
	w.alice.refused("CidrLimitExceeded", w.tokyo.ID, "AssociateVpcCidrBlock", add("10.9.0.0/16")...)
	if got := len(w.Routes(w.tokyo.MainTable)); got != 5 {
		t.Errorf("%d local routes, want 5", got)
	}
	w.alice.must("CreateSubnet", "VpcId", w.tokyo.ID, "CidrBlock", "10.6.1.0/24")
	w.alice.must("DisassociateVpcCidrBlock", "AssociationId", id)
	used := w.alice.must("DescribeVpcs", "VpcId.1", w.tokyo.ID).all("vpcSet/item/cidrBlockAssociationSet/item/associationId")
	w.alice.refused("OperationNotPermitted", "primary", "DisassociateVpcCidrBlock", "AssociationId", used[0])
	w.alice.refused("DependencyViolation", used[2], "DisassociateVpcCidrBlock", "AssociationId", used[2])
	w.alice.refused("InvalidVpcCidrBlockAssociationID.NotFound", id, "DisassociateVpcCidrBlock", "AssociationId", id)
	if got, want := w.VPCs()[0].CIDRs, 4; len(got) != want {
		t.Errorf("CIDRs = %v, want %d", got, want)
	}
	r = w.alice.must("DescribeVpcs", "Filter.1.Name", "cidr-block-association.state", "Filter.1.Value.1", "disassociated")
	if got := r.get("vpcSet/item/vpcId"); got != w.tokyo.ID {
		t.Errorf("VPC with a disassociated CIDR = %q, want %s", got, w.tokyo.ID)
	}
	if err := w.RemoveCIDR(w.tokyo.ID, netip.MustParsePrefix("10.7.0.0/16")); err != nil {
		t.Error(err)
	}
}

func TestSubnetsStayInsideTheirVPC(t *testing.T) {
	t.Parallel()
	w := newWorld(t, sim.Options{})
	r := w.alice.must("CreateSubnet", "VpcId", w.tokyo.ID, "CidrBlock", "10.1.1.0/24", "AvailabilityZone", tokyo+"b")
	for path, want := range map[string]string{"subnet/availabilityZoneId": "apne1-az2", "subnet/availableIpAddressCount": "251", "subnet/cidrBlock": "10.1.1.0/24", "subnet/ownerId": alice} {
		if got := r.get(path); got != want {
			t.Errorf("%s = %q, want %q", path, got, want)
		}
	}
	w.alice.refused("InvalidSubnet.Conflict", "10.1.1.128/25", "CreateSubnet", "VpcId", w.tokyo.ID, "CidrBlock", "10.1.1.128/25")
	w.alice.refused("InvalidSubnet.Range", "10.2.1.0/24", "CreateSubnet", "VpcId", w.tokyo.ID, "CidrBlock", "10.2.1.0/24")
	w.alice.refused("InvalidParameterValue", "availabilityZone", "CreateSubnet", "VpcId", w.tokyo.ID, "CidrBlock", "10.1.2.0/24", "AvailabilityZone", seoul+"a")
}
