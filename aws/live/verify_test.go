package live

import (
	"bytes"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"testing"

	"peerbot/aws/peering"
	"peerbot/aws/sim"
)

func TestVerifyChangesNothing(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	c := w.cloud(t)
	want := w.pair(t)
	before := advance(t, c, &want, "")
	for _, account := range []string{"prod", "data", dataID} {
		if err := c.Verify(t.Context(), account); err != nil {
			t.Errorf("Verify(%s) = %v", account, err)
		}
	}
	if steps := peering.Diff(want, observe(t, c, want)); len(steps) != 0 {
		t.Errorf("after Verify there is something to do: %v", steps)
	}
	if got := observe(t, c, want); len(got.Requester.Connections) != len(before.Requester.Connections) {
		t.Error("Verify made a connection")
	}
	if err := c.Verify(t.Context(), "nobody"); err == nil || !strings.Contains(err.Error(), "not configured") {
		t.Errorf("Verify(nobody) = %v", err)
	}
}

func TestVerifyNamesEveryMissingAction(t *testing.T) {
	t.Parallel()
	for _, p := range Permissions() {
		if p.Who != Role || p.Action == callerIdentity || p.Action == lookupEvents {
			continue // AWS denies the one to nobody, and the other is never required
		}
		t.Run(p.Action, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			c := w.cloud(t)
			want := w.pair(t)
			advance(t, c, &want, "")
			_, action, _ := strings.Cut(p.Action, ":")
			w.Inject(sim.Fault{Account: dataID, Region: seoul, Action: action, Times: -1, Code: "UnauthorizedOperation", HTTPStatus: http.StatusForbidden, Message: "No."})
			err := c.Verify(t.Context(), "data")
			if call := wantClass(t, err, peering.Denied); call.Action != p.Action || call.Region != seoul || call.Account != dataID {
				t.Errorf("Verify = %v, want it to name %s in %s", err, p.Action, seoul)
			}
		})
	}
}

func TestVerifyJoinsWhatIsWrong(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	c := w.cloud(t)
	w.pair(t)
	for _, action := range []string{"DescribeSubnets", "CreateVpcPeeringConnection"} {
		w.Inject(sim.Fault{Account: prodID, Action: action, Times: -1, Code: "UnauthorizedOperation", HTTPStatus: http.StatusForbidden})
	}
	err := c.Verify(t.Context(), "prod")
	for _, part := range []string{"ec2:DescribeSubnets in 111111111111 " + tokyo, "ec2:DescribeSubnets in 111111111111 " + seoul, "ec2:CreateVpcPeeringConnection"} {
		if err == nil || !strings.Contains(err.Error(), part) {
			t.Errorf("Verify = %v, want %q in it", err, part)
		}
	}
}

func TestVerifyTriesTheWritingSessionToo(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	c := w.cloud(t)
	a := w.accounts()[0]
	w.AddRole(sim.Role{ARN: a.RoleARN, ExternalID: a.ExternalID, NoSessionTags: true})
	err := c.Verify(t.Context(), "prod")
	if call := wantClass(t, err, peering.AssumeRoleFailed); call.Action != assumeRole || strings.Count(err.Error(), "AccessDenied") != 1 {
		t.Errorf("Verify = %v, want one complaint, not one per Region", err)
	}
}

func TestVerifySaysWhatItCouldNotTry(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	var said bytes.Buffer
	c := w.cloud(t, func(o *Options) {
		o.Log = slog.New(slog.NewTextHandler(&said, nil))
		o.Accounts.(Accounts)[0].Regions = []string{tokyo}
	})
	w.pair(t) // VPCs and tables, no connection
	if err := c.Verify(t.Context(), "prod"); err != nil {
		t.Fatal(err)
	}
	var untried []string
	for _, p := range Permissions() {
		if strings.Contains(said.String(), "action="+p.Action+"\n") {
			untried = append(untried, p.Action)
		}
	}
	want := []string{
		"ec2:CreateTags", "ec2:AcceptVpcPeeringConnection", "ec2:RejectVpcPeeringConnection", "ec2:DeleteVpcPeeringConnection",
		"ec2:ModifyVpcPeeringConnectionOptions", "ec2:DeleteTags", "ec2:CreateRoute", "ec2:DeleteRoute",
	}
	if !slices.Equal(untried, want) && !slices.Equal(untried, want[:7]) { // whether a dry DeleteRoute looks for the route is AWS's business
		t.Errorf("said that it could not try %v, want %v\n%s", untried, want, said.String())
	}
}

// A policy that allows writes on tagged tables only is not broken.
func TestOneTableThatLetsIsEnough(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	c := w.cloud(t)
	want := w.pair(t)
	advance(t, c, &want, "")
	w.Inject(sim.Fault{Account: prodID, Action: "CreateRoute", Code: "UnauthorizedOperation", HTTPStatus: http.StatusForbidden})
	if err := c.Verify(t.Context(), "prod"); err != nil {
		t.Errorf("Verify = %v, want no error: the second table lets it", err)
	}
}

func TestVerifyOfARegionThatIsNotEnabledSaysItOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	var said bytes.Buffer
	c := w.cloud(t, func(o *Options) {
		o.Accounts.(Accounts)[0].Regions = []string{tokyo, "ap-east-1"}
		o.Log = slog.New(slog.NewTextHandler(&said, nil))
	})
	err := c.Verify(t.Context(), "prod")
	wantClass(t, err, peering.NoRegion)
	if strings.Contains(said.String(), "region=ap-east-1") {
		t.Errorf("a Region that is not there is logged too: %s", said.String())
	}
	if n := strings.Count(err.Error(), "ap-east-1"); n != 1 {
		t.Errorf("%d complaints, want one: %v", n, err)
	}
}
