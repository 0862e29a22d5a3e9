package live

import (
	"net/http"
	"slices"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"

	"peerbot/aws/peering"
	"peerbot/aws/sim"
)

func TestStepsMakeAndUnmakeAPeering(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ name, account, region string }{
		{"same account and Region", prodID, tokyo},
		{"other Region", prodID, seoul},
		{"other account", dataID, tokyo},
		{"other account and Region", dataID, seoul},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			c := w.cloud(t)
			a := w.vpc(t, prodID, tokyo, "payments", "10.1.0.0/16")
			b := w.vpc(t, tt.account, tt.region, "lake", "10.2.0.0/16")
			w.dnsOn(t, a, b)
			want := wish(a, b)
			want.Requester.DNS, want.Accepter.DNS = true, true

			have := advance(t, c, &want, "")
			conn, ok := peering.Current(want, have)
			if !ok || conn.Status != peering.Active || conn.ID != want.PCX {
				t.Fatalf("Current = %+v, %t, want %s active", conn, ok, want.PCX)
			}
			for _, side := range []peering.Side{peering.Requester, peering.Accepter} {
				ref, peer := want.Side(side).VPC, have.Side(side.Other()).VPC
				if !want.Owns(have.Side(side).Connections[0].Tags) {
					t.Errorf("%s's tags = %v, want ours", side, have.Side(side).Connections[0].Tags)
				}
				if got := w.routes(t, ref, want.PCX); !slices.Equal(got, []string{peer.CIDRs[0].String() + " active"}) {
					t.Errorf("%s's routes = %v, want one active to %s", side, got, peer.CIDRs[0])
				}
				if got := w.dnsOption(t, ref, side, want.PCX); !got {
					t.Errorf("%s's DNS option is off, want on", side)
				}
			}

			want.Absent = true
			have = advance(t, c, &want, "")
			if conn, ok := peering.Current(want, have); ok {
				t.Errorf("after removal there is %+v", conn)
			}
			for _, ref := range []peering.Ref{a, b} {
				if got := w.routes(t, ref, want.PCX); len(got) > 0 {
					t.Errorf("after removal %s has routes %v", ref, got)
				}
			}
		})
	}
}

// routes lists a VPC's routes to a connection, as its owner sees them.
func (w *world) routes(t *testing.T, ref peering.Ref, pcx string) []string {
	t.Helper()
	out, err := w.as(ref.Account, ref.Region).DescribeRouteTables(t.Context(), &ec2.DescribeRouteTablesInput{
		Filters: []types.Filter{filter("vpc-id", ref.VPC)},
	})
	if err != nil {
		t.Fatal(err)
	}
	var found []string
	for _, table := range out.RouteTables {
		for _, r := range table.Routes {
			if aws.ToString(r.VpcPeeringConnectionId) == pcx {
				found = append(found, aws.ToString(r.DestinationCidrBlock)+aws.ToString(r.DestinationIpv6CidrBlock)+" "+string(r.State))
			}
		}
	}
	slices.Sort(found)
	return found
}

func (w *world) dnsOption(t *testing.T, ref peering.Ref, side peering.Side, pcx string) bool {
	t.Helper()
	out, err := w.as(ref.Account, ref.Region).DescribeVpcPeeringConnections(t.Context(), &ec2.DescribeVpcPeeringConnectionsInput{
		VpcPeeringConnectionIds: []string{pcx},
	})
	if err != nil {
		t.Fatal(err)
	}
	info := out.VpcPeeringConnections[0].RequesterVpcInfo
	if side == peering.Accepter {
		info = out.VpcPeeringConnections[0].AccepterVpcInfo
	}
	return info.PeeringOptions != nil && aws.ToBool(info.PeeringOptions.AllowDnsResolutionFromRemoteVpc)
}

func TestRoutesGoToEveryBlockOfThePeer(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	c := w.cloud(t)
	want := w.pair(t)
	b := want.Accepter.VPC
	for _, in := range []*ec2.AssociateVpcCidrBlockInput{
		{CidrBlock: aws.String("10.9.0.0/16")},
		{AmazonProvidedIpv6CidrBlock: aws.Bool(true)},
	} {
		in.VpcId = aws.String(b.VPC)
		if _, err := w.as(b.Account, b.Region).AssociateVpcCidrBlock(t.Context(), in); err != nil {
			t.Fatal(err)
		}
	}
	have := advance(t, c, &want, "")
	if got := len(have.Accepter.VPC.CIDRs); got != 3 {
		t.Fatalf("the accepter has %d blocks, want 3: %v", got, have.Accepter.VPC.CIDRs)
	}
	var blocks []string
	for _, p := range have.Accepter.VPC.CIDRs {
		blocks = append(blocks, p.String()+" active")
	}
	slices.Sort(blocks)
	if got := w.routes(t, want.Requester.VPC, want.PCX); !slices.Equal(got, blocks) {
		t.Errorf("routes = %v, want %v", got, blocks)
	}
	want.Absent = true
	advance(t, c, &want, "")
	if got := w.routes(t, want.Requester.VPC, want.PCX); len(got) > 0 {
		t.Errorf("routes after removal = %v, want none", got)
	}
}

// An answer that is lost is asked for again. Whatever the step, the second try
// either finds it done or says something that makes the caller observe.
func TestALostAnswerNeverBreaksAPeering(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		action string
		before peering.Kind
		absent bool
		class  peering.Class // of Do's error; "" where it succeeds
	}{
		{"CreateVpcPeeringConnection", peering.Create, false, ""},
		{"CreateTags", peering.Tag, false, ""},
		{"AcceptVpcPeeringConnection", peering.Accept, false, peering.WrongState},
		{"CreateRoute", peering.AddRoute, false, peering.Exists},
		{"ModifyVpcPeeringConnectionOptions", peering.SetDNS, false, ""},
		{"DeleteRoute", peering.RemoveRoute, true, ""},
		{"DeleteVpcPeeringConnection", peering.Delete, true, ""},
	} {
		t.Run(tt.action, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			c := w.cloud(t)
			want := w.pair(t)
			want.Requester.DNS = true
			w.dnsOn(t, want.Requester.VPC, want.Accepter.VPC)
			if tt.absent {
				advance(t, c, &want, "")
				want.Absent = true
			}
			have := advance(t, c, &want, tt.before)
			s := step(t, want, have, tt.before)
			w.Inject(sim.Fault{Action: tt.action, Effect: sim.DoThenLose})
			mark := w.CallCount()
			id, err := c.Do(t.Context(), somebody, want, have, s)
			if tt.class == "" && err != nil {
				t.Fatalf("Do(%s) = %v, want success", s, err)
			}
			if tt.class != "" {
				if call := wantClass(t, err, tt.class); !call.Again() {
					t.Errorf("%v does not ask to observe again", call)
				}
			}
			if got := w.calls(mark); len(got) != 2 {
				t.Errorf("calls = %v, want the lost one and its repetition", got)
			}
			if id != "" {
				want.PCX = id
			}
			have = advance(t, c, &want, "")
			if got := alive(have); tt.absent != (got == 0) || got > 1 {
				t.Errorf("%d connections are alive at the end", got)
			}
		})
	}
}

func alive(have peering.Observed) int {
	n := 0
	for _, c := range have.Requester.Connections {
		if !c.Status.Terminal() {
			n++
		}
	}
	return n
}

func TestCreateKnowsSomebodyElsesConnection(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	c := w.cloud(t)
	want := w.pair(t)
	have := observe(t, c, want) // before it happens
	r, a := want.Requester.VPC, want.Accepter.VPC
	theirs, err := w.as(r.Account, r.Region).CreateVpcPeeringConnection(t.Context(), &ec2.CreateVpcPeeringConnectionInput{
		VpcId: aws.String(r.VPC), PeerVpcId: aws.String(a.VPC), PeerOwnerId: aws.String(a.Account), PeerRegion: aws.String(a.Region),
	})
	if err != nil {
		t.Fatal(err)
	}
	s := step(t, want, have, peering.Create)
	id, err := c.Do(t.Context(), somebody, want, have, s)
	call := wantClass(t, err, peering.Exists)
	if id != "" || call.Refusal == nil || call.Refusal.PCX != *theirs.VpcPeeringConnection.VpcPeeringConnectionId {
		t.Errorf("Do = %q, %v, want no id and theirs named", id, err)
	}

	// Active now: the same answer for another reason.
	if _, err := w.as(a.Account, a.Region).AcceptVpcPeeringConnection(t.Context(), &ec2.AcceptVpcPeeringConnectionInput{
		VpcPeeringConnectionId: theirs.VpcPeeringConnection.VpcPeeringConnectionId,
	}); err != nil {
		t.Fatal(err)
	}
	_, err = c.Do(t.Context(), somebody, want, have, s)
	if call := wantClass(t, err, peering.Exists); call.Refusal == nil || call.Refusal.Code != peering.AnsweredExisting || call.Refusal.Status != peering.Active {
		t.Errorf("Do = %v, want it to say that theirs is active", err)
	}

	// Who looks first is stopped before anything is sent.
	mark := w.CallCount()
	_, err = c.Do(t.Context(), somebody, want, observe(t, c, want), s)
	wantClass(t, err, peering.NotOurs)
	if got := w.calls(mark); slices.Contains(got, "CreateVpcPeeringConnection") {
		t.Errorf("calls = %v, want no create", got)
	}
}

func TestAcceptOfAReversedDuplicateSaysExists(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	c := w.cloud(t)
	want := w.pair(t)
	have := advance(t, c, &want, peering.Accept)
	s := step(t, want, have, peering.Accept)
	r, a := want.Requester.VPC, want.Accepter.VPC
	theirs, err := w.as(a.Account, a.Region).CreateVpcPeeringConnection(t.Context(), &ec2.CreateVpcPeeringConnectionInput{
		VpcId: aws.String(a.VPC), PeerVpcId: aws.String(r.VPC), PeerOwnerId: aws.String(r.Account), PeerRegion: aws.String(r.Region),
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.as(r.Account, r.Region).AcceptVpcPeeringConnection(t.Context(), &ec2.AcceptVpcPeeringConnectionInput{
		VpcPeeringConnectionId: theirs.VpcPeeringConnection.VpcPeeringConnectionId,
	}); err != nil {
		t.Fatal(err)
	}
	_, err = c.Do(t.Context(), somebody, want, have, s)
	call := wantClass(t, err, peering.Exists)
	if call.Code != "VpcPeeringConnectionAlreadyExists" || call.RequestID == "" {
		t.Errorf("got %+v, want AWS's code and request id", call)
	}
	if got := observe(t, c, want); len(got.Requester.Connections) != 2 || len(got.Accepter.Connections) != 2 {
		t.Errorf("Observe shows %d and %d connections, want both directions on both sides",
			len(got.Requester.Connections), len(got.Accepter.Connections))
	}
}

func TestAcceptOnlyWhatWasApproved(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	c := w.cloud(t)
	want := w.pair(t)
	have := advance(t, c, &want, peering.Accept)
	s := step(t, want, have, peering.Accept)
	for _, tt := range []struct {
		name  string
		spoil func(*peering.Connection)
		class peering.Class
	}{
		{"other requester account", func(c *peering.Connection) { c.Requester.Account = botID }, peering.NotOurs},
		{"other requester VPC", func(c *peering.Connection) { c.Requester.VPC = "vpc-00000000" }, peering.NotOurs},
		{"other requester Region", func(c *peering.Connection) { c.Requester.Region = seoul }, peering.NotOurs},
		{"other accepter VPC", func(c *peering.Connection) { c.Accepter.VPC = "vpc-00000000" }, peering.NotOurs},
		{"not visible", func(c *peering.Connection) { c.ID = "pcx-00000000" }, peering.NotFound},
	} {
		t.Run(tt.name, func(t *testing.T) {
			spoiled := have
			spoiled.Accepter.Connections = slices.Clone(have.Accepter.Connections)
			tt.spoil(&spoiled.Accepter.Connections[0])
			mark := w.CallCount()
			_, err := c.Do(t.Context(), somebody, want, spoiled, s)
			wantClass(t, err, tt.class)
			if got := w.CallCount() - mark; got != 0 {
				t.Errorf("%d calls were made, want none", got)
			}
		})
	}
}

func TestNobodyWritesPastTheGuard(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	c := w.cloud(t)
	want := w.pair(t)
	have := observe(t, c, want)
	create := step(t, want, have, peering.Create)
	elsewhere := create
	elsewhere.At.VPC = "vpc-00000000"
	for _, tt := range []struct {
		name  string
		actor peering.Actor
		step  peering.Step
		class peering.Class
	}{
		{"another VPC", somebody, elsewhere, peering.NotOurs},
		{"nobody", peering.Actor{}, create, peering.NotOurs},
		{"no person", peering.Actor{Request: "R42"}, create, peering.NotOurs},
		{"a name that STS refuses", peering.Actor{Request: "R 42", Person: "U0123"}, create, peering.NotOurs},
		{"a step that waits", somebody, peering.Step{Kind: peering.AwaitActive, Side: peering.Requester}, peering.Invalid},
	} {
		t.Run(tt.name, func(t *testing.T) {
			mark := w.CallCount()
			_, err := c.Do(t.Context(), tt.actor, want, have, tt.step)
			wantClass(t, err, tt.class)
			if got := w.CallCount() - mark; got != 0 {
				t.Errorf("%d calls were made, want none", got)
			}
		})
	}
}

func TestAFreshIDMayNotBeFoundYet(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	c := w.cloud(t)
	want := w.pair(t)
	have := advance(t, c, &want, peering.Accept)
	w.Inject(sim.Fault{
		Action: "AcceptVpcPeeringConnection", Code: "InvalidVpcPeeringConnectionID.NotFound",
		Message: "The vpcPeeringConnection ID '" + want.PCX + "' does not exist", HTTPStatus: http.StatusBadRequest,
	})
	mark := w.CallCount()
	_, err := c.Do(t.Context(), somebody, want, have, step(t, want, have, peering.Accept))
	if call := wantClass(t, err, peering.NotFound); !call.Again() {
		t.Errorf("%v does not ask to try again", call)
	}
	if got := w.calls(mark); len(got) != 1 {
		t.Errorf("calls = %v, want one: the caller observes before it tries again", got)
	}
	advance(t, c, &want, "")
}

func TestRemovalsThatWereDoneBeforeAreDone(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	c := w.cloud(t)
	want := w.pair(t)
	advance(t, c, &want, "")
	want.Absent = true
	have := advance(t, c, &want, peering.RemoveRoute)
	s := step(t, want, have, peering.RemoveRoute)
	for range 2 {
		if _, err := c.Do(t.Context(), somebody, want, have, s); err != nil {
			t.Fatalf("Do(%s) = %v", s, err)
		}
	}
	have = advance(t, c, &want, peering.Delete)
	s = step(t, want, have, peering.Delete)
	for range 2 {
		if _, err := c.Do(t.Context(), somebody, want, have, s); err != nil {
			t.Fatalf("Do(%s) = %v", s, err)
		}
	}
	// Only the connection's own NotFound counts.
	w.Inject(sim.Fault{Action: "DeleteVpcPeeringConnection", Code: "InvalidVpcID.NotFound", HTTPStatus: http.StatusBadRequest})
	_, err := c.Do(t.Context(), somebody, want, have, s)
	wantClass(t, err, peering.NotFound)
}
