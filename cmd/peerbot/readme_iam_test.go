package main

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/credentials"

	"peerbot/aws/live"
	"peerbot/aws/peering"
	"peerbot/aws/sim"
)

func TestReadmePoliciesAllowWhatIsCalled(t *testing.T) {
	t.Parallel()
	role, trust, bot := policyOf(t, "role"), policyOf(t, "trust"), policyOf(t, "bot")
	var ofRole, ofBot []string
	for _, p := range live.Permissions() {
		if p.Action == "sts:GetCallerIdentity" {
			continue // AWS allows it to everybody
		}
		if p.Who == live.Bot {
			ofBot = append(ofBot, p.Action)
			continue
		}
		ofRole = append(ofRole, p.Action)
		for _, kind := range p.Resources {
			if !role.allows(p.Action, kind) {
				t.Errorf("the policy of the role does not allow %s on %s", p.Action, kind)
			}
		}
	}
	for name, c := range map[string]struct{ got, want []string }{
		"role": {role.actions(), ofRole}, "trust": {trust.actions(), ofBot}, "bot": {bot.actions(), ofBot},
	} {
		slices.Sort(c.want)
		if !slices.Equal(c.got, c.want) {
			t.Errorf("the %s policy allows %q, want exactly %q", name, c.got, c.want)
		}
	}
	tags := peering.Peering{ID: "P1"}.Tags()
	for _, key := range []string{peering.TagName, peering.TagManaged, peering.TagPeering} {
		if !slices.Contains(role.statement(t, "MarkAsOurs").Condition["ForAllValues:StringEquals"]["aws:TagKeys"], key) {
			t.Errorf("the policy of the role does not let the tag %s be set", key)
		}
		delete(tags, key)
	}
	if len(tags) != 0 {
		t.Errorf("a connection of ours carries tags that the policy is not checked for: %v", tags)
	}
	if got := role.statement(t, "OnlyOurs").Condition["StringEquals"]["aws:ResourceTag/"+peering.TagManaged]; !slices.Equal(got, values{peering.ManagedBy}) {
		t.Errorf("the policy of the role lets connections with the tag %s=%q be deleted, want %q", peering.TagManaged, got, peering.ManagedBy)
	}
}

// The local AWS asks the policies of the README of every call, from the bot's
// own identity to the last route.
func TestReadmePoliciesSufficeForAWholeLife(t *testing.T) {
	t.Parallel()
	l, err := startLocal(localOptions{addr: "127.0.0.1:0"})
	if err != nil {
		t.Fatal(err)
	}
	defer l.close()
	const user, key = "arn:aws:iam::" + botAccount + ":user/peerbot-runtime", "AKIAPEERBOTRUNTIME00"
	if err := l.cloud.AddUser(sim.User{ARN: user, AccessKey: key, Policies: []string{policyText(t, "bot")}}); err != nil {
		t.Fatal(err)
	}
	for _, a := range l.world[:2] {
		inAccount := strings.NewReplacer("111111111111", a.id)
		forBot := strings.NewReplacer("arn:aws:iam::999999999999:role/peerbot-runtime", user, "one-per-account-8c1f04", a.externalID())
		err := l.cloud.AddRole(sim.Role{
			ARN:      a.role(),
			Policies: []string{inAccount.Replace(policyText(t, "role"))},
			Trust:    forBot.Replace(policyText(t, "trust")),
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	s, err := l.settings()
	if err != nil {
		t.Fatal(err)
	}
	s.Accounts = s.Accounts[:2]
	s.Poll = 20 * time.Millisecond
	s.AWS.Credentials = credentials.NewStaticCredentialsProvider(key, "local", "")
	log := slog.New(slog.NewTextHandler(t.Output(), nil))
	err = l.serve(t.Context(), s, log, func(ctx context.Context) error {
		ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
		defer cancel()
		mina, joon := person{l.slackURL + "/people", "mina"}, person{l.slackURL + "/people", "joon"}
		over := regexp.MustCompile(`^.* · (done|failed)\n`)
		for _, turn := range []struct{ typed, title string }{
			{`/peering request tokyo/shop seoul/payments dns=both reason="policies"`, "R1 "},
			{`/peering delete P1 reason="policies"`, "R2 "},
		} {
			if _, err := mina.types(ctx, "platform", turn.typed); err != nil {
				return err
			}
			card, err := joon.sees(ctx, "net-seoul", "the card", func(m message) bool {
				return m.has("approve") && strings.HasPrefix(m.Text, turn.title)
			})
			if err != nil {
				return err
			}
			if _, err := joon.clicks(ctx, card, "approve"); err != nil {
				return err
			}
			card, err = joon.sees(ctx, "net-seoul", "the end", func(m message) bool {
				return m.TS == card.TS && over.MatchString(m.Text)
			})
			if err != nil {
				return err
			}
			if over.FindStringSubmatch(card.Text)[1] != "done" {
				return fmt.Errorf("%s ended as:\n%s", turn.typed, card.Text)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// policy is an IAM policy, as far as the tests look at it.
type policy struct {
	Version   string
	Statement []statement
}

type statement struct {
	Sid, Effect string
	Principal   map[string]values
	Action      values
	Resource    values
	Condition   map[string]map[string]values
}

// values is one string or a list of them.
type values []string

// UnmarshalJSON reads both spellings.
func (v *values) UnmarshalJSON(raw []byte) error {
	if raw[0] == '"' {
		*v = make(values, 1)
		return json.Unmarshal(raw, &(*v)[0])
	}
	return json.Unmarshal(raw, (*[]string)(v))
}

// policyText returns the policy below a marker.
func policyText(t *testing.T, name string) string {
	t.Helper()
	return block(t, "<!-- iam: "+name+" -->\n```json\n")
}

// policyOf reads a policy.
func policyOf(t *testing.T, name string) policy {
	t.Helper()
	dec := json.NewDecoder(strings.NewReader(policyText(t, name)))
	dec.DisallowUnknownFields()
	var p policy
	if err := dec.Decode(&p); err != nil {
		t.Fatalf("the %s policy: %v", name, err)
	}
	if p.Version != "2012-10-17" {
		t.Errorf("the %s policy has version %q", name, p.Version)
	}
	for _, s := range p.Statement {
		if s.Effect != "Allow" {
			t.Errorf("the %s policy has a statement with effect %q", name, s.Effect)
		}
	}
	return p
}

// actions are all actions that a policy allows, in order.
func (p policy) actions() []string {
	var out []string
	for _, s := range p.Statement {
		out = append(out, s.Action...)
	}
	slices.Sort(out)
	return out
}

// allows reports whether a policy allows an action on a type of resource.
func (p policy) allows(action, kind string) bool {
	return slices.ContainsFunc(p.Statement, func(s statement) bool {
		return slices.Contains(s.Action, action) && slices.ContainsFunc(s.Resource, func(r string) bool {
			return r == "*" || strings.Contains(r, ":"+kind+"/")
		})
	})
}

func (p policy) statement(t *testing.T, sid string) statement {
	t.Helper()
	i := slices.IndexFunc(p.Statement, func(s statement) bool { return s.Sid == sid })
	if i < 0 {
		t.Fatalf("there is no statement %s", sid)
	}
	return p.Statement[i]
}
