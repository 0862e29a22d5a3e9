package main

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

const goodConfig = `name: prod
database: /var/lib/peerbot/peerbot.db
decide_within: 24h
admins: [U0OMAR, S0ONCALL]
accounts:
  - alias: tokyo
    id: 111111111111
    role_arn: arn:aws:iam::111111111111:role/peerbot
    external_id: s3cr3t-external-id
    regions: [ap-northeast-1]
    owners: [U0MINA]
    channel: C0TOKYO
  - alias: seoul
    id: 012345678901
    role_arn: arn:aws:iam::012345678901:role/net/peerbot
    regions: [ap-northeast-2, us-gov-west-1]
    owners: [U0JOON, W0OTHER]
    channel: G0SEOUL
    self_approval: true
`

func TestAGoodConfiguration(t *testing.T) {
	t.Parallel()
	c, err := parseConfig("peerbot.yaml", []byte(goodConfig))
	if err != nil {
		t.Fatal(err)
	}
	if got := c.Accounts[1].ID; got != "012345678901" {
		t.Errorf("an id without quotes is %q, want its leading zero kept", got)
	}
	if c.Name != "prod" || time.Duration(c.DecideWithin) != 24*time.Hour || !c.Accounts[1].SelfApproval || c.Accounts[0].SelfApproval {
		t.Errorf("read %+v", c)
	}
	got := c.Accounts.Accounts()
	if len(got) != 2 || got[0].Alias != "seoul" || got[0].ID != "012345678901" || !slices.Equal(got[0].Owners, []string{"U0JOON", "W0OTHER"}) || got[0].Channel != "G0SEOUL" {
		t.Errorf("accounts of the bot %+v", got)
	}
	if roles := c.Accounts.Roles(); roles[0].ExternalID != "s3cr3t-external-id" || roles[0].RoleARN != "arn:aws:iam::111111111111:role/peerbot" {
		t.Errorf("accounts of AWS %+v", roles)
	}
}

func TestDefaultsOfTheConfiguration(t *testing.T) {
	t.Parallel()
	_, accounts, _ := strings.Cut(goodConfig, "accounts:")
	c, err := parseConfig("peerbot.yaml", []byte("accounts:"+accounts))
	if err != nil {
		t.Fatal(err)
	}
	if c.Name != "peerbot" || c.Database != "peerbot.db" || time.Duration(c.DecideWithin) != 72*time.Hour {
		t.Errorf("defaults %q, %q, %s", c.Name, c.Database, time.Duration(c.DecideWithin))
	}
}

func TestProblemsOfTheConfiguration(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name     string
		old, new string // a change of the good one; no old: all of it
		want     []string
	}{
		{"empty", "", "", []string{"line 1: accounts: missing"}},
		{"not YAML", "name: prod", "name: [prod", []string{"line 1: did not find expected ',' or ']'"}},
		{"a list", "", "- a\n- b\n", []string{"line 1: must be keys with values"}},
		{"a tab", "    id: 111111111111", "\tid: 111111111111", []string{"line 6: found a tab character that violates indentation"}},
		{"unknown key", "decide_within: 24h", "decide_in: 24h", []string{"line 3: unknown key decide_in; the keys here: name, database, decide_within, admins, accounts"}},
		{"unknown key of an account", "    channel: C0TOKYO", "    chanel: C0TOKYO", []string{
			"line 12: unknown key chanel; the keys here: alias, id, role_arn, external_id, regions, owners, channel, self_approval",
			`line 6: accounts[0].channel: "" is not a Slack channel id`,
		}},
		{"key twice", "name: prod", "name: prod\nname: other", []string{`line 2: mapping key "name" already defined at line 1`}},
		{"wrong type", "admins: [U0OMAR, S0ONCALL]", "admins: {U0OMAR: true}", []string{"line 4: must be a list, such as [a, b]"}},
		{"duration", "decide_within: 24h", "decide_within: 3 days", []string{`line 3: "3 days" is not a duration; write it like 72h or 30m`}},
		{"too short", "decide_within: 24h", "decide_within: 5s", []string{"line 3: decide_within: must be between 1m and 168h, not 5s"}},
		{"too long", "decide_within: 24h", "decide_within: 169h", []string{"line 3: decide_within: must be between 1m and 168h, not 169h0m0s"}},
		{"name", "name: prod", "name: Prod Bot", []string{`line 1: name: "Prod Bot" is not a valid name`}},
		{"admin by name", "S0ONCALL", "@omar", []string{"line 4: found character that cannot start any token"}},
		{"admin by name, quoted", "S0ONCALL", `"@omar"`, []string{`line 4: admins[1]: "@omar" is not a Slack user id (U…) or user group id (S…)`}},
		{"alias twice, in other letters", "alias: seoul", "alias: Tokyo", []string{`line 13: accounts[1].alias: "Tokyo" is already the alias of accounts[0]`}},
		{"alias that is an id", "alias: seoul", "alias: '012345678901'", []string{`line 13: accounts[1].alias: "012345678901" is not a valid alias`}},
		{"alias with a slash", "alias: seoul", "alias: kr/seoul", []string{`line 13: accounts[1].alias: "kr/seoul" is not a valid alias`}},
		{"id twice", "id: 012345678901\n    role_arn: arn:aws:iam::012345678901", "id: 111111111111\n    role_arn: arn:aws:iam::111111111111", []string{"line 14: accounts[1].id: 111111111111 is already the id of accounts[0]"}},
		{"short id", "id: 012345678901", "id: 12345678901", []string{`line 14: accounts[1].id: "12345678901" is not an AWS account id, which has 12 digits`}},
		{"id with dashes", "id: 012345678901", "id: 0123-4567-8901", []string{`line 14: accounts[1].id: "0123-4567-8901" is not an AWS account id`}},
		{"swapped roles", "iam::012345678901", "iam::111111111111", []string{"line 15: accounts[1].role_arn: this role belongs to account 111111111111, not 012345678901"}},
		{"a user for a role", ":role/net/peerbot", ":user/peerbot", []string{`line 15: accounts[1].role_arn: "arn:aws:iam::012345678901:user/peerbot" is not a role ARN`}},
		{"external id without a role", "    role_arn: arn:aws:iam::111111111111:role/peerbot\n", "", []string{"line 8: accounts[0].external_id: needs role_arn, which is missing"}},
		{"external id", "external_id: s3cr3t-external-id", "external_id: s3cr3t external id", []string{"line 9: accounts[0].external_id: must be 2 to 1224"}},
		{"no Regions", "    regions: [ap-northeast-1]\n", "", []string{"line 6: accounts[0].regions: missing"}},
		{"Region", "[ap-northeast-1]", "[Tokyo]", []string{`line 10: accounts[0].regions[0]: "Tokyo" is not a Region`}},
		{"Region twice", "[ap-northeast-1]", "[ap-northeast-1, ap-northeast-1]", []string{"line 10: accounts[0].regions[1]: ap-northeast-1 is listed twice"}},
		{"zone for a Region", "[ap-northeast-1]", "[ap-northeast-1a]", []string{`line 10: accounts[0].regions[0]: "ap-northeast-1a" is not a Region`}},
		{"no owners", "    owners: [U0MINA]\n", "", []string{"line 6: accounts[0].owners: missing, so nobody could approve"}},
		{"owner by name", "[U0MINA]", "[mina]", []string{`line 11: accounts[0].owners[0]: "mina" is not a Slack user id`}},
		{"channel by name", "C0TOKYO", "net-tokyo", []string{`line 12: accounts[0].channel: "net-tokyo" is not a Slack channel id`}},
		{"a second document", "    self_approval: true\n", "---\nname: other\n", []string{"line 19: a second YAML document"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			text := tt.new
			if tt.old != "" {
				if text = strings.Replace(goodConfig, tt.old, tt.new, 1); text == goodConfig {
					t.Fatalf("%q is not in the good configuration", tt.old)
				}
			}
			wantProblems(t, text, tt.want)
		})
	}
}

func wantProblems(t *testing.T, text string, want []string) {
	t.Helper()
	_, err := parseConfig("peerbot.yaml", []byte(text))
	var ce *ConfigError
	if !errors.As(err, &ce) {
		t.Fatalf("error %v, want a *ConfigError", err)
	}
	for _, w := range want {
		if !slices.ContainsFunc(ce.Problems, func(p string) bool { return strings.HasPrefix(p, w) }) {
			t.Errorf("problems %q, want one that begins with %q", ce.Problems, w)
		}
	}
	if len(ce.Problems) != len(want) {
		t.Errorf("%d problems %q, want %d", len(ce.Problems), ce.Problems, len(want))
	}
	if !strings.HasPrefix(err.Error(), "peerbot.yaml: ") || strings.Contains(err.Error(), "s3cr3t") {
		t.Errorf("error %q, want one that names the file and no secret", err)
	}
}

func TestEveryProblemIsReportedAtOnce(t *testing.T) {
	t.Parallel()
	wantProblems(t, `name: prod
colour: blue
decide_within: soon
accounts:
  - alias: tokyo
    id: 1111
    external_id: "s3cr3t external id"
    regions: []
    owners: [mina]
    channel: general
    approve: yes
  - alias: TOKYO
    id: 222222222222
    role_arn: arn:aws:iam::333333333333:role/peerbot
    regions: [ap-northeast-2]
    owners: [U0JOON]
    channel: C0SEOUL
    self_approval: 3
`, []string{
		"line 2: unknown key colour",
		`line 3: "soon" is not a duration`,
		"line 11: unknown key approve",
		"line 18: must be true or false, not \"3\"",
		`line 6: accounts[0].id: "1111"`,
		"line 7: accounts[0].external_id: must be 2 to 1224",
		"line 7: accounts[0].external_id: needs role_arn",
		"line 8: accounts[0].regions: missing",
		`line 9: accounts[0].owners[0]: "mina"`,
		`line 10: accounts[0].channel: "general"`,
		`line 12: accounts[1].alias: "TOKYO" is already the alias of accounts[0]`,
		"line 14: accounts[1].role_arn: this role belongs to account 333333333333",
	})
}

// Whatever is wrong with a secret, it is not in the error.
func TestNoSecretInAnyProblem(t *testing.T) {
	t.Parallel()
	for _, value := range []string{
		"*s3cr3t", "&s3cr3t", "!s3cr3t x", "[s3cr3t]", "{s3cr3t: s3cr3t}", `"s3cr3t`, "@s3cr3t", "s3cr3t: s3cr3t", "s3cr3t with spaces", "|\n  s3cr3t", "%s3cr3t", "`s3cr3t",
	} {
		text := strings.Replace(goodConfig, "external_id: s3cr3t-external-id", "external_id: "+value, 1)
		_, err := parseConfig("peerbot.yaml", []byte(text))
		if err == nil && !strings.HasPrefix(value, "&") {
			t.Errorf("external_id: %s is accepted", value)
		}
		if err != nil && strings.Contains(err.Error(), "s3cr3t") {
			t.Errorf("external_id: %s: the secret is in the error: %v", value, err)
		}
	}
}

func TestAConfigurationThatIsNotThere(t *testing.T) {
	t.Parallel()
	_, err := readConfig(filepath.Join(t.TempDir(), "nope.yaml"))
	if !errors.Is(err, os.ErrNotExist) || !strings.Contains(err.Error(), "nope.yaml") || !strings.Contains(err.Error(), "--config") {
		t.Errorf("error %v, want the file's name and what to do", err)
	}
}

func TestTokensAreWhereTheyBelong(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ name, app, bot, want string }{
		{"right", "xapp-1-s3cr3t", "xoxb-1-s3cr3t", ""},
		{"swapped", "xoxb-1-s3cr3t", "xapp-1-s3cr3t", "SLACK_APP_TOKEN must be the app-level token with connections:write; it starts with xapp-\nSLACK_BOT_TOKEN must be the bot token of the installed app; it starts with xoxb-"},
		{"none", "", "", "SLACK_APP_TOKEN must be"},
		{"a line break in it", "xapp-1-s3cr3t\nxapp-1", "xoxb-1-s3cr3t", "SLACK_APP_TOKEN has a space"},
		{"a user's token", "xapp-1-s3cr3t", "xoxp-1-s3cr3t", "SLACK_BOT_TOKEN must be"},
	} {
		err := tokens(tt.app, tt.bot)
		if (err == nil) != (tt.want == "") || err != nil && (!strings.HasPrefix(err.Error(), tt.want) || strings.Contains(err.Error(), "s3cr3t")) {
			t.Errorf("%s: %v, want %q", tt.name, err, tt.want)
		}
	}
}

func TestTheLocalConfigurationIsGood(t *testing.T) {
	t.Parallel()
	l, err := startLocal(localOptions{addr: "127.0.0.1:0", noAWS: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(l.close)
	c, err := readConfig(l.configFile())
	if err != nil {
		t.Fatal(err)
	}
	if len(c.Accounts) != len(demoAccounts()) || c.Accounts[0].ExternalID != demoAccounts()[0].externalID() {
		t.Errorf("read %+v, want the accounts of the demo", c.Accounts)
	}
	info, err := os.Stat(l.configFile())
	if err != nil || info.Mode().Perm()&0o077 != 0 {
		t.Errorf("mode %v, %v; want no access for others", info.Mode(), err)
	}
}
