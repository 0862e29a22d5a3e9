package sim_test

import (
	"maps"
	"net/http"
	"strings"
	"testing"
	"time"

	"peerbot/aws/sim"
)

const (
	botAccount = "999999999999"
	role       = "arn:aws:iam::111111111111:role/bots/peering-bot"
	runtime    = "arn:aws:iam::999999999999:role/runtime"
)

// newRoles is a world with a role of alice that the bot's runtime role may
// assume, which in turn the root of the bot's account may.
func newRoles(t *testing.T) (*world, client) {
	t.Helper()
	w := newWorld(t, sim.Options{})
	for _, r := range []sim.Role{
		{ARN: runtime, TrustedPrincipals: []string{"arn:aws:iam::999999999999:root"}, MaxSession: 2 * time.Hour},
		{ARN: role, TrustedPrincipals: []string{runtime, "arn:aws:iam::999999999999:root"}, ExternalID: "x-1", MaxSession: 4 * time.Hour},
	} {
		if err := w.AddRole(r); err != nil {
			t.Fatal(err)
		}
	}
	return w, as(t, w, botAccount, tokyo)
}

// with returns a client that uses the credentials of an AssumeRole answer.
func (r reply) with(c client) client {
	const at = "AssumeRoleResult/Credentials/"
	c.key, c.token = r.get(at+"AccessKeyId"), r.get(at+"SessionToken")
	return c
}

func TestAnAssumedRoleActsInItsAccountUnderItsName(t *testing.T) {
	t.Parallel()
	w, bot := newRoles(t)
	r := bot.sts("AssumeRole", "RoleArn", role, "RoleSessionName", "peering-bot-R42", "ExternalId", "x-1", "SourceIdentity", "slack-U1",
		"Tags.member.1.Key", "request", "Tags.member.1.Value", "R42", "Policy", `{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"ec2:Describe*","Resource":"*"}}`, "DurationSeconds", "900")
	if r.status != http.StatusOK {
		t.Fatalf("AssumeRole = %d %s", r.status, r.body)
	}
	const arn = "arn:aws:sts::111111111111:assumed-role/peering-bot/peering-bot-R42"
	for path, want := range map[string]string{
		"AssumeRoleResult/AssumedRoleUser/Arn":    arn,
		"AssumeRoleResult/SourceIdentity":         "slack-U1",
		"AssumeRoleResult/Credentials/Expiration": "2026-11-23T00:15:00Z",
	} {
		if got := r.get(path); got != want {
			t.Errorf("%s = %q, want %q", path, got, want)
		}
	}
	c := r.with(bot)
	if !strings.HasPrefix(c.key, "ASIA") || len(c.key) != 20 {
		t.Errorf("access key = %q", c.key)
	}
	id := c.sts("GetCallerIdentity")
	if got := id.get("GetCallerIdentityResult/Account") + " " + id.get("GetCallerIdentityResult/Arn"); got != alice+" "+arn {
		t.Errorf("identity = %q, want %q", got, alice+" "+arn)
	}
	if got := c.must("DescribeVpcs").all("vpcSet/item/vpcId"); len(got) != 1 || got[0] != w.tokyo.ID {
		t.Errorf("VPCs of the role = %v, want %s", got, w.tokyo.ID)
	}
	calls := w.Calls()
	last := calls[len(calls)-1]
	if last.Account != alice || last.Session != "peering-bot-R42" || last.SourceIdentity != "slack-U1" || !maps.Equal(last.SessionTags, map[string]string{"request": "R42"}) || last.Principal != arn {
		t.Errorf("the log says %+v", last)
	}

	stolen := c
	stolen.token = ""
	stolen.refused("AuthFailure", "", "DescribeVpcs")
	stolen.token = "other"
	if got := stolen.sts("GetCallerIdentity"); got.status != http.StatusForbidden || got.code() != "InvalidClientTokenId" {
		t.Errorf("wrong token = %d %s, want 403 InvalidClientTokenId", got.status, got.code())
	}
	w.advance(15 * time.Minute)
	c.refused("RequestExpired", "Request has expired.", "DescribeVpcs")
	if got := c.sts("GetCallerIdentity"); got.status != http.StatusForbidden || got.code() != "ExpiredToken" {
		t.Errorf("expired = %d %s, want 403 ExpiredToken", got.status, got.code())
	}
}

func TestAssumeRoleRefuses(t *testing.T) {
	t.Parallel()
	w, bot := newRoles(t)
	if err := w.AddRole(sim.Role{ARN: role + "-strict", NoSourceIdentity: true, NoSessionTags: true}); err != nil {
		t.Fatal(err)
	}
	base := map[string]string{"RoleArn": role, "RoleSessionName": "peering-bot", "ExternalId": "x-1"}
	for _, tt := range []struct {
		name   string
		caller string
		params []string
		status int
		code   string
	}{
		{"unknown role", botAccount, []string{"RoleArn", role + "2"}, 403, "AccessDenied"},
		{"wrong external id", botAccount, []string{"ExternalId", "x-2"}, 403, "AccessDenied"},
		{"no external id", botAccount, []string{"ExternalId", ""}, 403, "AccessDenied"},
		{"untrusted caller", bob, nil, 403, "AccessDenied"},
		{"source identity not allowed", botAccount, []string{"RoleArn", role + "-strict", "SourceIdentity", "slack-U1"}, 403, "AccessDenied"},
		{"session tags not allowed", botAccount, []string{"RoleArn", role + "-strict", "Tags.member.1.Key", "a", "Tags.member.1.Value", "b"}, 403, "AccessDenied"},
		{"too short", botAccount, []string{"DurationSeconds", "899"}, 400, "ValidationError"},
		{"too long", botAccount, []string{"DurationSeconds", "43201"}, 400, "ValidationError"},
		{"longer than the role", botAccount, []string{"DurationSeconds", "14401"}, 400, "ValidationError"},
		{"space in the session name", botAccount, []string{"RoleSessionName", "a b"}, 400, "ValidationError"},
		{"short session name", botAccount, []string{"RoleSessionName", "a"}, 400, "ValidationError"},
		{"long session name", botAccount, []string{"RoleSessionName", strings.Repeat("a", 65)}, 400, "ValidationError"},
		{"bad source identity", botAccount, []string{"SourceIdentity", "aws:me"}, 400, "ValidationError"},
		{"not a role", botAccount, []string{"RoleArn", "arn:aws:iam::111111111111:user/x"}, 400, "ValidationError"},
		{"bad policy", botAccount, []string{"Policy", "{"}, 400, "MalformedPolicyDocument"},
		{"long policy", botAccount, []string{"Policy", `"` + strings.Repeat("x", 2048) + `"`}, 400, "ValidationError"},
		{"twice the same tag", botAccount, []string{"Tags.member.1.Key", "a", "Tags.member.1.Value", "b", "Tags.member.2.Key", "A", "Tags.member.2.Value", "b"}, 400, "InvalidParameterValue"},
		{"long tag", botAccount, []string{"Tags.member.1.Key", strings.Repeat("k", 129), "Tags.member.1.Value", "b"}, 400, "ValidationError"},
		{"transitive key without tag", botAccount, []string{"TransitiveTagKeys.member.1", "a"}, 400, "InvalidParameterValue"},
		{"unknown parameter", botAccount, []string{"Colour", "red"}, 400, "UnknownParameter"},
	} {
		form := maps.Clone(base)
		for i := 0; i < len(tt.params); i += 2 {
			form[tt.params[i]] = tt.params[i+1]
		}
		var params []string
		for k, v := range form {
			params = append(params, k, v)
		}
		bot.key = tt.caller
		if r := bot.sts("AssumeRole", params...); r.status != tt.status || r.code() != tt.code {
			t.Errorf("%s: %d %s: %s, want %d %s", tt.name, r.status, r.code(), r.message(), tt.status, tt.code)
		} else if r.get("Error/Type") != "Sender" || !r.has("RequestId") {
			t.Errorf("%s: the error has the wrong shape: %s", tt.name, r.body)
		}
	}
}

func TestChainedRolesKeepTheSourceIdentityAndOneHour(t *testing.T) {
	t.Parallel()
	w, bot := newRoles(t)
	first := bot.sts("AssumeRole", "RoleArn", runtime, "RoleSessionName", "task", "SourceIdentity", "slack-U1",
		"Tags.member.1.Key", "team", "Tags.member.1.Value", "net", "Tags.member.2.Key", "mine", "Tags.member.2.Value", "x", "TransitiveTagKeys.member.1", "team").with(bot)
	params := []string{"RoleArn", role, "RoleSessionName", "peering-bot", "ExternalId", "x-1"}
	if r := first.sts("AssumeRole", append(params, "DurationSeconds", "3601")...); r.code() != "ValidationError" || !strings.Contains(r.message(), "role chaining") {
		t.Errorf("chained for more than an hour: %d %s: %s", r.status, r.code(), r.message())
	}
	if r := first.sts("AssumeRole", append(params, "SourceIdentity", "slack-U2")...); r.code() != "AccessDenied" {
		t.Errorf("another source identity: %d %s, want AccessDenied", r.status, r.code())
	}
	r := first.sts("AssumeRole", params...)
	if got := r.get("AssumeRoleResult/SourceIdentity"); got != "slack-U1" {
		t.Errorf("source identity = %q, want slack-U1", got)
	}
	r.with(bot).must("DescribeVpcs")
	calls := w.Calls()
	if got := calls[len(calls)-1].SessionTags; !maps.Equal(got, map[string]string{"team": "net"}) {
		t.Errorf("session tags = %v, want team=net", got)
	}
}

func TestARemovedRoleEndsItsSessions(t *testing.T) {
	t.Parallel()
	w, bot := newRoles(t)
	c := bot.sts("AssumeRole", "RoleArn", role, "RoleSessionName", "peering-bot", "ExternalId", "x-1").with(bot)
	c.must("DescribeVpcs")
	w.RemoveRole(role)
	c.refused("AuthFailure", "", "DescribeVpcs")
	if err := w.AddRole(sim.Role{ARN: "role"}); err == nil {
		t.Error(`AddRole took "role" for an ARN`)
	}
}
