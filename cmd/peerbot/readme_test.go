package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"peerbot/bot/card"
	"peerbot/bot/command"
	"peerbot/bot/request"
)

const readmeFile = "../../README.md"

// Not parallel: it may write the file that the others read.
func TestReadmeTablesAreThoseOfTheProgram(t *testing.T) {
	was := readme(t)
	now := between(t, was, "commands", card.Reference())
	now = between(t, now, "program", program(t))
	now = between(t, now, "approvals", approvals(t))
	if now == was {
		return
	}
	if os.Getenv("PEERBOT_UPDATE") == "" {
		t.Fatal("README.md is not what the program says: PEERBOT_UPDATE=1 go test ./cmd/peerbot -run Readme, and look at the difference")
	}
	if err := os.WriteFile(readmeFile, []byte(now), 0o644); err != nil {
		t.Fatal(err)
	}
}

// program is the table of what stands after the program's name.
func program(t *testing.T) string {
	t.Helper()
	help := say(t, "--help")
	_, list, found := strings.Cut(help, "Available Commands:\n")
	list, _, ended := strings.Cut(list, "\n\n")
	if !found || !ended {
		t.Fatalf("the help lists no commands:\n%s", help)
	}
	var b strings.Builder
	b.WriteString("| program | what it does |\n|---|---|\n")
	for line := range strings.Lines(list) {
		name, what, _ := strings.Cut(strings.TrimSpace(line), " ")
		if name != "help" {
			fmt.Fprintf(&b, "| `peerbot %s` | %s |\n", name, strings.TrimSpace(what))
		}
	}
	return b.String()
}

// approvals is the table of who approves what, of the table of kinds.
func approvals(t *testing.T) string {
	t.Helper()
	from := map[request.Approvers]string{
		request.BothAccounts: "both accounts", request.WrittenAccounts: "each account that it writes to", request.AcceptingAccount: "the accepting account",
	}
	counts := map[request.Implied]string{
		"": "–", request.RequesterSide: "the requester's account", request.OneSide: "one account: the requester's, or else the accepter's", request.OwnSides: "every account that they own",
	}
	names := map[request.Kind]string{request.Create: "request A B", request.AcceptExternal: ""}
	var b strings.Builder
	b.WriteString("| request | needs approval from an owner of | an owner's request counts as approval for |\n|---|---|---|\n")
	for _, k := range request.Kinds() {
		what, named := names[k]
		if !named {
			what = string(k)
		}
		if what != "" && !slices.ContainsFunc(command.Verbs(), func(v command.Verb) bool { return v.Name == strings.Fields(what)[0] }) {
			t.Errorf("no command is called %s: name what requests a %s", what, k)
		}
		if what = "`" + what + "`"; what == "``" {
			what = "a peering requested directly in AWS"
		}
		rules := k.Rules()
		owners, known := from[rules.Approvers]
		own, knownToo := counts[rules.Implied]
		if !known || !knownToo {
			t.Errorf("%s takes the approval %q, implied %q: say it in words here", k, rules.Approvers, rules.Implied)
		}
		fmt.Fprintf(&b, "| %s | %s | %s |\n", what, owners, own)
	}
	return b.String()
}

func TestReadmeConfigurationIsAccepted(t *testing.T) {
	t.Parallel()
	example := block(t, "```yaml\n# peerbot.yaml\n")
	c, err := parseConfig("README.md", []byte(example))
	if err != nil {
		t.Fatal(err)
	}
	if len(c.Accounts) < 2 {
		t.Errorf("the example has %d account(s), want two sides", len(c.Accounts))
	}
	keys := keysOf(reflect.TypeFor[Config]())
	if !slices.Contains(keys, "external_id") {
		t.Errorf("the keys are %q, and those of an account are missing", keys)
	}
	for _, key := range keys {
		if !regexp.MustCompile(`(?m)^[ -]*` + key + `:`).MatchString(example) {
			t.Errorf("the example does not show the key %s", key)
		}
	}
}

// keysOf returns the YAML keys of a type and of the types in it.
func keysOf(of reflect.Type) []string {
	if of.Kind() == reflect.Slice {
		of = of.Elem()
	}
	if of.Kind() != reflect.Struct {
		return nil
	}
	var keys []string
	for f := range of.Fields() {
		if key := f.Tag.Get("yaml"); key != "" {
			keys = append(append(keys, key), keysOf(f.Type)...)
		}
	}
	return keys
}

func TestReadmeCommandLinesAreUnderstood(t *testing.T) {
	t.Parallel()
	text := readme(t)
	lines := regexp.MustCompile("`(?:go run \\./cmd/)?peerbot ([a-z][^`]*)`").FindAllStringSubmatch(text, -1)
	for _, b := range regexp.MustCompile("(?s)```sh\n(.*?)```").FindAllStringSubmatch(text, -1) {
		lines = append(lines, regexp.MustCompile(`(?m)^(?:go run \./cmd/)?peerbot ([^#\n]+)`).FindAllStringSubmatch(b[1], -1)...)
	}
	if len(lines) < 10 {
		t.Fatalf("found %d command lines, want more", len(lines))
	}
	for _, l := range lines {
		// With --help nothing is done, and an unknown command or flag is an error all the same.
		say(t, append(strings.Fields(l[1]), "--help")...)
	}
}

func TestReadmeNamesEveryVariable(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	text := readme(t)
	known := 0
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		source, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range regexp.MustCompile(`getenv\("([A-Z_]+)"\)`).FindAllStringSubmatch(string(source), -1) {
			known++
			if !strings.Contains(text, "`"+m[1]+"`") {
				t.Errorf("%s reads %s, which README.md does not name", file, m[1])
			}
		}
	}
	if known == 0 {
		t.Error("no variable was found in the source")
	}
}

func readme(t *testing.T) string {
	t.Helper()
	raw, err := os.ReadFile(readmeFile)
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

// block returns what stands between a beginning and the end of its code block.
func block(t *testing.T, begin string) string {
	t.Helper()
	_, rest, found := strings.Cut(readme(t), begin)
	text, _, ended := strings.Cut(rest, "\n```")
	if !found || !ended {
		t.Fatalf("README.md has no block that begins with %q", begin)
	}
	return text
}

// between returns the text with what stands between two markers replaced.
func between(t *testing.T, text, name, content string) string {
	t.Helper()
	m := regexp.MustCompile(`(?s)(<!-- ` + name + `: [^>]* -->\n).*?(<!-- end of ` + name + ` -->)`)
	if !m.MatchString(text) {
		t.Fatalf("README.md has no markers for %s", name)
	}
	return m.ReplaceAllStringFunc(text, func(old string) string {
		parts := m.FindStringSubmatch(old)
		return parts[1] + content + parts[2]
	})
}

// say runs the program and returns what it prints.
func say(t *testing.T, args ...string) string {
	t.Helper()
	var stdout, stderr bytes.Buffer
	if code := run(t.Context(), args, &stdout, &stderr, func(string) string { return "" }); code != 0 {
		t.Errorf("peerbot %s: exit code %d: %s", strings.Join(args, " "), code, stderr.String())
	}
	return stdout.String()
}
