package sim_test

import (
	"encoding/json"
	"encoding/xml"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"reflect"
	goruntime "runtime"
	"strings"
	"sync"
	"testing"
	"testing/iotest"
	"time"

	"peerbot/aws/sim"
)

func TestEveryServiceRefusesStrangersInItsOwnShape(t *testing.T) {
	t.Parallel()
	w := newWorld(t, sim.Options{})
	for _, tt := range []struct {
		name, service, header string
		status                int
		code                  string
	}{
		{"ec2 without header", "ec2", "", 400, "MissingParameter"},
		{"ec2 with a bad header", "ec2", "AWS4-HMAC-SHA256 Credential=111111111111/ec2", 400, "MissingParameter"},
		{"ec2 with a basic header", "ec2", "Basic YTpi", 400, "MissingParameter"},
		{"ec2 with an unknown key", "ec2", authorization("AKIAIOSFODNN7EXAMPLE", tokyo, "ec2"), 401, "AuthFailure"},
		{"ec2 with a short account", "ec2", authorization("11111111111", tokyo, "ec2"), 401, "AuthFailure"},
		{"ec2 in an unknown Region", "ec2", authorization(alice, "mars-1", "ec2"), 401, "AuthFailure"},
		{"sts without header", "sts", "", 403, "MissingAuthenticationToken"},
		{"sts with an unknown key", "sts", authorization("AKIAIOSFODNN7EXAMPLE", tokyo, "sts"), 403, "InvalidClientTokenId"},
		{"sts in an unknown Region", "sts", authorization(alice, "mars-1", "sts"), 403, "SignatureDoesNotMatch"},
		{"another service", "ec2", authorization(alice, tokyo, "s3"), 403, "SignatureDoesNotMatch"},
	} {
		action, version := "DescribeVpcs", "2016-11-15"
		if tt.service == "sts" {
			action, version = "GetCallerIdentity", "2011-06-15"
		}
		r := w.alice.request(tt.service, action, version)
		r.Header.Set("Authorization", tt.header)
		if got := send(t, w, r); got.status != tt.status || got.code() != tt.code {
			t.Errorf("%s: %d %s, want %d %s\n%s", tt.name, got.status, got.code(), tt.status, tt.code, got.body)
		} else if shape := map[string]string{"ec2": "Response", "sts": "ErrorResponse"}[tt.service]; got.root.XMLName.Local != shape {
			t.Errorf("%s: root %s, want %s", tt.name, got.root.XMLName.Local, shape)
		}
	}
	for key, want := range map[string]string{"": "MissingAuthenticationTokenException", "AKIAIOSFODNN7EXAMPLE": "UnrecognizedClientException"} {
		c := w.alice
		if c.key = key; key == "" {
			c.region = ""
		}
		if status, out := c.quotas("GetServiceQuota", "{}"); status != 400 || out["__type"] != want {
			t.Errorf("quotas with key %q: %d %v, want 400 %s", key, status, out, want)
		}
	}
}

func TestBadRequestsAreRefused(t *testing.T) {
	t.Parallel()
	w := newWorld(t, sim.Options{})
	const known = "Action=DescribeVpcs&Version=2016-11-15"
	for _, tt := range []struct {
		name, method, body string
		status             int
		code               string
	}{
		{"unknown action", "POST", "Action=TerminateEverything&Version=2016-11-15", 400, "InvalidAction"},
		{"action of another service", "POST", "Action=AssumeRole&Version=2016-11-15", 400, "InvalidAction"},
		{"unknown version", "POST", "Action=DescribeVpcs&Version=2001-01-01", 400, "InvalidAction"},
		{"no version", "POST", "Action=DescribeVpcs", 400, "InvalidAction"},
		{"empty", "POST", "", 400, "MissingAction"},
		{"unknown parameter", "POST", known + "&VpcIds.1=vpc-12345678", 400, "UnknownParameter"},
		{"list without a number", "POST", known + "&VpcId=vpc-12345678", 400, "UnknownParameter"},
		{"list from zero", "POST", known + "&VpcId.0=vpc-12345678", 400, "UnknownParameter"},
		{"twice the same", "POST", known + "&VpcId.1=a&VpcId.1=b", 400, "InvalidParameterCombination"},
		{"too deep", "POST", known + "&" + strings.Repeat("a.", 9) + "a=1", 400, "UnknownParameter"},
		{"broken escape", "POST", known + "&VpcId.1=%zz", 400, "MalformedQueryString"},
		{"semicolon", "POST", known + ";VpcId.1=x", 400, "MalformedQueryString"},
		{"too many", "POST", known + strings.Repeat("&a=1", 5000), 400, "InvalidParameterCombination"},
		{"too large", "POST", known + "&x=" + strings.Repeat("x", 1<<20), 413, "RequestEntityTooLarge"},
		{"bad boolean", "POST", known + "&DryRun=perhaps", 400, "InvalidParameterValue"},
		{"filter without a name", "POST", known + "&Filter.1.Value.1=x", 400, "MissingParameter"},
		{"filter without values", "POST", known + "&Filter.1.Name=vpc-id", 400, "InvalidParameterValue"},
		{"wrong method", "GET", "", 405, "MethodNotAllowed"},
	} {
		r := httptest.NewRequestWithContext(t.Context(), tt.method, "/", strings.NewReader(tt.body))
		r.Header.Set("Authorization", authorization(alice, tokyo, "ec2"))
		if got := send(t, w, r); got.status != tt.status || got.code() != tt.code || got.get("RequestID") == "" {
			t.Errorf("%s: %d %s: %s, want %d %s", tt.name, got.status, got.code(), got.message(), tt.status, tt.code)
		}
	}
}

// snapshot is everything that a write could change.
func snapshot(w *world) [5]any {
	return [5]any{w.VPCs(), w.Subnets(), w.Tables(), w.Peerings(), w.alice.must("DescribeSecurityGroups").all("securityGroupInfo/item/groupId")}
}

func TestDryRunEndsEveryWriteBeforeItsEffect(t *testing.T) {
	t.Parallel()
	w := newWorld(t, sim.Options{})
	pending, table := w.request(), w.tokyo.MainTable
	other := w.vpc(alice, tokyo, "10.3.0.0/16")
	active := w.alice.must("CreateVpcPeeringConnection", "VpcId", w.tokyo.ID, "PeerVpcId", other.ID).get("vpcPeeringConnection/vpcPeeringConnectionId")
	w.alice.must("AcceptVpcPeeringConnection", "VpcPeeringConnectionId", active)
	w.alice.must("CreateRoute", "RouteTableId", table, "DestinationCidrBlock", "10.3.0.0/16", "VpcPeeringConnectionId", active)
	subnet := w.alice.must("CreateSubnet", "VpcId", w.tokyo.ID, "CidrBlock", "10.1.1.0/24").get("subnet/subnetId")
	spare := w.alice.must("CreateRouteTable", "VpcId", w.tokyo.ID).get("routeTable/routeTableId")
	assoc := w.alice.must("AssociateRouteTable", "RouteTableId", spare, "SubnetId", subnet).get("associationId")
	group := w.alice.must("CreateSecurityGroup", "VpcId", w.tokyo.ID, "GroupName", "web", "GroupDescription", "web").get("groupId")
	igw := w.alice.must("CreateInternetGateway").get("internetGateway/internetGatewayId")
	rule := []string{"GroupId", group, "IpProtocol", "tcp", "FromPort", "1", "ToPort", "2", "CidrIp", "10.0.0.0/8"}

	before := snapshot(w)
	for _, tt := range []struct {
		client client
		action string
		params []string
	}{
		{w.alice, "CreateVpc", []string{"CidrBlock", "10.9.0.0/16"}},
		{w.alice, "DeleteVpc", []string{"VpcId", other.ID}},
		{w.alice, "CreateSubnet", []string{"VpcId", w.tokyo.ID, "CidrBlock", "10.1.9.0/24"}},
		{w.alice, "DeleteSubnet", []string{"SubnetId", subnet}},
		{w.alice, "CreateInternetGateway", nil},
		{w.alice, "AttachInternetGateway", []string{"InternetGatewayId", igw, "VpcId", w.tokyo.ID}},
		{w.alice, "DeleteInternetGateway", []string{"InternetGatewayId", igw}},
		{w.alice, "CreateRouteTable", []string{"VpcId", w.tokyo.ID}},
		{w.alice, "DeleteRouteTable", []string{"RouteTableId", spare}},
		{w.alice, "AssociateRouteTable", []string{"RouteTableId", spare, "SubnetId", subnet}},
		{w.alice, "DisassociateRouteTable", []string{"AssociationId", assoc}},
		{w.alice, "ReplaceRouteTableAssociation", []string{"AssociationId", assoc, "RouteTableId", table}},
		{w.alice, "CreateRoute", []string{"RouteTableId", table, "DestinationCidrBlock", "10.2.0.0/16", "VpcPeeringConnectionId", pending}},
		{w.alice, "ReplaceRoute", []string{"RouteTableId", table, "DestinationCidrBlock", "10.3.0.0/16", "VpcPeeringConnectionId", pending}},
		{w.alice, "DeleteRoute", []string{"RouteTableId", table, "DestinationCidrBlock", "10.3.0.0/16"}},
		{w.alice, "CreateTags", []string{"ResourceId.1", w.tokyo.ID, "Tag.1.Key", "a", "Tag.1.Value", "b"}},
		{w.alice, "DeleteTags", []string{"ResourceId.1", w.tokyo.ID}},
		{w.alice, "CreateVpcPeeringConnection", []string{"VpcId", other.ID, "PeerVpcId", w.seoul.ID, "PeerOwnerId", bob, "PeerRegion", seoul}},
		{w.bob, "AcceptVpcPeeringConnection", []string{"VpcPeeringConnectionId", pending}},
		{w.bob, "RejectVpcPeeringConnection", []string{"VpcPeeringConnectionId", pending}},
		{w.alice, "DeleteVpcPeeringConnection", []string{"VpcPeeringConnectionId", active}},
		{w.alice, "ModifyVpcPeeringConnectionOptions", []string{"VpcPeeringConnectionId", active, "RequesterPeeringConnectionOptions.AllowDnsResolutionFromRemoteVpc", "true"}},
		{w.alice, "CreateSecurityGroup", []string{"VpcId", w.tokyo.ID, "GroupName", "db", "GroupDescription", "db"}},
		{w.alice, "DeleteSecurityGroup", []string{"GroupId", group}},
		{w.alice, "AuthorizeSecurityGroupIngress", rule},
		{w.alice, "RevokeSecurityGroupIngress", rule},
		{w.alice, "DescribeVpcs", nil},
		{w.alice, "DescribeVpcPeeringConnections", nil},
		{w.alice, "DescribeRegions", nil},
	} {
		r := tt.client.ec2(tt.action, append(tt.params, "DryRun", "true")...)
		if r.status != http.StatusPreconditionFailed || r.code() != "DryRunOperation" || r.message() != "Request would have succeeded, but DryRun flag is set." {
			t.Errorf("%s = %d %s: %s, want 412 DryRunOperation", tt.action, r.status, r.code(), r.message())
		}
		if after := snapshot(w); !reflect.DeepEqual(after, before) {
			t.Fatalf("%s with DryRun changed the world:\n%+v\nwas\n%+v", tt.action, after, before)
		}
	}
	w.alice.refused("UnknownParameter", "DryRun", "AssociateVpcCidrBlock", "VpcId", w.tokyo.ID, "CidrBlock", "10.9.0.0/16", "DryRun", "true")
	w.alice.refused(gone, "", "DeleteVpcPeeringConnection", "VpcPeeringConnectionId", "pcx-00000000000000000", "DryRun", "true")
	w = newWorld(t, sim.Options{Answers: sim.Answers{DryRunBeforeLookup: true}})
	w.alice.refused("DryRunOperation", "", "DeleteVpcPeeringConnection", "VpcPeeringConnectionId", "pcx-00000000000000000", "DryRun", "true")
}

// Every look at the clock is inside the lock: two calls meet there only when
// neither keeps the other out.
func TestReadersDoNotWaitForEachOther(t *testing.T) {
	t.Parallel()
	w := newWorld(t, sim.Options{})
	var meet sync.WaitGroup
	meet.Add(2)
	met := make(chan struct{})
	go func() { meet.Wait(); close(met) }()
	alone := make(chan struct{})
	c := sim.New(sim.Options{Now: func() time.Time {
		meet.Done()
		select {
		case <-met:
		case <-alone:
			t.Error("a read waited for another one")
		}
		return w.Now()
	}})
	defer time.AfterFunc(10*time.Second, func() { close(alone) }).Stop()
	var wg sync.WaitGroup
	for _, account := range []string{alice, bob} {
		wg.Go(func() { as(t, c, account, tokyo).must("DescribeVpcs") })
	}
	wg.Wait()
}

func TestManyCallersAtOnceAgree(t *testing.T) {
	t.Parallel()
	for name, o := range map[string]sim.Options{
		"plain":     {},
		"lagging":   {Lag: sim.Lag{Accept: 1, Flaps: 1, CIDRs: 1, Tags: 1, Fresh: 1}},
		"throttled": {Throttle: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			manyCallersAgree(newWorld(t, o), o.Throttle)
		})
	}
}

func manyCallersAgree(w *world, throttled bool) {
	t := w.t
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			for j := range 20 {
				must := func(action string, params ...string) reply {
					r := w.alice.ec2(action, params...)
					if r.status != http.StatusOK && (!throttled || r.code() != "RequestLimitExceeded") {
						t.Errorf("%s = %d %s", action, r.status, r.code())
					}
					return r
				}
				r := must("CreateVpcPeeringConnection", w.peeringParams...)
				w.bob.ec2("AcceptVpcPeeringConnection", "VpcPeeringConnectionId", r.get("vpcPeeringConnection/vpcPeeringConnectionId"))
				must("DescribeVpcPeeringConnections", "Filter.1.Name", "tag-key", "Filter.1.Value.1", "x")
				must("CreateTags", "ResourceId.1", w.tokyo.ID, "Tag.1.Key", fmt.Sprint(i), "Tag.1.Value", fmt.Sprint(j))
				must("DescribeVpcs")
				w.bob.json("cloudtrail", lookupTarget, "{}")
				w.Peerings()
				w.Calls()
			}
		})
	}
	wg.Wait()
	if got := w.Peerings(); len(got) != 1 || got[0].State != "active" {
		t.Errorf("peerings = %+v, want one that is active", got)
	}
}

// A third of the sockets says nothing, a third half a line, and a third half a
// body. All others are served as ever, and little memory is taken.
func TestAThousandHalfOpenSocketsKeepNobodyOut(t *testing.T) { // not parallel: it measures memory
	w := newWorld(t, sim.Options{})
	server := httptest.NewServer(w)
	defer server.Close()
	var before, after goruntime.MemStats
	goruntime.GC()
	goruntime.ReadMemStats(&before)
	address := server.Listener.Addr().String()
	for i := range 1000 {
		conn, err := new(net.Dialer).DialContext(t.Context(), "tcp", address)
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		said := []string{
			"", "POST / HT",
			"POST / HTTP/1.1\r\nHost: sim\r\nAuthorization: " + authorization(alice, tokyo, "ec2") + "\r\nContent-Length: 1000000\r\n\r\nAction=CreateVpc&",
		}[i%3]
		if _, err := io.WriteString(conn, said); err != nil {
			t.Fatal(err)
		}
	}
	for range 20 {
		r := w.alice.request("ec2", "CreateVpc", "2016-11-15", "CidrBlock", "10.9.0.0/16")
		r.URL.Scheme, r.URL.Host, r.RequestURI = "http", address, ""
		answer, err := server.Client().Do(r)
		if err != nil {
			t.Fatal(err)
		}
		if err := answer.Body.Close(); err != nil || answer.StatusCode != http.StatusOK {
			t.Errorf("CreateVpc beside the sockets = %d %v, want 200", answer.StatusCode, err)
		}
	}
	goruntime.ReadMemStats(&after)
	if got := (int64(after.Sys) - int64(before.Sys)) >> 20; got > 200 {
		t.Errorf("a thousand sockets took %d MB, want less than 200", got)
	}
	if got := len(w.VPCs()); got != 22 {
		t.Errorf("%d VPCs, want 22: half a request has no effect", got)
	}
}

func TestABodyThatBreaksOffIsRefusedAndChangesNothing(t *testing.T) {
	t.Parallel()
	w := newWorld(t, sim.Options{})
	for service, want := range map[string]string{"ec2": "InvalidRequest", "sts": "InvalidRequest"} {
		r := w.alice.request(service, "CreateVpc", "2016-11-15", "CidrBlock", "10.9.0.0/16")
		r.Body = io.NopCloser(io.MultiReader(r.Body, iotest.ErrReader(io.ErrUnexpectedEOF)))
		if got := send(t, w, r); got.status != http.StatusBadRequest || got.code() != want {
			t.Errorf("%s: %d %s, want 400 %s", service, got.status, got.code(), want)
		}
	}
	if got := len(w.VPCs()); got != 2 {
		t.Errorf("%d VPCs, want 2", got)
	}
}

func TestWhoOnlyLooksOrIsRefusedTakesNoMemory(t *testing.T) { // not parallel: it measures memory
	c := sim.New(sim.Options{CallLog: 10, Now: newClock().Now})
	ask := func(n int) {
		who := as(t, c, fmt.Sprintf("%012d", n), tokyo)
		who.must("DescribeVpcs")
		who.refused("InvalidVpcID.NotFound", "", "CreateSubnet", "VpcId", "vpc-00000000000000000", "CidrBlock", "10.0.0.0/24")
	}
	heap := func() int64 {
		var m goruntime.MemStats
		goruntime.GC()
		goruntime.ReadMemStats(&m)
		return int64(m.HeapAlloc)
	}
	for n := range 12_000 { // the history of so many accounts is kept
		ask(n)
	}
	before := heap()
	for n := range 12_000 {
		ask(20_000 + n)
	}
	if got := heap() - before; got > 1<<20 {
		t.Errorf("12,000 accounts more took %d bytes, want next to none", got)
	}
	goruntime.KeepAlive(c)
}

// fuzzWorld is a world whose ids are the same every time: a peering with
// routes and groups on both sides, and a role with policies.
func fuzzWorld(t *testing.T) (w *world, ids map[string]string, session client) {
	t.Helper()
	n := newNeighbours(t)
	pcx := n.peer()
	n.bob.must("AuthorizeSecurityGroupIngress", n.fromWeb()...)
	n.world.alice.must("CreateRoute", "RouteTableId", n.a.MainTable, "DestinationCidrBlock", "10.3.0.0/16", "VpcPeeringConnectionId", pcx)
	session = n.withRole(policy(allow("ec2:*", "*"), when("sts:*", "*", `{"StringLike":{"sts:RoleSessionName":"a*"}}`)))
	return n.world, map[string]string{"VPC": n.a.ID, "PEER": n.b.ID, "RTB": n.a.MainTable, "PCX": pcx, "SG": n.ga}, session
}

// FuzzRequest sends what strangers could send, signed as a session of a role,
// as root or not at all, to a world that has what the seeds name.
func FuzzRequest(f *testing.F) {
	for _, body := range []string{
		"Action=DescribeVpcs&Version=2016-11-15&Filter.1.Name=tag:Name&Filter.1.Value.1=a*%3F",
		"Action=DescribeRouteTables&Version=2016-11-15&RouteTableId.1=RTB&Filter.1.Name=route.state&Filter.1.Value.1=act*",
		"Action=DescribeVpcPeeringConnections&Version=2016-11-15&Filter.1.Name=accepter-vpc-info.vpc-id&Filter.1.Value.1=PEER",
		"Action=DescribeVpcs&Version=2016-11-15&MaxResults=5&NextToken=AAAA",
		"Action=DescribeSecurityGroupRules&Version=2016-11-15&Filter.1.Name=group-id&Filter.1.Value.1=SG",
		"Action=CreateVpc&Version=2016-11-15&CidrBlock=10.0.0.0/16&TagSpecification.1.ResourceType=vpc&TagSpecification.1.Tag.1.Key=a",
		"Action=CreateVpcPeeringConnection&Version=2016-11-15&VpcId=VPC&PeerVpcId=PEER&PeerOwnerId=222222222222&PeerRegion=ap-northeast-1",
		"Action=ModifyVpcPeeringConnectionOptions&Version=2016-11-15&VpcPeeringConnectionId=PCX&RequesterPeeringConnectionOptions.AllowDnsResolutionFromRemoteVpc=true",
		"Action=CreateRoute&Version=2016-11-15&RouteTableId=RTB&DestinationIpv6CidrBlock=::/0&VpcPeeringConnectionId=PCX",
		"Action=DeleteRoute&Version=2016-11-15&RouteTableId=RTB&DestinationCidrBlock=10.3.0.0/16&DryRun=true",
		"Action=AuthorizeSecurityGroupIngress&Version=2016-11-15&GroupId=SG&IpPermissions.1.IpProtocol=-1&IpPermissions.1.Groups.1.GroupId=SG",
		"Action=CreateTags&Version=2016-11-15&ResourceId.1=PCX&ResourceId.2=VPC&Tag.1.Key=a&Tag.1.Value=%00%ff",
		"Action=AssumeRole&Version=2011-06-15&RoleArn=arn:aws:iam::111111111111:role/limited&RoleSessionName=abc&Tags.member.1.Key=a&DurationSeconds=900&Policy={}",
		"Action=DecodeAuthorizationMessage&Version=2011-06-15&EncodedMessage=qlYCBAAA__8=",
		`{"ServiceCode":"vpc","QuotaCode":"L-7E9ECCDB"}`,
		`{"LookupAttributes":[{"AttributeKey":"ResourceName","AttributeValue":"PCX"}],"StartTime":1e9,"MaxResults":7,"NextToken":"AA=="}`,
		"&&=&=.&.=", "a..b=1&.1=2",
	} {
		for _, service := range []string{"ec2", "sts"} {
			f.Add("", "SESSION "+service, body)
		}
		f.Add("ServiceQuotasV20190624.GetServiceQuota", "SESSION servicequotas", body)
		f.Add(lookupTarget, authorization(alice, tokyo, "cloudtrail"), body)
	}
	f.Add("", "AWS4-HMAC-SHA256 Credential=////,Signature==", "")
	f.Fuzz(func(t *testing.T, target, header, body string) {
		w, ids, session := fuzzWorld(t)
		for name, id := range ids {
			body = strings.ReplaceAll(body, name, id)
		}
		r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/", strings.NewReader(body))
		r.Header.Set("X-Amz-Target", target)
		if service, ok := strings.CutPrefix(header, "SESSION "); ok {
			header = authorization(session.key, tokyo, service)
			r.Header.Set("X-Amz-Security-Token", session.token)
		}
		r.Header.Set("Authorization", header)
		before := w.CallCount()
		out := httptest.NewRecorder()
		w.ServeHTTP(out, r)
		if out.Body.Len() == 0 || out.Code == http.StatusInternalServerError {
			t.Errorf("answer to %q = %d %q", body, out.Code, out.Body)
		}
		shape := any(&element{})
		wellFormed := xml.Unmarshal
		if strings.HasPrefix(out.Header().Get("Content-Type"), "application/x-amz-json") {
			wellFormed = json.Unmarshal
			shape = &map[string]any{}
		}
		if err := wellFormed(out.Body.Bytes(), shape); err != nil {
			t.Errorf("answer to %q is malformed: %v\n%q", body, err, out.Body)
		}
		for _, e := range w.alice.lookup("{}").events {
			record(t, e)
		}
		if got := w.CallCount() - before; got != 2 {
			t.Errorf("%d calls in the log, want this one and the lookup", got)
		}
	})
}
