package sqlstore

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"peerbot/bot/request"
	"peerbot/bot/store"
)

func TestTheAuditLogIsAppendOnly(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, o Options) {
		s := withEvents(t, o, 3)
		statements := []string{
			"UPDATE events SET actor = 'U666' WHERE seq = 2",
			"DELETE FROM events WHERE seq = 3",
			"DELETE FROM events",
			"INSERT INTO events SELECT * FROM events ON CONFLICT (seq) DO UPDATE SET actor = 'U666'",
		}
		if o.URL == "" {
			statements = append(statements, "INSERT OR REPLACE INTO events SELECT * FROM events WHERE seq = 2", "UPDATE OR REPLACE events SET seq = 1 WHERE seq = 2")
		} else {
			statements = append(statements, "TRUNCATE events")
		}
		for _, statement := range statements {
			// "WHERE TRUE" lets SQLite tell ON CONFLICT from a join's ON.
			statement = strings.Replace(statement, "FROM events ON", "FROM events WHERE TRUE ON", 1)
			if _, err := s.db.ExecContext(t.Context(), statement); err == nil || !strings.Contains(err.Error(), "append-only") {
				t.Errorf("%s: error %v, want that the log is append-only", statement, err)
			}
		}
		if n, err := s.VerifyAudit(t.Context()); n != 3 || err != nil {
			t.Errorf("VerifyAudit = %d, %v, want 3", n, err)
		}
	})
}

func TestVerifyAuditNamesTheFirstBrokenLine(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, o Options) {
		s := withEvents(t, o, 5)
		disarm(t, s, o)
		// Each one breaks an earlier line than the one before.
		for _, c := range []struct {
			statement string
			args      []any
			want      int64
			why       string
		}{
			{"DELETE FROM events WHERE seq = 5", nil, 5, "should have 5 lines"},
			{"UPDATE events SET detail = '{\"n\":\"666\"}' WHERE seq = 4", nil, 4, "its text was changed"},
			{"DELETE FROM events WHERE seq = 3", nil, 3, "it is missing"},
			{"UPDATE events SET prev = $1 WHERE seq = 2", []any{strings.Repeat("0", 64)}, 2, "does not continue"},
			{"UPDATE events SET at = at + 1 WHERE seq = 1", nil, 1, "its text was changed"},
		} {
			mustExec(t, s.db, c.statement, c.args...)
			n, err := s.VerifyAudit(t.Context())
			var broken *BrokenLineError
			if !errors.As(err, &broken) || broken.Line != c.want || int64(n) != c.want-1 || !strings.Contains(broken.Why, c.why) {
				t.Errorf("after %q: VerifyAudit = %d, %v, want line %d to be the first broken one: %s", c.statement, n, err, c.want, c.why)
			}
		}
	})
}

// Somebody who changes a line and knows how to hash it has to change all the
// later ones, and the head.
func TestVerifyAuditFindsALineThatWasHashedAgain(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, o Options) {
		s := withEvents(t, o, 3)
		disarm(t, s, o)
		prev := ""
		for seq := int64(1); seq <= 3; seq++ {
			l, err := scanLine(s.db.QueryRowContext(t.Context(), selectLines+" WHERE seq = $1", seq))
			if err != nil {
				t.Fatal(err)
			}
			l.Actor, l.Prev = "U666", prev
			if l.Hash, err = l.hash(); err != nil {
				t.Fatal(err)
			}
			prev = l.Hash
			mustExec(t, s.db, "UPDATE events SET actor = $1, prev = $2, hash = $3 WHERE seq = $4", l.Actor, l.Prev, l.Hash, seq)
			n, err := s.VerifyAudit(t.Context())
			var broken *BrokenLineError
			if !errors.As(err, &broken) || broken.Line != seq+1 || int64(n) != seq {
				t.Errorf("with %d lines hashed again: VerifyAudit = %d, %v, want line %d to be broken", seq, n, err, seq+1)
			}
		}
	})
}

func TestEveryFieldOfALineIsHashed(t *testing.T) {
	t.Parallel()
	base := line{Seq: 1, At: 2, Kind: "k", Request: "r", Peering: "p", Actor: "a", From: "f", To: "t", Detail: "{}", Prev: "v"}
	seen := map[string]string{}
	for name, change := range map[string]func(*line){
		"nothing": func(*line) {},
		"seq":     func(l *line) { l.Seq++ },
		"at":      func(l *line) { l.At++ },
		"kind":    func(l *line) { l.Kind = "x" },
		"request": func(l *line) { l.Request = "x" },
		"peering": func(l *line) { l.Peering = "x" },
		"actor":   func(l *line) { l.Actor = "x" },
		"from":    func(l *line) { l.From = "x" },
		"to":      func(l *line) { l.To = "x" },
		"detail":  func(l *line) { l.Detail = "x" },
		"prev":    func(l *line) { l.Prev = "x" },
		"shift":   func(l *line) { l.From, l.To = "ft", "" },
	} {
		l := base
		change(&l)
		sum, err := l.hash()
		if err != nil {
			t.Fatal(err)
		}
		if other, ok := seen[sum]; ok {
			t.Errorf("changing %s and changing %s give the same hash", name, other)
		}
		seen[sum] = name
	}
}

func withEvents(t *testing.T, o Options, n int) *Store {
	t.Helper()
	s := open(t, o)
	for i := range n {
		e := request.Event{Kind: request.EventRequested, Actor: "U1", Detail: map[string]string{"n": fmt.Sprint(i)}}
		if _, err := s.Write(t.Context(), store.Change{Events: []request.Event{e}}); err != nil {
			t.Fatal(err)
		}
	}
	return s
}

// disarm takes away what makes the log append-only.
func disarm(t *testing.T, s *Store, o Options) {
	t.Helper()
	if o.URL != "" {
		mustExec(t, s.db, "ALTER TABLE events DISABLE TRIGGER USER")
		return
	}
	mustExec(t, s.db, "DROP TRIGGER events_no_update")
	mustExec(t, s.db, "DROP TRIGGER events_no_delete")
}
