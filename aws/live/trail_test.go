package live

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail/types"
	"github.com/aws/aws-sdk-go-v2/service/ec2"

	"peerbot/aws/peering"
)

// unrouted is an active peering, one of whose routes somebody deletes by hand.
func unrouted(t *testing.T) (*world, *Cloud, []peering.EventQuery, time.Time) {
	t.Helper()
	w := newWorld(t)
	c := w.cloud(t)
	want := wish(w.vpc(t, prodID, tokyo, "payments", "10.1.0.0/16"), w.vpc(t, dataID, seoul, "lake", "10.2.0.0/16"))
	have := advance(t, c, &want, "")
	begin := time.Now().Add(-time.Minute)
	lake := want.Accepter.VPC
	table := ""
	for _, tab := range have.Accepter.Tables {
		if slices.ContainsFunc(tab.Routes, func(r peering.Route) bool { return r.Target == want.PCX }) {
			table = tab.ID
		}
	}
	if _, err := w.as(dataID, seoul).DeleteRoute(t.Context(), &ec2.DeleteRouteInput{RouteTableId: aws.String(table), DestinationCidrBlock: aws.String("10.1.0.0/16")}); err != nil {
		t.Fatal(err)
	}
	have, err := c.Observe(t.Context(), want)
	if err != nil {
		t.Fatal(err)
	}
	drifts := peering.Drifts(want, have, time.Now())
	if len(drifts) != 1 || drifts[0].Class != peering.Changed {
		t.Fatalf("drifts = %+v, want a missing route", drifts)
	}
	traces := drifts[0].Queries()
	if !slices.ContainsFunc(traces, func(t peering.EventQuery) bool {
		return t.Event == "DeleteRoute" && t.Place == lake.Place() && slices.Equal(t.About, []string{table, "10.1.0.0/16"})
	}) {
		t.Fatalf("traces = %+v, want DeleteRoute of %s in %v", traces, table, lake.Place())
	}
	return w, c, traces, begin
}

func TestWhoDeletedARouteIsToldByCloudTrail(t *testing.T) {
	t.Parallel()
	w, c, traces, begin := unrouted(t)
	got, err := c.AuditEvents(t.Context(), traces, begin, time.Now().Add(time.Minute))
	if err != nil {
		t.Fatal(err)
	}
	if len(got) != 1 {
		t.Fatalf("TrailEvents = %+v, want the deletion only", got)
	}
	d := got[0]
	if d.Event != "DeleteRoute" || d.ID == "" || d.At.IsZero() || d.Request != "" || d.Account() != dataID ||
		d.Place != (peering.Place{Account: dataID, Region: seoul}) || !strings.Contains(d.Agent, "aws-sdk-go") {
		t.Errorf("event = %+v, want that of account %s, with its program", d, dataID)
	}
	// Who tries it in vain afterwards is not who did it.
	table, dst := traces[0].About[0], traces[0].About[1]
	if _, err := w.as(dataID, seoul).DeleteRoute(t.Context(), &ec2.DeleteRouteInput{RouteTableId: aws.String(table), DestinationCidrBlock: aws.String(dst)}); err == nil {
		t.Fatal("the route was deleted twice")
	}
	if got, err := c.AuditEvents(t.Context(), traces, begin, time.Now().Add(time.Minute)); err != nil || len(got) != 1 || got[0].ID != d.ID {
		t.Errorf("TrailEvents = %+v, %v, want %s still", got, err, d.ID)
	}
	if got, err := c.AuditEvents(t.Context(), traces, begin.Add(-time.Hour), begin); err != nil || len(got) != 0 {
		t.Errorf("TrailEvents of an earlier hour = %+v, %v, want none", got, err)
	}
}

func TestOurOwnEventsAreKnown(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	c := w.cloud(t)
	want := wish(w.vpc(t, prodID, tokyo, "payments", "10.1.0.0/16"), w.vpc(t, dataID, seoul, "lake", "10.2.0.0/16"))
	advance(t, c, &want, "")
	trace := peering.EventQuery{Place: want.Accepter.VPC.Place(), Event: "AcceptVpcPeeringConnection", About: []string{want.PCX}}
	got, err := c.AuditEvents(t.Context(), []peering.EventQuery{trace}, time.Now().Add(-time.Hour), time.Now().Add(time.Minute))
	if err != nil || len(got) != 1 {
		t.Fatalf("TrailEvents = %+v, %v, want our accept", got, err)
	}
	if d := got[0]; d.Request != somebody.Request || d.Source != "slack-"+somebody.Person {
		t.Errorf("event = %+v, want it known as done for %s with the yes of %s", d, somebody.Request, somebody.Person)
	}
}

// Anybody may name a session as ours are; nobody may take our source identity.
func TestASessionThatIsNamedLikeOursIsNotOurs(t *testing.T) {
	t.Parallel()
	for source, want := range map[string]string{"slack-U0123": "R9", "": "", "mallory": ""} {
		var r record
		r.Identity.ARN = "arn:aws:sts::222222222222:assumed-role/peerbot/peerbot-R9"
		r.Identity.Session.Source = source
		if got := r.event(peering.Place{}).Request; got != want {
			t.Errorf("source identity %q: done for %q, want %q", source, got, want)
		}
	}
}

func TestEventsOfASideThatMayNotBeReadAreMissingOnly(t *testing.T) {
	t.Parallel()
	w, _, traces, begin := unrouted(t)
	prod := w.accounts()[0]
	p := RolePolicy(prod, PolicyOptions{Peers: w.accounts()})
	p.Statement = slices.DeleteFunc(p.Statement, func(s Statement) bool { return s.Sid == "AskWhoChangedIt" })
	w.role(t, prod, p, TrustPolicy(botARN, prod.ExternalID))
	got, err := w.cloud(t).AuditEvents(t.Context(), traces, begin, time.Now().Add(time.Minute))
	wantClass(t, err, peering.Denied)
	if len(got) != 1 {
		t.Errorf("TrailEvents = %+v, want what the other side tells", got)
	}
	if err := w.cloud(t).Verify(t.Context(), prodID); err != nil {
		t.Errorf("Verify = %v: CloudTrail is never required", err)
	}
}

// What succeeded is looked for behind what was refused, on further pages too.
func TestEventsAreFoundOnFurtherPages(t *testing.T) {
	t.Parallel()
	w, c, traces, begin := unrouted(t)
	lake := traces[0].Place
	for i := range trailPageSize + 10 { // newer than the event
		_, err := w.as(lake.Account, lake.Region).DeleteRoute(t.Context(), &ec2.DeleteRouteInput{
			RouteTableId: aws.String(traces[0].About[0]), DestinationCidrBlock: aws.String(fmt.Sprintf("172.16.%d.0/24", i)),
		})
		if err == nil {
			t.Fatal("a route that is not there was deleted")
		}
	}
	got, err := c.AuditEvents(t.Context(), traces[:1], begin, time.Now().Add(time.Minute))
	if err != nil || len(got) != 1 || got[0].Event != "DeleteRoute" {
		t.Errorf("TrailEvents = %+v, %v, want the deletion", got, err)
	}
}

func TestEventsThatMakeNoSenseAreLeftOut(t *testing.T) {
	t.Parallel()
	trace := peering.EventQuery{Event: "DeleteRoute", About: []string{"rtb-1", "10.1.0.0/16"}}
	for text, want := range map[string]bool{
		`{"requestParameters":{"routeTableId":"rtb-1","destinationCidrBlock":"10.1.0.0/16"}}`:               true,
		`{"requestParameters":{"routeTableId":"rtb-1","destinationCidrBlock":"10.1.7.7/16"}}`:               true, // as it was typed
		`{"requestParameters":{"x":[{"routeTableId":"rtb-1"}],"y":{"destinationCidrBlock":"10.1.0.0/16"}}}`: true,
		`{"requestParameters":{"routeTableId":"rtb-2","destinationCidrBlock":"10.1.0.0/16"}}`:               false,
		`{"requestParameters":{"routeTableId":"rtb-1","destinationCidrBlock":"10.1.0.0/24"}}`:               false,
		`{"requestParameters":null}`: false,
	} {
		r, err := readEvent(record0(text))
		if err != nil {
			t.Fatal(err)
		}
		if got := trace.Matches(texts(r.Parameters, nil)); got != want {
			t.Errorf("%s: matches = %t, want %t", text, got, want)
		}
	}
	for _, text := range []string{"", "{", `{"eventTime":"yesterday"}`} {
		if r, err := readEvent(record0(text)); err == nil {
			t.Errorf("%q is read as %+v, want an error", text, r)
		}
	}
}

func record0(text string) types.Event { return types.Event{CloudTrailEvent: aws.String(text)} }
