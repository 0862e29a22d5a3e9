// Package storetest is what every store must do: run it on each database.
package storetest

import "testing"

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
