package sqlstore

import (
	"fmt"
	"reflect"
	"testing"
	"time"

	"peerbot/bot/finding"
	"peerbot/bot/notice"
	"peerbot/bot/request"
	"peerbot/bot/store"
)

// A database of each earlier version, with rows in it, gets everything that
// came after and keeps its rows.
func TestOpenUpgrades(t *testing.T) {
	t.Parallel()
	for _, version := range []int64{1, 2, 3, 4} {
		t.Run(fmt.Sprint("from version ", version), func(t *testing.T) {
			t.Parallel()
			onEach(t, func(t *testing.T, o Options) {
				makeOld(t, o, version)
				s := open(t, o)
				checkOldRows(t, s)
				checkNewRows(t, s)
				if _, err := s.db.ExecContext(t.Context(), "DELETE FROM events"); err == nil {
					t.Error("the audit log is not append-only")
				}
			})
		})
	}
}

// makeOld makes a database as an earlier peerbot left it: a request with three
// cards, of which one was sent and one shows an older version, two notes, and
// the peering.
func makeOld(t *testing.T, o Options, version int64) {
	t.Helper()
	db, p := oldTables(t, o)
	defer db.Close()
	if _, err := p.UpTo(t.Context(), version); err != nil {
		t.Fatal(err)
	}
	for _, statement := range []string{
		`INSERT INTO counters (name, value) VALUES ('P', 1), ('R', 1), ('I', 5)`,
		`INSERT INTO peerings (id, num, version, state, requester_account, accepter_account, pcx, body)
			VALUES ('P1', 1, 4, 'active', '111111111111', '222222222222', 'pcx-1', '{"ID":"P1","Version":4,"State":"active"}')`,
		`INSERT INTO requests (id, num, version, state, is_open, pair, peering, asker, requester_account, accepter_account, body)
			VALUES ('R1', 1, 7, 'pending', TRUE, 'a|b', 'P1', 'U1', '111111111111', '222222222222',
				'{"ID":"R1","Version":7,"Kind":"create","State":"pending","Peering":"P1","Asker":"U1"}')`,
		`INSERT INTO intents (id, num, request, note, channel, thread, posted_in, ts, tried, wanted, shown, reason, final, unsent_at) VALUES
			('I1', 1, 'R1', NULL, 'C1', '', 'C1', '1.1', TRUE, 7, 7, '', FALSE, 0),
			('I2', 2, 'R1', NULL, 'C2', '', '', '', FALSE, 7, 0, '', FALSE, 0),
			('I3', 3, 'R1', '{"User":"U1","Channel":"","Thread":false,"Request":"R1","Kind":"active"}', 'U1', '', '', '', FALSE, 0, 0, '', FALSE, 0),
			('I4', 4, 'R1', '{"User":"","Channel":"","Thread":true,"Request":"R1","Kind":"denied"}', 'C1', 'I1', 'C1', '1.2', TRUE, 0, 7, '', FALSE, 0),
			('I5', 5, 'R1', NULL, 'C4', '', 'C4', '1.3', TRUE, 7, 6, 'slack: not_in_channel', FALSE, 9)`,
	} {
		mustExec(t, db, statement)
	}
}

func checkOldRows(t *testing.T, s *Store) {
	t.Helper()
	r, err := s.Request(t.Context(), "R1")
	if err != nil || r.Version != 7 || r.RequestedBy != "U1" {
		t.Errorf("Request = %+v, %v, want version 7 by U1", r, err)
	}
	p, err := s.Peering(t.Context(), "P1")
	if err != nil || p.Version != 4 || p.State != request.Active {
		t.Errorf("Peering = %+v, %v, want version 4, active", p, err)
	}
	messages, err := s.Messages(t.Context(), "R1")
	if err != nil {
		t.Fatal(err)
	}
	card := func(channel string) store.Note { return store.Note{About: "R1", To: store.Channel(channel)} }
	want := []store.Message{
		{ID: "I1", Note: card("C1"), Wanted: 1, Shown: 1, Attempted: true, PostedIn: "C1", TS: "1.1"},
		{ID: "I2", Note: card("C2"), Wanted: 1},
		{ID: "I3", Note: store.Note{About: "R1", To: store.User("U1"), Kind: notice.NoteActive}, Wanted: 1},
		{ID: "I4", Note: store.Note{About: "R1", To: store.Channel("C1"), Kind: notice.NoteDenied}, Thread: "I1", Wanted: 1, Shown: 1, Attempted: true, PostedIn: "C1", TS: "1.2"},
		{ID: "I5", Note: card("C4"), Wanted: 2, Shown: 1, Attempted: true, PostedIn: "C4", TS: "1.3", Reason: "slack: not_in_channel", TriedAt: time.UnixMilli(9).UTC()},
	}
	if !reflect.DeepEqual(messages, want) {
		t.Errorf("Messages:\n got %+v\nwant %+v", messages, want)
	}
	if left, err := s.Undelivered(t.Context()); err != nil || len(left) != 3 {
		t.Errorf("Undelivered = %+v, %v, want I2, I3 and I5", left, err)
	}
	saved, err := s.Write(t.Context(), store.Change{Request: &r, Cards: store.Channels("C1", "C3"), Events: []request.Event{{Kind: request.EventRequested}}})
	if err != nil || saved.Request.Version != 8 {
		t.Fatalf("Write = %+v, %v, want version 8", saved.Request, err)
	}
	if messages, err = s.Messages(t.Context(), "R1"); err != nil || len(messages) != 6 {
		t.Errorf("Messages after another card = %+v, %v, want one more", messages, err)
	}
}

func checkNewRows(t *testing.T, s *Store) {
	t.Helper()
	saved, err := s.Write(t.Context(), store.Change{
		Findings: []store.FindingChange{{Finding: &finding.Finding{Peering: "P1", Class: "missing"}, Cards: store.Channels("C1")}},
		Sweep:    &finding.Sweep{Peerings: 1},
	})
	if err != nil || saved.Findings[0].Finding.ID != "F1" {
		t.Fatalf("Write of a finding: %v, want F1", err)
	}
	if cards, err := s.Messages(t.Context(), "F1"); err != nil || len(cards) != 1 {
		t.Errorf("cards of F1: %+v, %v, want one", cards, err)
	}
	if w, err := s.LastSweep(t.Context()); err != nil || w.Peerings != 1 {
		t.Errorf("LastSweep = %+v, %v, want one of 1 peering", w, err)
	}
}
