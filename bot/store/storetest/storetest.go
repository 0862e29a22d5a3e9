// Package storetest is what every store must do: run it on each database.
package storetest

import (
	"context"
	"errors"
	"net/netip"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"peerbot/aws/peering"
	"peerbot/bot/request"
	"peerbot/bot/store"
)

// Database is a database with what operators and these tests look into.
type Database interface {
	store.Database
	VerifyAudit(ctx context.Context) (int, error)
	Queue(ctx context.Context) (map[string]int, error)
	Undelivered(ctx context.Context) ([]store.Message, error)
}

// Run runs the suite. Every test gets an empty store of its own from open,
// which closes it by t.Cleanup. Nobody may work on its jobs.
func Run(t *testing.T, open func(t *testing.T) Database) {
	for _, c := range []struct {
		name string
		test func(t *testing.T, s Database)
	}{
		{"new rows get ids and versions", testIDs},
		{"reserved ids are used", testReservedIDs},
		{"ids beyond the counter are not handed out again", testClaimedIDs},
		{"malformed rows are refused", testMalformedRows},
		{"the caller's change is not touched", testCallersChange},
		{"rows come back as they were saved", testRoundTrip},
		{"times are UTC and whole milliseconds", testTimes},
		{"odd text is kept or cleaned", testOddText},
		{"what does not exist is not found", testNotFound},
		{"a stale version is a conflict", testStaleVersion},
		{"of twenty changes at once one wins", testRace},
		{"a conflict on the peering undoes the request", testPeeringConflict},
		{"rows are changed by an update", testUpdate},
		{"an update decides again when somebody was faster", testUpdateConflict},
		{"of ten updates at once none is lost", testUpdateRace},
		{"an update ends with what ends it", testUpdateEnds},
		{"an update is the one way to change a row", testUpdateIsTheOneWay},
		{"findings are saved together or not at all", testSaveFindings},
		{"a change that fails leaves nothing", testRollback},
		{"one open request per pair", testOpenPair},
		{"one open request per pair of any kind", testOpenPairKinds},
		{"one of ten open requests at once", testOpenPairRace},
		{"requests are filtered", testRequestFilter},
		{"peerings are filtered", testPeeringFilter},
		{"without a limit everything is returned", testNoLimit},
		{"events are in order and filled in", testEvents},
		{"events are read while the loop runs", testEventLoop},
		{"events of concurrent changes are one chain", testEventRace},
		{"one card per destination, always brought up to date", testCards},
		{"a change during a delivery is delivered", testWanted},
		{"cards are drawn again without a change", testRedraw},
		{"cards are drawn again and changed at once", testRedrawRace},
		{"notes go where they should", testNotes},
		{"malformed messages are refused", testMalformedMessages},
		{"messages are marked", testMarks},
		{"final messages are left alone", testFinal},
		{"what is not delivered is listed", testUndelivered},
		{"jobs are enqueued with the change", testJobs},
		{"findings come back as they were saved", testFindings},
		{"one open finding per key", testOpenFinding},
		{"an open finding is resolved and found again in one change", testFoundAgain},
		{"hundreds of findings in one change", testManyFindings},
		{"findings of concurrent changes do not wait in a circle", testFindingsRace},
		{"malformed findings are refused", testMalformedFindings},
		{"findings are filtered", testFindingFilter},
		{"findings have cards and notes", testFindingCards},
		{"findings are told in groups", testGroups},
		{"findings are traced", testTraceJobs},
		{"final cards of findings are left alone", testFinalFindingCard},
		{"a change that fails leaves no finding", testFindingRollback},
		{"the last sweep is kept", testSweep},
		{"sweeps and rechecks are not enqueued twice", testUniqueJobs},
		{"a lease has one holder", testLease},
		{"one of twenty gets the lease", testLeaseRace},
		{"pause and resume", testPause},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			c.test(t, open(t))
		})
	}
}

// noon is when things happen here.
var noon = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

// wanted is a peering of the n-th pair of VPCs.
func wanted(n byte) peering.Peering {
	return peering.Peering{
		Requester: peering.End{VPC: peering.Ref{Account: "111111111111", Region: "ap-northeast-1", VPC: "vpc-a" + string('a'+n)}},
		Accepter:  peering.End{VPC: peering.Ref{Account: "222222222222", Region: "ap-northeast-2", VPC: "vpc-b" + string('a'+n)}},
	}
}

// asked is a change that asks for the n-th pair.
func asked(n byte) store.Change {
	return store.Change{
		At:      noon,
		Peering: &request.Peering{State: request.Absent, Want: wanted(n)},
		Request: &request.Request{Kind: request.Create, State: request.Pending, Asker: "U1", Plan: peering.Plan{Peering: wanted(n)}},
	}
}

// full is a request in which every field is set.
func full() request.Request {
	on := true
	at := noon.Add(1234 * time.Millisecond)
	step := peering.Step{
		Kind: peering.AddRoute, Side: peering.Requester, At: wanted(0).Requester.VPC, Peer: wanted(0).Accepter.VPC, PCX: "pcx-1",
		Table: "rtb-1", Destination: netip.MustParsePrefix("10.2.0.0/16"), DNS: true, Tags: map[string]string{"Name": "peerbot P1"},
	}
	want := wanted(0)
	want.ID, want.PCX, want.Former, want.Absent = "P1", "pcx-1", []string{"pcx-0"}, true
	want.Requester.Routes = peering.RouteChoice{Mode: peering.RoutesTables, Tables: []string{"rtb-1"}}
	want.Requester.DNS = true
	return request.Request{
		Kind: request.Delete, State: request.Applying, Peering: "P1", Asker: "U1", Team: "T1", Channel: "C1",
		Reason: "because <b> & \"so\" \u2028", Ticket: "OPS-1",
		Plan: peering.Plan{
			Peering: want,
			Requester: peering.VPC{
				Ref: want.Requester.VPC, Name: "web", State: "available", DNSSupport: &on, DNSHostnames: &on,
				CIDRs: []netip.Prefix{netip.MustParsePrefix("10.1.0.0/16"), netip.MustParsePrefix("2600:1f14::/56")},
			},
			Steps:    []peering.Step{step, {Kind: peering.AwaitActive, Side: peering.Requester}},
			Problems: []peering.Problem{{Code: peering.CIDROverlap, Blocking: true, Side: peering.Accepter, Text: "t", Hint: "h"}},
			Digest:   "d1",
		},
		Needs:     []request.Need{{Account: "222222222222", Alias: "data", AskerMay: true}},
		Decisions: []request.Decision{{Account: "222222222222", Person: "U2", Verdict: request.Yes, Digest: "d1", Reason: "ok", ByAsking: true, At: at}},
		Done:      []peering.Step{step},
		Failure:   &request.Failure{Code: request.CallFailed, Step: &step, Call: &peering.CallError{Action: "a", Account: "1", Region: "r", Code: "c", Message: "m", Class: peering.Denied}, At: at, Exists: &request.Existing{PCX: "pcx-1", Routes: 2}},
		CreatedAt: at, UpdatedAt: noon, ExpiresAt: at.Add(time.Hour), StartedAt: at.Add(time.Minute), Replans: 2,
	}
}

func save(t *testing.T, s Database, c store.Change) store.Change {
	t.Helper()
	got, err := s.Write(t.Context(), c)
	if err != nil {
		t.Fatalf("Write: %v", err)
	}
	return got
}

// must returns v, for calls that cannot fail here.
func must[T any](v T, err error) func(t *testing.T) T {
	return func(t *testing.T) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func same(t *testing.T, what string, got, want any) {
	t.Helper()
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%s:\n got %+v\nwant %+v", what, got, want)
	}
}

func wantError(t *testing.T, what string, got, want error) {
	t.Helper()
	if !errors.Is(got, want) {
		t.Errorf("%s: error %v, want %v", what, got, want)
	}
}

// atOnce runs f n times at once and returns the errors.
func atOnce(n int, f func(i int) error) []error {
	errs := make([]error, n)
	start := make(chan struct{})
	var wg sync.WaitGroup
	for i := range n {
		wg.Go(func() {
			<-start
			errs[i] = f(i)
		})
	}
	close(start)
	wg.Wait()
	return errs
}

// deliver marks everything as sent.
func deliver(t *testing.T, s Database) {
	t.Helper()
	for _, m := range must(s.Undelivered(t.Context()))(t) {
		if err := s.MarkSent(t.Context(), m.ID, m.To.Address, "1.1", m.Wanted); err != nil {
			t.Fatal(err)
		}
	}
}

// undelivered tells what is to be sent: what it is about, the kind of a note,
// where it goes, and below which card.
func undelivered(t *testing.T, s Database) (out []string) {
	t.Helper()
	for _, m := range must(s.Undelivered(t.Context()))(t) {
		words := []string{m.About, string(m.Kind), m.To.Address}
		if m.Thread != "" {
			words = append(words, "below "+m.Thread)
		}
		out = append(out, strings.Join(slices.DeleteFunc(words, func(w string) bool { return w == "" }), " "))
	}
	return out
}

// waiting counts the jobs that nobody has begun.
func waiting(t *testing.T, s Database) int {
	t.Helper()
	return must(s.Queue(t.Context()))(t)["available"]
}
