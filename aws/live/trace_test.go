package live

import (
	"slices"
	"testing"

	"peerbot/aws/peering"
	"peerbot/aws/sim"
)

// The audit log has the ids by which CloudTrail knows the writes, also of those
// that AWS refuses.
func TestWritesTellTheirRequestIDs(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	c := w.cloud(t)
	want := w.pair(t)
	have, err := c.Observe(t.Context(), want)
	if err != nil {
		t.Fatal(err)
	}
	create := peering.Diff(want, have)[0]
	var ids []string
	ctx := peering.WithTrace(t.Context(), func(id string) { ids = append(ids, id) })
	w.Inject(sim.Fault{Account: prodID, Region: tokyo, Action: "CreateVpcPeeringConnection", Code: "VpcPeeringConnectionLimitExceeded", HTTPStatus: 400, Times: 1})
	_, err = c.Do(ctx, somebody, want, have, create)
	call := wantClass(t, err, peering.Limit)
	if len(ids) > 1 || call.RequestID == "" {
		t.Errorf("a refused call told %q and has %q", ids, call.RequestID)
	}
	if len(ids) == 1 && ids[0] != call.RequestID {
		t.Errorf("told %q, and the error has %q", ids[0], call.RequestID)
	}
	ids = nil
	if _, err := c.Do(ctx, somebody, want, have, create); err != nil {
		t.Fatal(err)
	}
	if len(ids) != 1 || ids[0] == "" || slices.Contains(ids, call.RequestID) {
		t.Errorf("told %q, want the id of one call", ids)
	}
}
