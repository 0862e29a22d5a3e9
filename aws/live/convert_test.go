package live

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"

	"peerbot/aws/peering"
)

// What EC2 sends, cut down to what differs.
const (
	vpcXML = `<DescribeVpcsResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><requestId>7a62c442</requestId><vpcSet>
<item><vpcId>vpc-0aaaaaaa</vpcId><ownerId>999999999999</ownerId><state>available</state><cidrBlock>10.1.0.0/16</cidrBlock>
 <cidrBlockAssociationSet>
  <item><cidrBlock>10.9.0.0/16</cidrBlock><associationId>vpc-cidr-assoc-2</associationId><cidrBlockState><state>associating</state></cidrBlockState></item>
  <item><cidrBlock>10.1.0.0/16</cidrBlock><associationId>vpc-cidr-assoc-1</associationId><cidrBlockState><state>associated</state></cidrBlockState></item>
  <item><cidrBlock>10.7.0.0/16</cidrBlock><associationId>vpc-cidr-assoc-3</associationId><cidrBlockState><state>disassociating</state></cidrBlockState></item>
  <item><cidrBlock>10.8.0.0/16</cidrBlock><associationId>vpc-cidr-assoc-4</associationId><cidrBlockState><state>failed</state></cidrBlockState></item>
 </cidrBlockAssociationSet>
 <ipv6CidrBlockAssociationSet>
  <item><ipv6CidrBlock>2600:1f16:abc:de00::/56</ipv6CidrBlock><ipv6CidrBlockState><state>associated</state></ipv6CidrBlockState></item>
  <item><ipv6CidrBlock>2600:1f16:abc:df00::/56</ipv6CidrBlock><ipv6CidrBlockState><state>disassociated</state></ipv6CidrBlockState></item>
 </ipv6CidrBlockAssociationSet>
 <tagSet><item><key>Name</key><value>payments</value></item></tagSet></item>
<item><vpcId>vpc-0shared</vpcId><ownerId>333333333333</ownerId><state>available</state><cidrBlock>10.5.0.0/16</cidrBlock>
 <tagSet><item><key>Name</key><value>payments</value></item></tagSet></item>
</vpcSet></DescribeVpcsResponse>`
)

func TestOnlyBlocksThatCountAndVPCsOfTheAccountAreFound(t *testing.T) {
	t.Parallel()
	c := answering(t, func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, vpcXML) })
	vpcs, err := c.Find(t.Context(), peering.Query{Account: botID, VPC: "payments"})
	if err != nil {
		t.Fatal(err)
	}
	if len(vpcs) != 1 || vpcs[0].VPC != "vpc-0aaaaaaa" || vpcs[0].Account != botID || vpcs[0].Region != tokyo || vpcs[0].Name != "payments" {
		t.Fatalf("Find = %+v, want the account's own VPC", vpcs)
	}
	var got []string
	for _, p := range vpcs[0].CIDRs {
		got = append(got, p.String())
	}
	if want := []string{"10.1.0.0/16", "10.9.0.0/16", "2600:1f16:abc:de00::/56"}; !slices.Equal(got, want) {
		t.Errorf("CIDRs = %v, want %v", got, want)
	}
}

func TestBlocksAreComparable(t *testing.T) {
	t.Parallel()
	got, err := toPrefixes([]string{"2600::1/56", "10.9.0.0/16", "10.1.2.3/16", "10.1.0.0/16"})
	if want := "[10.1.0.0/16 10.9.0.0/16 2600::/56]"; err != nil || fmt.Sprint(got) != want {
		t.Errorf("toPrefixes = %v, %v, want %s", got, err, want)
	}
}

func TestRouteTargets(t *testing.T) {
	t.Parallel()
	id := aws.String
	for _, tt := range []struct {
		in   types.Route
		want peering.Route // without destination
	}{
		{types.Route{GatewayId: id("local")}, peering.Route{Target: "local"}},
		{types.Route{GatewayId: id("igw-1")}, peering.Route{Target: "igw-1"}},
		{types.Route{GatewayId: id("vgw-1"), Origin: types.RouteOriginEnableVgwRoutePropagation}, peering.Route{Target: "vgw-1", Propagated: true}},
		{types.Route{NetworkInterfaceId: id("eni-1"), Origin: types.RouteOriginAdvertisement}, peering.Route{Target: "eni-1", Propagated: true}},
		{types.Route{VpcPeeringConnectionId: id("pcx-1"), State: types.RouteStateBlackhole}, peering.Route{Target: "pcx-1", Blackhole: true}},
		{types.Route{NatGatewayId: id("nat-1")}, peering.Route{Target: "nat-1"}},
		{types.Route{TransitGatewayId: id("tgw-1")}, peering.Route{Target: "tgw-1"}},
		{types.Route{InstanceId: id("i-1"), NetworkInterfaceId: id("eni-1")}, peering.Route{Target: "i-1"}},
		{types.Route{EgressOnlyInternetGatewayId: id("eigw-1")}, peering.Route{Target: "eigw-1"}},
		{types.Route{CarrierGatewayId: id("cagw-1")}, peering.Route{Target: "cagw-1"}},
		{types.Route{LocalGatewayId: id("lgw-1")}, peering.Route{Target: "lgw-1"}},
		{types.Route{CoreNetworkArn: id("arn:aws:networkmanager::1:core-network/c")}, peering.Route{Target: "arn:aws:networkmanager::1:core-network/c"}},
	} {
		tt.in.DestinationCidrBlock = id("10.2.0.7/16") // not canonical
		got, err := toRoute(tt.in)
		if err != nil {
			t.Errorf("%s: %v", tt.want.Target, err)
		}
		if got.Destination.String() != "10.2.0.0/16" {
			t.Errorf("%s: destination %s, want it masked", tt.want.Target, got.Destination)
		}
		got.Destination = tt.want.Destination
		if got != tt.want {
			t.Errorf("got %+v, want %+v", got, tt.want)
		}
	}
	got, err := toRoute(types.Route{DestinationPrefixListId: id("pl-1"), TransitGatewayId: id("tgw-1")})
	if err != nil || got.PrefixList != "pl-1" || got.Destination.IsValid() {
		t.Errorf("a prefix list became %+v, %v", got, err)
	}
	if _, err := toRoute(types.Route{DestinationCidrBlock: id("10.2.0.0/33")}); err == nil {
		t.Error("10.2.0.0/33 is no error")
	}
}

func TestTableAssociations(t *testing.T) {
	t.Parallel()
	state := func(s types.RouteTableAssociationStateCode) *types.RouteTableAssociationState {
		return &types.RouteTableAssociationState{State: s}
	}
	got, err := toTable(types.RouteTable{
		RouteTableId: aws.String("rtb-1"),
		Associations: []types.RouteTableAssociation{
			{SubnetId: aws.String("subnet-2"), AssociationState: state(types.RouteTableAssociationStateCodeAssociated)},
			{SubnetId: aws.String("subnet-1")},
			{SubnetId: aws.String("subnet-3"), AssociationState: state(types.RouteTableAssociationStateCodeDisassociating)},
			{GatewayId: aws.String("igw-1")},
			{Main: aws.Bool(true)},
		},
	})
	if err != nil || !got.Main || !slices.Equal(got.Subnets, []string{"subnet-1", "subnet-2"}) {
		t.Errorf("toTable = %+v, %v", got, err)
	}
	if got, err := toTable(types.RouteTable{Associations: []types.RouteTableAssociation{
		{Main: aws.Bool(true), AssociationState: state(types.RouteTableAssociationStateCodeDisassociated)},
	}}); err != nil || got.Main {
		t.Errorf("toTable = %+v, %v, want a table that is main no more", got, err)
	}
}

// A connection shows little until it is active, and little again at its end.
func TestConnectionsThatShowLittle(t *testing.T) {
	t.Parallel()
	got, err := toConnection(types.VpcPeeringConnection{VpcPeeringConnectionId: aws.String("pcx-1")})
	if err != nil || got.ID != "pcx-1" || got.RequesterDNS != nil || got.Tags != nil || !got.Expires.IsZero() {
		t.Errorf("toConnection = %+v, %v", got, err)
	}
	got, err = toConnection(types.VpcPeeringConnection{
		Status: &types.VpcPeeringConnectionStateReason{Code: "half-asleep", Message: aws.String("Zzz")},
		RequesterVpcInfo: &types.VpcPeeringConnectionVpcInfo{
			OwnerId: aws.String(prodID), Region: aws.String(tokyo), VpcId: aws.String("vpc-1"),
			CidrBlock:        aws.String("10.1.0.0/16"),
			CidrBlockSet:     []types.CidrBlock{{CidrBlock: aws.String("10.9.0.0/16")}, {CidrBlock: aws.String("10.1.0.0/16")}},
			Ipv6CidrBlockSet: []types.Ipv6CidrBlock{{Ipv6CidrBlock: aws.String("2600::/56")}},
			PeeringOptions:   &types.VpcPeeringConnectionOptionsDescription{AllowDnsResolutionFromRemoteVpc: aws.Bool(true)},
		},
		AccepterVpcInfo: &types.VpcPeeringConnectionVpcInfo{OwnerId: aws.String(dataID), Region: aws.String(seoul), VpcId: aws.String("vpc-2")},
	})
	if err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(got)
	if err != nil {
		t.Fatal(err)
	}
	const want = `{"id":"","status":"half-asleep","message":"Zzz",` +
		`"requester":{"account":"111111111111","region":"ap-northeast-1","vpc":"vpc-1"},` +
		`"accepter":{"account":"222222222222","region":"ap-northeast-2","vpc":"vpc-2"},` +
		`"requester_dns":true,"requester_cidrs":["10.1.0.0/16","10.9.0.0/16","2600::/56"]}`
	if string(text) != want {
		t.Errorf("toConnection = %s\nwant %s", text, want)
	}
}

func TestAnIPv6OnlySubnet(t *testing.T) {
	t.Parallel()
	got, err := toSubnet(types.Subnet{SubnetId: aws.String("subnet-1"), Ipv6CidrBlockAssociationSet: []types.SubnetIpv6CidrBlockAssociation{
		{Ipv6CidrBlock: aws.String("2600:1f16:abc:de01::/64")},
	}})
	if err != nil || !strings.HasPrefix(got.CIDR.String(), "2600:") {
		t.Errorf("toSubnet = %+v, %v", got, err)
	}
}
