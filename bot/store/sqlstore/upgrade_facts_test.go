package sqlstore

import (
	"database/sql"
	"net/netip"
	"testing"
	"time"

	"github.com/pressly/goose/v3"

	"peerbot/aws/peering"
	"peerbot/bot/finding"
	"peerbot/bot/request"
	"peerbot/bot/store"
)

// Rows of the release that stored sentences, as it wrote them.
const (
	oldPeering = `{"ID":"P1","Version":4,"State":"drifted","Want":{"id":"P1","requester":{"vpc":{"account":"111111111111","region":"eu-west-1","vpc":"vpc-a"},"routes":{"without":["rtb-1 10.2.0.0/16"],"beside":["rtb-2 10.9.0.0/16"]}},"accepter":{"vpc":{"account":"222222222222","region":"eu-west-1","vpc":"vpc-b"},"routes":{}},"pcx":"pcx-1"}}`
	oldRequest = `{"ID":"R1","Version":7,"Kind":"create","State":"failed","Peering":"P1","Asker":"U1","Plan":{"peering":{"id":"P1","requester":{"vpc":{"account":"111111111111","region":"eu-west-1","vpc":"vpc-a"},"routes":{}},"accepter":{"vpc":{"account":"222222222222","region":"eu-west-1","vpc":"vpc-b"},"routes":{}}},"requester":{"account":"111111111111","region":"eu-west-1","vpc":"vpc-a"},"accepter":{"account":"222222222222","region":"eu-west-1","vpc":"vpc-b"},"problems":[{"code":"no-routes","side":"accepter","text":"no route table of main gets a route","hint":"traffic flows only where both sides have routes"}],"digest":"0123"},"Failure":{"Step":null,"Action":"","Account":"","Region":"","Code":"rejected","Message":"pcx-1 was rejected in AWS, by somebody outside peerbot","Hint":"find out why in the accepting account, then retry or withdraw","At":"2026-11-23T12:00:00Z","Exists":"nothing that carries traffic"}}`
	oldMissing = `{"ID":"F1","Version":3,"Peering":"P1","Account":"","Class":"missing","Lines":[{"Side":"","What":"peering","Text":"pcx-1 was deleted (Deleted by 222222222222)"}],"Digest":"aaaaaaaaaaaaaaaa","FirstSeen":"2026-11-23T12:00:00Z","LastSeen":"2026-11-23T12:00:00Z","Sweeps":1,"Told":"2026-11-23T12:00:00Z","ToldDigest":"aaaaaaaaaaaaaaaa"}`
	oldOdd     = `{"ID":"F2","Version":2,"Peering":"","Account":"111111111111","Class":"unreadable","Lines":[{"Side":"","What":"eu-west-1","Text":"the moon is in the way"}],"Digest":"bbbbbbbbbbbbbbbb","FirstSeen":"2026-11-23T12:00:00Z","LastSeen":"2026-11-23T12:00:00Z","Sweeps":1,"Told":"2026-11-23T12:00:00Z","ToldDigest":"bbbbbbbbbbbbbbbb"}`
)

// makeSentences makes a database of the release that stored sentences.
func makeSentences(t *testing.T, o Options) {
	t.Helper()
	db, p := oldTables(t, o)
	defer db.Close()
	if _, err := p.UpTo(t.Context(), 4); err != nil {
		t.Fatal(err)
	}
	insert := func(statement string, args ...any) {
		t.Helper()
		if _, err := db.ExecContext(t.Context(), statement, args...); err != nil {
			t.Fatal(err)
		}
	}
	insert(`INSERT INTO counters (name, value) VALUES ('P', 1), ('R', 1), ('F', 2), ('I', 2)`)
	insert(`INSERT INTO peerings (id, num, version, state, requester_account, accepter_account, pcx, body)
		VALUES ('P1', 1, 4, 'drifted', '111111111111', '222222222222', 'pcx-1', $1)`, oldPeering)
	insert(`INSERT INTO requests (id, num, version, state, is_open, pair, peering, asker, requester_account, accepter_account, body)
		VALUES ('R1', 1, 7, 'failed', TRUE, 'a|b', 'P1', 'U1', '111111111111', '222222222222', $1)`, oldRequest)
	insert(`INSERT INTO findings (id, num, version, peering, account, class, is_open, body) VALUES ('F1', 1, 3, 'P1', '', 'missing', TRUE, $1)`, oldMissing)
	insert(`INSERT INTO findings (id, num, version, peering, account, class, is_open, body) VALUES ('F2', 2, 2, '', '111111111111', 'unreadable', TRUE, $1)`, oldOdd)
	insert(`INSERT INTO intents (id, num, request, finding, note, channel, thread, posted_in, ts, tried, wanted, shown, reason, final, unsent_at) VALUES
		('I1', 1, '', 'F1', NULL, 'C1', '', 'C1', '1.1', TRUE, 3, 3, '', FALSE, 0),
		('I2', 2, '', 'F2', NULL, 'C1', '', 'C1', '1.2', TRUE, 2, 2, '', FALSE, 0)`)
	insert(`INSERT INTO events (seq, at, kind, request, peering, actor, from_state, to_state, detail, prev, hash)
		VALUES (1, 0, 'failed', 'R1', 'P1', 'peerbot', 'applying', 'failed', '{"message":"pcx-1 was rejected in AWS, by somebody outside peerbot"}', '', 'h')`)
}

func TestSentencesBecomeFactsAndNobodyIsTold(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, o Options) {
		makeSentences(t, o)
		s := open(t, o)
		p, err := s.Peering(t.Context(), "P1")
		if err != nil || len(p.Desired.Requester.Routes.Excluded) != 1 || len(p.Desired.Requester.Routes.Extra) != 1 {
			t.Errorf("P1 = %+v, %v, want its exceptions", p.Desired.Requester.Routes, err)
		}
		r, err := s.Request(t.Context(), "R1")
		if err != nil || r.Version != 7 || r.Plan.Digest != "0123" {
			t.Fatalf("R1 = %+v, %v, want version 7 with the same digest", r, err)
		}
		if x := r.Plan.Problems; len(x) != 1 || !x[0].Same(peering.Problem{Code: peering.NoRoutes, Side: peering.Accepter}) {
			t.Errorf("problems of R1: %+v", x)
		}
		if f := r.Failure; f.Code != request.ConnectionEnded || f.Connection.ID != "pcx-1" || f.Connection.Status != peering.Rejected || f.Exists == nil || f.Text != "" {
			t.Errorf("failure of R1: %+v", f)
		}
		left, err := s.Undelivered(t.Context())
		if err != nil || len(left) != 0 {
			t.Errorf("to be sent after the upgrade: %+v, %v, want nothing", left, err)
		}
		checkTold(t, s, p)
		var detail string
		if err := s.db.QueryRowContext(t.Context(), "SELECT detail FROM events WHERE seq = 1").Scan(&detail); err != nil || detail != `{"message":"pcx-1 was rejected in AWS, by somebody outside peerbot"}` {
			t.Errorf("the audit log has %q, %v: it was rewritten", detail, err)
		}
	})
}

// checkTold sweeps once, in a world in which nothing has changed but that AWS
// has forgotten what was deleted, and wants no news of it.
func checkTold(t *testing.T, s *Store, p request.Peering) {
	t.Helper()
	open, err := s.Findings(t.Context(), store.FindingFilter{})
	if err != nil || len(open) != 2 {
		t.Fatalf("findings %+v, %v, want two", open, err)
	}
	now := time.Date(2026, 11, 24, 0, 0, 0, 0, time.UTC)
	have := peering.Observed{
		Requester: peering.View{Found: true, VPC: peering.VPC{Ref: p.Desired.Requester.VPC, Name: "renamed", CIDRs: []netip.Prefix{netip.MustParsePrefix("10.1.0.0/16")}}},
		Accepter:  peering.View{Found: true, VPC: peering.VPC{Ref: p.Desired.Accepter.VPC, Name: "renamed", CIDRs: []netip.Prefix{netip.MustParsePrefix("10.2.0.0/16")}}},
	}
	var seen []finding.Seen
	for _, d := range peering.Drifts(p.Desired, have, now) {
		seen = append(seen, finding.Seen{Peering: "P1", Drift: d})
	}
	seen = append(seen, finding.Seen{Account: "111111111111", Drift: peering.Drift{Class: peering.Unreadable, Lines: []peering.DriftLine{
		{Code: peering.UnreadablePlace, Region: "eu-west-1", Class: peering.AssumeRoleFailed},
	}}})
	for _, f := range finding.Reconcile(open, seen, func(finding.Finding) bool { return true }, now, now) {
		if got := finding.ShouldNotify(f, now, finding.NotifyPolicy{Sweeps: 1}); got != finding.None {
			t.Errorf("people are told of %s: %s", f.ID, got)
		}
		if len(f.Lines) != 1 || f.Lines[0].Code == "" {
			t.Errorf("%s says %+v after a sweep, want facts", f.ID, f.Lines)
		}
	}
	for _, f := range open {
		if f.ID == "F1" && f.Lines[0].Message != "Deleted by 222222222222" {
			t.Errorf("F1 says %+v, want who deleted it", f.Lines)
		}
	}
}

// oldTables opens an empty database, and what makes its tables.
func oldTables(t *testing.T, o Options) (*sql.DB, *goose.Provider) {
	t.Helper()
	driver, name, d := "sqlite", dsn(o.Path, "busy_timeout(10000)"), dialect{goose: goose.DialectSQLite3, triggers: "triggers/sqlite.sql"}
	if o.URL != "" {
		driver, name, d = "pgx", o.URL, dialect{goose: goose.DialectPostgres, triggers: "triggers/postgres.sql"}
	}
	db, err := sql.Open(driver, name)
	if err != nil {
		t.Fatal(err)
	}
	p, err := d.migrations(db)
	if err != nil {
		t.Fatal(err)
	}
	return db, p
}
