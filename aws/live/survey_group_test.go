package live

import (
	"fmt"
	"net/http"
	"net/netip"
	"reflect"
	"slices"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"

	"peerbot/aws/peering"
	"peerbot/aws/sim"
)

// neighbours are two VPCs of one Region that are peered, each with a group.
func neighbours(t *testing.T) (w *world, c *Cloud, want peering.Peering, web, db string) {
	t.Helper()
	w = newWorld(t)
	c = w.cloud(t)
	want = wish(w.vpc(t, prodID, tokyo, "payments", "10.1.0.0/16"), w.vpc(t, dataID, tokyo, "lake", "10.2.0.0/16"))
	advance(t, c, &want, "")
	return w, c, want, w.group(t, want.Requester.VPC, "web"), w.group(t, want.Accepter.VPC, "db")
}

// allow adds a rule to a group of prod.
func (w *world) allow(t *testing.T, egress bool, group string, p types.IpPermission) {
	t.Helper()
	var err error
	if egress {
		_, err = w.as(prodID, tokyo).AuthorizeSecurityGroupEgress(t.Context(), &ec2.AuthorizeSecurityGroupEgressInput{GroupId: aws.String(group), IpPermissions: []types.IpPermission{p}})
	} else {
		_, err = w.as(prodID, tokyo).AuthorizeSecurityGroupIngress(t.Context(), &ec2.AuthorizeSecurityGroupIngressInput{GroupId: aws.String(group), IpPermissions: []types.IpPermission{p}})
	}
	if err != nil {
		t.Fatal(err)
	}
}

func tcp(port int32) types.IpPermission {
	return types.IpPermission{IpProtocol: aws.String("tcp"), FromPort: aws.Int32(port), ToPort: aws.Int32(port)}
}

func toGroupOf(p types.IpPermission, account, group string) types.IpPermission {
	p.UserIdGroupPairs = []types.UserIdGroupPair{{UserId: aws.String(account), GroupId: aws.String(group)}}
	return p
}

// staleGroups returns what a survey finds of that class.
func staleGroups(t *testing.T, s peering.Survey, want peering.Peering) []string {
	t.Helper()
	have, unread := s.Observed(want)
	if len(unread) > 0 {
		t.Fatalf("not read: %v", unread)
	}
	var out []string
	for _, d := range peering.Drifts(want, have, s.At) {
		if d.Class != peering.StaleGroup {
			t.Errorf("drift %+v, want of class %s only", d, peering.StaleGroup)
		}
		for _, l := range d.Lines {
			out = append(out, string(l.Side)+" "+l.What())
		}
	}
	return out
}

func TestASurveySeesARuleWhoseGroupIsGone(t *testing.T) {
	t.Parallel()
	w, c, want, web, db := neighbours(t)
	w.allow(t, false, web, toGroupOf(tcp(443), dataID, db))
	w.allow(t, true, web, toGroupOf(tcp(5432), dataID, db))
	w.allow(t, false, web, toGroupOf(tcp(22), prodID, w.group(t, want.Requester.VPC, "bastion"))) // of its own VPC
	if got := staleGroups(t, survey(t, c, []peering.Peering{want}), want); len(got) != 0 {
		t.Fatalf("stale = %q, want none while the group is there", got)
	}
	if _, err := w.as(dataID, tokyo).DeleteSecurityGroup(t.Context(), &ec2.DeleteSecurityGroupInput{GroupId: aws.String(db)}); err != nil {
		t.Fatal(err)
	}
	got := staleGroups(t, survey(t, c, []peering.Peering{want}), want)
	expect := []string{
		fmt.Sprintf("requester group %s %s in tcp 443", web, db),
		fmt.Sprintf("requester group %s %s out tcp 5432", web, db),
	}
	if !slices.Equal(got, expect) {
		t.Errorf("stale = %q, want %q", got, expect)
	}
}

func TestOfAGroupOnlyRulesThatCanBeAboutAPeeringAreKept(t *testing.T) {
	t.Parallel()
	w, c, want, web, db := neighbours(t)
	p := tcp(443)
	for _, cidr := range []string{"10.2.0.0/16", "10.2.3.4/32", "0.0.0.0/0"} {
		p.IpRanges = append(p.IpRanges, types.IpRange{CidrIp: aws.String(cidr)})
	}
	p.Ipv6Ranges = []types.Ipv6Range{{CidrIpv6: aws.String("fd00:1::/56")}, {CidrIpv6: aws.String("fd00:1::/64")}, {CidrIpv6: aws.String("::/0")}}
	w.allow(t, false, web, p)
	p.Ipv6Ranges = nil
	p.IpRanges = p.IpRanges[:1]
	w.allow(t, true, web, p)
	w.allow(t, false, web, toGroupOf(types.IpPermission{IpProtocol: aws.String("-1")}, dataID, db))
	w.allow(t, false, web, toGroupOf(tcp(22), prodID, web))
	have, _ := survey(t, c, []peering.Peering{want}).Observed(want)
	i := slices.IndexFunc(have.Requester.Groups, func(g peering.Group) bool { return g.ID == web })
	if i < 0 {
		t.Fatalf("groups = %+v, and %s is not there", have.Requester.Groups, web)
	}
	expect := peering.Group{ID: web, Name: "web", Rules: []peering.GroupRule{
		{Protocol: "tcp", From: 443, To: 443, CIDR: netip.MustParsePrefix("10.2.0.0/16")},
		{Protocol: "tcp", From: 443, To: 443, CIDR: netip.MustParsePrefix("fd00:1::/56")},
		{Protocol: "-1", From: -1, To: -1, PCX: want.PCX, Group: db, Account: dataID},
	}}
	got := have.Requester.Groups[i]
	slices.SortFunc(got.Rules, func(a, b peering.GroupRule) int { return b.CIDR.Compare(a.CIDR) })
	slices.SortFunc(expect.Rules, func(a, b peering.GroupRule) int { return b.CIDR.Compare(a.CIDR) })
	if !reflect.DeepEqual(got, expect) {
		t.Errorf("group = %+v, want %+v", got, expect)
	}
}

// Groups can be referred to within one Region only.
func TestGroupsOfPeeringsAcrossRegionsAreNotRead(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	c := w.cloud(t)
	want := w.pair(t)
	advance(t, c, &want, "")
	mark := w.CallCount()
	have, _ := survey(t, c, []peering.Peering{want}).Observed(want)
	if got := w.counts(mark)["DescribeSecurityGroups"]; got != 0 || have.Grouped() {
		t.Errorf("groups were read %d times, and are there: %t", got, have.Grouped())
	}
}

func TestGroupsAreReadByThePage(t *testing.T) {
	t.Parallel()
	w, c, want, _, _ := neighbours(t)
	for i := range 1000 {
		w.group(t, want.Accepter.VPC, fmt.Sprintf("g%d", i))
	}
	mark := w.CallCount()
	have, _ := survey(t, c, []peering.Peering{want}).Observed(want)
	if got := w.counts(mark)["DescribeSecurityGroups"]; got != 3 { // one for prod, two for data
		t.Errorf("groups were read with %d calls, want 3", got)
	}
	if got := len(have.Accepter.Groups); got != 1002 {
		t.Errorf("%d groups, want 1002", got)
	}
}

// Roles that were made for an older peerbot are not a reason to know nothing.
func TestWithoutThePermissionGroupsAreNotJudged(t *testing.T) {
	t.Parallel()
	w, c, want, web, db := neighbours(t)
	w.allow(t, false, web, toGroupOf(tcp(443), dataID, db))
	if _, err := w.as(dataID, tokyo).DeleteSecurityGroup(t.Context(), &ec2.DeleteSecurityGroupInput{GroupId: aws.String(db)}); err != nil {
		t.Fatal(err)
	}
	no := sim.Fault{Account: dataID, Action: "DescribeSecurityGroups", Times: -1, Code: "UnauthorizedOperation", HTTPStatus: http.StatusForbidden}
	mend := w.Inject(no)
	s := survey(t, c, []peering.Peering{want})
	if have, _ := s.Observed(want); have.Grouped() || have.Accepter.Groups != nil || have.Requester.Groups == nil {
		t.Errorf("groups = %+v and %+v, want those of prod only", have.Requester.Groups, have.Accepter.Groups)
	}
	if got := staleGroups(t, s, want); len(got) != 0 {
		t.Errorf("stale = %q, want none: the other side was not read", got)
	}
	mend()
	no.Code, no.HTTPStatus = "InternalError", http.StatusInternalServerError // which is no answer
	w.Inject(no)
	unread(t, c.Survey(t.Context(), []peering.Peering{want}), peering.Transient, dataTokyo)
}
