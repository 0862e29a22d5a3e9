package sim_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"peerbot/aws/sim"
)

const lookupTarget = "com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101.LookupEvents"

// history is one page of LookupEvents.
type history struct {
	events []map[string]any
	next   string
}

func (c client) lookup(body string) history {
	c.t.Helper()
	status, out := c.json("cloudtrail", lookupTarget, body)
	if status != http.StatusOK {
		c.t.Fatalf("LookupEvents %s = %d %v", body, status, out)
	}
	list, ok := out["Events"].([]any)
	if !ok {
		c.t.Fatalf("LookupEvents %s = %v, without a list of events", body, out)
	}
	var h history
	for _, e := range list {
		h.events = append(h.events, e.(map[string]any))
	}
	h.next, _ = out["NextToken"].(string)
	return h
}

// names are the names of the events, in their order.
func (h history) names() string {
	var list []string
	for _, e := range h.events {
		list = append(list, text(e, "EventName"))
	}
	return strings.Join(list, " ")
}

// record returns the CloudTrail event that is inside an event.
func record(t *testing.T, e map[string]any) map[string]any {
	t.Helper()
	var out map[string]any
	if err := json.Unmarshal([]byte(text(e, "CloudTrailEvent")), &out); err != nil {
		t.Fatalf("%v: %v", err, e)
	}
	return out
}

func TestCloudTrailTellsWhoDidWhat(t *testing.T) {
	t.Parallel()
	w, bot := newRoles(t)
	session := bot.sts("AssumeRole", "RoleArn", role, "RoleSessionName", "peerbot-R42", "ExternalId", "x-1", "SourceIdentity", "slack-U1",
		"Tags.member.1.Key", "request", "Tags.member.1.Value", "R42", "DurationSeconds", "900")
	c := session.with(bot)
	w.advance(1500 * time.Millisecond)
	id := w.peered()
	c.must("CreateRoute", "RouteTableId", w.tokyo.MainTable, "DestinationCidrBlock", "10.2.0.0/16", "VpcPeeringConnectionId", id)
	c.must("DescribeRouteTables")
	c.must("CreateTags", "ResourceId.1", id, "Tag.1.Key", "managed-by", "Tag.1.Value", "true")
	w.advance(time.Hour / 6)
	request := func(r *http.Request) map[string]any {
		r.Header.Set("User-Agent", "aws-cli/2.9.19")
		r.RemoteAddr = "192.0.2.7:4711"
		if got := send(t, w, r); got.status != http.StatusOK {
			t.Fatalf("%d %s", got.status, got.body)
		}
		return c.lookup(`{"MaxResults":1}`).events[0]
	}
	e := request(c.request("ec2", "DeleteVpcPeeringConnection", "2016-11-15", "VpcPeeringConnectionId", id))
	for key, want := range map[string]any{
		"EventName": "DeleteVpcPeeringConnection", "EventSource": "ec2.amazonaws.com", "ReadOnly": "false", "AccessKeyId": c.key,
		"Username": "peerbot-R42", "EventTime": 1795392601.0, "Resources": []any{map[string]any{"ResourceType": "AWS::EC2::VPCPeeringConnection", "ResourceName": id}},
	} {
		if got := e[key]; !reflect.DeepEqual(got, want) {
			t.Errorf("%s = %v, want %v", key, got, want)
		}
	}
	got := record(t, e)
	var want map[string]any
	err := json.Unmarshal([]byte(`{"eventVersion":"1.11","eventTime":"2026-11-23T00:10:01Z","eventSource":"ec2.amazonaws.com",
		"eventName":"DeleteVpcPeeringConnection","awsRegion":"ap-northeast-1","sourceIPAddress":"192.0.2.7","userAgent":"aws-cli/2.9.19",
		"requestParameters":{"vpcPeeringConnectionId":"`+id+`"},"readOnly":false,"eventType":"AwsApiCall","managementEvent":true,
		"recipientAccountId":"111111111111","eventCategory":"Management",
		"userIdentity":{"type":"AssumedRole","arn":"arn:aws:sts::111111111111:assumed-role/peering-bot/peerbot-R42","accountId":"111111111111","accessKeyId":"`+c.key+`",
			"principalId":"`+session.get("AssumeRoleResult/AssumedRoleUser/AssumedRoleId")+`",
			"sessionContext":{"sourceIdentity":"slack-U1","attributes":{"creationDate":"2026-11-23T00:00:00Z","mfaAuthenticated":"false"},
				"sessionIssuer":{"type":"Role","arn":"`+role+`","accountId":"111111111111","userName":"peering-bot",
				"principalId":"`+strings.TrimSuffix(session.get("AssumeRoleResult/AssumedRoleUser/AssumedRoleId"), ":peerbot-R42")+`"}}}}`), &want)
	if err != nil {
		t.Fatal(err)
	}
	if text(got, "requestID") == "" || text(got, "eventID") != text(e, "EventId") || len(text(got, "eventID")) != 36 ||
		dig(got, "responseElements", "_return") != true || text(got, "responseElements", "requestId") != text(got, "requestID") {
		t.Errorf("ids or answer of %v", got)
	}
	for _, key := range []string{"requestID", "eventID", "responseElements"} {
		delete(got, key)
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("event = %v\nwant %v", got, want)
	}

	if got, want := c.lookup(`{}`).names(), "DeleteVpcPeeringConnection CreateTags CreateRoute CreateVpcPeeringConnection AssumeRole"; got != want {
		t.Errorf("alice's history = %s, want %s", got, want)
	}
	if got, want := w.bob.lookup(`{}`).names(), "AcceptVpcPeeringConnection"; got != want {
		t.Errorf("bob's history = %s, want %s", got, want)
	}
	if got := as(t, w, alice, seoul).lookup(`{}`).names(); got != "" {
		t.Errorf("alice's history of Seoul = %s, want none", got)
	}
	first := w.alice.lookup(`{}`).events[3]
	if u := record(t, first)["userIdentity"]; text(u, "type") != "Root" || text(u, "arn") != "arn:aws:iam::111111111111:root" || text(first, "Username") != "root" {
		t.Errorf("the first request is by %v, user %v, want root", u, first["Username"])
	}
}

func TestCloudTrailShowsParametersInItsOwnShape(t *testing.T) {
	t.Parallel()
	w := newWorld(t, sim.Options{})
	id := w.peered()
	group := w.alice.must("CreateSecurityGroup", "VpcId", w.tokyo.ID, "GroupName", "web", "GroupDescription", "web").get("groupId")
	for _, tt := range []struct {
		action string
		params []string
		want   string
	}{
		{
			"CreateRoute",
			[]string{"RouteTableId", w.tokyo.MainTable, "DestinationCidrBlock", "10.2.0.0/16", "VpcPeeringConnectionId", id},
			`{"destinationCidrBlock":"10.2.0.0/16","routeTableId":"` + w.tokyo.MainTable + `","vpcPeeringConnectionId":"` + id + `"}`,
		},
		{
			"DeleteRoute",
			[]string{"RouteTableId", w.tokyo.MainTable, "DestinationCidrBlock", "10.2.0.0/16"},
			`{"destinationCidrBlock":"10.2.0.0/16","routeTableId":"` + w.tokyo.MainTable + `"}`,
		},
		{
			"CreateTags",
			[]string{"ResourceId.1", id, "ResourceId.2", w.tokyo.ID, "Tag.1.Key", "ours", "Tag.1.Value", "true"},
			`{"resourcesSet":{"items":[{"resourceId":"` + id + `"},{"resourceId":"` + w.tokyo.ID + `"}]},"tagSet":{"items":[{"key":"ours","value":"true"}]}}`,
		},
		{
			"ModifyVpcAttribute",
			[]string{"VpcId", w.tokyo.ID, "EnableDnsHostnames.Value", "true"},
			`{"enableDnsHostnames":{"value":true},"vpcId":"` + w.tokyo.ID + `"}`,
		},
		{
			"CreateVpcPeeringConnection", append([]string{"TagSpecification.1.ResourceType", "vpc-peering-connection", "TagSpecification.1.Tag.1.Key", "a", "TagSpecification.1.Tag.1.Value", "b"}, w.peeringParams...),
			`{"peerOwnerId":"222222222222","peerRegion":"ap-northeast-2","peerVpcId":"` + w.seoul.ID + `","tagSpecificationSet":{"items":[{"resourceType":"vpc-peering-connection","tags":[{"key":"a","value":"b"}]}]},"vpcId":"` + w.tokyo.ID + `"}`,
		},
		{
			"AuthorizeSecurityGroupIngress",
			[]string{"GroupId", group, "IpPermissions.1.IpProtocol", "tcp", "IpPermissions.1.FromPort", "443", "IpPermissions.1.ToPort", "443", "IpPermissions.1.IpRanges.1.CidrIp", "10.2.0.0/16"},
			`{"groupId":"` + group + `","ipPermissions":{"items":[{"fromPort":443,"ipProtocol":"tcp","ipRanges":{"items":[{"cidrIp":"10.2.0.0/16"}]},"toPort":443}]}}`,
		},
	} {
		w.alice.must(tt.action, tt.params...)
		e := w.alice.lookup(`{"MaxResults":1}`).events[0]
		got, err := json.Marshal(record(t, e)["requestParameters"])
		if err != nil || text(e, "EventName") != tt.action || string(got) != tt.want {
			t.Errorf("%s: %v\n%s, want\n%s (%v)", tt.action, e["EventName"], got, tt.want, err)
		}
	}
	e := w.alice.lookup(`{"LookupAttributes":[{"AttributeKey":"EventName","AttributeValue":"CreateVpcPeeringConnection"}]}`).events[0]
	made := dig(record(t, e), "responseElements", "vpcPeeringConnection")
	for want, path := range map[string][]any{
		id: {"vpcPeeringConnectionId"}, "active": {"status", "code"}, "10.2.0.0/16": {"accepterVpcInfo", "cidrBlockSet", "items", 0, "cidrBlock"},
		"false": {"requesterVpcInfo", "peeringOptions", "allowDnsResolutionFromRemoteVpc"},
	} {
		if got := text(made, path...); got != want {
			t.Errorf("responseElements.vpcPeeringConnection.%v = %s, want %s", path, got, want)
		}
	}
}

func TestCloudTrailRemembersWhatWasRefused(t *testing.T) {
	t.Parallel()
	w := newWorld(t, sim.Options{})
	limited := w.withRole(policy(allow("ec2:Describe*", "*"), allow("cloudtrail:LookupEvents", "*")))
	w.alice.ec2("DeleteVpc", "VpcId", "vpc-00000000000000000")
	w.alice.ec2("CreateVpcPeeringConnection", append(w.peeringParams, "DryRun", "true")...)
	limited.ec2("CreateVpcPeeringConnection", w.peeringParams...)
	limited.sts("AssumeRole", "RoleArn", "arn:aws:iam::"+alice+":role/other", "RoleSessionName", "me")
	w.Inject(sim.Fault{Action: "CreateVpc"})
	w.alice.ec2("CreateVpc", "CidrBlock", "10.9.0.0/16")
	w.alice.ec2("TerminateEverything")
	var got []string
	for _, e := range limited.lookup(`{}`).events {
		r := record(t, e)
		if r["errorCode"] != nil && r["responseElements"] != nil {
			t.Errorf("%v has an error and an answer", r)
		}
		got = append(got, text(r, "eventName")+" "+text(r, "errorCode"))
	}
	want := []string{
		"CreateVpc Server.InternalError", "AssumeRole AccessDenied", "CreateVpcPeeringConnection Client.UnauthorizedOperation",
		"CreateVpcPeeringConnection Client.DryRunOperation", "DeleteVpc Client.InvalidVpcID.NotFound", "AssumeRole ",
	}
	if !slices.Equal(got, want) {
		t.Errorf("history = %q, want %q", got, want)
	}
	if got := limited.lookup(`{"LookupAttributes":[{"AttributeKey":"ReadOnly","AttributeValue":"true"}]}`).names(); got != "AssumeRole AssumeRole" {
		t.Errorf("reads = %s, want the two AssumeRole", got)
	}
}

func TestAssumingARoleIsInTheHistoryOfBothAccounts(t *testing.T) {
	t.Parallel()
	_, bot := newRoles(t)
	r := bot.sts("AssumeRole", "RoleArn", role, "RoleSessionName", "peerbot-R42", "ExternalId", "x-1", "Tags.member.1.Key", "request", "Tags.member.1.Value", "R42")
	mine := record(t, bot.lookup(`{}`).events[0])
	e := r.with(bot).lookup(`{}`).events[0]
	theirs := record(t, e)
	if text(mine, "userIdentity", "type") != "Root" || text(theirs, "userIdentity", "type") != "AWSAccount" || text(theirs, "userIdentity", "accountId") != botAccount || e["Username"] != nil {
		t.Errorf("identities %v and %v", mine["userIdentity"], theirs["userIdentity"])
	}
	if mine["sharedEventID"] != theirs["sharedEventID"] || mine["eventID"] == theirs["eventID"] || theirs["recipientAccountId"] != alice {
		t.Errorf("shared ids %v and %v, ids %v and %v", mine["sharedEventID"], theirs["sharedEventID"], mine["eventID"], theirs["eventID"])
	}
	if got := fmt.Sprint(mine["requestParameters"]); !strings.Contains(got, "roleSessionName:peerbot-R42") || !strings.Contains(got, "tags:[map[key:request value:R42]]") {
		t.Errorf("requestParameters = %s", got)
	}
	if c := dig(mine, "responseElements", "credentials"); text(c, "accessKeyId") != r.with(bot).key || text(c, "secretAccessKey") != "" || text(c, "sessionToken") != "" {
		t.Errorf("credentials = %v, want the key id without the secrets", c)
	}
	if got, want := fmt.Sprint(e["Resources"]), "[map[ResourceName:"+role+" ResourceType:AWS::IAM::Role]]"; got != want {
		t.Errorf("resources = %s, want %s", got, want)
	}
}

func TestEventsAreLookedUpByOneAttribute(t *testing.T) {
	t.Parallel()
	w := newWorld(t, sim.Options{})
	id := w.request()
	w.advance(time.Minute)
	w.alice.must("CreateTags", "ResourceId.1", w.tokyo.ID, "Tag.1.Key", "a", "Tag.1.Value", "b")
	tag := w.alice.lookup(`{"MaxResults":1}`).events[0]
	limited := w.withRole()
	w.advance(time.Minute)
	limited.must("DeleteVpcPeeringConnection", "VpcPeeringConnectionId", id)
	const del, create, tags, assume = "DeleteVpcPeeringConnection", "CreateVpcPeeringConnection", "CreateTags", "AssumeRole"
	for _, tt := range []struct{ key, value, want string }{
		{"EventName", create, create},
		{"EventName", "createvpcpeeringconnection", ""},
		{"Username", "peerbot-R1", del},
		{"Username", "root", assume + " " + tags + " " + create},
		{"ResourceType", "AWS::EC2::VPCPeeringConnection", del + " " + create},
		{"ResourceName", id, del + " " + create},
		{"ResourceName", w.tokyo.ID, tags + " " + create},
		{"ResourceName", w.seoul.ID, create},
		{"EventId", text(tag, "EventId"), tags},
		{"ReadOnly", "false", del + " " + tags + " " + create},
		{"EventSource", "sts.amazonaws.com", assume},
		{"AccessKeyId", limited.key, del},
	} {
		body := fmt.Sprintf(`{"LookupAttributes":[{"AttributeKey":%q,"AttributeValue":%q}]}`, tt.key, tt.value)
		if got := w.alice.lookup(body).names(); got != tt.want {
			t.Errorf("%s=%s: %q, want %q", tt.key, tt.value, got, tt.want)
		}
	}
	start := time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC).Unix()
	for _, tt := range []struct {
		from, to int64
		want     string
	}{
		{start, start + 120, del + " " + assume + " " + tags + " " + create},
		{start + 1, start + 119, assume + " " + tags},
		{start + 60, start + 60, assume + " " + tags},
		{start + 121, start + 130, ""},
	} {
		if got := w.alice.lookup(fmt.Sprintf(`{"StartTime":%d,"EndTime":%d.0}`, tt.from, tt.to)).names(); got != tt.want {
			t.Errorf("from %d to %d: %q, want %q", tt.from-start, tt.to-start, got, tt.want)
		}
	}
	if got := w.alice.lookup(`{"EventCategory":"insight"}`).names(); got != "" {
		t.Errorf("insights = %s, want none", got)
	}
}

func TestTheHistoryHasPages(t *testing.T) {
	t.Parallel()
	w := newWorld(t, sim.Options{})
	for i := range 60 {
		w.alice.must("CreateTags", "ResourceId.1", w.tokyo.ID, "Tag.1.Key", "a", "Tag.1.Value", fmt.Sprint(i))
	}
	first := w.alice.lookup(`{}`)
	if len(first.events) != 50 || first.next == "" {
		t.Fatalf("the first page has %d events and the token %q, want 50 and one", len(first.events), first.next)
	}
	w.alice.must("DeleteTags", "ResourceId.1", w.tokyo.ID) // does not shift the next page
	second := w.alice.lookup(fmt.Sprintf(`{"MaxResults":10,"NextToken":%q}`, first.next))
	if len(second.events) != 10 || second.next != "" {
		t.Errorf("the second page has %d events and the token %q, want 10 and none", len(second.events), second.next)
	}
	seen := map[string]bool{}
	for _, e := range append(first.events, second.events...) {
		seen[text(e, "EventId")] = true
	}
	if len(seen) != 60 {
		t.Errorf("the pages have %d different events, want 60", len(seen))
	}
	status, out := w.alice.json("cloudtrail", lookupTarget, fmt.Sprintf(`{"StartTime":1,"NextToken":%q}`, first.next))
	if status != 400 || out["__type"] != "InvalidNextTokenException" {
		t.Errorf("the token of another question: %d %v", status, out)
	}
}

func TestTheHistoryIsLateAndEnds(t *testing.T) {
	t.Parallel()
	w := newWorld(t, sim.Options{Delays: sim.Delays{Trail: 5 * time.Minute}})
	w.request()
	for _, tt := range []struct {
		after time.Duration
		want  string
	}{
		{5*time.Minute - 1, ""},
		{1, "CreateVpcPeeringConnection"},
		{90*24*time.Hour - 5*time.Minute, "CreateVpcPeeringConnection"},
		{time.Second, ""},
	} {
		w.advance(tt.after)
		if got := w.alice.lookup(`{}`).names(); got != tt.want {
			t.Errorf("%v later: %q, want %q", tt.after, got, tt.want)
		}
	}
}

func TestTheHistoryIsBounded(t *testing.T) {
	t.Parallel()
	w := newWorld(t, sim.Options{})
	count := func() (n int) {
		for next := ""; n == 0 || next != ""; {
			h := w.alice.lookup(fmt.Sprintf(`{"NextToken":%q}`, next))
			n, next = n+len(h.events), h.next
		}
		return n
	}
	for i := range 2500 {
		w.alice.must("CreateTags", "ResourceId.1", w.tokyo.ID, "Tag.1.Key", "a", "Tag.1.Value", fmt.Sprint(i))
	}
	if got := count(); got < 1000 || got > 2000 {
		t.Errorf("%d events of 2,500 small ones are kept, want 1,000 to 2,000", got)
	}
	large := []string{"ResourceId.1", w.tokyo.ID}
	for i := range 49 {
		large = append(large, fmt.Sprintf("Tag.%d.Key", i+1), fmt.Sprint(i), fmt.Sprintf("Tag.%d.Value", i+1), strings.Repeat("x", 256))
	}
	for range 1500 {
		w.alice.must("CreateTags", large...)
	}
	if got := count(); got > 700 {
		t.Errorf("%d events of 12 kB are kept, want 8 MB of them at most", got)
	}
}

func TestBadLookupsAreRefused(t *testing.T) {
	t.Parallel()
	w := newWorld(t, sim.Options{})
	for _, tt := range []struct{ body, want string }{
		{`{"MaxResults":0}`, "InvalidMaxResultsException"},
		{`{"MaxResults":51}`, "InvalidMaxResultsException"},
		{`{"NextToken":"AAAA"}`, "InvalidNextTokenException"},
		{`{"StartTime":2,"EndTime":1}`, "InvalidTimeRangeException"},
		{`{"EventCategory":"weather"}`, "InvalidEventCategoryException"},
		{`{"LookupAttributes":[{"AttributeKey":"Colour","AttributeValue":"red"}]}`, "InvalidLookupAttributesException"},
		{`{"LookupAttributes":[{"AttributeKey":"EventName","AttributeValue":""}]}`, "InvalidLookupAttributesException"},
		{`{"LookupAttributes":[{"AttributeKey":"EventName","AttributeValue":"a"},{"AttributeKey":"Username","AttributeValue":"b"}]}`, "InvalidLookupAttributesException"},
		{`{"Colour":"red"}`, "SerializationException"},
		{`{"MaxResults":"many"}`, "SerializationException"},
		{`{`, "SerializationException"},
		{``, "SerializationException"},
	} {
		if status, out := w.alice.json("cloudtrail", lookupTarget, tt.body); status != 400 || out["__type"] != tt.want {
			t.Errorf("%s = %d %v, want 400 %s", tt.body, status, out, tt.want)
		}
	}
	if status, out := w.alice.json("cloudtrail", "CloudTrail_20131101.DeleteTrail", "{}"); status != 400 || out["__type"] != "UnknownOperationException" {
		t.Errorf("another action = %d %v, want UnknownOperationException", status, out)
	}
	stranger := w.alice
	stranger.key = "AKIAIOSFODNN7EXAMPLE"
	if status, out := stranger.json("cloudtrail", lookupTarget, "{}"); status != 400 || out["__type"] != "UnrecognizedClientException" {
		t.Errorf("a stranger gets %d %v, want UnrecognizedClientException", status, out)
	}
	denied := w.withRole(policy(allow("ec2:*", "*")))
	status, out := denied.json("cloudtrail", lookupTarget, "{}")
	if want := "is not authorized to perform: cloudtrail:LookupEvents because no identity-based policy allows"; status != 400 || out["__type"] != "AccessDeniedException" || !strings.Contains(text(out, "Message"), want) {
		t.Errorf("without the permission: %d %v, want AccessDeniedException: …%s", status, out, want)
	}
}

func TestLookupsAreThrottled(t *testing.T) {
	t.Parallel()
	w := newWorld(t, sim.Options{Throttle: true})
	for i, want := range []string{"", "", "ThrottlingException"} {
		if _, out := w.alice.json("cloudtrail", lookupTarget, "{}"); text(out, "__type") != want {
			t.Errorf("lookup %d of a second = %v, want %q", i+1, out, want)
		}
	}
	as(t, w, alice, seoul).lookup("{}")
	if status, _ := w.bob.json("cloudtrail", "CloudTrail_20131101.LookupEvents", "{}"); status != http.StatusOK { // as the SDK for Go writes it
		t.Errorf("bob gets %d, want 200", status)
	}
	w.advance(time.Second)
	w.alice.lookup("{}")
}
