package bot_test

import (
	"fmt"
	"net/netip"
	"strings"
	"testing"

	"peerbot/aws/peering"
)

func TestADeletionByHandIsToldOnceAndStaysKnownWhenAWSForgets(t *testing.T) {
	t.Parallel()
	w, _ := drifting(t, once)
	pcx := w.cloud.Live()[0].ID
	w.cloud.SetStatus(pcx, peering.Deleted, "Deleted by 222222222222")
	w.sweeps()
	w.deliversAll()
	if got := w.open(); len(got) != 1 || got[0].Class != peering.Missing {
		t.Fatalf("open = %+v, want that the peering is missing", got)
	}
	before := w.said()
	w.cloud.ForgetConnection(pcx)
	w.sweeps()
	w.deliversAll()
	if got := w.said(); got != before {
		t.Errorf("%d messages because AWS forgot it, want none", got-before)
	}
	if got := fmt.Sprint(w.open()); !strings.Contains(got, "Deleted by 222222222222") {
		t.Errorf("who deleted it is lost: %s", got)
	}
}

func TestRenamingAVPCIsToldToNobody(t *testing.T) {
	t.Parallel()
	w, _ := drifting(t, once)
	w.unroute(accounts[1].ID)
	w.cloud.SetRoutes(seoulTable, peering.Route{Destination: netip.MustParsePrefix("10.1.0.0/16"), Target: "tgw-1"})
	w.sweeps()
	w.deliversAll()
	if got := w.open(); len(got) != 1 || got[0].Class != peering.Conflict {
		t.Fatalf("open = %+v, want a conflict", got)
	}
	before := w.said()
	w.cloud.SetVPC(w.cloud.tokyo, func(v *peering.VPC) { v.Name = "blue" })
	w.cloud.SetVPC(w.cloud.seoul, func(v *peering.VPC) { v.Name = "green" })
	w.sweeps()
	w.deliversAll()
	if got := w.said(); got != before {
		t.Errorf("%d messages after a VPC was renamed, want none", got-before)
	}
}
