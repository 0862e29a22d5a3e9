package storetest

import (
	"context"
	"slices"
	"strings"
	"testing"

	"peerbot/bot/finding"
	"peerbot/bot/store"
)

// Database is a database with what operators and these tests look into.
type Database interface {
	store.Database
	VerifyAudit(ctx context.Context) (int, error)
	Queue(ctx context.Context) (map[string]int, error)
	Undelivered(ctx context.Context) ([]store.Message, error)
}

// save writes a change and returns it as it was stored.
func save(t *testing.T, s Database, c store.Change) store.Change {
	t.Helper()
	got, err := s.Write(t.Context(), c)
	if err != nil {
		t.Fatalf("Write: %v", err)
	}
	return got
}

// saveFinding writes the change of one finding and returns it as it was stored.
func saveFinding(t *testing.T, s Database, c store.FindingChange) finding.Finding {
	t.Helper()
	return *save(t, s, store.Change{At: noon, Findings: []store.FindingChange{c}}).Findings[0].Finding
}

// deliver marks every undelivered message as sent.
func deliver(t *testing.T, s Database) {
	t.Helper()
	for _, m := range must(s.Undelivered(t.Context()))(t) {
		if err := s.MarkSent(t.Context(), m.ID, m.To.Address, "1.1", m.Wanted); err != nil {
			t.Fatal(err)
		}
	}
}

// undelivered returns one line for each message that is not delivered: the id it
// is about, its kind when it is a note, where it goes, and below which card.
func undelivered(t *testing.T, s Database) (out []string) {
	t.Helper()
	for _, m := range must(s.Undelivered(t.Context()))(t) {
		words := []string{m.About, string(m.Kind), m.To.Address}
		if m.Thread != "" {
			words = append(words, "below "+m.Thread)
		}
		out = append(out, strings.Join(slices.DeleteFunc(words, func(w string) bool { return w == "" }), " "))
	}
	return out
}

// waiting returns how many jobs nobody has begun.
func waiting(t *testing.T, s Database) int {
	t.Helper()
	return must(s.Queue(t.Context()))(t)["available"]
}
