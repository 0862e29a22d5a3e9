package sim_test

import (
	"net/http"
	"strings"
	"testing"

	"peerbot/aws/sim"
)

const (
	botUser = "arn:aws:iam::999999999999:user/peerbot"
	botKey  = "AKIA0000000000000BOT"
	assume  = "sts:AssumeRole"
)

// trusting is a statement of a trust policy.
func trusting(principal, action, condition string) string {
	if condition != "" {
		condition = `,"Condition":` + condition
	}
	return `{"Effect":"Allow","Principal":{"AWS":"` + principal + `"},"Action":"` + action + `"` + condition + `}`
}

func TestWhoMayAssumeARole(t *testing.T) {
	t.Parallel()
	const own = "arn:aws:iam::999999999999:role/own" // in the caller's account
	everything := []string{policy(allow("sts:*", "*"))}
	external := `{"StringEquals":{"sts:ExternalId":"x-1"}}`
	sourced := []string{"SourceIdentity", "slack-U1"}
	tags := []string{"Tags.member.1.Key", "request", "Tags.member.1.Value", "R1"}
	for _, tt := range []struct {
		name     string
		identity []string // of the caller
		arn      string
		trust    string
		params   []string
		deny     string // the action that is denied; "" for none
	}{
		{"named", everything, role, policy(trusting(botUser, assume, "")), nil, ""},
		{"by account", everything, role, policy(trusting("999999999999", assume, "")), nil, ""},
		{"by root", everything, role, policy(trusting("arn:aws:iam::999999999999:root", assume, "")), nil, ""},
		{"anybody", everything, role, policy(trusting("*", assume, "")), nil, ""},
		{"somebody else", everything, role, policy(trusting(botUser+"2", assume, "")), nil, assume},
		{"another account", everything, role, policy(trusting("arn:aws:iam::222222222222:root", assume, "")), nil, assume},
		{"another action", everything, role, policy(trusting(botUser, "sts:TagSession", "")), nil, assume},
		{"denied by trust", everything, role, policy(trusting(botUser, assume, ""), strings.Replace(trusting("*", assume, ""), "Allow", "Deny", 1)), nil, assume},
		{"without a policy of its own", []string{policy(allow("ec2:*", "*"))}, role, policy(trusting(botUser, assume, "")), nil, assume},
		{"with a policy for another role", []string{policy(allow(assume, role+"2"))}, role, policy(trusting(botUser, assume, "")), nil, assume},
		{"with a policy for this role", []string{policy(allow(assume, role))}, role, policy(trusting(botUser, assume, "")), nil, ""},
		{"in its account, named, without a policy", []string{policy(allow("ec2:*", "*"))}, own, policy(trusting(botUser, assume, "")), nil, ""},
		{"in its account, by root, without a policy", []string{policy(allow("ec2:*", "*"))}, own, policy(trusting("999999999999", assume, "")), nil, assume},
		{"in its account, named, and denied", []string{policy(strings.Replace(allow(assume, "*"), "Allow", "Deny", 1))}, own, policy(trusting(botUser, assume, "")), nil, assume},

		{"external id", everything, role, policy(trusting(botUser, assume, external)), []string{"ExternalId", "x-1"}, ""},
		{"wrong external id", everything, role, policy(trusting(botUser, assume, external)), []string{"ExternalId", "x-2"}, assume},
		{"no external id", everything, role, policy(trusting(botUser, assume, external)), nil, assume},
		{"session name", everything, role, policy(trusting(botUser, assume, `{"StringLike":{"sts:RoleSessionName":"peerbot-*"}}`)), nil, ""},
		{"other session name", everything, role, policy(trusting(botUser, assume, `{"StringLike":{"sts:RoleSessionName":"terraform-*"}}`)), nil, assume},
		{"source identity demanded", everything, role, policy(trusting(botUser, assume, `{"StringLike":{"sts:SourceIdentity":"slack-*"}}`)), nil, assume},
		{"source identity", everything, role, policy(trusting(botUser, assume, `{"StringLike":{"sts:SourceIdentity":"slack-*"}}`), trusting(botUser, "sts:SetSourceIdentity", "")), sourced, ""},
		{"source identity not trusted", everything, role, policy(trusting(botUser, assume, "")), sourced, "sts:SetSourceIdentity"},
		{"source identity not in its policy", []string{policy(allow(assume, "*"))}, role, policy(trusting(botUser, "sts:*", "")), sourced, "sts:SetSourceIdentity"},
		{"source identity, other one", everything, role, policy(trusting(botUser, assume, ""), trusting(botUser, "sts:SetSourceIdentity", `{"StringEquals":{"sts:SourceIdentity":"peerbot"}}`)), sourced, "sts:SetSourceIdentity"},
		{"tags", everything, role, policy(trusting(botUser, assume, ""), trusting(botUser, "sts:TagSession", `{"ForAllValues:StringEquals":{"aws:TagKeys":["request","approver"]}}`)), tags, ""},
		{"tags not trusted", everything, role, policy(trusting(botUser, assume, "")), tags, "sts:TagSession"},
		{"tags not in its policy", []string{policy(allow(assume, "*"))}, role, policy(trusting(botUser, "sts:*", "")), tags, "sts:TagSession"},
		{"tags with another key", everything, role, policy(trusting(botUser, assume, ""), trusting(botUser, "sts:TagSession", `{"ForAllValues:StringEquals":{"aws:TagKeys":["approver"]}}`)), tags, "sts:TagSession"},
		{"tag with a value", everything, role, policy(trusting(botUser, "sts:*", `{"StringEquals":{"aws:RequestTag/request":"R1"}}`)), tags, ""},
		{"the external id is no key of the action beside", everything, role, policy(trusting(botUser, "sts:*", external)), append([]string{"ExternalId", "x-1"}, tags...), "sts:TagSession"},
	} {
		w := newWorld(t, sim.Options{})
		if err := w.AddUser(sim.User{ARN: botUser, AccessKey: botKey, Policies: tt.identity}); err != nil {
			t.Fatalf("%s: %v", tt.name, err)
		}
		if err := w.AddRole(sim.Role{ARN: tt.arn, Trust: tt.trust}); err != nil {
			t.Fatalf("%s: %v", tt.name, err)
		}
		r := as(t, w, botKey, tokyo).sts("AssumeRole", append([]string{"RoleArn", tt.arn, "RoleSessionName", "peerbot-R1"}, tt.params...)...)
		if tt.deny == "" {
			if r.status != http.StatusOK {
				t.Errorf("%s: %d %s: %s, want 200", tt.name, r.status, r.code(), r.message())
			}
			continue
		}
		want := "User: " + botUser + " is not authorized to perform: " + tt.deny + " on resource: " + tt.arn
		if r.status != http.StatusForbidden || r.code() != "AccessDenied" || !strings.HasPrefix(r.message(), want) {
			t.Errorf("%s: %d %s: %s, want 403 AccessDenied: %s", tt.name, r.status, r.code(), r.message(), want)
		}
	}
}

// A chained session carries the source identity and the transitive tags on, so
// the next role has to trust those, too.
func TestAChainNeedsTheTrustOfEveryRole(t *testing.T) {
	t.Parallel()
	w := newWorld(t, sim.Options{})
	if err := w.AddRole(sim.Role{ARN: runtime, Policies: []string{policy(allow("sts:*", "*"))}}); err != nil {
		t.Fatal(err)
	}
	first := as(t, w, botAccount, tokyo).sts("AssumeRole", "RoleArn", runtime, "RoleSessionName", "task", "SourceIdentity", "slack-U1",
		"Tags.member.1.Key", "team", "Tags.member.1.Value", "net", "TransitiveTagKeys.member.1", "team").with(as(t, w, botAccount, tokyo))
	for _, tt := range []struct{ trust, deny string }{
		{policy(trusting(runtime, assume, "")), "sts:SetSourceIdentity"},
		{policy(trusting(runtime, assume, ""), trusting(runtime, "sts:SetSourceIdentity", "")), "sts:TagSession"},
		{policy(trusting(runtime, "sts:*", `{"StringEquals":{"aws:PrincipalTag/team":"net","aws:SourceIdentity":"slack-U1"}}`)), ""},
		{policy(trusting("arn:aws:sts::999999999999:assumed-role/runtime/task", "sts:*", "")), ""},
		{policy(trusting("arn:aws:sts::999999999999:assumed-role/runtime/other", "sts:*", "")), assume},
	} {
		if err := w.AddRole(sim.Role{ARN: role, Trust: tt.trust}); err != nil {
			t.Fatal(err)
		}
		r := first.sts("AssumeRole", "RoleArn", role, "RoleSessionName", "peerbot-R1")
		if got := r.status == http.StatusOK; got != (tt.deny == "") || !strings.Contains(r.message(), tt.deny) {
			t.Errorf("%s: %d %s, want a denial of %q", tt.trust, r.status, r.message(), tt.deny)
		}
	}
}

func TestAUserCallsWithItsKey(t *testing.T) {
	t.Parallel()
	w := newWorld(t, sim.Options{})
	if err := w.AddUser(sim.User{ARN: botUser, AccessKey: botKey, Policies: []string{policy(allow("ec2:DescribeVpcs", "*"))}}); err != nil {
		t.Fatal(err)
	}
	c := as(t, w, botKey, tokyo)
	r := c.sts("GetCallerIdentity")
	if got := r.get("GetCallerIdentityResult/Account") + " " + r.get("GetCallerIdentityResult/Arn"); got != "999999999999 "+botUser {
		t.Errorf("identity = %q", got)
	}
	if id := r.get("GetCallerIdentityResult/UserId"); !strings.HasPrefix(id, "AIDA") {
		t.Errorf("user id = %q", id)
	}
	c.must("DescribeVpcs")
	c.refused("UnauthorizedOperation", "User: "+botUser+" is not", "DescribeSubnets")
	c.token = "x"
	c.refused("AuthFailure", "", "DescribeVpcs")
	if calls := w.Calls(); calls[1].Principal != botUser || calls[1].Account != botAccount {
		t.Errorf("the log says %+v", calls[1])
	}
}
