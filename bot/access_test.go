package bot_test

import (
	"errors"
	"net/netip"
	"testing"

	"peerbot/aws/peering"
	"peerbot/bot/notice"
)

// accessed types access and returns the answer.
func (w *world) accessed(text string) notice.AccessShown {
	w.t.Helper()
	shown, ok := w.types(mina, text).(notice.AccessShown)
	if !ok {
		w.t.Fatalf("%s is answered with %#v", text, w.types(mina, text))
	}
	return shown
}

func TestAccess(t *testing.T) {
	t.Parallel()
	w, s := drifting(t, once)
	writes, calls := len(w.cloud.written()), s.calls
	for _, text := range []string{"access", "access P1", "access seoul", "access " + accounts[0].ID} {
		shown := w.accessed(text)
		if shown.Judged != 1 || len(shown.Found) != 1 || shown.Found[0].Peering.ID != "P1" || len(shown.Found[0].Remarks) == 0 {
			t.Errorf("%s = %+v, want P1 with remarks", text, shown)
		}
	}
	if got := s.calls - calls; got != 4 {
		t.Errorf("AWS was surveyed %d times for four questions", got)
	}
	if got := len(w.cloud.written()); got != writes {
		t.Errorf("%d writes to AWS", got-writes)
	}
	// A high risk among low ones.
	w.cloud.SetRoutes(seoulTable, peering.Route{Destination: netip.MustParsePrefix("0.0.0.0/0"), Target: "igw-1"})
	if got := w.accessed("access").Found[0].Remarks[0]; got.Code != peering.PublicTable || got.Side != peering.Accepter {
		t.Errorf("first remark = %+v, want %s of the accepter", got, peering.PublicTable)
	}
}

func TestAccessSaysWhatItCouldNotJudge(t *testing.T) {
	t.Parallel()
	w, s := drifting(t, once)
	s.unread[accounts[1].ID] = errors.New("no role")
	if got := w.accessed("access"); got.Unread != 1 || got.Judged != 0 || len(got.Found) != 0 {
		t.Errorf("access = %+v, want one that could not be read", got)
	}
	delete(s.unread, accounts[1].ID)
	w.cloud.SetStatus(pcx, peering.Deleted, "")
	if got := w.accessed("access"); got.Inactive != 1 || got.Judged != 0 {
		t.Errorf("access = %+v, want one that is not active", got)
	}
}

func TestAccessOfWhatIsNotManaged(t *testing.T) {
	t.Parallel()
	w, s := drifting(t, once)
	calls := s.calls
	wantAnswer(t, w.types(mina, "access P99"), true, "not-found P99")
	wantAnswer(t, w.types(mina, "access nowhere"), true, "unknown-account nowhere")
	wantAnswer(t, w.types(mina, "delete P1"), false, "R2")
	wantAnswer(t, w.clicks(joon, notice.ActApprove, "R2"), false, "begins")
	w.applies("R2")
	wantAnswer(t, w.types(mina, "access P1"), true, "peering-is P1 removed")
	if got := w.accessed("access seoul"); got.Judged+got.Unread+got.Inactive != 0 {
		t.Errorf("access of nothing = %+v", got)
	}
	if s.calls != calls {
		t.Error("AWS was read for what cannot be answered")
	}
}
