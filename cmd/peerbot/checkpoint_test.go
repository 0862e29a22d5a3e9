package main

import (
	"encoding/base64"
	"log/slog"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"peerbot/bot/audit"
	"peerbot/bot/request"
	"peerbot/bot/store"
	"peerbot/bot/store/sqlstore"
)

// logOf is a database whose audit log has these actors, one a line. Whoever owns
// the database can make one like it, with all hashes.
func logOf(t *testing.T, actors string) *sqlstore.Store {
	t.Helper()
	db, err := sqlstore.Open(t.Context(), sqlstore.Options{Path: filepath.Join(t.TempDir(), "peerbot.db")})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	for actor := range strings.SplitSeq(actors, "") {
		e := request.Event{At: time.UnixMilli(1), Kind: request.EventApproved, Actor: actor}
		if _, err := db.Write(t.Context(), store.Change{Events: []request.Event{e}}); err != nil {
			t.Fatal(err)
		}
	}
	return db
}

func TestAHeadThatWasKeptShowsALogThatWasCutOrMadeAnew(t *testing.T) {
	t.Parallel()
	real, err := verifyAudit(t.Context(), logOf(t, "abc"), "x", audit.Key{}, nil)
	if err != nil || real.head.Count != 3 {
		t.Fatalf("verify: %+v, %v", real, err)
	}
	for actors, why := range map[string]string{"abc": "", "abcd": "", "ab": "had 3 lines", "axc": "rewritten", "axcd": "rewritten"} {
		_, err := verifyAudit(t.Context(), logOf(t, actors), "x", audit.Key{}, []audit.Head{real.head})
		if (err == nil) != (why == "") || err != nil && !strings.Contains(err.Error(), why) {
			t.Errorf("%s: %v, want %q", actors, err, why)
		}
	}
}

func TestSignaturesShowALogThatWasMadeAnew(t *testing.T) {
	t.Parallel()
	key, err := audit.ParseKey(base64.StdEncoding.EncodeToString([]byte(strings.Repeat("k", 32))))
	if err != nil {
		t.Fatal(err)
	}
	var logged strings.Builder
	s := &service{store: logOf(t, "abc"), name: "x", auditKey: key, now: time.Now, log: slog.New(slog.NewTextHandler(&logged, nil))}
	for range 2 { // the second has nothing new to sign
		if err := s.checkpoint(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	v, err := verifyAudit(t.Context(), s.store, "x", key, nil)
	if err != nil || v.signed != 3 || v.head.Count != 4 {
		t.Errorf("verify: %+v, %v, want 3 of 4 lines signed", v, err)
	}
	if !strings.Contains(logged.String(), "head=3:") {
		t.Errorf("logged %s, want the head", &logged)
	}
	// Made anew from line 2, with the old signature.
	forged := logOf(t, "axc")
	for e, err := range s.store.Events(t.Context(), store.EventFilter{}) {
		if err != nil {
			t.Fatal(err)
		}
		if e.Kind == request.EventCheckpoint {
			if _, err := forged.Write(t.Context(), store.Change{Events: []request.Event{e}}); err != nil {
				t.Fatal(err)
			}
		}
	}
	if _, err := verifyAudit(t.Context(), forged, "x", key, nil); err == nil || !strings.Contains(err.Error(), "signature") {
		t.Errorf("a forged log with the old signature: %v", err)
	}
	if _, err := verifyAudit(t.Context(), logOf(t, "axc"), "x", key, nil); err == nil || !strings.Contains(err.Error(), "signed") {
		t.Errorf("a forged log without signatures: %v", err)
	}
}
