package command

import (
	"os"
	"path/filepath"
	"testing"
)

// golden compares got with a file in testdata. PEERBOT_UPDATE=1 rewrites it.
func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if os.Getenv("PEERBOT_UPDATE") != "" {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("read golden file (PEERBOT_UPDATE=1 writes it): %v", err)
	}
	if got != string(want) {
		t.Errorf("%s differs; PEERBOT_UPDATE=1 go test rewrites it\ngot:\n%s\nwant:\n%s", path, got, want)
	}
}
