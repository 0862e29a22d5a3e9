package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"maps"
	"net"
	"os"
	"regexp"
	"slices"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"

	"peerbot/aws/peering"
)

// Config is the configuration file. Secrets are not in it: they come from the
// environment (see environment.go).
type Config struct {
	// Name tells installations apart that share a Slack channel; default "peerbot".
	Name string `yaml:"name"`
	// Database is the path of the SQLite file; DATABASE_URL wins over it.
	Database string `yaml:"database"`
	// DecideWithin is how long owners have to approve; default 72h.
	DecideWithin Duration `yaml:"decide_within"`
	// ApprovalValid is how long an approval counts; default 24h.
	ApprovalValid Duration `yaml:"approval_valid"`
	// Admins are Slack users and user groups that may pause, resume and snooze anything.
	Admins []string `yaml:"admins"`
	// Accounts are the AWS accounts that peerbot serves.
	Accounts fileAccounts `yaml:"accounts"`
	// Listen is where /healthz, /readyz and /metrics are served, such as
	// 127.0.0.1:9090; empty: nowhere.
	Listen string `yaml:"listen"`
	// Drift is the check that what was approved is still there.
	Drift DriftConfig `yaml:"drift"`
}

// DriftConfig says when the drift check runs, and when it notifies people.
type DriftConfig struct {
	Schedule string   `yaml:"schedule"`  // as in cron; default "*/15 * * * *"
	TimeZone string   `yaml:"time_zone"` // such as Asia/Seoul; default UTC
	Window   string   `yaml:"window"`    // such as 08:00-20:00; default the whole day
	Jitter   Duration `yaml:"jitter"`    // every tick is put off by up to this; default 1m
	Sweeps   int      `yaml:"sweeps"`    // in a row that must see a finding before it is posted; default 2
	Repeat   Duration `yaml:"repeat"`    // until people are reminded of an open finding; 0s: never; default 24h
	Group    int      `yaml:"group"`     // findings of one class that come up at once in one channel become one message from here on; 0: never; default 5
	Channel  string   `yaml:"channel"`   // of the operators; findings without another channel go there, too
	// Channels get the findings of a class, too: the key is a class or "severe".
	Channels map[string]string `yaml:"channels"`
}

// Duration is a time.Duration written as "72h".
type Duration time.Duration

// UnmarshalYAML reads "72h".
func (d *Duration) UnmarshalYAML(n *yaml.Node) error {
	v, err := time.ParseDuration(n.Value)
	if err != nil {
		// Of this type, it does not keep the rest from being looked at.
		return &yaml.TypeError{Errors: []string{fmt.Sprintf("line %d: %q is not a duration; write it like 72h or 30m", n.Line, n.Value)}}
	}
	*d = Duration(v)
	return nil
}

// ConfigError is everything that is wrong with a configuration, each line with
// its place.
type ConfigError struct {
	File     string
	Problems []string
}

// Error returns one problem a line.
func (e *ConfigError) Error() string {
	return fmt.Sprintf("%s: %s:\n  %s", e.File, count(len(e.Problems), "problem"), strings.Join(e.Problems, "\n  "))
}

// readConfig reads and checks a file. All problems are reported at once.
func readConfig(file string) (Config, error) {
	raw, err := os.ReadFile(file)
	if err != nil {
		return Config{}, fmt.Errorf("configuration: %w; use --config to name another file", err)
	}
	return parseConfig(file, raw)
}

func parseConfig(file string, raw []byte) (Config, error) {
	c := Config{
		Name: "peerbot", Database: "peerbot.db", DecideWithin: Duration(72 * time.Hour), ApprovalValid: Duration(24 * time.Hour),
		Drift: DriftConfig{Schedule: "*/15 * * * *", Jitter: Duration(time.Minute), Sweeps: 2, Repeat: Duration(24 * time.Hour), Group: 5},
	}
	var root yaml.Node
	if err := yaml.Unmarshal(raw, &root); err != nil {
		return c, &ConfigError{File: file, Problems: []string{syntax(err)}}
	}
	dec := yaml.NewDecoder(bytes.NewReader(raw))
	dec.KnownFields(true)
	check := checker{root: &root}
	if err := dec.Decode(&c); err != nil && !errors.Is(err, io.EOF) {
		check.decoding(err)
	}
	var more yaml.Node
	if err := dec.Decode(&more); err == nil {
		check.problems = append(check.problems, fmt.Sprintf("line %d: a second YAML document; the file may have only one", more.Line))
	}
	check.others(c)
	if len(check.problems) > 0 {
		return c, &ConfigError{File: file, Problems: check.problems}
	}
	return c, nil
}

// checker collects problems with the lines that they are on.
type checker struct {
	root     *yaml.Node
	problems []string
}

var (
	unknownField = regexp.MustCompile(`^line (\d+): field (\S+) not found in type main\.(\S+)$`)
	wrongType    = regexp.MustCompile("^line (\\d+): cannot unmarshal !!\\w+(?: `(.*)`)? into (\\S+)$")
)

// typeNames are what a value must be, by the type that it is decoded into.
var typeNames = map[string]string{
	"bool": "true or false", "int": "a whole number", "string": "text", "[]string": "a list, such as [a, b]",
	"main.fileAccounts": "a list of accounts", "main.AccountConfig": "an account: alias, id and so on",
	"map[string]string": "keys with values", "main.DriftConfig": "keys with values", "main.Config": "keys with values",
}

// decoding puts the decoder's errors into words.
func (c *checker) decoding(err error) {
	var te *yaml.TypeError
	if !errors.As(err, &te) {
		c.problems = append(c.problems, syntax(err))
		return
	}
	known := map[string]string{
		"Config":        "name, database, decide_within, admins, accounts, listen, drift, approval_valid",
		"DriftConfig":   "schedule, time_zone, window, jitter, sweeps, repeat, group, channel, channels",
		"AccountConfig": "alias, id, role_arn, external_id, regions, owners, channel, self_approval",
	}
	for _, e := range te.Errors {
		if m := unknownField.FindStringSubmatch(e); m != nil {
			e = fmt.Sprintf("line %s: unknown key %s; the keys here: %s", m[1], m[2], known[m[3]])
		}
		if m := wrongType.FindStringSubmatch(e); m != nil && typeNames[m[3]] != "" {
			e = fmt.Sprintf("line %s: must be %s", m[1], typeNames[m[3]])
			if m[2] != "" {
				e += fmt.Sprintf(", not %q", m[2])
			}
		}
		c.problems = append(c.problems, e)
	}
}

// syntax puts an error of the YAML library into words. It quotes the name of an
// unknown anchor, which may be a secret that begins with a star.
func syntax(err error) string {
	text := strings.TrimPrefix(err.Error(), "yaml: ")
	if strings.HasPrefix(text, "unknown anchor") {
		return "a value starts with *; put it in quotes"
	}
	return text
}

var lineOf = regexp.MustCompile(`^line \d+: `)

// others adds what is wrong beside what could not be decoded. What is wrong
// with a value only because its line could not be decoded is left out; a key
// that is there twice leaves all of its mapping undecoded.
func (c *checker) others(cfg Config) {
	undecoded := map[string]bool{}
	for _, p := range c.problems {
		if strings.Contains(p, ": mapping key ") {
			return
		}
		undecoded[lineOf.FindString(p)] = true
	}
	more := checker{root: c.root}
	more.config(cfg)
	for _, p := range more.problems {
		if !undecoded[lineOf.FindString(p)] {
			c.problems = append(c.problems, p)
		}
	}
}

// at adds a problem at a path of keys and indexes.
func (c *checker) at(path []any, format string, args ...any) {
	line, name := 0, strings.Builder{}
	n := c.root
	if n.Kind == yaml.DocumentNode && len(n.Content) > 0 {
		n = n.Content[0]
	}
	for _, p := range path {
		switch p := p.(type) {
		case string:
			if name.Len() > 0 {
				name.WriteString(".")
			}
			name.WriteString(p)
			n = child(n, p)
		case int:
			fmt.Fprintf(&name, "[%d]", p)
			if n != nil && p < len(n.Content) {
				n = n.Content[p]
			} else {
				n = nil
			}
		}
		if n != nil {
			line = n.Line
		}
	}
	text := fmt.Sprintf(format, args...)
	c.problems = append(c.problems, fmt.Sprintf("line %d: %s: %s", max(line, 1), name.String(), text))
}

func child(n *yaml.Node, key string) *yaml.Node {
	if n == nil || n.Kind != yaml.MappingNode {
		return nil
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == key {
			return n.Content[i+1]
		}
	}
	return nil
}

var (
	aliasShape   = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_.-]{0,63}$`)
	accountShape = regexp.MustCompile(`^[0-9]{12}$`)
	regionShape  = regexp.MustCompile(`^[a-z]{2,4}(-[a-z]+)+-[0-9]{1,2}$`)
	roleShape    = regexp.MustCompile(`^arn:(aws|aws-cn|aws-us-gov):iam::([0-9]{12}):role/[\w+=,.@/-]{1,512}$`)
	externalIDs  = regexp.MustCompile(`^[\w+=,.@:/-]+$`) // with 2 to 1224 characters: STS API, AssumeRole ExternalId
	personShape  = regexp.MustCompile(`^[UWS][A-Z0-9]{2,}$`)
	channelShape = regexp.MustCompile(`^[CG][A-Z0-9]{2,}$`)
	nameShape    = regexp.MustCompile(`^[a-z0-9][a-z0-9-]{0,31}$`)
)

func (c *checker) config(cfg Config) {
	if !nameShape.MatchString(cfg.Name) {
		c.at([]any{"name"}, "%q is not a valid name; use at most 32 lowercase letters, digits and dashes", cfg.Name)
	}
	if d := time.Duration(cfg.DecideWithin); d < time.Minute || d > 7*24*time.Hour {
		c.at([]any{"decide_within"}, "must be between 1m and 168h, not %s", d)
	}
	if d := time.Duration(cfg.ApprovalValid); d < time.Minute || d > 30*24*time.Hour {
		c.at([]any{"approval_valid"}, "must be between 1m and 720h, not %s", d)
	}
	if cfg.Listen != "" {
		if _, _, err := net.SplitHostPort(cfg.Listen); err != nil {
			c.at([]any{"listen"}, "%q is not an address; write it like 127.0.0.1:9090 or :9090", cfg.Listen)
		}
	}
	c.people([]any{"admins"}, cfg.Admins)
	c.drift(cfg)
	if len(cfg.Accounts) == 0 {
		c.at([]any{"accounts"}, "missing; list at least one AWS account")
	}
	aliases, ids := map[string]int{}, map[string]int{}
	for i, a := range cfg.Accounts {
		at := func(key string) []any { return []any{"accounts", i, key} }
		if !aliasShape.MatchString(a.Alias) || accountShape.MatchString(a.Alias) {
			c.at(at("alias"), "%q is not a valid alias; start with a letter, then use letters, digits, - _ .", a.Alias)
		} else if first, ok := aliases[strings.ToLower(a.Alias)]; ok {
			c.at(at("alias"), "%q is already the alias of accounts[%d]", a.Alias, first)
		} else {
			aliases[strings.ToLower(a.Alias)] = i
		}
		if !accountShape.MatchString(a.ID) {
			c.at(at("id"), "%q is not an AWS account id, which has 12 digits; put it in quotes to keep leading zeros", a.ID)
		} else if first, ok := ids[a.ID]; ok {
			c.at(at("id"), "%s is already the id of accounts[%d]", a.ID, first)
		} else {
			ids[a.ID] = i
		}
		c.account(at, a)
	}
}

// drift checks the section of the drift check. The error of a schedule begins
// with the field that is wrong.
func (c *checker) drift(cfg Config) {
	d := cfg.Drift
	if _, err := d.schedule(cfg.Name); err != nil {
		field, text, _ := strings.Cut(err.Error(), ": ")
		c.at([]any{"drift", field}, "%s", text)
	}
	if d.Sweeps < 1 || d.Sweeps > 100 {
		c.at([]any{"drift", "sweeps"}, "must be between 1 and 100, not %d", d.Sweeps)
	}
	if d.Group < 0 || d.Group == 1 {
		c.at([]any{"drift", "group"}, "must be 2 or more, or 0 for never, not %d", d.Group)
	}
	if r := time.Duration(d.Repeat); r != 0 && r < time.Hour {
		c.at([]any{"drift", "repeat"}, "must be 1h or more, or 0s for never, not %s", r)
	}
	for _, key := range slices.Sorted(maps.Keys(d.Channels)) {
		if key != "severe" && !slices.Contains(peering.DriftClasses, peering.DriftClass(key)) {
			c.at([]any{"drift", "channels", key}, "unknown class of findings; use severe or one of %v", peering.DriftClasses)
		}
		if !channelShape.MatchString(d.Channels[key]) {
			c.at([]any{"drift", "channels", key}, "%q is not a Slack channel id; it looks like C0123456789", d.Channels[key])
		}
	}
	if d.Channel != "" && !channelShape.MatchString(d.Channel) {
		c.at([]any{"drift", "channel"}, "%q is not a Slack channel id; it looks like C0123456789", d.Channel)
	}
}

func (d DriftConfig) schedule(name string) (schedule, error) {
	return newSchedule(d.Schedule, d.TimeZone, d.Window, time.Duration(d.Jitter), name)
}

func (c *checker) account(at func(string) []any, a AccountConfig) {
	if a.RoleARN != "" {
		m := roleShape.FindStringSubmatch(a.RoleARN)
		switch {
		case m == nil:
			c.at(at("role_arn"), "%q is not a role ARN; it looks like arn:aws:iam::111111111111:role/peerbot", a.RoleARN)
		case accountShape.MatchString(a.ID) && m[2] != a.ID:
			c.at(at("role_arn"), "this role belongs to account %s, not %s", m[2], a.ID)
		}
	}
	if n := len(a.ExternalID); n > 0 && (n < 2 || n > 1224 || !externalIDs.MatchString(a.ExternalID)) {
		c.at(at("external_id"), "must be 2 to 1224 letters, digits and + = , . @ : / - _ (the value is not shown here)")
	}
	if a.ExternalID != "" && a.RoleARN == "" {
		c.at(at("external_id"), "needs role_arn, which is missing")
	}
	if len(a.Regions) == 0 {
		c.at(at("regions"), "missing; list the Regions to manage, such as [ap-northeast-1]")
	}
	for j, r := range a.Regions {
		if !regionShape.MatchString(r) {
			c.at(append(at("regions"), j), "%q is not a Region; it looks like ap-northeast-1", r)
		} else if slices.Index(a.Regions, r) < j {
			c.at(append(at("regions"), j), "%s is listed twice", r)
		}
	}
	if len(a.Owners) == 0 {
		c.at(at("owners"), "missing, so nobody could approve; list Slack user ids (U…) or user group ids (S…)")
	}
	c.people(at("owners"), a.Owners)
	if !channelShape.MatchString(a.Channel) {
		c.at(at("channel"), "%q is not a Slack channel id; copy it from the channel's details; it looks like C0123456789", a.Channel)
	}
}

func (c *checker) people(path []any, ids []string) {
	for i, p := range ids {
		if !personShape.MatchString(p) {
			c.at(append(slices.Clone(path), i), "%q is not a Slack user id (U…) or user group id (S…); names are not accepted, because they can be changed", p)
		}
	}
}
