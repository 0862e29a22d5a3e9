package live

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"

	"peerbot/aws/peering"
	"peerbot/aws/sim"
)

// The fewest reads: four kinds on each side, and two attributes of each VPC.
func TestObserveMakesNoCallTooMany(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	c := w.cloud(t)
	a := w.vpc(t, prodID, tokyo, "payments", "10.1.0.0/16")
	far := wish(a, w.vpc(t, dataID, seoul, "lake", "10.2.0.0/16"))
	near := wish(a, w.vpc(t, prodID, tokyo, "other", "10.3.0.0/16"))
	withDNS := far
	withDNS.Accepter.DNS = true
	nearDNS := near
	nearDNS.Requester.DNS = true
	absent := withDNS
	absent.Absent = true

	reads := []string{"DescribeRouteTables", "DescribeSubnets", "DescribeVpcPeeringConnections", "DescribeVpcs"}
	attributes := []string{"DescribeVpcAttribute", "DescribeVpcAttribute"}
	for _, tt := range []struct {
		name string
		want peering.Peering
		call func(peering.Peering) error
		say  [][]string
	}{
		{"two places", far, read(t, c), [][]string{reads, reads}},
		{"two places with DNS", withDNS, read(t, c), [][]string{reads, reads, attributes, attributes}},
		{"two places, unwanted", absent, read(t, c), [][]string{reads, reads}},
		{"one place", near, read(t, c), [][]string{reads}},
		{"one place with DNS", nearDNS, read(t, c), [][]string{reads, attributes, attributes}},
		{"connections again", far, again(t, c, peering.Connections), [][]string{reads[2:3], reads[2:3]}},
		{"tables again", far, again(t, c, peering.Tables), [][]string{reads[:1], reads[:1]}},
		{"both again", far, again(t, c, peering.Tables|peering.Connections), [][]string{{reads[0], reads[2]}, {reads[0], reads[2]}}},
		{"connections of one place again", near, again(t, c, peering.Connections), [][]string{reads[2:3]}},
		{"nothing again", far, again(t, c, 0), nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			mark := w.CallCount()
			if err := tt.call(tt.want); err != nil {
				t.Fatal(err)
			}
			want := slices.Sorted(slices.Values(slices.Concat(tt.say...)))
			if got := w.calls(mark); !slices.Equal(got, want) {
				t.Errorf("calls = %v, want %v", got, want)
			}
		})
	}
}

// Nothing waits for anything but the roles: all reads and the proofs of
// identity are under way before the first of them is answered.
func TestObserveIsOneCallDeep(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	want := w.pair(t)
	want.Requester.DNS = true
	const expected = 12 + 2 // reads, and GetCallerIdentity of two accounts
	var (
		mu      sync.Mutex
		arrived int
	)
	all := make(chan struct{})
	gate := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		r.Body = io.NopCloser(bytes.NewReader(body))
		if !bytes.Contains(body, []byte("Action=AssumeRole&")) {
			mu.Lock()
			if arrived++; arrived == expected {
				close(all)
			}
			mu.Unlock()
			select {
			case <-all:
			case <-r.Context().Done():
			}
		}
		w.ServeHTTP(rw, r)
	}))
	t.Cleanup(gate.Close)
	c := w.cloud(t, func(o *Options) { o.Config.BaseEndpoint = aws.String(gate.URL) })
	ctx, cancel := context.WithTimeout(t.Context(), 9*time.Second) // shorter than a call's own
	defer cancel()
	if _, err := c.Observe(ctx, want); err != nil {
		t.Errorf("Observe = %v; %d of %d calls were under way at once", err, arrived, expected)
	}
}

func read(t *testing.T, c *Cloud) func(peering.Peering) error {
	return func(p peering.Peering) error {
		_, err := c.Observe(t.Context(), p)
		return err
	}
}

func again(t *testing.T, c *Cloud, what peering.Part) func(peering.Peering) error {
	return func(p peering.Peering) error {
		_, err := c.Refresh(t.Context(), p, peering.Observed{}, what)
		return err
	}
}

func TestObserveSeesWhatIsThere(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	c := w.cloud(t)
	want := w.pair(t)
	want.Requester.DNS = true
	w.dnsOn(t, want.Requester.VPC)
	have := observe(t, c, want)
	v := have.Requester
	if !v.Found || v.VPC.Ref != want.Requester.VPC || v.VPC.Name != "payments" || v.VPC.State != "available" {
		t.Errorf("the requester's VPC = %+v", v.VPC)
	}
	if got := v.VPC.CIDRs; len(got) != 1 || got[0].String() != "10.1.0.0/16" {
		t.Errorf("CIDRs = %v, want 10.1.0.0/16", got)
	}
	if !aws.ToBool(v.VPC.DNSSupport) || !aws.ToBool(v.VPC.DNSHostnames) {
		t.Errorf("the requester's DNS = %v, %v, want both on", v.VPC.DNSSupport, v.VPC.DNSHostnames)
	}
	if d := have.Accepter.VPC.DNSHostnames; d == nil || *d {
		t.Errorf("the accepter's host names = %v, want off", d)
	}
	if len(v.Tables) != 2 || len(v.Subnets) != 1 {
		t.Fatalf("%d tables and %d subnets, want 2 and 1", len(v.Tables), len(v.Subnets))
	}
	for _, table := range v.Tables {
		if table.Main != (len(table.Subnets) == 0) || !table.Main && table.Subnets[0] != v.Subnets[0].ID {
			t.Errorf("table %+v, want the main one without the subnet and the other with it", table)
		}
		if len(table.Routes) != 1 || table.Routes[0].Target != "local" {
			t.Errorf("routes = %+v, want the local one", table.Routes)
		}
	}
	if v.Subnets[0].CIDR.String() != "10.1.0.0/16" {
		t.Errorf("subnet = %+v", v.Subnets[0])
	}
}

func TestAVPCThatIsNotThereIsNoError(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	c := w.cloud(t)
	want := w.pair(t)
	want.Accepter.VPC.VPC = "vpc-0123456789abcdef0"
	want.Accepter.DNS = true // whose attributes cannot be read
	have := observe(t, c, want)
	if !have.Requester.Found || have.Accepter.Found {
		t.Errorf("found = %t, %t, want true, false", have.Requester.Found, have.Accepter.Found)
	}
	if !reflect.DeepEqual(have.Accepter, peering.View{}) {
		t.Errorf("the accepter's view = %+v, want nothing", have.Accepter)
	}
}

func TestRefreshLeavesTheRestAlone(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	c := w.cloud(t)
	want := w.pair(t)
	before := observe(t, c, want)
	advance(t, c, &want, peering.Accept)
	w.table(t, prodID, tokyo, want.Requester.VPC.VPC)

	got, err := c.Refresh(t.Context(), want, before, peering.Connections)
	if err != nil {
		t.Fatal(err)
	}
	if len(before.Requester.Connections) != 0 || len(got.Requester.Connections) != 1 || len(got.Accepter.Connections) != 1 {
		t.Errorf("%d connections before, %d and %d now, want 0, 1 and 1",
			len(before.Requester.Connections), len(got.Requester.Connections), len(got.Accepter.Connections))
	}
	if !reflect.DeepEqual(got.Requester.Tables, before.Requester.Tables) || !reflect.DeepEqual(got.Requester.VPC, before.Requester.VPC) {
		t.Error("Refresh of the connections changed the rest")
	}
	got, err = c.Refresh(t.Context(), want, got, peering.Tables)
	if err != nil {
		t.Fatal(err)
	}
	if len(got.Requester.Tables) != 3 || len(got.Requester.Connections) != 1 {
		t.Errorf("%d tables and %d connections, want 3 and 1", len(got.Requester.Tables), len(got.Requester.Connections))
	}
}

func TestObserveReadsEveryPage(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	c := w.cloud(t)
	want := w.pair(t)
	for range 2*tablePageSize - 2 - 1 { // beside the main table and the subnet's
		w.table(t, prodID, tokyo, want.Requester.VPC.VPC)
	}
	mark := w.CallCount()
	have := observe(t, c, want)
	if got := len(have.Requester.Tables); got != 2*tablePageSize-1 {
		t.Errorf("%d tables, want %d", got, 2*tablePageSize-1)
	}
	pages := 0
	for _, call := range w.calls(mark) {
		if call == "DescribeRouteTables" {
			pages++
		}
	}
	if pages != 3 { // two of the requester, one of the accepter
		t.Errorf("%d pages of route tables, want 3", pages)
	}
	if !slices.IsSortedFunc(have.Requester.Tables, func(a, b peering.RouteTable) int { return strings.Compare(a.ID, b.ID) }) {
		t.Error("tables are not in order of id")
	}
}

// endless is a paginator whose server forgets where it was.
type endless struct{ asked int }

func (*endless) HasMorePages() bool { return true }

func (e *endless) NextPage(context.Context, ...func(*ec2.Options)) (*ec2.DescribeVpcsOutput, error) {
	e.asked++
	return &ec2.DescribeVpcsOutput{}, nil
}

func TestAListWithoutAnEndIsAnError(t *testing.T) {
	t.Parallel()
	pages := &endless{}
	_, err := collect(t.Context(), &place{account: prodID, region: tokyo}, "ec2:DescribeVpcs", pages,
		func(o *ec2.DescribeVpcsOutput) []types.Vpc { return o.Vpcs })
	if call := wantClass(t, err, peering.Unknown); call.Action != "ec2:DescribeVpcs" || pages.asked != maxPages {
		t.Errorf("got %v after %d pages", call, pages.asked)
	}
}

func TestConnectionsOfOtherPairsAreLeftOut(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	c := w.cloud(t)
	want := w.pair(t)
	r := want.Requester.VPC
	third := w.vpc(t, prodID, tokyo, "third", "10.3.0.0/16")
	if _, err := w.as(r.Account, r.Region).CreateVpcPeeringConnection(t.Context(), &ec2.CreateVpcPeeringConnectionInput{
		VpcId: aws.String(r.VPC), PeerVpcId: aws.String(third.VPC),
	}); err != nil {
		t.Fatal(err)
	}
	// The ids of our pair, but the accepter's account is another one: AWS
	// makes a connection that fails.
	if _, err := w.as(r.Account, r.Region).CreateVpcPeeringConnection(t.Context(), &ec2.CreateVpcPeeringConnectionInput{
		VpcId: aws.String(r.VPC), PeerVpcId: aws.String(want.Accepter.VPC.VPC), PeerOwnerId: aws.String(botID), PeerRegion: aws.String(seoul),
	}); err != nil {
		t.Fatal(err)
	}
	if have := observe(t, c, want); len(have.Requester.Connections) != 0 {
		t.Errorf("connections = %+v, want none", have.Requester.Connections)
	}
}

func TestThrottlingIsWaitedOut(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	c := w.cloud(t)
	want := w.pair(t)
	throttle := sim.Fault{
		Account: prodID, Action: "DescribeSubnets", Times: attempts - 1,
		Code: "RequestLimitExceeded", Message: "Request limit exceeded.", HTTPStatus: http.StatusServiceUnavailable,
	}
	w.Inject(throttle)
	observe(t, c, want)

	throttle.Times = -1
	w.Inject(throttle)
	mark := w.CallCount()
	_, err := c.Observe(t.Context(), want)
	call := wantClass(t, err, peering.Throttled)
	if call.Action != "ec2:DescribeSubnets" || call.Account != prodID || call.Region != tokyo || call.Code != "RequestLimitExceeded" {
		t.Errorf("got %+v", call)
	}
	tried := 0
	for _, call := range w.CallsSince(mark) {
		if call.Action == "DescribeSubnets" && call.Account == prodID {
			tried++
		}
	}
	if tried != attempts {
		t.Errorf("tried %d times, want %d", tried, attempts)
	}
}

func TestAConcurrentTagChangeIsRetried(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	c := w.cloud(t)
	want := w.pair(t)
	have := advance(t, c, &want, peering.Tag)
	w.Inject(sim.Fault{Action: "CreateTags", Code: "ConcurrentTagAccess", HTTPStatus: http.StatusBadRequest, Times: 2})
	if _, err := c.Do(t.Context(), somebody, want, have, step(t, want, have, peering.Tag)); err != nil {
		t.Fatal(err)
	}
}

func TestDeniedOnOneSideSaysWhere(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	c := w.cloud(t)
	want := w.pair(t)
	blob := strings.Repeat("AbC-dEf_", 60)
	w.Inject(sim.Fault{
		Account: dataID, Action: "DescribeRouteTables", Times: -1, Code: "UnauthorizedOperation", HTTPStatus: http.StatusForbidden,
		Message: "You are not authorized to perform this operation. Encoded authorization failure message: " + blob,
	})
	_, err := c.Observe(t.Context(), want)
	call := wantClass(t, err, peering.Denied)
	if call.Action != "ec2:DescribeRouteTables" || call.Account != dataID || call.Region != seoul || call.RequestID == "" {
		t.Errorf("got %+v", call)
	}
	if call.Message != "You are not authorized to perform this operation." {
		t.Errorf("message = %q", call.Message)
	}
}

func TestACancelledObserveEndsAtOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	c := w.cloud(t)
	want := w.pair(t)
	_, err := c.Observe(cancelled(t), want)
	if !errors.Is(err, context.Canceled) {
		t.Errorf("Observe = %v, want it to say that it was cancelled", err)
	}
	wantClass(t, err, peering.Transient)
	observe(t, c, want) // nothing of it sticks
	_, err = c.Observe(cancelled(t), want)
	wantClass(t, err, peering.Transient)
}
