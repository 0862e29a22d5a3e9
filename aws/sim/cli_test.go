package sim_test

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"peerbot/aws/sim"
)

// cli runs the real aws command against a cloud.
//
// Debian's awscli 2.9.19 does not know AWS_ENDPOINT_URL yet. An alias that has
// the name of the service adds --endpoint-url instead, so that the commands
// below are word for word what one types against AWS.
type cli struct {
	t    *testing.T
	path string
	home string
}

// newCLI skips the test when the machine has no aws command that starts.
func newCLI(t *testing.T, cloud *sim.Cloud) cli {
	t.Helper()
	c := cli{t: t, home: t.TempDir()}
	for _, path := range []string{cmp.Or(os.Getenv("PEERBOT_TEST_AWS"), "/usr/bin/aws"), "aws"} {
		found, err := exec.LookPath(path)
		if err != nil {
			continue
		}
		if out, err := exec.CommandContext(t.Context(), found, "--version").CombinedOutput(); err == nil && bytes.HasPrefix(out, []byte("aws-cli/")) {
			c.path = found
			break
		}
	}
	if c.path == "" {
		t.Skip("SKIPPED: no working aws command; install Debian's awscli or name one in PEERBOT_TEST_AWS")
	}
	server := httptest.NewServer(cloud)
	t.Cleanup(server.Close)
	var alias strings.Builder
	alias.WriteString("[toplevel]\n")
	for _, service := range []string{"ec2", "sts", "service-quotas", "cloudtrail"} {
		fmt.Fprintf(&alias, "%s = %s --endpoint-url %s\n", service, service, server.URL)
	}
	dir := filepath.Join(c.home, ".aws", "cli")
	if err := os.MkdirAll(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "alias"), []byte(alias.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	return c
}

// run runs a command line, split at spaces, in a Region. It returns what the
// command prints, parsed, and its standard error.
func (c cli) run(account, region, line string, more ...string) (out map[string]any, stderr string) {
	c.t.Helper()
	args := append(strings.Fields(line), more...)
	cmd := exec.CommandContext(c.t.Context(), c.path, args[1:]...)
	cmd.Env = []string{
		"HOME=" + c.home, "PATH=" + os.Getenv("PATH"), "AWS_PAGER=", "AWS_EC2_METADATA_DISABLED=true", "NO_PROXY=127.0.0.1",
		"AWS_DEFAULT_REGION=" + region, "AWS_ACCESS_KEY_ID=" + account, "AWS_SECRET_ACCESS_KEY=any",
	}
	var o, e bytes.Buffer
	cmd.Stdout, cmd.Stderr = &o, &e
	if err := cmd.Run(); err != nil {
		return nil, cmp.Or(e.String(), err.Error())
	}
	if o.Len() > 0 {
		if err := json.Unmarshal(o.Bytes(), &out); err != nil {
			c.t.Fatalf("%q prints %s: %v", args, o.String(), err)
		}
	}
	return out, e.String()
}

// must runs a command that has to succeed.
func (c cli) must(account, region, line string, more ...string) map[string]any {
	c.t.Helper()
	out, stderr := c.run(account, region, line, more...)
	if stderr != "" {
		c.t.Fatalf("%s %q: %s", line, more, stderr)
	}
	return out
}

// dig returns what is at a path of keys and indexes, "" for nothing.
func dig(v any, path ...any) any {
	for _, p := range path {
		switch p := p.(type) {
		case string:
			m, _ := v.(map[string]any)
			v = m[p]
		case int:
			l, _ := v.([]any)
			if p >= len(l) {
				return ""
			}
			v = l[p]
		}
	}
	if v == nil {
		return ""
	}
	return v
}

func text(v any, path ...any) string { return fmt.Sprint(dig(v, path...)) }

// The walkthrough: two VPCs in two Regions, peered and cleaned up again.
func TestTheAWSCommandWalksThroughAPeering(t *testing.T) {
	t.Parallel()
	cloud := sim.New(sim.Options{})
	c := newCLI(t, cloud)
	a := text(c.must(alice, tokyo, "aws ec2 create-vpc --cidr-block 10.1.0.0/16"), "Vpc", "VpcId")
	b := text(c.must(alice, seoul, "aws ec2 create-vpc --cidr-block 10.2.0.0/16"), "Vpc", "VpcId")
	out := c.must(alice, tokyo, "aws ec2 create-vpc-peering-connection --vpc-id "+a+" --peer-vpc-id "+b+" --peer-region ap-northeast-2")
	id := text(out, "VpcPeeringConnection", "VpcPeeringConnectionId")
	if got := text(out, "VpcPeeringConnection", "Status", "Code"); got != "initiating-request" {
		t.Errorf("create prints %s, want initiating-request", got)
	}
	if got := text(out, "VpcPeeringConnection", "ExpirationTime"); !strings.HasPrefix(got, "20") {
		t.Errorf("ExpirationTime = %q", got)
	}
	out = c.must(alice, seoul, "aws ec2 accept-vpc-peering-connection --vpc-peering-connection-id "+id)
	if got := text(out, "VpcPeeringConnection", "Status", "Message"); got != "Provisioning" {
		t.Errorf("accept prints %s, want Provisioning", got)
	}
	out = c.must(alice, tokyo, "aws ec2 describe-vpc-peering-connections")
	for want, path := range map[string][]any{
		"active":         {"Status", "Code"},
		"10.2.0.0/16":    {"AccepterVpcInfo", "CidrBlockSet", 0, "CidrBlock"},
		"ap-northeast-2": {"AccepterVpcInfo", "Region"},
		a:                {"RequesterVpcInfo", "VpcId"},
		"false":          {"RequesterVpcInfo", "PeeringOptions", "AllowDnsResolutionFromRemoteVpc"},
	} {
		if got := text(dig(out, "VpcPeeringConnections", 0), path...); got != want {
			t.Errorf("describe prints %s for %v, want %s", got, path, want)
		}
	}
	out = c.must(alice, tokyo, "aws ec2 delete-vpc-peering-connection --vpc-peering-connection-id "+id)
	if got := dig(out, "Return"); got != true {
		t.Errorf("delete prints %v, want true", got)
	}
	c.must(alice, tokyo, "aws ec2 delete-vpc --vpc-id "+a)
	c.must(alice, seoul, "aws ec2 delete-vpc --vpc-id "+b)
	if got := cloud.VPCs(); len(got) != 0 {
		t.Errorf("VPCs = %v, want none", got)
	}
	if got := cloud.Peerings(); len(got) != 1 || got[0].State != "deleted" {
		t.Errorf("peerings = %+v, want one that is deleted", got)
	}
}

func TestTheAWSCommandBuildsARoutedWorld(t *testing.T) {
	t.Parallel()
	w := newWorld(t, sim.Options{})
	c := newCLI(t, w.Cloud)
	id := w.peered()
	subnet := text(c.must(alice, tokyo, "aws ec2 create-subnet --cidr-block 10.1.1.0/24 --vpc-id "+w.tokyo.ID+
		" --tag-specifications ResourceType=subnet,Tags=[{Key=Name,Value=front}]"), "Subnet", "SubnetId")
	table := text(c.must(alice, tokyo, "aws ec2 create-route-table --vpc-id "+w.tokyo.ID), "RouteTable", "RouteTableId")
	out := c.must(alice, tokyo, "aws ec2 associate-route-table --route-table-id "+table+" --subnet-id "+subnet)
	if got := text(out, "AssociationState", "State"); got != "associated" {
		t.Errorf("association is %s, want associated", got)
	}
	out = c.must(alice, tokyo, "aws ec2 create-route --destination-cidr-block 10.2.0.0/16 --route-table-id "+table+" --vpc-peering-connection-id "+id)
	if got := dig(out, "Return"); got != true {
		t.Errorf("create-route prints %v, want true", got)
	}
	out = c.must(alice, tokyo, "aws ec2 describe-route-tables --filters Name=association.subnet-id,Values="+subnet+" Name=route.state,Values=act*")
	if got := text(out, "RouteTables", 0, "Routes", 1, "VpcPeeringConnectionId") + " " + text(out, "RouteTables", 0, "Routes", 1, "State"); got != id+" active" {
		t.Errorf("route = %q, want %q", got, id+" active")
	}
	if got := dig(out, "RouteTables", 0, "Associations", 0, "Main"); got != false {
		t.Errorf("main = %v, want false", got)
	}
	_, stderr := c.run(alice, tokyo, "aws ec2 create-route --destination-cidr-block 10.2.0.0/16 --route-table-id "+table+" --vpc-peering-connection-id "+id)
	const want = "An error occurred (RouteAlreadyExists) when calling the CreateRoute operation: The route identified by 10.2.0.0/16 already exists."
	if !strings.Contains(stderr, want) {
		t.Errorf("second create-route prints %q, want %q", stderr, want)
	}
	_, stderr = c.run(alice, tokyo, "aws ec2 delete-route-table --dry-run --route-table-id "+w.tokyo.MainTable)
	if !strings.Contains(stderr, "(DryRunOperation)") {
		t.Errorf("dry run prints %q", stderr)
	}
}

func TestTheAWSCommandTagsAndFilters(t *testing.T) {
	t.Parallel()
	w := newWorld(t, sim.Options{})
	c := newCLI(t, w.Cloud)
	var ids []string
	for i := range 7 {
		ids = append(ids, w.vpc(alice, seoul, fmt.Sprintf("10.%d.0.0/16", 50+i), fmt.Sprintf("2001:db8:%d::/56", i)).ID)
	}
	c.must(alice, seoul, "aws ec2 create-tags --resources "+ids[0]+" "+ids[1]+" --tags", "Key=Name,Value=shop floor", "Key=empty,Value=")
	vpcs := func(out map[string]any) []string {
		var list []string
		for i := 0; dig(out, "Vpcs", i) != ""; i++ {
			list = append(list, text(out, "Vpcs", i, "VpcId"))
		}
		return list
	}
	if got := vpcs(c.must(alice, seoul, "aws ec2 describe-vpcs --filters", "Name=tag:Name,Values=shop*,nothing", "Name=cidr,Values=10.5?.0.0/16")); !slices.Equal(got, ids[:2]) {
		t.Errorf("VPCs by tag = %v, want %v", got, ids[:2])
	}
	out := c.must(alice, seoul, "aws ec2 describe-vpcs --page-size 5")
	if got := vpcs(out); !slices.Equal(got, ids) {
		t.Errorf("VPCs by pages = %v, want %v", got, ids)
	}
	if got := text(out, "Vpcs", 6, "Ipv6CidrBlockAssociationSet", 0, "Ipv6CidrBlock"); got != "2001:db8:6::/56" {
		t.Errorf("IPv6 CIDR = %q", got)
	}
	_, stderr := c.run(alice, seoul, "aws ec2 describe-vpcs --vpc-ids vpc-00000000000000000")
	if want := "An error occurred (InvalidVpcID.NotFound) when calling the DescribeVpcs operation: The vpc ID 'vpc-00000000000000000' does not exist"; !strings.Contains(stderr, want) {
		t.Errorf("unknown VPC prints %q, want %q", stderr, want)
	}
}

// What people do about routes, tags and filters, in their words, and the
// waiters of the command as they are.
func TestTheAWSCommandRoutesTagsAndWaits(t *testing.T) {
	t.Parallel()
	w := newWorld(t, sim.Options{})
	c := newCLI(t, w.Cloud)
	table, other := w.tokyo.MainTable, w.vpc(alice, tokyo, "10.3.0.0/16")
	id := text(c.must(alice, tokyo, "aws ec2 create-vpc-peering-connection --vpc-id "+w.tokyo.ID+" --peer-vpc-id "+w.seoul.ID+" --peer-owner-id "+bob+" --peer-region "+seoul+
		" --tag-specifications ResourceType=vpc-peering-connection,Tags=[{Key=managed-by,Value=peerbot}]"), "VpcPeeringConnection", "VpcPeeringConnectionId")
	c.must(bob, seoul, "aws ec2 wait vpc-peering-connection-exists --vpc-peering-connection-ids "+id)
	route := "aws ec2 create-route --route-table-id " + table + " --vpc-peering-connection-id " + id + " --destination-cidr-block "
	c.must(alice, tokyo, route+"10.2.0.0/16")
	state := func() string {
		out := c.must(alice, tokyo, "aws ec2 describe-route-tables --filters Name=route.vpc-peering-connection-id,Values="+id)
		return text(out, "RouteTables", 0, "Routes", 1, "State")
	}
	if got := state(); got != "blackhole" {
		t.Errorf("the route is %s before the peering is active, want blackhole", got)
	}
	c.must(bob, seoul, "aws ec2 accept-vpc-peering-connection --vpc-peering-connection-id "+id)
	if got := state(); got != "active" {
		t.Errorf("the route is %s, want active", got)
	}
	c.must(alice, tokyo, "aws ec2 modify-vpc-attribute --enable-dns-hostnames --vpc-id "+w.tokyo.ID)
	c.must(bob, seoul, "aws ec2 modify-vpc-attribute --enable-dns-hostnames --vpc-id "+w.seoul.ID)
	out := c.must(alice, tokyo, "aws ec2 modify-vpc-peering-connection-options --vpc-peering-connection-id "+id+" --requester-peering-connection-options AllowDnsResolutionFromRemoteVpc=true")
	if got := dig(out, "RequesterPeeringConnectionOptions", "AllowDnsResolutionFromRemoteVpc"); got != true {
		t.Errorf("the option is %v, want true", got)
	}
	_, stderr := c.run(alice, tokyo, "aws ec2 modify-vpc-peering-connection-options --vpc-peering-connection-id "+id+" --accepter-peering-connection-options AllowDnsResolutionFromRemoteVpc=true")
	if !strings.Contains(stderr, "(OperationNotPermitted)") {
		t.Errorf("the accepter's option prints %q", stderr)
	}

	c.must(bob, seoul, "aws ec2 create-tags --resources "+id+" --tags Key=Name,Value=to-tokyo Key=env,Value=prod")
	out = c.must(bob, seoul, "aws ec2 describe-vpc-peering-connections --filters Name=tag:Name,Values=to-* Name=status-code,Values=active,expired Name=requester-vpc-info.owner-id,Values="+alice)
	if got := text(out, "VpcPeeringConnections", 0, "VpcPeeringConnectionId"); got != id {
		t.Errorf("the filters find %s, want %s", got, id)
	}
	c.must(bob, seoul, "aws ec2 delete-tags --resources "+id+" --tags Key=env")
	tags, _ := dig(c.must(bob, seoul, "aws ec2 describe-tags --filters Name=resource-id,Values="+id), "Tags").([]any)
	if len(tags) != 1 || text(tags[0], "Key") != "Name" {
		t.Errorf("bob's tags = %v, want Name only", tags)
	}
	tags, _ = dig(c.must(alice, tokyo, "aws ec2 describe-tags --filters Name=resource-type,Values=vpc-peering-connection"), "Tags").([]any)
	if len(tags) != 1 || text(tags[0], "Value") != "peerbot" {
		t.Errorf("alice's tags = %v, want her own", tags)
	}

	near := text(c.must(alice, tokyo, "aws ec2 create-vpc-peering-connection --vpc-id "+w.tokyo.ID+" --peer-vpc-id "+other.ID), "VpcPeeringConnection", "VpcPeeringConnectionId")
	c.must(alice, tokyo, "aws ec2 accept-vpc-peering-connection --vpc-peering-connection-id "+near)
	c.must(alice, tokyo, "aws ec2 replace-route --route-table-id "+table+" --destination-cidr-block 10.2.0.0/16 --vpc-peering-connection-id "+near)
	c.must(alice, tokyo, "aws ec2 delete-route --route-table-id "+table+" --destination-cidr-block 10.2.0.0/16")
	_, stderr = c.run(alice, tokyo, "aws ec2 delete-route --route-table-id "+table+" --destination-cidr-block 10.2.0.0/16")
	if !strings.Contains(stderr, "(InvalidRoute.NotFound)") {
		t.Errorf("a second delete-route prints %q", stderr)
	}
	for range 6 {
		if _, err := w.AddTable(sim.Table{VPC: w.tokyo.ID}); err != nil {
			t.Fatal(err)
		}
	}
	tables, _ := dig(c.must(alice, tokyo, "aws ec2 describe-route-tables --page-size 5 --filters Name=vpc-id,Values="+w.tokyo.ID), "RouteTables").([]any)
	if len(tables) != 7 {
		t.Errorf("%d route tables by pages of 5, want 7", len(tables))
	}
	group := text(c.must(alice, tokyo, "aws ec2 create-security-group --group-name web --description web --vpc-id "+w.tokyo.ID), "GroupId")
	c.must(alice, tokyo, "aws ec2 authorize-security-group-ingress --protocol tcp --port 443 --cidr 10.2.0.0/16 --group-id "+group)
	rules, _ := dig(c.must(alice, tokyo, "aws ec2 describe-security-group-rules --filters Name=group-id,Values="+group), "SecurityGroupRules").([]any)
	if len(rules) != 2 || text(rules[1], "CidrIpv4") != "10.2.0.0/16" {
		t.Errorf("rules = %v, want the one out and the one in", rules)
	}

	c.must(bob, seoul, "aws ec2 delete-vpc-peering-connection --vpc-peering-connection-id "+id)
	c.must(alice, tokyo, "aws ec2 wait vpc-peering-connection-deleted --vpc-peering-connection-ids "+id)
	if got := w.bob.must("DescribeVpcPeeringConnections", "VpcPeeringConnectionId.1", id).get("vpcPeeringConnectionSet/item/status/message"); got != "Deleted by "+bob {
		t.Errorf("message = %q", got)
	}
}

func TestTheAWSCommandAssumesARoleAndReadsAQuota(t *testing.T) {
	t.Parallel()
	w, _ := newRoles(t)
	c := newCLI(t, w.Cloud)
	out := c.must(botAccount, tokyo, "aws sts assume-role --external-id x-1 --role-session-name me --source-identity slack-U1 --tags Key=request,Value=R1 --role-arn "+role)
	if got := text(out, "AssumedRoleUser", "Arn"); got != "arn:aws:sts::111111111111:assumed-role/peering-bot/me" {
		t.Errorf("ARN = %q", got)
	}
	if got := text(c.must(alice, tokyo, "aws sts get-caller-identity"), "Account"); got != alice {
		t.Errorf("account = %q, want %s", got, alice)
	}
	out = c.must(alice, tokyo, "aws service-quotas get-service-quota --service-code vpc --quota-code L-7E9ECCDB")
	if got := dig(out, "Quota", "Value"); got != 50.0 {
		t.Errorf("quota = %v, want 50", got)
	}
	_, stderr := c.run(botAccount, tokyo, "aws sts assume-role --role-session-name me --role-arn "+role)
	if !strings.Contains(stderr, "(AccessDenied)") {
		t.Errorf("without external id: %q, want AccessDenied", stderr)
	}
}

func TestTheAWSCommandLooksUpWhoDeletedAPeering(t *testing.T) {
	t.Parallel()
	w := newWorld(t, sim.Options{})
	c := newCLI(t, w.Cloud)
	id := w.peered()
	w.advance(time.Minute)
	c.must(alice, tokyo, "aws ec2 delete-vpc-peering-connection --vpc-peering-connection-id "+id)
	out := c.must(alice, tokyo, "aws cloudtrail lookup-events --start-time 2026-11-23T00:00:30Z --end-time 2026-11-23T00:02:00Z --lookup-attributes AttributeKey=ResourceName,AttributeValue="+id)
	if got := text(out, "Events", 0, "EventName"); got != "DeleteVpcPeeringConnection" || dig(out, "Events", 1) != "" {
		t.Fatalf("lookup-events prints %v, want one DeleteVpcPeeringConnection", out)
	}
	var event map[string]any
	if err := json.Unmarshal([]byte(text(out, "Events", 0, "CloudTrailEvent")), &event); err != nil {
		t.Fatal(err)
	}
	for want, path := range map[string][]any{
		"arn:aws:iam::111111111111:root": {"userIdentity", "arn"}, id: {"requestParameters", "vpcPeeringConnectionId"},
		"127.0.0.1": {"sourceIPAddress"}, "2026-11-23T00:01:00Z": {"eventTime"},
	} {
		if got := text(event, path...); got != want {
			t.Errorf("%v = %s, want %s", path, got, want)
		}
	}
	if got := text(event, "userAgent"); !strings.HasPrefix(got, "aws-cli/") {
		t.Errorf("userAgent = %q", got)
	}
	// Version 2 prints a date, version 1 the number that was sent.
	if got := text(out, "Events", 0, "EventTime"); got != "2026-11-23T00:01:00+00:00" && got != "1.79539206e+09" {
		t.Errorf("EventTime = %q", got)
	}
	for range 60 {
		w.alice.must("CreateTags", "ResourceId.1", w.tokyo.ID, "Tag.1.Key", "a", "Tag.1.Value", "b")
	}
	out = c.must(alice, tokyo, "aws cloudtrail lookup-events --lookup-attributes AttributeKey=EventName,AttributeValue=CreateTags --page-size 7")
	if events, _ := dig(out, "Events").([]any); len(events) != 60 {
		t.Errorf("%d events by pages of 7, want 60", len(events))
	}
	_, stderr := c.run(alice, tokyo, "aws cloudtrail lookup-events --lookup-attributes AttributeKey=EventName,AttributeValue=a AttributeKey=Username,AttributeValue=b")
	if !strings.Contains(stderr, "(InvalidLookupAttributesException)") {
		t.Errorf("two attributes print %q", stderr)
	}
}
