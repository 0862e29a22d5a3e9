package main

import (
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// picture is who may import what: every package of the module with what it may
// import besides the standard library. The arrows go cmd -> bot -> aws, and
// end in aws/peering. An entry that ends in a slash stands for all below it.
//
// A package or a dependency that is new here is a decision: add it to the row
// that it belongs to, and say why in the commit.
var picture = map[string][]string{
	"aws/peering": {},
	"aws/live":    {"peerbot/aws/peering", "github.com/aws/", "golang.org/x/sync/", "golang.org/x/time/"},
	"aws/sim":     {"peerbot/aws/peering"},

	"aws/peering/peeringtest": {"peerbot/aws/peering"},

	// Pure: they calculate.
	"bot/command": {},
	"bot/audit":   {},
	"bot/request": {"peerbot/aws/peering"},
	"bot/finding": {"peerbot/aws/peering"},
	"bot/notice":  {"peerbot/aws/peering", "peerbot/bot/command", "peerbot/bot/directory", "peerbot/bot/finding", "peerbot/bot/request"},
	"bot/card":    facts("peerbot/bot/command", "github.com/slack-go/", "golang.org/x/text/"),

	"bot/directory": {"peerbot/aws/peering", "peerbot/bot/request"},
	"bot/store":     facts(),

	// The rooms, each with those that it may ask.
	"bot/outbox":   facts("peerbot/bot/store"),
	"bot/approval": facts("peerbot/bot/command", "peerbot/bot/store", "peerbot/bot/outbox", "golang.org/x/sync/"),
	"bot/apply":    facts("peerbot/bot/store", "peerbot/bot/outbox", "golang.org/x/sync/"),
	"bot/drift":    facts("peerbot/bot/command", "peerbot/bot/store", "peerbot/bot/outbox"),
	"bot":          facts("peerbot/bot/command", "peerbot/bot/store", "peerbot/bot/outbox", "peerbot/bot/approval", "peerbot/bot/apply", "peerbot/bot/drift"),

	// The edges.
	"bot/chat": facts("peerbot/bot", "peerbot/bot/card", "peerbot/bot/outbox", "github.com/slack-go/"),
	"bot/store/sqlstore": facts("peerbot/bot/audit", "peerbot/bot/store", "peerbot/bot/store/sqlstore/upgrade", "github.com/jackc/pgx/", "github.com/pressly/goose/", "github.com/riverqueue/river",
		"github.com/riverqueue/river/", "github.com/robfig/cron/", "modernc.org/sqlite", "modernc.org/sqlite/"),
	"bot/store/sqlstore/upgrade": {"peerbot/aws/peering", "peerbot/bot/request"},
	"bot/store/storetest":        facts("peerbot/bot/store", "github.com/jackc/pgx/", "modernc.org/sqlite"),
	"bot/slacksim":               {"peerbot/bot/slacksim/blockkit", "github.com/gorilla/websocket"},
	"bot/slacksim/blockkit":      {}, // pure

	"cmd/peerbot": {"peerbot/", "github.com/aws/", "github.com/spf13/cobra", "go.yaml.in/yaml/", "github.com/prometheus/client_golang/", "github.com/robfig/cron/v3", "golang.org/x/sync/"},
}

// facts is what most of bot may import, the pure packages of facts, and more.
func facts(more ...string) []string {
	return append([]string{"peerbot/aws/peering", "peerbot/bot/directory", "peerbot/bot/finding", "peerbot/bot/notice", "peerbot/bot/request"}, more...)
}

// outside is the part of the standard library that reaches out of the process:
// not for those who only calculate. net/netip is not a part of it.
var outside = []string{"io/fs", "log", "log/", "net", "net/http", "net/http/", "os", "os/", "runtime", "syscall"}

// never is who may not import what of the standard library.
var never = map[string][]string{
	"aws/peering": outside,

	"aws/peering/peeringtest": outside,

	"bot/audit":    append([]string{"io"}, outside...),
	"bot/command":  append([]string{"io"}, outside...),
	"bot/request":  outside,
	"bot/finding":  outside,
	"bot/notice":   outside,
	"bot/card":     outside,
	"bot":          {"net", "net/http", "net/http/", "os", "os/"},
	"bot/approval": {"net", "net/http", "net/http/", "os", "os/"},
	"bot/apply":    {"net", "net/http", "net/http/", "os", "os/"},
	"bot/drift":    {"net", "net/http", "net/http/", "os", "os/"},
	"bot/outbox":   {"net", "net/http", "net/http/", "os", "os/"},

	"bot/store/sqlstore/upgrade": outside,
	"bot/slacksim/blockkit":      outside,
}

// testsOnly is what only tests may import: an AWS in which nothing is real has
// no place in the binary.
var testsOnly = []string{"peerbot/aws/peering/peeringtest"}

// neverAny is what nobody may import who is linked into the binary. The
// stand-ins are: they ship with demo.
var neverAny = []string{"testing", "testing/", "net/http/httptest", "text/template", "html/template", "log"}

func TestImportsFollowThePicture(t *testing.T) {
	t.Parallel()
	tree := imports(t)
	for _, pkg := range slices.Sorted(maps.Keys(tree)) {
		may, ok := picture[pkg]
		if !ok {
			t.Errorf("%s is not in the picture: add it, with what it may import", pkg)
			continue
		}
		for _, imported := range tree[pkg] {
			if among(imported, testsOnly) {
				t.Errorf("%s imports %s, which is for tests only", pkg, imported)
			}
			if isStandard(imported) {
				if among(imported, never[pkg]) {
					t.Errorf("%s imports %s, which reaches further than %s may", pkg, imported, pkg)
				}
				if pkg != "bot/store/storetest" && among(imported, neverAny) {
					t.Errorf("%s imports %s, which has no place in the binary", pkg, imported)
				}
				if pkg != "bot/store/sqlstore" && pkg != "bot/store/storetest" && among(imported, []string{"database/"}) {
					t.Errorf("%s imports %s; only bot/store/sqlstore speaks SQL, and what restores a database for its tests", pkg, imported)
				}
				continue
			}
			if !among(imported, may) {
				t.Errorf("%s imports %s; it may import %q", pkg, imported, may)
			}
		}
	}
	for pkg := range picture {
		if tree[pkg] == nil {
			t.Errorf("%s is in the picture, and not in the tree", pkg)
		}
	}
}

// imports returns what each package of the module imports, its tests left out,
// by directory. The list of a package without imports is empty, not nil.
func imports(t *testing.T) map[string][]string {
	t.Helper()
	root := os.DirFS("../..")
	tree := map[string][]string{}
	err := fs.WalkDir(root, ".", func(file string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && file != "." && (d.Name() == "testdata" || strings.HasPrefix(d.Name(), ".")):
			return fs.SkipDir
		case d.IsDir() || path.Ext(file) != ".go" || strings.HasSuffix(file, "_test.go"):
			return nil
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), filepath.Join("../..", filepath.FromSlash(file)), nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		dir := path.Dir(file)
		if tree[dir] == nil {
			tree[dir] = []string{}
		}
		for _, i := range parsed.Imports {
			name, err := strconv.Unquote(i.Path.Value)
			if err != nil {
				return err
			}
			if !slices.Contains(tree[dir], name) {
				tree[dir] = append(tree[dir], name)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatalf("read the tree: %v", err)
	}
	return tree
}

// isStandard reports whether a package is of the standard library: the first
// element of its path has no dot, and it is not ours.
func isStandard(pkg string) bool {
	first, _, _ := strings.Cut(pkg, "/")
	return first != "peerbot" && !strings.Contains(first, ".")
}

// among reports whether a package is listed, by itself or by what it is below.
func among(pkg string, list []string) bool {
	return slices.ContainsFunc(list, func(entry string) bool {
		return pkg == entry || strings.HasSuffix(entry, "/") && strings.HasPrefix(pkg, entry)
	})
}
