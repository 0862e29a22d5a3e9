package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"peerbot/aws/live"
)

// ask runs the program and returns its exit code, output and errors.
func ask(t *testing.T, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	var out, errs bytes.Buffer
	code = run(t.Context(), args, &out, &errs, func(string) string { return "" })
	return code, out.String(), errs.String()
}

// policyConfig writes a configuration with n accounts, each with a role. The
// last has no external id, and before it comes one without a role.
func policyConfig(t *testing.T, n int) string {
	t.Helper()
	var b strings.Builder
	b.WriteString("accounts:\n")
	for i := range n {
		id := fmt.Sprintf("%012d", 100000000000+i)
		fmt.Fprintf(&b, "  - {alias: a%d, id: %q, regions: [ap-northeast-1, us-east-1], owners: [U0MINA], channel: C0TOKYO", i, id)
		if i != n-2 {
			fmt.Fprintf(&b, ", role_arn: 'arn:aws:iam::%s:role/peerbot'", id)
			if i != n-1 {
				fmt.Fprintf(&b, ", external_id: secret-%d", i)
			}
		}
		b.WriteString("}\n")
	}
	file := filepath.Join(t.TempDir(), "peerbot.yaml")
	if err := os.WriteFile(file, []byte(b.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

// What is printed is, byte for byte, what the demo and every script run on.
func TestPrintedPoliciesAreThoseOfTheLocalAWS(t *testing.T) {
	t.Parallel()
	l, err := startLocal(localOptions{addr: "127.0.0.1:0"})
	if err != nil {
		t.Fatal(err)
	}
	defer l.close()
	all := accounts(l.world)
	for _, a := range all {
		want, err := iamRole(a, live.PolicyOptions{Peers: all, Install: localName})
		if err != nil {
			t.Fatal(err)
		}
		_, got, _ := ask(t, "policy", "--config", l.configFile(), "--account", a.Alias)
		if got != want.Policies[0] {
			t.Errorf("%s: printed %s\nthe role has %s", a.Alias, got, want.Policies[0])
		}
		_, got, _ = ask(t, "policy", "--config", l.configFile(), "--account", a.ID, "--form", "trust", "--principal", botUser, "--with-external-id")
		if got != want.Trust {
			t.Errorf("%s: printed %s\nthe role is trusted by %s", a.Alias, got, want.Trust)
		}
	}
	code, got, stderr := ask(t, "policy", "--config", l.configFile())
	if code != 0 || stderr != "" || !strings.Contains(got, `"sts:AssumeRole"`) || strings.Count(got, ":role/peerbot") != len(all) {
		t.Errorf("the bot's policy: %d %s%s", code, got, stderr)
	}
}

func TestPolicyKeepsExternalIDsUnlessAsked(t *testing.T) {
	t.Parallel()
	file := policyConfig(t, 3)
	trust := []string{"policy", "--config", file, "--form", "trust", "--principal", botUser, "--account"}
	for _, args := range [][]string{append(trust, "a0"), {"policy", "--config", file, "--account", "a0"}, {"policy", "--config", file}} {
		code, stdout, stderr := ask(t, args...)
		if code != 0 || strings.Contains(stdout+stderr, "secret-0") {
			t.Errorf("%q = %d, with the external id:\n%s%s", args, code, stdout, stderr)
		}
	}
	code, stdout, stderr := ask(t, append(trust, "a0")...)
	if code != 0 || !strings.Contains(stdout, `"sts:ExternalId": "EXTERNAL-ID-OF-a0"`) || !strings.Contains(stderr, "EXTERNAL-ID-OF-a0") {
		t.Errorf("without the flag: %d\n%s%s", code, stdout, stderr)
	}
	code, stdout, stderr = ask(t, append(trust, "a0", "--with-external-id")...)
	if code != 0 || !strings.Contains(stdout, `"sts:ExternalId": "secret-0"`) || stderr != "" {
		t.Errorf("with the flag: %d\n%s%s", code, stdout, stderr)
	}
	code, stdout, stderr = ask(t, append(trust, "a2")...)
	if code != 0 || strings.Contains(stdout, "sts:ExternalId") || !strings.Contains(stderr, "a2 (100000000002) has no external_id") {
		t.Errorf("without an external id: %d\n%s%s", code, stdout, stderr)
	}
}

func TestPolicyOptionsShow(t *testing.T) {
	t.Parallel()
	file := policyConfig(t, 3)
	_, whole, _ := ask(t, "policy", "--config", file, "--account", "A0")
	if !strings.Contains(whole, "ec2:AccepterVpc") || !strings.Contains(whole, "100000000002:vpc/*") || strings.Contains(whole, "aws:ResourceTag/net") {
		t.Errorf("printed %s", whole)
	}
	_, tagged, _ := ask(t, "policy", "--config", file, "--account", "a0", "--only-tagged", "net=a=b", "--only-tagged", "team=")
	if n := strings.Count(tagged, `"aws:ResourceTag/net": "a=b"`); n != 3 || strings.Count(tagged, `"aws:ResourceTag/team": ""`) != n {
		t.Errorf("%d statements ask for the tag, want 3: create, accept, routes\n%s", n, tagged)
	}
	_, wide, _ := ask(t, "policy", "--config", file, "--account", "a0", "--any-peer")
	if strings.Contains(wide, "ec2:AccepterVpc") || strings.Contains(wide, "ec2:RequesterVpc") || strings.Contains(wide, "ArnLike") {
		t.Errorf("--any-peer printed %s", wide)
	}
	// Where there is no role the bot itself needs what a role would.
	_, bot, _ := ask(t, "policy", "--config", file)
	if !strings.Contains(bot, `"ec2:CreateRoute"`) || !strings.Contains(bot, "ec2:*:100000000001:route-table/*") || strings.Contains(bot, "100000000001:role") || strings.Contains(bot, "100000000000:route-table") {
		t.Errorf("the bot's policy is %s", bot)
	}
}

func TestPolicySaysWhenIAMHasNoRoomForIt(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		accounts int
		code     int
		say      string
	}{
		{12, 0, ""},
		{50, 0, "only 6144 in a managed policy"},
		{200, 1, "use --any-peer"},
	} {
		file := policyConfig(t, tt.accounts)
		code, stdout, stderr := ask(t, "policy", "--config", file, "--account", "a0")
		if code != tt.code || !strings.Contains(stderr, tt.say) || (stderr == "") != (tt.say == "") || (stdout == "") != (code != 0) {
			t.Errorf("%d accounts: %d %q and %d bytes, want %d %q", tt.accounts, code, stderr, len(stdout), tt.code, tt.say)
		}
		if code, _, stderr := ask(t, "policy", "--config", file, "--account", "a0", "--any-peer"); code != 0 || stderr != "" {
			t.Errorf("%d accounts with --any-peer: %d %s", tt.accounts, code, stderr)
		}
	}
}

func TestPolicyRefuses(t *testing.T) {
	t.Parallel()
	file := policyConfig(t, 3)
	for _, tt := range []struct {
		args string
		code int
		say  string
	}{
		{"--form role", 2, "name it with --account"},
		{"--form trust --principal " + botUser, 2, "name it with --account"},
		{"--form bot --account a0", 2, "leave out --account"},
		{"--form all", 2, "must be role, trust or bot"},
		{"--form trust --account a0", 2, "add --principal"},
		{"--form trust --account a0 --principal peerbot", 2, "not the ARN of a role or user"},
		{"--form trust --account a0 --principal arn:aws:iam::999999999999:root", 2, "not the ARN of a role or user"},
		{"--form trust --account a0 --only-tagged a=b --principal " + botUser, 2, "don't apply to a trust policy"},
		{"--account a0 --principal " + botUser, 2, "are only for --form trust"},
		{"--account a0 --with-external-id", 2, "are only for --form trust"},
		{"--account a0 --only-tagged x", 2, "not KEY=VALUE"},
		{"--account a0 --only-tagged =x", 2, "not KEY=VALUE"},
		{"--account a0 --only-tagged a=b --only-tagged a=c", 2, "repeats a key"},
		{"--account nowhere", 1, "has no account \"nowhere\"; it has a0, a1, a2"},
		{"--account a1", 1, "a1 (100000000001) has no role_arn"},
		{"--account a0 --config /nowhere.yaml", 1, "/nowhere.yaml"},
		{"a0", 2, "takes no arguments"},
	} {
		args := append([]string{"policy", "--config", file}, strings.Fields(tt.args)...)
		code, stdout, stderr := ask(t, args...)
		if code != tt.code || !strings.Contains(stderr, tt.say) || stdout != "" {
			t.Errorf("policy %s = %d %q %q, want %d and %q", tt.args, code, stdout, stderr, tt.code, tt.say)
		}
	}
}
