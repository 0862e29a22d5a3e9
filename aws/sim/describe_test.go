package sim_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"peerbot/aws/sim"
)

func TestFiltersAndWithinEachOr(t *testing.T) {
	t.Parallel()
	w := newWorld(t, sim.Options{})
	var ids []string
	for i, name := range []string{"shop-prod", "shop-test", "Shop-prod", "a*b"} {
		id := w.vpc(alice, seoul, fmt.Sprintf("10.%d.0.0/16", 40+i)).ID
		w.SetTags(alice, seoul, id, map[string]string{"Name": name, "n": fmt.Sprint(i)})
		ids = append(ids, id)
	}
	for _, tt := range []struct {
		filters string // name=value,value;…
		want    []int
	}{
		{"tag:Name=shop-prod", []int{0}},
		{"tag:Name=shop-*", []int{0, 1}},
		{"tag:Name=?hop-prod", []int{0, 2}},
		{"tag:Name=*prod*", []int{0, 2}},
		{`tag:Name=a\*b`, []int{3}},
		{"tag:Name=a*b", []int{3}},
		{"tag:Name=shop-prod,a*", []int{0, 3}},
		{"tag:Name=shop-*;tag:n=1,2", []int{1}},
		{"tag-key=Name;cidr=10.4?.0.0/16", []int{0, 1, 2, 3}},
		{"tag:name=shop-prod", nil},
		{"tag:Name=SHOP-*", nil},
		{"tag:Name=", nil},
		{"owner-id=" + bob, nil},
		{"cidr-block-association.cidr-block=10.41.0.0/16;is-default=false;state=available", []int{1}},
	} {
		var params []string
		for i, f := range strings.Split(tt.filters, ";") {
			name, values, _ := strings.Cut(f, "=")
			params = append(params, fmt.Sprintf("Filter.%d.Name", i+1), name)
			for j, v := range strings.Split(values, ",") {
				params = append(params, fmt.Sprintf("Filter.%d.Value.%d", i+1, j+1), v)
			}
		}
		want := []string{}
		for _, i := range tt.want {
			want = append(want, ids[i])
		}
		if got := w.alice.in(seoul).must("DescribeVpcs", params...).all("vpcSet/item/vpcId"); !slices.Equal(got, want) {
			t.Errorf("DescribeVpcs with %s = %v, want %v", tt.filters, got, want)
		}
	}
	w.alice.refused("InvalidParameterValue", "The filter 'colour' is invalid", "DescribeVpcs", "Filter.1.Name", "colour", "Filter.1.Value.1", "red")
	w.alice.refused("InvalidParameterValue", "The filter 'region' is invalid", "DescribeVpcPeeringConnections", "Filter.1.Name", "region", "Filter.1.Value.1", tokyo)
	var many []string
	for i := range 201 {
		many = append(many, fmt.Sprintf("Filter.1.Value.%d", i+1), "x")
	}
	w.alice.refused("FilterLimitExceeded", "200", "DescribeVpcs", append(many, "Filter.1.Name", "vpc-id")...)
}

func TestPeeringFilters(t *testing.T) {
	t.Parallel()
	w := newWorld(t, sim.Options{})
	active := w.peered()
	other := w.vpc(bob, seoul, "10.3.0.0/16")
	pending := w.alice.must("CreateVpcPeeringConnection", "VpcId", w.tokyo.ID, "PeerVpcId", other.ID, "PeerOwnerId", bob, "PeerRegion", seoul).get("vpcPeeringConnection/vpcPeeringConnectionId")
	both := []string{active, pending}
	for _, tt := range []struct {
		name, value string
		want        []string
	}{
		{"requester-vpc-info.vpc-id", w.tokyo.ID, both},
		{"requester-vpc-info.vpc-id", "vpc-*", both},
		{"accepter-vpc-info.vpc-id", w.seoul.ID, []string{active}},
		{"accepter-vpc-info.vpc-id", "vpc-00000000000000000", []string{}},
		{"requester-vpc-info.owner-id", alice, both},
		{"accepter-vpc-info.owner-id", alice, []string{}},
		{"requester-vpc-info.cidr-block", "10.1.0.0/16", both},
		{"accepter-vpc-info.cidr-block", "10.*", []string{active}},
		{"status-code", "pending-acceptance", []string{pending}},
		{"status-message", "Pending Acceptance by *", []string{pending}},
		{"expiration-time", "2026-11-30T00:00:00.000Z", []string{pending}},
		{"vpc-peering-connection-id", pending, []string{pending}},
	} {
		for _, c := range []client{w.alice, w.bob} {
			got := c.must("DescribeVpcPeeringConnections", "Filter.1.Name", tt.name, "Filter.1.Value.1", tt.value).all("vpcPeeringConnectionSet/item/vpcPeeringConnectionId")
			if !slices.Equal(got, tt.want) {
				t.Errorf("%s=%s for %s: %v, want %v", tt.name, tt.value, c.key, got, tt.want)
			}
		}
	}
}

func TestPagesHoldEverythingOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t, sim.Options{})
	c := as(t, w, "333333333333", tokyo)
	var want, got []string
	for i := range 12 {
		want = append(want, w.vpc("333333333333", tokyo, fmt.Sprintf("10.%d.0.0/16", i)).ID)
	}
	token, pages := "", 0
	for {
		params := []string{"MaxResults", "5"}
		if token != "" {
			params = append(params, "NextToken", token)
		}
		r := c.must("DescribeVpcs", params...)
		got = append(got, r.all("vpcSet/item/vpcId")...)
		if pages++; pages == 1 {
			// What is deleted between two pages does not shift them.
			c.must("DeleteVpc", "VpcId", want[0])
		}
		if token = r.get("nextToken"); token == "" {
			break
		}
	}
	if !slices.Equal(got, want) || pages != 3 {
		t.Errorf("%d pages with %v, want 3 with %v", pages, got, want)
	}

	token = c.must("DescribeVpcs", "MaxResults", "5").get("nextToken")
	c.refused("InvalidNextToken", "", "DescribeVpcs", "MaxResults", "5", "NextToken", "zzzz")
	c.refused("InvalidNextToken", "", "DescribeSubnets", "MaxResults", "5", "NextToken", token)
	c.refused("InvalidNextToken", "", "DescribeVpcs", "MaxResults", "5", "NextToken", token, "Filter.1.Name", "vpc-id", "Filter.1.Value.1", "*")
	c.in(seoul).refused("InvalidNextToken", "", "DescribeVpcs", "MaxResults", "5", "NextToken", token)
}

// The filters are those of the API reference.
func TestEveryFilterOfTheReferenceIsKnown(t *testing.T) {
	t.Parallel()
	w := newWorld(t, sim.Options{})
	rule := "cidr ipv6-cidr from-port to-port group-id group-name prefix-list-id protocol user-id"
	for action, names := range map[string][]string{
		"DescribeVpcPeeringConnections": {
			"expiration-time status-code status-message vpc-peering-connection-id", "accepter-vpc-info. cidr-block owner-id vpc-id", "requester-vpc-info. cidr-block owner-id vpc-id",
		},
		"DescribeVpcs": {
			"vpc-id cidr dhcp-options-id is-default owner-id state", "cidr-block-association. cidr-block association-id state",
			"ipv6-cidr-block-association. ipv6-cidr-block ipv6-pool association-id state",
		},
		"DescribeRouteTables": {
			"owner-id route-table-id vpc-id", "association. gateway-id route-table-association-id route-table-id subnet-id main",
			"route. destination-cidr-block destination-ipv6-cidr-block destination-prefix-list-id egress-only-internet-gateway-id gateway-id instance-id " +
				"nat-gateway-id transit-gateway-id origin state vpc-peering-connection-id",
		},
		"DescribeSubnets": {
			"vpc-id subnet-id state availability-zone availability-zone-id cidr-block owner-id default-for-az", "ipv6-cidr-block-association. association-id ipv6-cidr-block state",
		},
		"DescribeSecurityGroups":     {"group-id group-name description owner-id vpc-id", "ip-permission. " + rule, "egress.ip-permission. " + rule},
		"DescribeSecurityGroupRules": {"group-id security-group-rule-id"},
		"DescribeRegions":            {"endpoint opt-in-status region-name"},
	} {
		if action != "DescribeRegions" {
			names = append(names, "tag-key tag:Name")
		}
		for _, list := range names {
			fields, prefix := strings.Fields(list), ""
			if strings.HasSuffix(fields[0], ".") {
				fields, prefix = fields[1:], fields[0]
			}
			for _, f := range fields {
				if r := w.alice.must(action, "Filter.1.Name", prefix+f, "Filter.1.Value.1", "nothing has this"); strings.Contains(r.body, "<item>") {
					t.Errorf("%s by %s%s lets through\n%s", action, prefix, f, r.body)
				}
			}
		}
	}
}

func TestMaxResultsHasBounds(t *testing.T) {
	t.Parallel()
	w := newWorld(t, sim.Options{})
	for action, high := range map[string]int{
		"DescribeVpcs": 1000, "DescribeSubnets": 1000, "DescribeRouteTables": 100,
		"DescribeVpcPeeringConnections": 1000, "DescribeSecurityGroups": 1000, "DescribeSecurityGroupRules": 1000,
	} {
		w.alice.refused("InvalidParameterValue", "Value ( 4 ) for parameter maxResults is invalid", action, "MaxResults", "4")
		w.alice.refused("InvalidParameterValue", "maxResults", action, "MaxResults", fmt.Sprint(high+1))
		w.alice.refused("InvalidParameterValue", "maxResults", action, "MaxResults", "many")
		w.alice.must(action, "MaxResults", "5")
		w.alice.must(action, "MaxResults", fmt.Sprint(high))
	}
	w.alice.refused("InvalidParameterValue", "256", "DescribeStaleSecurityGroups", "VpcId", w.tokyo.ID, "MaxResults", "256")
	w.alice.refused("InvalidParameterCombination", "maxResults", "DescribeVpcs", "VpcId.1", w.tokyo.ID, "MaxResults", "5")
}

func TestUnknownAndMalformedIDsAreErrors(t *testing.T) {
	t.Parallel()
	w := newWorld(t, sim.Options{})
	for _, tt := range []struct{ action, param, prefix, notFound, malformed string }{
		{"DescribeVpcs", "VpcId.1", "vpc", "InvalidVpcID.NotFound", "InvalidVpcID.Malformed"},
		{"DescribeSubnets", "SubnetId.1", "subnet", "InvalidSubnetID.NotFound", "InvalidSubnetId.Malformed"},
		{"DescribeRouteTables", "RouteTableId.1", "rtb", "InvalidRouteTableID.NotFound", "InvalidRouteTableId.Malformed"},
		{"DescribeVpcPeeringConnections", "VpcPeeringConnectionId.1", "pcx", gone, "InvalidVpcPeeringConnectionId.Malformed"},
		{"DescribeSecurityGroups", "GroupId.1", "sg", "InvalidGroup.NotFound", "InvalidGroupId.Malformed"},
		{"DescribeSecurityGroupRules", "SecurityGroupRuleId.1", "sgr", "InvalidSecurityGroupRuleId.NotFound", "InvalidSecurityGroupRuleId.Malformed"},
	} {
		w.alice.refused(tt.notFound, "does not exist", tt.action, tt.param, tt.prefix+"-00000000000000000")
		w.alice.refused(tt.notFound, "does not exist", tt.action, tt.param, tt.prefix+"-12345678")
		for _, id := range []string{"", "x", tt.prefix + "-", tt.prefix + "-0000000000000000G", tt.prefix + "-123456789", "eni-00000000000000000"} {
			w.alice.refused(tt.malformed, "Invalid id:", tt.action, tt.param, id)
		}
	}
}

func TestRegionsDependOnTheAccount(t *testing.T) {
	t.Parallel()
	w := newWorld(t, sim.Options{})
	if r := w.alice.must("DescribeRegions", "Filter.1.Name", "region-name", "Filter.1.Value.1", "ap-east-1"); r.has("regionInfo/item") {
		t.Error("a Region that needs an opt-in is listed")
	}
	hk := w.alice.in("ap-east-1")
	hk.refused("AuthFailure", "not able to validate", "DescribeVpcs")
	w.OptIn(alice, "ap-east-1")
	hk.must("DescribeVpcs")
	r := w.alice.must("DescribeRegions", "RegionName.1", "ap-east-1")
	if got := r.get("regionInfo/item/optInStatus"); got != "opted-in" {
		t.Errorf("status = %q, want opted-in", got)
	}
	if got := r.get("regionInfo/item/regionEndpoint"); got != "ec2.ap-east-1.amazonaws.com" {
		t.Errorf("endpoint = %q", got)
	}
	w.alice.in("mars-1").refused("AuthFailure", "mars-1", "DescribeVpcs")
	if got := w.alice.must("DescribeAccountAttributes", "AttributeName.1", "max-instances").get("accountAttributeSet/item/attributeValueSet/item/attributeValue"); got != "20" {
		t.Errorf("max-instances = %q, want 20", got)
	}
}
