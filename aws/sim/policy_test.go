package sim_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"peerbot/aws/sim"
)

// policy joins statements to a document.
func policy(statements ...string) string {
	return `{"Version":"2012-10-17","Statement":[` + strings.Join(statements, ",") + `]}`
}

// allow is a statement without conditions.
func allow(action, resource string) string {
	return fmt.Sprintf(`{"Effect":"Allow","Action":%q,"Resource":%q}`, action, resource)
}

// when is a statement with one condition.
func when(action, resource, condition string) string {
	return fmt.Sprintf(`{"Effect":"Allow","Action":%q,"Resource":%q,"Condition":%s}`, action, resource, condition)
}

// withRole returns a client of a role in alice's account that has policies.
func (w *world) withRole(policies ...string) client {
	w.t.Helper()
	arn := "arn:aws:iam::" + alice + ":role/limited"
	if err := w.AddRole(sim.Role{ARN: arn, Policies: policies}); err != nil {
		w.t.Fatal(err)
	}
	r := w.alice.sts("AssumeRole", "RoleArn", arn, "RoleSessionName", "peerbot-R1", "SourceIdentity", "slack-U1",
		"Tags.member.1.Key", "request", "Tags.member.1.Value", "R1")
	if r.status != http.StatusOK {
		w.t.Fatalf("AssumeRole = %d %s", r.status, r.body)
	}
	return r.with(w.alice)
}

func TestEveryCallIsAskedOfTheRolesPolicies(t *testing.T) {
	t.Parallel()
	const (
		vpcs   = "arn:aws:ec2:*:111111111111:vpc/*"
		pcxs   = "arn:aws:ec2:*:111111111111:vpc-peering-connection/*"
		tables = "arn:aws:ec2:*:111111111111:route-table/*"
	)
	w := newWorld(t, sim.Options{})
	id := w.peered()
	w.SetTags(alice, tokyo, id, map[string]string{"managed-by": "peerbot"})
	w.SetTags(alice, tokyo, w.tokyo.ID, map[string]string{"peering": "yes"})
	other := w.vpc(alice, tokyo, "10.3.0.0/16")
	create := []string{"VpcId", w.tokyo.ID, "PeerVpcId", other.ID}
	tagged := append([]string{"TagSpecification.1.ResourceType", "vpc-peering-connection", "TagSpecification.1.Tag.1.Key", "managed-by", "TagSpecification.1.Tag.1.Value", "peerbot"}, create...)
	route := []string{"RouteTableId", w.tokyo.MainTable, "DestinationCidrBlock", "10.2.0.0/16", "VpcPeeringConnectionId", id}
	del := []string{"VpcPeeringConnectionId", id}
	tag := []string{"ResourceId.1", id, "Tag.1.Key", "managed-by", "Tag.1.Value", "peerbot", "Tag.2.Key", "Name", "Tag.2.Value", "x"}
	for _, tt := range []struct {
		name   string
		policy string
		action string
		params []string
		deny   string // action of the refusal; "" for none
	}{
		{"listed", policy(allow("ec2:DescribeVpcs", "*")), "DescribeVpcs", nil, ""},
		{"listed with a wildcard and other case", policy(allow("EC2:describe*", "*")), "DescribeVpcs", nil, ""},
		{"not listed", policy(allow("ec2:DescribeSubnets", "*")), "DescribeVpcs", nil, "ec2:DescribeVpcs"},
		{"an ARN where there is no resource", policy(allow("ec2:DescribeVpcs", vpcs)), "DescribeVpcs", nil, "ec2:DescribeVpcs"},
		{"Region", policy(when("ec2:DescribeVpcs", "*", `{"StringEquals":{"ec2:Region":"ap-northeast-1"}}`)), "DescribeVpcs", nil, ""},
		{"another Region", policy(when("ec2:DescribeVpcs", "*", `{"StringEquals":{"ec2:Region":"us-east-1"}}`)), "DescribeVpcs", nil, "ec2:DescribeVpcs"},
		{"deny wins", policy(allow("ec2:*", "*"), `{"Effect":"Deny","Action":"ec2:DescribeVpcs","Resource":"*"}`), "DescribeVpcs", nil, "ec2:DescribeVpcs"},
		{"deny with a condition that does not hold", policy(allow("ec2:*", "*"), `{"Effect":"Deny","Action":"ec2:*","Resource":"*","Condition":{"StringNotEquals":{"ec2:Region":"ap-northeast-1"}}}`), "DescribeVpcs", nil, ""},

		{"create, both resources", policy(allow("ec2:CreateVpcPeeringConnection", vpcs), allow("ec2:CreateVpcPeeringConnection", pcxs)), "CreateVpcPeeringConnection", create, ""},
		{"create, without the VPC", policy(allow("ec2:CreateVpcPeeringConnection", pcxs)), "CreateVpcPeeringConnection", create, "ec2:CreateVpcPeeringConnection"},
		{"create, without the peering", policy(allow("ec2:CreateVpcPeeringConnection", vpcs)), "CreateVpcPeeringConnection", create, "ec2:CreateVpcPeeringConnection"},
		{"create, tag of the VPC", policy(when("ec2:CreateVpcPeeringConnection", vpcs, `{"StringEquals":{"aws:ResourceTag/peering":"yes"}}`), allow("ec2:CreateVpcPeeringConnection", pcxs)), "CreateVpcPeeringConnection", create, ""},
		{"create, tag that the VPC lacks", policy(when("ec2:CreateVpcPeeringConnection", vpcs, `{"StringEquals":{"ec2:ResourceTag/peering":"no"}}`), allow("ec2:CreateVpcPeeringConnection", pcxs)), "CreateVpcPeeringConnection", create, "ec2:CreateVpcPeeringConnection"},
		{"create, towards a known account", policy(allow("ec2:CreateVpcPeeringConnection", vpcs), when("ec2:CreateVpcPeeringConnection", pcxs, `{"ArnLike":{"ec2:AccepterVpc":["arn:aws:ec2:*:111111111111:vpc/*"]}}`)), "CreateVpcPeeringConnection", create, ""},
		{"create, towards another account", policy(allow("ec2:CreateVpcPeeringConnection", vpcs), when("ec2:CreateVpcPeeringConnection", pcxs, `{"ArnLike":{"ec2:AccepterVpc":["arn:aws:ec2:*:222222222222:vpc/*"]}}`)), "CreateVpcPeeringConnection", create, "ec2:CreateVpcPeeringConnection"},
		{"create, with tags and no right to tag", policy(allow("ec2:CreateVpcPeeringConnection", "*")), "CreateVpcPeeringConnection", tagged, "ec2:CreateTags"},
		{"create, with tags", policy(allow("ec2:CreateVpcPeeringConnection", "*"), when("ec2:CreateTags", pcxs, `{"StringEquals":{"ec2:CreateAction":"CreateVpcPeeringConnection","aws:RequestTag/managed-by":"peerbot"}}`)), "CreateVpcPeeringConnection", tagged, ""},
		{"create, with tags of another action", policy(allow("ec2:CreateVpcPeeringConnection", "*"), when("ec2:CreateTags", pcxs, `{"StringEquals":{"ec2:CreateAction":"CreateVpc"}}`)), "CreateVpcPeeringConnection", tagged, "ec2:CreateTags"},
		{"create, with tags for what a known account asks", policy(allow("ec2:CreateVpcPeeringConnection", "*"), when("ec2:CreateTags", pcxs, `{"ArnLike":{"ec2:RequesterVpc":"arn:aws:ec2:*:111111111111:vpc/*"}}`)), "CreateVpcPeeringConnection", tagged, "ec2:CreateTags"},
		{"create, a demanded tag", policy(allow("ec2:CreateTags", "*"), allow("ec2:CreateVpcPeeringConnection", vpcs), when("ec2:CreateVpcPeeringConnection", pcxs, `{"StringEquals":{"aws:RequestTag/managed-by":"peerbot"}}`)), "CreateVpcPeeringConnection", tagged, ""},
		{"create, without the demanded tag", policy(allow("ec2:CreateTags", "*"), allow("ec2:CreateVpcPeeringConnection", vpcs), when("ec2:CreateVpcPeeringConnection", pcxs, `{"StringEquals":{"aws:RequestTag/managed-by":"peerbot"}}`)), "CreateVpcPeeringConnection", create, "ec2:CreateVpcPeeringConnection"},
		{"create, the tag demanded of the VPC's statement", policy(allow("ec2:CreateTags", "*"), when("ec2:CreateVpcPeeringConnection", "*", `{"StringEquals":{"aws:RequestTag/managed-by":"peerbot"}}`)), "CreateVpcPeeringConnection", tagged, "ec2:CreateVpcPeeringConnection"},

		{"delete what is ours", policy(when("ec2:DeleteVpcPeeringConnection", pcxs, `{"StringEquals":{"aws:ResourceTag/managed-by":"peerbot"}}`)), "DeleteVpcPeeringConnection", del, ""},
		{"delete what is not ours", policy(when("ec2:DeleteVpcPeeringConnection", pcxs, `{"StringEquals":{"aws:ResourceTag/managed-by":"terraform"}}`)), "DeleteVpcPeeringConnection", del, "ec2:DeleteVpcPeeringConnection"},
		{"delete by id", policy(when("ec2:DeleteVpcPeeringConnection", pcxs, `{"StringLike":{"ec2:VpcPeeringConnectionID":"pcx-*"}}`)), "DeleteVpcPeeringConnection", del, ""},
		{"delete, the requester's VPC", policy(when("ec2:DeleteVpcPeeringConnection", pcxs, `{"ArnEquals":{"ec2:RequesterVpc":"arn:aws:ec2:ap-northeast-1:111111111111:vpc/`+w.tokyo.ID+`"}}`)), "DeleteVpcPeeringConnection", del, ""},
		{"tags with allowed keys", policy(when("ec2:CreateTags", pcxs, `{"ForAllValues:StringEquals":{"aws:TagKeys":["Name","managed-by"]}}`)), "CreateTags", tag, ""},
		{"tags with another key", policy(when("ec2:CreateTags", pcxs, `{"ForAllValues:StringEquals":{"aws:TagKeys":["managed-by"]}}`)), "CreateTags", tag, "ec2:CreateTags"},
		{"tags of another kind of resource", policy(allow("ec2:CreateTags", vpcs)), "CreateTags", tag, "ec2:CreateTags"},
		{"route", policy(allow("ec2:CreateRoute", tables)), "CreateRoute", route, ""},
		{"route in a VPC", policy(when("ec2:CreateRoute", tables, `{"ArnLike":{"ec2:Vpc":"arn:aws:ec2:*:111111111111:vpc/`+w.tokyo.ID+`"}}`)), "CreateRoute", route, ""},
		{"route in another VPC", policy(when("ec2:CreateRoute", tables, `{"ArnLike":{"ec2:Vpc":"arn:aws:ec2:*:111111111111:vpc/`+other.ID+`"}}`)), "CreateRoute", route, "ec2:CreateRoute"},
		{"route of a wrong account", policy(allow("ec2:CreateRoute", "arn:aws:ec2:*:222222222222:route-table/*")), "CreateRoute", route, "ec2:CreateRoute"},
		{"by session tag", policy(when("ec2:CreateRoute", "*", `{"StringEquals":{"aws:PrincipalTag/request":"R1","aws:SourceIdentity":"slack-U1"}}`)), "CreateRoute", route, ""},
		{"by role", policy(when("ec2:CreateRoute", "*", `{"ArnEquals":{"aws:PrincipalArn":"arn:aws:iam::111111111111:role/limited"}}`)), "CreateRoute", route, ""},
	} {
		c := w.withRole(tt.policy)
		code := "DryRunOperation"
		if tt.deny != "" {
			code = "UnauthorizedOperation"
		}
		r := c.ec2(tt.action, append(tt.params, "DryRun", "true")...)
		if r.code() != code || !strings.Contains(r.message(), tt.deny) {
			t.Errorf("%s: %d %s: %.200s, want %s %s", tt.name, r.status, r.code(), r.message(), code, tt.deny)
		}
	}
}

func TestADenialIsWordedAsEC2DoesAndChangesNothing(t *testing.T) {
	t.Parallel()
	w := newWorld(t, sim.Options{})
	id := w.peered()
	c := w.withRole(policy(allow("ec2:Describe*", "*"), `{"Effect":"Deny","Action":"ec2:DeleteVpc","Resource":"*"}`))
	before := snapshot(w)
	const who = "User: arn:aws:sts::111111111111:assumed-role/limited/peerbot-R1 is not authorized to perform: "
	for _, tt := range []struct {
		action string
		params []string
		want   string
	}{
		{"DeleteVpcPeeringConnection", []string{"VpcPeeringConnectionId", id}, "You are not authorized to perform this operation. " + who + "ec2:DeleteVpcPeeringConnection on resource: arn:aws:ec2:ap-northeast-1:111111111111:vpc-peering-connection/" + id +
			" because no identity-based policy allows the ec2:DeleteVpcPeeringConnection action. Encoded authorization failure message: "},
		{"DeleteVpc", []string{"VpcId", w.tokyo.ID}, " with an explicit deny in an identity-based policy. Encoded authorization failure message: "},
		{"CreateInternetGateway", nil, "ec2:CreateInternetGateway on resource: arn:aws:ec2:ap-northeast-1:111111111111:internet-gateway/* because"},
	} {
		r := c.ec2(tt.action, tt.params...)
		if r.status != http.StatusForbidden || r.code() != "UnauthorizedOperation" || !strings.Contains(r.message(), tt.want) {
			t.Errorf("%s = %d %s: %s\nwant 403 %s", tt.action, r.status, r.code(), r.message(), tt.want)
		}
		if _, blob, _ := strings.Cut(r.message(), "message: "); len(blob) < 200 {
			t.Errorf("%s: the encoded message is %q", tt.action, blob)
		}
	}
	if after := snapshot(w); fmt.Sprint(after) != fmt.Sprint(before) {
		t.Errorf("denied calls changed the world:\n%+v\nwas\n%+v", after, before)
	}
	c = w.withRole(policy(allow("ec2:CreateTags", "*")))
	r := c.ec2("DescribeVpcs")
	if want := "You are not authorized to perform this operation. " + who + "ec2:DescribeVpcs because no identity-based policy allows the ec2:DescribeVpcs action"; r.message() != want {
		t.Errorf("DescribeVpcs says %q, want %q", r.message(), want)
	}
	if status, out := c.quotas("GetServiceQuota", `{"ServiceCode":"vpc","QuotaCode":"L-7E9ECCDB"}`); status != 400 || out["__type"] != "AccessDeniedException" {
		t.Errorf("GetServiceQuota = %d %v, want 400 AccessDeniedException", status, out)
	}
	if r := c.sts("GetCallerIdentity"); r.status != http.StatusOK {
		t.Errorf("GetCallerIdentity = %d %s: nobody can be denied it", r.status, r.code())
	}
}

func TestASessionPolicyOnlyTakesAway(t *testing.T) {
	t.Parallel()
	w := newWorld(t, sim.Options{})
	const arn = "arn:aws:iam::111111111111:role/r"
	session := func(identity []string, limit string) client {
		t.Helper()
		if err := w.AddRole(sim.Role{ARN: arn, Policies: identity}); err != nil {
			t.Fatal(err)
		}
		r := w.alice.sts("AssumeRole", "RoleArn", arn, "RoleSessionName", "s1", "Policy", limit)
		if r.status != http.StatusOK {
			t.Fatalf("AssumeRole = %d %s", r.status, r.body)
		}
		return r.with(w.alice)
	}
	c := session([]string{policy(allow("ec2:DescribeVpcs", "*"), allow("ec2:DescribeSubnets", "*"))}, policy(allow("ec2:DescribeVpcs", "*"), allow("ec2:DescribeRouteTables", "*")))
	c.must("DescribeVpcs")
	c.refused("UnauthorizedOperation", "because no session policy allows the ec2:DescribeSubnets action", "DescribeSubnets")
	c.refused("UnauthorizedOperation", "because no identity-based policy allows the ec2:DescribeRouteTables action", "DescribeRouteTables")
	c = session(nil, policy(allow("ec2:*", "*"), `{"Effect":"Deny","Action":"ec2:DescribeVpcs","Resource":"*"}`))
	c.must("DescribeSubnets")
	c.refused("UnauthorizedOperation", "with an explicit deny in a session policy", "DescribeVpcs")
	if r := w.alice.sts("AssumeRole", "RoleArn", arn, "RoleSessionName", "s1", "Policy", policy(allow("ec2", "*"))); r.code() != "MalformedPolicyDocument" {
		t.Errorf("bad session policy: %d %s, want MalformedPolicyDocument", r.status, r.code())
	}
}

func TestNewPoliciesHoldForOldSessions(t *testing.T) {
	t.Parallel()
	w := newWorld(t, sim.Options{})
	c := w.withRole(policy(allow("ec2:DescribeVpcs", "*")), policy(allow("ec2:DescribeSubnets", "*")))
	c.must("DescribeVpcs")
	c.must("DescribeSubnets")
	w.withRole(policy(allow("ec2:DescribeSubnets", "*")))
	c.refused("UnauthorizedOperation", "", "DescribeVpcs")
	c.must("DescribeSubnets")
}

func TestPoliciesThatAreNotUnderstoodAreRefused(t *testing.T) {
	t.Parallel()
	statement := func(rest string) string { return policy(`{"Effect":"Allow","Action":"ec2:*",` + rest + `}`) }
	big := policy(when("ec2:*", "*", `{"StringEquals":{"ec2:Region":["`+strings.Repeat("x", 10240)+`"]}}`))
	for _, tt := range []struct{ policy, trust, want string }{
		{policy: `{`, want: "EOF"},
		{policy: policy(allow("ec2:*", "*")) + "x", want: "something follows"},
		{policy: `{"Version":"2008-10-17","Statement":[]}`, want: "2008-10-17"},
		{policy: policy(), want: "no statement"},
		{policy: `{"Version":"2012-10-17","Colour":"red","Statement":[]}`, want: "Colour"},
		{policy: `{"Version":"2012-10-17","Version":"2012-10-17","Statement":[]}`, want: `"Version" is there twice`},
		{policy: statement(`"Resource":"*","Condition":{"StringEquals":{"ec2:Region":"a"},"StringEquals":{"ec2:VpcID":"b"}}`), want: "twice"},
		{policy: policy(`{"Effect":"allow","Action":"ec2:*","Resource":"*"}`), want: "allow"},
		{policy: policy(`{"Effect":"Allow","NotAction":"ec2:*","Resource":"*"}`), want: "NotAction"},
		{policy: policy(`{"Effect":"Allow","Resource":"*"}`), want: "no Action"},
		{policy: policy(allow("CreateRoute", "*")), want: "CreateRoute"},
		{policy: policy(allow("ec2:CreateRoute", "vpc/*")), want: "not an ARN"},
		{policy: policy(allow("ec2:CreateRoute", "arn:aws:ec2:*:${aws:PrincipalAccount}:vpc/*")), want: "variables"},
		{policy: statement(`"Sid":"a b","Resource":"*"`), want: "Sid"},
		{policy: policy(`{"Sid":"A","Effect":"Allow","Action":"ec2:*","Resource":"*"}`, `{"Sid":"A","Effect":"Deny","Action":"ec2:*","Resource":"*"}`), want: "called A"},
		{policy: statement(`"Resource":7`), want: "list of strings"},
		{policy: statement(`"Principal":"*","Resource":"*"`), want: "Principal"},
		{policy: policy(`{"Effect":"Allow","Action":"ec2:*"}`), want: "no Resource"},
		{policy: statement(`"Resource":"*","Condition":{"StringMatches":{"ec2:Region":"x"}}`), want: `operator "StringMatches"`},
		{policy: statement(`"Resource":"*","Condition":{"ForSomeValues:StringEquals":{"aws:TagKeys":"x"}}`), want: "operator"},
		{policy: statement(`"Resource":"*","Condition":{"NullIfExists":{"ec2:Region":"true"}}`), want: "operator"},
		{policy: statement(`"Resource":"*","Condition":{"Null":{"ec2:Region":"maybe"}}`), want: "maybe"},
		{policy: statement(`"Resource":"*","Condition":{"StringEquals":{"ec2:Regin":"x"}}`), want: `key "ec2:Regin"`},
		{policy: statement(`"Resource":"*","Condition":{"StringEquals":{"aws:ResourceTag":"x"}}`), want: "key"},
		{policy: statement(`"Resource":"*","Condition":{"StringEquals":{"ec2:Region/x":"x"}}`), want: "key"},
		{policy: statement(`"Resource":"*","Condition":{"StringEquals":{"aws:TagKeys":"x"}}`), want: "many values"},
		{policy: statement(`"Resource":"*","Condition":{"StringEquals":{"ec2:Region":[]}}`), want: "nothing"},
		{policy: statement(`"Resource":"*","Condition":{"StringEquals":{"ec2:Region":"${aws:x}"}}`), want: "variables"},
		{policy: big, want: "IAM allows 10240"},
		{trust: statement(`"Resource":"*"`), want: "no Resource"},
		{trust: statement(`"Sid":"A"`), want: "Principal"},
		{trust: statement(`"Principal":{"Service":"ec2.amazonaws.com"}`), want: "Principal"},
		{trust: statement(`"Principal":{"AWS":"arn:aws:iam::111111111111:role/*"}`), want: "principal"},
		{trust: statement(`"Principal":{"AWS":[]}`), want: "Principal"},
		{trust: big, want: "IAM allows 2048"},
	} {
		r := sim.Role{ARN: role, Trust: tt.trust}
		if tt.policy != "" {
			r.Policies = []string{tt.policy}
		}
		if err := sim.New(sim.Options{}).AddRole(r); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("AddRole(%.120s%.120s) = %v, want %s", tt.policy, tt.trust, err, tt.want)
		}
	}
	c := sim.New(sim.Options{})
	if err := c.AddRole(sim.Role{ARN: role, Trust: statement(`"Principal":"*"`), ExternalID: "x"}); err == nil {
		t.Error("AddRole took a trust policy and an external id")
	}
	for _, u := range []sim.User{{ARN: role, AccessKey: botKey}, {ARN: botUser, AccessKey: "AKIA"}, {ARN: botUser, AccessKey: botKey, Policies: []string{"{}"}}, {ARN: botUser, AccessKey: botKey, Policies: []string{big}}} {
		if err := c.AddUser(u); err == nil {
			t.Errorf("AddUser took %.100v", u)
		}
	}
}
