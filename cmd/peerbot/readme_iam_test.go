package main

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/credentials"

	"peerbot/aws/sim"
)

// The README says how to install: from its configuration, the policies that
// the program prints. The local AWS asks them of every call of a peering's
// whole life, from the bot's own identity to the last route.
func TestReadmeInstallationSufficesForAWholeLife(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "peerbot.yaml")
	if err := os.WriteFile(file, []byte(block(t, "```yaml\n# peerbot.yaml\n")), 0o600); err != nil {
		t.Fatal(err)
	}
	printed, err := readConfig(file)
	if err != nil {
		t.Fatal(err)
	}
	l, err := startLocal(localOptions{addr: "127.0.0.1:0"})
	if err != nil {
		t.Fatal(err)
	}
	defer l.close()
	s, err := l.settings()
	if err != nil {
		t.Fatal(err)
	}
	const user, key = "arn:aws:iam::" + botAccount + ":user/peerbot", "AKIAPEERBOTRUNTIME00"
	err = l.cloud.AddUser(sim.User{ARN: user, AccessKey: key, Policies: []string{say(t, "policy", "--config", file, "--form", "bot")}})
	if err != nil {
		t.Fatal(err)
	}
	for i, a := range printed.Accounts[:2] {
		if s.Accounts[i].ID != a.ID || s.Accounts[i].RoleARN != a.RoleARN {
			t.Fatalf("account %d of the README is %s, and of the local world %s", i, a.RoleARN, s.Accounts[i].RoleARN)
		}
		s.Accounts[i].ExternalID = a.ExternalID
		err := l.cloud.AddRole(sim.Role{
			ARN:      a.RoleARN,
			Policies: []string{say(t, "policy", "--config", file, "--account", a.Alias)},
			Trust:    say(t, "policy", "--config", file, "--account", a.Alias, "--form", "trust", "--with-external-id", "--principal", user),
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	s.Source, s.Name = s.Accounts[:2], printed.Name
	s.Poll = 20 * time.Millisecond
	s.AWS.Credentials = credentials.NewStaticCredentialsProvider(key, "local", "")
	log := slog.New(slog.NewTextHandler(t.Output(), nil))
	if err := l.serve(t.Context(), s, log, l.wholeLife); err != nil {
		t.Fatal(err)
	}
}

// wholeLife has Mina ask for a peering and for its deletion, and Joon agree.
func (l *local) wholeLife(ctx context.Context) error {
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
		card, err := joon.sees(ctx, "net-seoul", "the card of "+turn.typed, func(m message) bool {
			return m.has("approve") && strings.HasPrefix(m.Text, turn.title)
		})
		if err != nil {
			return err
		}
		if _, err := joon.clicks(ctx, card, "approve"); err != nil {
			return err
		}
		card, err = joon.sees(ctx, "net-seoul", "the end of "+turn.typed, func(m message) bool {
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
}
