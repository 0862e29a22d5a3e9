package sqlstore

import (
	"testing"
	"time"

	"peerbot/bot/finding"
	"peerbot/bot/store"
)

func TestEverySweepIsKept(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, o Options) {
		s := open(t, o)
		for i := range 3 {
			if _, err := s.Write(t.Context(), store.Change{Sweep: &finding.Sweep{At: time.UnixMilli(1000), Open: i}}); err != nil {
				t.Fatal(err)
			}
		}
		var n, findings int
		if err := s.db.QueryRowContext(t.Context(), "SELECT COUNT(*), SUM(open_findings) FROM sweeps").Scan(&n, &findings); err != nil || n != 3 || findings != 0+1+2 {
			t.Errorf("%d sweeps with %d findings are kept (%v), want 3 with 3", n, findings, err)
		}
	})
}
