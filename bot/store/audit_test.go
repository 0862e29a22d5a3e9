package store

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"peerbot/bot"
	"peerbot/bot/request"
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
		if o.URL == "" {
			mustExec(t, s.db, "DROP TRIGGER events_no_update")
			mustExec(t, s.db, "DROP TRIGGER events_no_delete")
		} else {
			mustExec(t, s.db, "ALTER TABLE events DISABLE TRIGGER USER")
		}
		// Each one breaks an earlier line than the one before.
		for _, c := range []struct {
			statement string
			args      []any
			want      int64
		}{
			{"DELETE FROM events WHERE seq = 5", nil, 5},
			{"UPDATE events SET detail = '{\"n\":\"666\"}' WHERE seq = 4", nil, 4},
			{"DELETE FROM events WHERE seq = 3", nil, 3},
			{"UPDATE events SET prev = $1 WHERE seq = 2", []any{strings.Repeat("0", 64)}, 2},
			{"UPDATE events SET at = at + 1 WHERE seq = 1", nil, 1},
		} {
			mustExec(t, s.db, c.statement, c.args...)
			n, err := s.VerifyAudit(t.Context())
			var broken *BrokenLineError
			if !errors.As(err, &broken) || broken.Line != c.want || int64(n) != c.want-1 {
				t.Errorf("after %q: VerifyAudit = %d, %v, want line %d to be the first broken one", c.statement, n, err, c.want)
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
		e := request.Event{Kind: request.Asked, Actor: "U1", Detail: map[string]string{"n": fmt.Sprint(i)}}
		if _, err := s.Save(t.Context(), bot.Change{Events: []request.Event{e}}); err != nil {
			t.Fatal(err)
		}
	}
	return s
}
