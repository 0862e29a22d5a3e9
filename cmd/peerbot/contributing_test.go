package main

import (
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// CONTRIBUTING.md sends people to files and to tests: these have to be there.
func TestContributingNamesWhatIsThere(t *testing.T) {
	t.Parallel()
	raw, err := os.ReadFile("../../.github/CONTRIBUTING.md")
	if err != nil {
		t.Fatal(err)
	}
	text := string(raw)

	paths := namedPaths(text)
	for _, name := range paths {
		found, err := filepath.Glob(filepath.Join("../..", filepath.FromSlash(strings.ReplaceAll(name, "…", "*"))))
		if err != nil || len(found) == 0 {
			t.Errorf("CONTRIBUTING.md names %s, which is not there (%v)", name, err)
		}
	}
	for _, pkg := range slices.Sorted(maps.Keys(picture)) {
		if !slices.Contains(paths, pkg) {
			t.Errorf("CONTRIBUTING.md does not show the package %s", pkg)
		}
	}

	declared := declaredTests(t)
	named := regexp.MustCompile(`\b(?:Test|Fuzz)[A-Z]\w+`).FindAllString(text, -1)
	for _, name := range named {
		if !declared[name] {
			t.Errorf("CONTRIBUTING.md names the test %s, which nobody declares", name)
		}
	}
	if len(paths) < 50 || len(named) < 20 {
		t.Errorf("found %d paths and %d tests, want more: the search is broken", len(paths), len(named))
	}
}

// namedPaths returns the paths below the module's root that a text names. An
// ellipsis in one stands for anything.
func namedPaths(text string) []string {
	var out []string
	for _, m := range regexp.MustCompile(`(?:^|[\s`+"`"+`(])(?:\./)?((?:aws|bot|cmd|\.ci|\.github|\.tools)(?:/[\w.…-]+)+)`).FindAllStringSubmatch(text, -1) {
		out = append(out, strings.TrimRight(m[1], ".,"))
	}
	// What stands alone in the picture: "├─ bot".
	for _, m := range regexp.MustCompile(`─ (aws|bot)\b[^/]`).FindAllStringSubmatch(text, -1) {
		out = append(out, m[1])
	}
	return out
}

// declaredTests returns the names of all tests and fuzz tests of the module.
func declaredTests(t *testing.T) map[string]bool {
	t.Helper()
	declared := map[string]bool{}
	declaration := regexp.MustCompile(`(?m)^func ((?:Test|Fuzz)[A-Z]\w*)\(`)
	err := fs.WalkDir(os.DirFS("../.."), ".", func(file string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && file != "." && (d.Name() == "testdata" || strings.HasPrefix(d.Name(), ".")):
			return fs.SkipDir
		case d.IsDir() || !strings.HasSuffix(path.Base(file), "_test.go"):
			return nil
		}
		source, err := os.ReadFile(filepath.Join("../..", filepath.FromSlash(file)))
		if err != nil {
			return err
		}
		for _, m := range declaration.FindAllSubmatch(source, -1) {
			declared[string(m[1])] = true
		}
		return nil
	})
	if err != nil {
		t.Fatalf("read the tests: %v", err)
	}
	return declared
}
