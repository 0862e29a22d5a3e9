package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"go.yaml.in/yaml/v3"

	"peerbot/bot/chat"
	"peerbot/bot/request"
	"peerbot/bot/store"
	"peerbot/bot/store/sqlstore"
)

// output is what a program writes, which tests wait for.
type output struct {
	mu      sync.Mutex
	text    strings.Builder
	changed chan struct{} // closed, and made anew, with every write
}

func newOutput() *output { return &output{changed: make(chan struct{})} }

// Write implements io.Writer.
func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	close(o.changed)
	o.changed = make(chan struct{})
	return o.text.Write(p)
}

// String returns all of it.
func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.text.String()
}

// process is the program, running beside the test.
type process struct {
	stdout, stderr *output
	stop           func() int // ends it as SIGTERM does, and returns the exit code
	ended          chan struct{}
}

// begin runs the program until the test is over.
func begin(t *testing.T, getenv func(string) string, args ...string) *process {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	p := &process{stdout: newOutput(), stderr: newOutput(), ended: make(chan struct{})}
	code := 0
	go func() {
		defer close(p.ended)
		code = run(ctx, args, p.stdout, p.stderr, getenv)
	}()
	p.stop = func() int {
		cancel()
		<-p.ended
		return code
	}
	t.Cleanup(func() { p.stop() })
	return p
}

// says waits until the program has written a text.
func (p *process) says(t *testing.T, o *output, text string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	for {
		o.mu.Lock()
		all, changed := o.text.String(), o.changed
		o.mu.Unlock()
		if strings.Contains(all, text) {
			return
		}
		select {
		case <-changed:
		case <-p.ended:
			t.Fatalf("it ended before it wrote %q: %s%s", text, p.stdout, p.stderr)
		case <-ctx.Done():
			t.Fatalf("it never wrote %q: %s%s", text, p.stdout, p.stderr)
		}
	}
}

func nothingSet(string) string { return "" }

func TestExitCodes(t *testing.T) {
	t.Parallel()
	bad := filepath.Join(t.TempDir(), "bad.yaml")
	if err := os.WriteFile(bad, []byte("name: Bad Name\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	good := filepath.Join(t.TempDir(), "good.yaml")
	if err := os.WriteFile(good, []byte(goodConfig), 0o600); err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		args string
		code int
		says string // in what goes to stderr; empty: nothing does
	}{
		{"", 0, ""},
		{"--help", 0, ""},
		{"help run", 0, ""},
		{"version", 0, ""},
		{"manifest", 0, ""},
		{"check --config " + good, 0, ""},
		{"check --config " + bad, 1, "line 1: name:"},
		{"check --config /nope/peerbot.yaml", 1, "/nope/peerbot.yaml"},
		{"run --config " + bad, 1, "line 1: name:"},
		{"run --config " + good, 1, "SLACK_APP_TOKEN must be"},
		{"audit --config " + bad, 1, "line 1: name:"},
		{"nope", 2, `unknown command "nope"`},
		{"chekc", 2, `unknown command "chekc"; did you mean check? see peerbot --help`},
		{"--nope", 2, "unknown flag: --nope"},
		{"run --nope", 2, "unknown flag: --nope; see peerbot run --help"},
		{"version 2", 2, "peerbot version takes no arguments"},
		{"check peerbot.yaml", 2, "peerbot check takes no arguments"},
		{"demo --addr", 2, "flag needs an argument: --addr"},
		{"audit --verify=maybe", 2, "invalid argument"},
	}
	for _, tt := range tests {
		t.Run(tt.args, func(t *testing.T) {
			t.Parallel()
			code, stdout, stderr := ask(t, strings.Fields(tt.args)...)
			if code != tt.code {
				t.Errorf("exit code %d, want %d (%s)", code, tt.code, stderr)
			}
			if tt.code == 0 && (stderr != "" || stdout == "") {
				t.Errorf("stdout %q, stderr %q; want something, and nothing", stdout, stderr)
			}
			if tt.code != 0 && (!strings.HasPrefix(stderr, "peerbot: ") || !strings.Contains(stderr, tt.says) || stdout != "") {
				t.Errorf("stdout %q, stderr %q; want nothing, and %q", stdout, stderr, tt.says)
			}
		})
	}
}

func TestVersion(t *testing.T) {
	t.Parallel()
	got := say(t, "version")
	want := regexp.MustCompile(`^peerbot \S+ \(` + regexp.QuoteMeta(runtime.Version()) + ` \w+/\w+\)\n$`)
	if !want.MatchString(got) {
		t.Errorf("version says %q, want a match of %s", got, want)
	}
}

// TestManifestIsValid holds the manifest against the limits of Slack's own
// schema, 2.0.0: https://github.com/slackapi/manifest-schema
func TestManifestIsValid(t *testing.T) {
	t.Parallel()
	var m struct {
		Metadata struct {
			Major int `yaml:"major_version"`
			Minor int `yaml:"minor_version"`
		} `yaml:"_metadata"`
		Display struct {
			Name        string `yaml:"name"`
			Description string `yaml:"description"`
			Long        string `yaml:"long_description"`
			Color       string `yaml:"background_color"`
		} `yaml:"display_information"`
		Features struct {
			Home struct {
				Home     bool `yaml:"home_tab_enabled"`
				Messages bool `yaml:"messages_tab_enabled"`
				ReadOnly bool `yaml:"messages_tab_read_only_enabled"`
			} `yaml:"app_home"`
			Bot struct {
				Name   string `yaml:"display_name"`
				Online bool   `yaml:"always_online"`
			} `yaml:"bot_user"`
			Commands []struct {
				Command     string `yaml:"command"`
				Description string `yaml:"description"`
				Usage       string `yaml:"usage_hint"`
				Escape      bool   `yaml:"should_escape"`
			} `yaml:"slash_commands"`
			Shortcuts []any `yaml:"shortcuts"`
		} `yaml:"features"`
		OAuth struct {
			Scopes struct {
				Bot []string `yaml:"bot"`
			} `yaml:"scopes"`
		} `yaml:"oauth_config"`
		Settings struct {
			Events struct {
				Bot []string `yaml:"bot_events"`
			} `yaml:"event_subscriptions"`
			Interactivity struct {
				On bool `yaml:"is_enabled"`
			} `yaml:"interactivity"`
			Org      bool `yaml:"org_deploy_enabled"`
			Socket   bool `yaml:"socket_mode_enabled"`
			Rotation bool `yaml:"token_rotation_enabled"`
		} `yaml:"settings"`
	}
	text := say(t, "manifest")
	dec := yaml.NewDecoder(strings.NewReader(text))
	dec.KnownFields(true)
	if err := dec.Decode(&m); err != nil {
		t.Fatal(err)
	}
	within := func(what, got string, least, most int) {
		t.Helper()
		if n := len([]rune(got)); n < least || n > most {
			t.Errorf("%s has %d characters, want %d to %d", what, n, least, most)
		}
	}
	within("name", m.Display.Name, 1, 35)
	within("description", m.Display.Description, 1, 140)
	if m.Display.Long != "" {
		within("long_description", m.Display.Long, 175, 4000)
	}
	within("display_name", m.Features.Bot.Name, 1, 80)
	if !regexp.MustCompile(`^#[0-9a-f]{6}$`).MatchString(m.Display.Color) {
		t.Errorf("background_color %q, want #rrggbb", m.Display.Color)
	}
	if m.Metadata.Major != 2 {
		t.Errorf("major_version %d, want 2", m.Metadata.Major)
	}
	local := slash()
	if len(m.Features.Commands) != 1 {
		t.Fatalf("%d slash commands, want one", len(m.Features.Commands))
	}
	c := m.Features.Commands[0]
	within("command", c.Command, 2, 32)
	within("command's description", c.Description, 1, 2000)
	within("usage_hint", c.Usage, 1, 1000)
	if c.Command != local.Name || c.Usage != local.UsageHint || c.Description != local.Description || !c.Escape {
		t.Errorf("command %+v, want that of the local Slack, %s %s, with escaping", c, local.Name, local.UsageHint)
	}
	if !m.Settings.Socket || !m.Settings.Interactivity.On || m.Settings.Rotation {
		t.Errorf("settings %+v, want Socket Mode and interactivity, and tokens that stay", m.Settings)
	}
	if !m.Features.Home.Messages || m.Features.Home.ReadOnly {
		t.Errorf("app home %+v, want a tab in which people can type", m.Features.Home)
	}
	scopes := m.OAuth.Scopes.Bot
	if len(scopes) == 0 || len(scopes) > 255 || !slices.Equal(scopes, manifestScopes(t)) {
		t.Errorf("%d scopes, want 1 to 255, and those that check asks for", len(scopes))
	}
	for i, s := range scopes {
		within("scope "+s, s, 1, 50)
		if slices.Contains(scopes[:i], s) {
			t.Errorf("scope %s is there twice", s)
		}
	}
}

func manifestScopes(t *testing.T) []string {
	t.Helper()
	s, err := botScopes()
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// The local Slack grants what the manifest asks for and no more, so that a
// scope that is missing breaks the scripts and not somebody's installation.
func TestTheLocalSlackGrantsTheScopesOfTheManifest(t *testing.T) {
	t.Parallel()
	l, err := startLocal(localOptions{addr: "127.0.0.1:0", noAWS: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(l.close)
	me, err := chat.New(chat.Options{BotToken: localBotToken, AppToken: localAppToken, APIURL: l.slackURL + "/api/"}).AuthTest(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if err := scopes(me.Scopes); err != nil {
		t.Errorf("granted: %v", err)
	}
	granted, wanted := me.Scopes, manifestScopes(t)
	slices.Sort(granted)
	slices.Sort(wanted)
	if !slices.Equal(granted, wanted) {
		t.Errorf("granted %v, want %v", granted, wanted)
	}
	if err := scopes(wanted[1:]); err == nil || !strings.Contains(err.Error(), wanted[0]) {
		t.Errorf("without %s: %v, want an error that names it", wanted[0], err)
	}
}

func TestCheckLive(t *testing.T) {
	env := sandbox(t)
	for name, value := range env.vars {
		t.Setenv(name, value)
	}
	code, stdout, stderr := env.ask(t, "check", "--live", "--config", env.ready.Config)
	if code != 0 || strings.Contains(stdout, "FAIL") {
		t.Errorf("exit code %d: %s%s", code, stdout, stderr)
	}
	for _, want := range []string{"ok    Slack bot token", "ok    Slack scopes", "ok    Slack app-level token", "ok    owner or admin U0MINA", "ok    owner or admin S0DATA", "ok    channel C0SEOUL", "ok    AWS account tokyo (111111111111)", "ok    AWS account lab (444444444444)"} {
		if !strings.Contains(stdout, want) {
			t.Errorf("it says %q, want %q", stdout, want)
		}
	}

	// Everything that is wrong is told, and nothing secret.
	raw, err := os.ReadFile(env.ready.Config)
	if err != nil {
		t.Fatal(err)
	}
	text := strings.Replace(string(raw), "demo-seoul-7f3a91", "not-the-right-one", 1)
	text = strings.Replace(text, "U0JOON", "U0NOBODY", 1)
	text = strings.Replace(text, "C0DATA", "C0PARTNER", 1)
	broken := filepath.Join(t.TempDir(), "broken.yaml")
	if err := os.WriteFile(broken, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("SLACK_APP_TOKEN", "xapp-another")
	code, stdout, stderr = env.ask(t, "check", "--live", "--config", broken)
	if code != 1 || !strings.Contains(stderr, "4 checks failed") {
		t.Errorf("exit code %d, %q, want 1 and four failures: %s", code, stderr, stdout)
	}
	for _, want := range []string{"FAIL  Slack app-level token", "FAIL  owner or admin U0NOBODY", "FAIL  channel C0PARTNER\n      #ext-partner is shared", "FAIL  AWS account seoul (222222222222)", "ok    AWS account tokyo (111111111111)"} {
		if !strings.Contains(stdout, want) {
			t.Errorf("it says %q, want %q", stdout, want)
		}
	}
	for _, secret := range []string{"xapp-another", "not-the-right-one", "demo-tokyo-7f3a91", localBotToken} {
		if strings.Contains(stdout+stderr, secret) {
			t.Errorf("the secret %s is told: %s%s", secret, stdout, stderr)
		}
	}
	if n := strings.Count(stdout, "ok    AWS account"); n != len(demoAccounts())-1 {
		t.Errorf("%d accounts are well, want all but one", n)
	}
}

// env is a sandbox as a script sees it.
type env struct {
	ready ready
	keys  map[string]json.RawMessage
	vars  map[string]string // as printed
	text  string
}

func (e env) ask(t *testing.T, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	var out, errs bytes.Buffer
	code = run(t.Context(), args, &out, &errs, os.Getenv)
	return code, out.String(), errs.String()
}

// sandbox starts one in this process.
func sandbox(t *testing.T, args ...string) env {
	t.Helper()
	file := filepath.Join(t.TempDir(), "ready.json")
	p := begin(t, nothingSet, append([]string{"sandbox", "--ready-file", file}, args...)...)
	p.says(t, p.stdout, "peerbot run --config")
	raw, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	e := env{vars: map[string]string{}, text: p.stdout.String()}
	if err := json.Unmarshal(raw, &e.ready); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(raw, &e.keys); err != nil {
		t.Fatal(err)
	}
	for _, m := range regexp.MustCompile(`(?m)^export (\w+)=(".*")$`).FindAllStringSubmatch(e.text, -1) {
		if e.vars[m[1]], err = strconv.Unquote(m[2]); err != nil {
			t.Fatal(err)
		}
	}
	return e
}

func TestTheReadyFileSaysWhatScriptsNeed(t *testing.T) {
	t.Parallel()
	e := sandbox(t)
	for _, key := range []string{"page", "people_url", "slack_api_url", "slack_app_token", "slack_bot_token", "aws_endpoint_url", "config", "users", "channels", "accounts"} {
		if raw := string(e.keys[key]); raw == "" || raw == `""` || raw == "{}" || raw == "null" {
			t.Errorf("key %s is %s, want something", key, raw)
		}
	}
	if got := e.ready.Users["joon"]; got.ID != joon || !slices.Equal(got.Owns, []string{"seoul"}) {
		t.Errorf("joon is %+v, want %s, who owns seoul", got, joon)
	}
	if got := e.ready.Users["dara"]; !slices.Equal(got.Owns, []string{"data"}) {
		t.Errorf("dara owns %v, want data by the group", got.Owns)
	}
	if got := e.ready.Users["gil"].Owns; got == nil || len(got) != 0 {
		t.Errorf("gil owns %v, want an empty list", got)
	}
	if got := e.ready.Channels["net-seoul"]; got != "C0SEOUL" {
		t.Errorf("net-seoul is %q", got)
	}
	tokyo := e.ready.Accounts["tokyo"]
	if v := tokyo.VPCs["main"]; tokyo.ID != "111111111111" || !slices.Equal(tokyo.Regions, []string{"ap-northeast-1"}) ||
		!strings.HasPrefix(v.ID, "vpc-") || v.Region != "ap-northeast-1" || v.CIDR != "10.1.0.0/16" {
		t.Errorf("tokyo is %+v", tokyo)
	}
	if e.vars["SLACK_APP_TOKEN"] != e.ready.AppToken || e.vars["SLACK_BOT_TOKEN"] != e.ready.BotToken || e.vars["SLACK_API_URL"] != e.ready.Slack || e.vars["AWS_ENDPOINT_URL"] != e.ready.AWS {
		t.Errorf("printed %v, want what the ready file says", e.vars)
	}
	if !strings.Contains(e.text, "peerbot run --config "+strconv.Quote(e.ready.Config)) {
		t.Errorf("printed %q, want the command with %s", e.text, e.ready.Config)
	}
	resp, err := get(t, e.ready.Page)
	if err != nil || !strings.Contains(resp, "<html") {
		t.Errorf("the page answers %.80q, %v", resp, err)
	}
}

func TestASandboxWithoutAWS(t *testing.T) {
	t.Parallel()
	e := sandbox(t, "--no-aws")
	if raw := string(e.keys["aws_endpoint_url"]); raw != `""` {
		t.Errorf("aws_endpoint_url is %s, want an empty one", raw)
	}
	for name := range e.vars {
		if strings.HasPrefix(name, "AWS_") {
			t.Errorf("%s is set, want AWS to be that of the environment", name)
		}
	}
	if len(e.vars) != 3 {
		t.Errorf("printed %v, want the three of Slack", e.vars)
	}
	if _, err := readConfig(e.ready.Config); err != nil {
		t.Error(err)
	}
}

// `peerbot run`, started as the sandbox says, serves the whole handshake.
func TestRunAgainstTheSandbox(t *testing.T) {
	e := sandbox(t)
	for name, value := range e.vars {
		t.Setenv(name, value)
	}
	t.Setenv("AWS_EC2_METADATA_DISABLED", "true")
	p := begin(t, os.Getenv, "run", "--config", e.ready.Config)
	p.says(t, p.stderr, "Slack said hello")
	ctx, cancel := context.WithTimeout(t.Context(), 2*patience)
	defer cancel()
	asker, owner := person{e.ready.People, "mina"}, person{e.ready.People, "joon"}
	if _, err := asker.types(ctx, "platform", `/peering request tokyo/main seoul/main reason="shared login"`); err != nil {
		t.Fatal(err)
	}
	card, err := owner.sees(ctx, "net-seoul", "the card", func(m message) bool { return m.has("approve") })
	if err != nil {
		t.Fatal(err)
	}
	if _, err := owner.clicks(ctx, card, "approve"); err != nil {
		t.Fatal(err)
	}
	if _, err := owner.sees(ctx, "net-seoul", "Active", func(m message) bool {
		return m.TS == card.TS && strings.Contains(m.Text, "Active")
	}); err != nil {
		t.Fatal(err)
	}
	if code := p.stop(); code != 0 {
		t.Errorf("exit code %d after SIGTERM, want 0: %s", code, p.stderr)
	}
	log := p.stderr.String()
	for _, secret := range []string{localAppToken, localBotToken, "demo-seoul-7f3a91"} {
		if strings.Contains(log, secret) {
			t.Errorf("the log has the secret %s", secret)
		}
	}
	if !strings.Contains(log, "SLACK_API_URL is set, so this is not Slack") || !strings.Contains(log, "AWS_ENDPOINT_URL is set, so this is not AWS") {
		t.Errorf("the log does not warn of addresses that are not Slack's and AWS's: %s", log)
	}

	// What happened is in the audit log, which the same configuration finds.
	out := say(t, "audit", "--config", e.ready.Config, "--request", "R1")
	var events []string
	for line := range strings.Lines(out) {
		var ev request.Event
		if err := json.Unmarshal([]byte(line), &ev); err != nil {
			t.Fatalf("%q: %v", line, err)
		}
		events = append(events, string(ev.Kind))
		if ev.Kind == request.EventApproved && ev.Actor != joon {
			t.Errorf("the yes is of %s, want %s", ev.Actor, joon)
		}
	}
	for _, want := range []request.EventKind{request.EventRequested, request.EventApproved, request.EventStarted, request.EventStepBegun, request.EventStepDone, request.EventDone} {
		if !slices.Contains(events, string(want)) {
			t.Errorf("events %v, want %s among them", events, want)
		}
	}
	if got := say(t, "audit", "--config", e.ready.Config, "--verify"); !strings.HasPrefix(got, "ok: ") || !strings.Contains(got, "none was changed") {
		t.Errorf("verify says %q", got)
	}

	// And what is broader than needed: each side routes to all of the other.
	var table, report bytes.Buffer
	if code := run(t.Context(), []string{"access", "--config", e.ready.Config}, &table, io.Discard, os.Getenv); code != exitDrift || !strings.Contains(table.String(), "whole-block") || !strings.Contains(table.String(), "1 of 1 peerings checked, 1 broader than needed") {
		t.Errorf("access: exit code %d, want %d; %s", code, exitDrift, table.String())
	}
	run(t.Context(), []string{"access", "--json", "--config", e.ready.Config}, &report, io.Discard, os.Getenv)
	var remarks struct {
		Remarks []struct{ Peering, Code, VPC, Hint string }
	}
	if err := json.Unmarshal(report.Bytes(), &remarks); err != nil || len(remarks.Remarks) < 2 || remarks.Remarks[0].Peering != "P1" || remarks.Remarks[0].Code == "" || remarks.Remarks[0].Hint == "" || !strings.Contains(remarks.Remarks[0].VPC, "/vpc-") {
		t.Errorf("access --json: %v; %s", err, report.String())
	}

	// From a terminal, a sweep tells scripts whether there is drift.
	for _, tt := range []struct {
		name string
		do   func() error
		code int
		want string
	}{
		{"as approved", func() error { return nil }, 0, "1 of 1 peerings compared, 0 differences"},
		{"deleted by hand", func() error { return deleteByHand(t, e) }, exitDrift, "delet"},
		{"unreadable", func() error { t.Setenv("AWS_ACCESS_KEY_ID", "AKIANOBODY"); return nil }, exitUnread, "0 of 1 peerings compared"},
	} {
		if err := tt.do(); err != nil {
			t.Fatal(err)
		}
		var stdout, stderr bytes.Buffer
		code := run(t.Context(), []string{"sweep", "--config", e.ready.Config}, &stdout, &stderr, os.Getenv)
		if code != tt.code || !strings.Contains(stdout.String(), tt.want) {
			t.Errorf("sweep, %s: exit code %d, want %d; %s%s", tt.name, code, tt.code, stdout.String(), stderr.String())
		}
		stdout.Reset()
		if run(t.Context(), []string{"sweep", "--json", "--config", e.ready.Config}, &stdout, &stderr, os.Getenv); !json.Valid(stdout.Bytes()) {
			t.Errorf("sweep --json, %s: %s", tt.name, stdout.String())
		}
	}
}

// deleteByHand deletes the one peering of tokyo with the AWS SDK.
func deleteByHand(t *testing.T, e env) error {
	t.Helper()
	c := ec2.NewFromConfig(aws.Config{
		Region: "ap-northeast-1", BaseEndpoint: aws.String(e.ready.AWS),
		Credentials: credentials.NewStaticCredentialsProvider("111111111111", "local", ""),
	})
	out, err := c.DescribeVpcPeeringConnections(t.Context(), &ec2.DescribeVpcPeeringConnectionsInput{})
	if err != nil {
		return err
	}
	_, err = c.DeleteVpcPeeringConnection(t.Context(), &ec2.DeleteVpcPeeringConnectionInput{VpcPeeringConnectionId: out.VpcPeeringConnections[0].VpcPeeringConnectionId})
	return err
}

func TestAudit(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	file, database := filepath.Join(dir, "peerbot.yaml"), filepath.Join(dir, "peerbot.db")
	config := strings.Replace(goodConfig, "/var/lib/peerbot/peerbot.db", database, 1)
	if err := os.WriteFile(file, []byte(config), 0o600); err != nil {
		t.Fatal(err)
	}

	// A path that is wrong is an error, not an audit log without events.
	for _, args := range [][]string{{"audit", "--verify"}, {"audit"}} {
		code, stdout, stderr := ask(t, append(args, "--config", file)...)
		if code != 1 || stdout != "" || !strings.Contains(stderr, database) {
			t.Errorf("%v without a database: exit code %d, %q, %q; want an error that names it", args, code, stdout, stderr)
		}
	}
	if _, err := os.Stat(database); err == nil {
		t.Error("looking at the audit log made a database")
	}

	db, err := sqlstore.Open(t.Context(), sqlstore.Options{Path: database})
	if err != nil {
		t.Fatal(err)
	}
	for _, id := range []string{"R1", "R2", "R1"} {
		if _, err := db.Write(t.Context(), store.Change{Events: []request.Event{{Kind: request.EventRequested, Request: id, Actor: mina}}}); err != nil {
			t.Fatal(err)
		}
	}
	if code, stdout, stderr := ask(t, "audit", "--config", file); code != 0 || strings.Count(stdout, "\n") != 3 {
		t.Errorf("while peerbot runs: exit code %d, %q, %q; want three lines", code, stdout, stderr)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	if got := say(t, "audit", "--config", file); strings.Count(got, "\n") != 3 {
		t.Errorf("audit says %q, want three lines", got)
	}
	if got := say(t, "audit", "--config", file, "--request", "R1"); strings.Count(got, "\n") != 2 || strings.Contains(got, "R2") {
		t.Errorf("audit of R1 says %q, want two lines", got)
	}
	if got, want := say(t, "audit", "--config", file, "--verify"), "ok: 3 events, and none was changed\nhead: 3:"; !strings.HasPrefix(got, want) {
		t.Errorf("verify says %q, want %q", got, want)
	}
}

func TestADemoOnAPortThatIsTaken(t *testing.T) {
	t.Parallel()
	l, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	addr := l.Addr().String()
	code, _, stderr := ask(t, "demo", "--addr", addr)
	if code != 1 || !strings.Contains(stderr, addr) || !strings.Contains(stderr, "address already in use") || !strings.Contains(stderr, "--addr") {
		t.Errorf("exit code %d, %q; want an error that says what is taken and what to do", code, stderr)
	}
}

func TestTheDemoSaysWhereItIsAndEndsWell(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "ready.json")
	p := begin(t, nothingSet, "demo", "--addr", "127.0.0.1:0", "--ready-file", file)
	p.says(t, p.stdout, "Stop with Ctrl-C")
	raw, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var r ready
	if err := json.Unmarshal(raw, &r); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(p.stdout.String(), "open  "+r.Page) {
		t.Errorf("it says %q, want the page %s", p.stdout, r.Page)
	}
	if code := p.stop(); code != 0 || p.stderr.String() != "" {
		t.Errorf("exit code %d, %q; want 0 and nothing", code, p.stderr)
	}
	if _, err := os.Stat(r.Config); err == nil {
		t.Errorf("%s is still there", r.Config)
	}
}

func TestAReadyFileThatCannotBeWritten(t *testing.T) {
	t.Parallel()
	code, _, stderr := ask(t, "sandbox", "--ready-file", filepath.Join(t.TempDir(), "no", "such", "directory"))
	if code != 1 || !strings.Contains(stderr, "ready file:") {
		t.Errorf("exit code %d, %q; want an error about the ready file", code, stderr)
	}
}

func get(t *testing.T, url string) (string, error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return "", err
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return "", err
	}
	defer resp.Body.Close()
	raw, err := io.ReadAll(resp.Body)
	if err == nil && resp.StatusCode != 200 {
		err = fmt.Errorf("status %s", resp.Status)
	}
	return string(raw), err
}

// The command line stops a peerbot that runs on the same database.
func TestPauseFromTheCommandLine(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	file, database := filepath.Join(dir, "peerbot.yaml"), filepath.Join(dir, "peerbot.db")
	if err := os.WriteFile(file, []byte(strings.Replace(goodConfig, "/var/lib/peerbot/peerbot.db", database, 1)), 0o600); err != nil {
		t.Fatal(err)
	}
	if code, _, stderr := ask(t, "pause", "--config", file); code != 1 || !strings.Contains(stderr, database) {
		t.Errorf("without a database: exit code %d, %q; want an error that names it", code, stderr)
	}
	if err := os.WriteFile(database, nil, 0o644); err != nil { //nolint:gosec // what a careless operator leaves
		t.Fatal(err)
	}
	running, err := sqlstore.Open(t.Context(), sqlstore.Options{Path: database})
	if err != nil {
		t.Fatal(err)
	}
	defer running.Close()
	if info, err := os.Stat(database); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the database is %v, %v; want it readable by its owner only", info.Mode(), err)
	}
	for _, turn := range []struct {
		args []string
		says string
		on   bool
	}{
		{[]string{"resume"}, "not paused\n", false},
		{[]string{"pause", "--reason", "stop"}, "paused: ", true},
		{[]string{"pause"}, "already paused by operator", true},
		{[]string{"resume"}, "resumed: ", false},
	} {
		if got := say(t, append(turn.args, "--config", file)...); !strings.HasPrefix(got, turn.says) {
			t.Errorf("%v says %q, want %q", turn.args, got, turn.says)
		}
		if p, err := running.Paused(t.Context()); err != nil || p.On != turn.on {
			t.Errorf("after %v the running peerbot sees %+v, %v", turn.args, p, err)
		}
	}
	if got := say(t, "audit", "--config", file); strings.Count(got, `"Actor":"operator"`) != 2 {
		t.Errorf("audit says %s, want both", got)
	}
}
