package main

import (
	"errors"
	"fmt"
	"net/http"
	"os"
	"strings"
	"time"

	"peerbot/aws/sim"
	"peerbot/bot/command"
	"peerbot/bot/slacksim"
)

// startLocal starts a local Slack and a local AWS with the demo's people and
// accounts, and writes their configuration. The caller closes them.
func startLocal(o localOptions) (_ *local, err error) {
	l := &local{world: demoAccounts(), vpcs: map[string][]sim.VPC{}}
	defer func() {
		if err != nil {
			l.close()
		}
	}()
	if l.dir, err = os.MkdirTemp("", "peerbot-"); err != nil {
		return nil, err
	}
	// As an app that was made from the manifest: a scope that is missing there
	// is missing here.
	granted, err := botScopes()
	if err != nil {
		return nil, err
	}
	l.slack = slacksim.New(slacksim.Options{
		AppToken: localAppToken, BotToken: localBotToken, Scopes: granted, Commands: []slacksim.SlashCommand{slash()}, NoHome: true, Panel: l.panel(), Log: o.log,
	})
	addPeople(l.slack)
	l.cloud = sim.New(sim.Options{
		Delays: sim.Delays{Pending: 200 * time.Millisecond, Provisioning: 400 * time.Millisecond, Deleting: 400 * time.Millisecond, PeerVisible: 200 * time.Millisecond},
		// Nobody shares the demo's accounts, so being throttled would be a bug.
		Throttle: true,
		Log:      o.log,
	})
	if err := errors.Join(addIAM(l.cloud, l.world), addConsoleUsers(l.cloud, l.world)); err != nil {
		return nil, fmt.Errorf("local AWS: %w", err)
	}
	for _, a := range l.world {
		if l.vpcs[a.alias], err = a.build(l.cloud); err != nil {
			return nil, fmt.Errorf("local AWS: %w", err)
		}
	}
	if l.slackURL, err = l.listen(o.addr, oneOrTwoPeople(l.slack)); err != nil {
		return nil, err
	}
	if !o.noAWS {
		var h http.Handler = l.cloud
		if o.wrap != nil {
			h = o.wrap(h)
		}
		if l.awsURL, err = l.listen("127.0.0.1:0", h); err != nil {
			return nil, err
		}
	}
	return l, l.writeConfig()
}

// slash returns what the local Slack shows of the slash command, with its usage
// lines from the grammar.
func slash() slacksim.SlashCommand {
	c := slacksim.SlashCommand{Name: "/peering", Description: "Request, approve and inspect VPC peerings", UsageHint: "request account/vpc account/vpc | list | show P1 | help"}
	for _, v := range command.Verbs() {
		c.Examples = append(c.Examples, "/peering "+v.Usage)
	}
	return c
}

// oneOrTwoPeople lets the address of the people API be taken as the root of
// paths that begin with /people, and as the part before /{user}.
func oneOrTwoPeople(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if rest, ok := strings.CutPrefix(r.URL.Path, "/people/people"); ok && (rest == "" || rest[0] == '/') {
			r.URL.Path = "/people" + rest
			r.URL.RawPath = ""
		}
		next.ServeHTTP(w, r)
	})
}
