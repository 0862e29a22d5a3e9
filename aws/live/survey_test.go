package live

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"reflect"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/ec2"

	"peerbot/aws/peering"
	"peerbot/aws/sim"
)

// watch puts a server before the world that calls f with the action of every
// request before it is answered.
func (w *world) watch(t *testing.T, f func(r *http.Request, action string)) func(*Options) {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		form, err := url.ParseQuery(string(body))
		if err != nil {
			t.Error(err)
		}
		r.Body = io.NopCloser(bytes.NewReader(body))
		f(r, form.Get("Action"))
		w.ServeHTTP(rw, r)
	}))
	t.Cleanup(server.Close)
	return func(o *Options) { o.Config.BaseEndpoint = aws.String(server.URL) }
}

// unread checks that exactly these places were not read, that nothing is left
// of them, and that their errors are of the class.
func unread(t *testing.T, s peering.Survey, class peering.Class, want ...peering.Place) {
	t.Helper()
	left := map[peering.Place]bool{}
	for _, at := range want {
		left[at] = true
	}
	for at, v := range s.Places {
		if (v.Err != nil) != left[at] {
			t.Errorf("%v: error %v, want one: %t", at, v.Err, left[at])
		}
		if v.Err == nil {
			continue
		}
		wantClass(t, v.Err, class)
		if !reflect.DeepEqual(v, peering.PlaceView{Err: v.Err}) {
			t.Errorf("%v has something beside its error: %+v", at, v)
		}
		delete(left, at)
	}
	if len(left) > 0 {
		t.Errorf("these were read, or are not there: %v", left)
	}
}

// roleOf returns the session that reads in an account, to change its calls.
func roleOf(t *testing.T, c *Cloud, id string) *session {
	t.Helper()
	a, err := c.account(id)
	if err != nil {
		t.Fatal(err)
	}
	role := c.session(a, peering.Actor{}, pair{})
	if err := role.ready(t.Context()); err != nil {
		t.Fatal(err)
	}
	return role
}

var (
	prodTokyo = peering.Place{Account: prodID, Region: tokyo}
	prodSeoul = peering.Place{Account: prodID, Region: seoul}
	dataTokyo = peering.Place{Account: dataID, Region: tokyo}
	dataSeoul = peering.Place{Account: dataID, Region: seoul}
)

func TestASurveySeesWhatOthersAskOfUs(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	c := w.cloud(t)
	mine := w.vpc(t, dataID, seoul, "lake", "10.2.0.0/16")
	stranger := w.vpc(t, botID, tokyo, "stranger", "10.3.0.0/16")
	p, err := w.AddPeering(sim.Peering{Requester: sim.Side{VPC: stranger.VPC}, Accepter: sim.Side{VPC: mine.VPC}, State: "pending-acceptance"})
	if err != nil {
		t.Fatal(err)
	}
	s := survey(t, c, nil)
	if len(s.Places) != 4 {
		t.Errorf("%d places, want the four that are configured", len(s.Places))
	}
	v := s.Places[dataSeoul]
	for _, vpc := range []string{mine.VPC, stranger.VPC} {
		if got := v.Connections[vpc]; len(got) != 1 || got[0].ID != p.ID || got[0].Status != peering.Pending || got[0].Expires.IsZero() {
			t.Errorf("connections of %s = %+v, want %s pending", vpc, got, p.ID)
		}
	}
	if v.VPCs != nil || v.Tables != nil || v.Subnets != nil {
		t.Errorf("more was read than connections: %+v", v)
	}
}

func TestTheTimeOfASurveyIsWhenItBegan(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	now := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	var mu sync.Mutex
	c := w.cloud(t, func(o *Options) {
		o.Now = func() time.Time {
			mu.Lock()
			defer mu.Unlock()
			now = now.Add(time.Minute)
			return now
		}
	})
	if got, want := c.Survey(t.Context(), nil).At, time.Date(2026, 11, 23, 9, 1, 0, 0, time.UTC); !got.Equal(want) {
		t.Errorf("At = %s, want %s", got, want)
	}
}

func TestThrottlingInTheMiddleOfASurveyIsWaitedOut(t *testing.T) {
	t.Parallel()
	w, k, c := crowdWorld(t, crowdSpec{accounts: 2, regions: regions17[:2], big: map[int]int{1: 90}, vpcs: 6, tables: 3, peerings: 120, dnsEvery: 9})
	before := survey(t, c, k.managed)
	for _, action := range []string{"DescribeRouteTables", "DescribeVpcAttribute"} {
		w.Inject(sim.Fault{Action: action, Nth: 3, Times: attempts - 1, Code: "RequestLimitExceeded", HTTPStatus: http.StatusServiceUnavailable})
	}
	mark := w.CallCount()
	after := survey(t, c, k.managed)
	if !reflect.DeepEqual(after.Places, before.Places) {
		t.Error("what was read is not the same")
	}
	refused := 0
	for _, call := range w.CallsSince(mark) {
		if call.Code == "RequestLimitExceeded" {
			refused++
		}
	}
	if refused != 2*(attempts-1) {
		t.Errorf("%d calls were throttled, want %d", refused, 2*(attempts-1))
	}
}

// A page that cannot be read fails its place, although the pages before it
// were read, and no other place.
func TestHalfAListIsNoList(t *testing.T) {
	t.Parallel()
	for _, action := range []string{"DescribeRouteTables", "DescribeVpcPeeringConnections", "DescribeSubnets"} {
		t.Run(action, func(t *testing.T) {
			t.Parallel()
			w, k, c := crowdWorld(t, crowdSpec{accounts: 2, regions: regions17[:2], big: map[int]int{1: 180}, vpcs: 6, tables: 6, hubs: 11, peerings: 1150})
			w.Inject(sim.Fault{
				Account: k.accounts[0].ID, Region: regions17[1], Action: action, Nth: 2, Times: -1,
				Code: "UnauthorizedOperation", HTTPStatus: http.StatusForbidden,
			})
			s := c.Survey(t.Context(), k.managed)
			at := peering.Place{Account: k.accounts[0].ID, Region: regions17[1]}
			unread(t, s, peering.Denied, at)
			if call := wantClass(t, s.Places[at].Err, peering.Denied); call.Action != "ec2:"+action || call.Account != at.Account || call.Region != at.Region {
				t.Errorf("the error is of %s in %s %s", call.Action, call.Account, call.Region)
			}
			for _, p := range k.managed {
				touches := p.Requester.VPC.Place() == at || p.Accepter.VPC.Place() == at
				if _, places := s.Observed(p); (len(places) > 0) != touches {
					t.Fatalf("%s: unread places %v, want some: %t", p.ID, places, touches)
				}
			}
		})
	}
}

func TestARoleThatIsGoneIsAskedForOnce(t *testing.T) {
	t.Parallel()
	w, k, c := crowdWorld(t, crowdSpec{accounts: 3, regions: regions17, vpcs: 51, tables: 1, peerings: 50})
	w.RemoveRole(k.accounts[1].RoleARN)
	mark := w.CallCount()
	s := c.Survey(t.Context(), k.managed)
	unread(t, s, peering.AssumeRoleFailed, places(k.accounts[1])...)
	if asked := w.refusedRoles(mark); asked != 1 {
		t.Errorf("the role was asked for %d times, want once", asked)
	}
}

func places(a Account) []peering.Place {
	var out []peering.Place
	for _, r := range a.Regions {
		out = append(out, peering.Place{Account: a.ID, Region: r})
	}
	return out
}

func TestCredentialsOfAnotherAccountShowNothing(t *testing.T) {
	t.Parallel()
	w, k, c := crowdWorld(t, crowdSpec{accounts: 3, regions: regions17[:5], vpcs: 30, tables: 1, peerings: 30}, func(o *Options) {
		o.Accounts.(Accounts)[1].RoleARN, o.Accounts.(Accounts)[1].ExternalID = o.Accounts.(Accounts)[2].RoleARN, o.Accounts.(Accounts)[2].ExternalID
	})
	mark := w.CallCount()
	unread(t, c.Survey(t.Context(), k.managed), peering.WrongAccount, places(k.accounts[1])...)
	proofs := 0
	for _, action := range w.stsCalls(mark) {
		if action == "GetCallerIdentity" {
			proofs++
		}
	}
	if proofs != 3 {
		t.Errorf("identities were asked for %d times, want once per account", proofs)
	}
}

// The role goes while its Regions are read. Those that were read before say
// nothing either: one account is one error.
func TestARoleThatIsRevokedInTheMiddle(t *testing.T) {
	t.Parallel()
	w, k, c := crowdWorld(t, crowdSpec{accounts: 3, regions: regions17, vpcs: 51, tables: 1, peerings: 50})
	gone := k.accounts[1]
	last := roleOf(t, c, gone.ID).client(gone.Regions[16])
	call := last.DescribeVpcPeeringConnections
	last.DescribeVpcPeeringConnections = func(ctx context.Context, in *ec2.DescribeVpcPeeringConnectionsInput, o ...func(*ec2.Options)) (*ec2.DescribeVpcPeeringConnectionsOutput, error) {
		w.RemoveRole(gone.RoleARN)
		return call(ctx, in, o...)
	}
	mark := w.CallCount()
	s := c.Survey(t.Context(), k.managed)
	unread(t, s, peering.AssumeRoleFailed, places(gone)...)
	first := s.Places[places(gone)[0]].Err
	for _, at := range places(gone) {
		if !errors.Is(s.Places[at].Err, first) {
			t.Errorf("%v: %v, want the one error of the account", at, s.Places[at].Err)
		}
	}
	// The SDK lets an AssumeRole under way go on: let it end before counting,
	// and before the role is back.
	if err := c.session(gone, peering.Actor{}, pair{}).ready(t.Context()); err == nil {
		t.Error("the role that was taken away was assumed")
	}
	if got := w.refusedRoles(mark); got == 0 || got >= len(gone.Regions) {
		t.Errorf("the role was asked for %d times after it was gone, want a few", got)
	}
	w.grant(t, k.accounts...)
	last.DescribeVpcPeeringConnections = call
	survey(t, c, k.managed)
}

// refusedRoles returns how often AssumeRole was refused since the mark.
func (w *world) refusedRoles(mark int) (n int) {
	for _, call := range w.CallsSince(mark) {
		if call.Action == "AssumeRole" && call.Code != "" {
			n++
		}
	}
	return n
}

func TestPlacesThatOnlyAPeeringNames(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	c := w.cloud(t)
	want := w.pair(t)
	want.Accepter.VPC = w.vpc(t, botID, seoul, "lake", "10.2.0.0/16")
	elsewhere := w.pair(t)
	elsewhere.ID, elsewhere.Accepter.VPC.Region = "P18", "eu-west-1"
	s := c.Survey(t.Context(), []peering.Peering{want, elsewhere})
	bot, far := want.Accepter.VPC.Place(), elsewhere.Accepter.VPC.Place()
	wantClass(t, s.Places[bot].Err, peering.AssumeRoleFailed)
	wantClass(t, s.Places[far].Err, peering.NoRegion)
	for _, at := range []peering.Place{prodTokyo, prodSeoul, dataTokyo, dataSeoul} {
		if v, ok := s.Places[at]; !ok || v.Err != nil {
			t.Errorf("%v = %v, %t, want it read", at, v.Err, ok)
		}
	}
}

// A Region that is not enabled says nothing of the others of its account.
func TestARegionThatIsOffLeavesTheOthers(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	c := w.cloud(t, func(o *Options) { o.Accounts.(Accounts)[0].Regions = []string{tokyo, "ap-east-1", seoul} })
	unread(t, c.Survey(t.Context(), []peering.Peering{w.pair(t)}), peering.NoRegion, peering.Place{Account: prodID, Region: "ap-east-1"})
}

func TestACancelledSurveyHasReadNothing(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	c := w.cloud(t)
	managed := []peering.Peering{w.pair(t)}
	everywhere := []peering.Place{prodTokyo, prodSeoul, dataTokyo, dataSeoul}
	for range 2 { // with and without credentials at hand
		mark := w.CallCount()
		s := c.Survey(cancelled(t), managed)
		unread(t, s, peering.Transient, everywhere...)
		if !errors.Is(s.Places[prodTokyo].Err, context.Canceled) {
			t.Errorf("error = %v, want it to say that it was cancelled", s.Places[prodTokyo].Err)
		}
		if got := w.calls(mark); len(got) > 0 {
			t.Errorf("EC2 was called: %v", got)
		}
		survey(t, c, managed)
	}
}

// What was not read when the context ends has an error, and what was read is
// there.
func TestASurveyThatIsCancelledInTheMiddle(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	seen := make(chan struct{})
	c := w.cloud(t, w.watch(t, func(r *http.Request, _ string) {
		if !strings.Contains(r.Header.Get("Authorization"), "/"+seoul+"/") {
			return
		}
		<-seen // Tokyo was read
		cancel()
		<-r.Context().Done()
	}))
	var (
		mu   sync.Mutex
		read int
	)
	for _, id := range []string{prodID, dataID} {
		role := roleOf(t, c, id)
		if err := role.assert(t.Context()); err != nil { // the proof is not what is cancelled
			t.Fatal(err)
		}
		k := role.client(tokyo)
		call := k.DescribeVpcPeeringConnections
		k.DescribeVpcPeeringConnections = func(ctx context.Context, in *ec2.DescribeVpcPeeringConnectionsInput, o ...func(*ec2.Options)) (*ec2.DescribeVpcPeeringConnectionsOutput, error) {
			out, err := call(ctx, in, o...)
			mu.Lock()
			defer mu.Unlock()
			if read++; read == 2 {
				close(seen)
			}
			return out, err
		}
	}
	unread(t, c.Survey(ctx, nil), peering.Transient, prodSeoul, dataSeoul)
}

func TestAPanicEndsOnePlace(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	var log bytes.Buffer
	c := w.cloud(t, func(o *Options) { o.Log = slog.New(slog.NewTextHandler(&log, nil)) })
	managed := []peering.Peering{w.pair(t)}
	roleOf(t, c, prodID).client(tokyo).DescribeRouteTables = func(context.Context, *ec2.DescribeRouteTablesInput, ...func(*ec2.Options)) (*ec2.DescribeRouteTablesOutput, error) {
		panic("a nil map")
	}
	s := c.Survey(t.Context(), managed)
	for at, v := range s.Places {
		if at == prodTokyo {
			if v.Err == nil || !strings.Contains(v.Err.Error(), "a nil map") || v.Connections != nil {
				t.Errorf("%v = %+v, want the panic as its error and nothing else", at, v)
			}
		} else if v.Err != nil {
			t.Errorf("%v was not read: %v", at, v.Err)
		}
	}
	if !strings.Contains(log.String(), "a nil map") || !strings.Contains(log.String(), "survey") {
		t.Errorf("the log has no stack: %s", log.String())
	}
}

// A VPC that another account shares with this one is not its to peer, and is
// not one of ours because its id is.
func TestASharedVPCIsNotFound(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	c := w.cloud(t)
	want := w.pair(t)
	k := roleOf(t, c, prodID).client(tokyo)
	call := k.DescribeVpcs
	k.DescribeVpcs = func(ctx context.Context, in *ec2.DescribeVpcsInput, o ...func(*ec2.Options)) (*ec2.DescribeVpcsOutput, error) {
		out, err := call(ctx, in, o...)
		if err == nil {
			for i := range out.Vpcs {
				out.Vpcs[i].OwnerId = aws.String(botID)
			}
		}
		return out, err
	}
	have, places := survey(t, c, []peering.Peering{want}).Observed(want)
	if len(places) > 0 || have.Requester.Found || !have.Accepter.Found {
		t.Errorf("found = %t, %t, want false, true", have.Requester.Found, have.Accepter.Found)
	}
}

// As many places are read at once as allowed, and not one more.
func TestASurveyHasABound(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		o := Options{Config: aws.Config{Credentials: credentials.NewStaticCredentialsProvider(botKey, "bots-secret-key", "")}}
		var accounts Accounts
		for i := range 5 {
			accounts = append(accounts, Account{ID: fmt.Sprintf("%012d", i), Alias: fmt.Sprint("team", i), Regions: regions17})
		}
		o.Accounts = accounts
		c, err := New(o)
		if err != nil {
			t.Fatal(err)
		}
		var now, most atomic.Int64
		over := make(chan struct{})
		for _, a := range o.Accounts.Roles() {
			role := c.session(a, peering.Actor{}, pair{})
			role.asserted.Store(true)
			for _, region := range a.Regions {
				role.client(region).DescribeVpcPeeringConnections = func(context.Context, *ec2.DescribeVpcPeeringConnectionsInput, ...func(*ec2.Options)) (*ec2.DescribeVpcPeeringConnectionsOutput, error) {
					defer now.Add(-1)
					most.Store(max(most.Load(), now.Add(1)))
					<-over
					return &ec2.DescribeVpcPeeringConnectionsOutput{}, nil
				}
			}
		}
		done := make(chan peering.Survey, 1)
		go func() { done <- c.Survey(t.Context(), nil) }()
		synctest.Wait()
		if got := now.Load(); got != surveyed {
			t.Errorf("%d places are read at once, want %d", got, surveyed)
		}
		close(over)
		s := <-done
		unread(t, s, peering.Unknown) // none
		if len(s.Places) != 85 || most.Load() > surveyed {
			t.Errorf("%d places, %d at once; want 85 and %d", len(s.Places), most.Load(), surveyed)
		}
	})
}

func TestNeedsAreCountedOnce(t *testing.T) {
	t.Parallel()
	c, err := New(Options{Accounts: Accounts{{ID: prodID, Regions: []string{tokyo, seoul}}}, Config: aws.Config{Credentials: aws.AnonymousCredentials{}}})
	if err != nil {
		t.Fatal(err)
	}
	end := func(vpc string, mode peering.RouteMode, dns bool) peering.End {
		return peering.End{VPC: peering.Ref{Account: prodID, Region: tokyo, VPC: vpc}, Routes: peering.RouteChoice{Mode: mode}, DNS: dns}
	}
	got := c.needs([]peering.Peering{
		{Requester: end("vpc-b", peering.RoutesMain, false), Accepter: end("vpc-a", peering.RoutesAll, false)},
		{Requester: end("vpc-c", peering.RoutesNone, false), Accepter: end("vpc-a", peering.RoutesTables, true)},
		{Requester: end("vpc-d", peering.RoutesPrivate, true), Accepter: end("vpc-b", peering.RoutesMain, false), Absent: true},
	})[prodID]
	if len(got) == 2 && got[0].region != tokyo {
		got[0], got[1] = got[1], got[0]
	}
	want := []need{
		{region: tokyo, vpcs: []string{"vpc-a", "vpc-b", "vpc-c", "vpc-d"}, subnets: []string{"vpc-a", "vpc-d"}, dns: []string{"vpc-a", "vpc-c"}, groups: []string{"vpc-a", "vpc-b", "vpc-c"}},
		{region: seoul},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("needs = %+v, want %+v", got, want)
	}
}
