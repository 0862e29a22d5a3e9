package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"peerbot/aws/live"
	"peerbot/aws/peering"
	"peerbot/bot/card"
	"peerbot/bot/chat"
	"peerbot/bot/directory"
)

func checkCommand(getenv func(string) string) *cobra.Command {
	var file string
	var try bool
	c := &cobra.Command{
		Use:   "check",
		Short: "Check the configuration; with --live also tokens, roles and permissions",
		Long: "Check the configuration file, and report every problem at once.\n" +
			"With --live also check Slack and AWS: tokens and scopes, every owner, admin and channel, every role,\n" +
			"and, with DryRun, the permissions that peerbot needs. Nothing is changed.",
		Args: noArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			cfg, err := readConfig(file)
			if err != nil {
				return err
			}
			out := c.OutOrStdout()
			fmt.Fprintf(out, "ok    %s: %s\n", file, count(len(cfg.source().Accounts()), "account"))
			for _, w := range warnings(cfg) {
				fmt.Fprintf(out, "warn  %s\n", w)
			}
			if !try {
				return nil
			}
			log := slog.New(slog.DiscardHandler)
			s, err := environment(c, cfg, getenv, log)
			if err != nil {
				return err
			}
			return checkLive(c.Context(), out, s, log)
		},
	}
	c.Flags().StringVar(&file, "config", "peerbot.yaml", "configuration file")
	c.Flags().BoolVar(&try, "live", false, "also check Slack and AWS; changes nothing")
	return c
}

// warnings are what is allowed in a configuration, and unwise.
func warnings(cfg Config) []string {
	var out []string
	if len(cfg.Admins) == 0 {
		out = append(out, "there are no admins: nobody can pause peerbot from Slack, or unlock a request; list some under `admins`")
	}
	for _, a := range cfg.Accounts {
		if a.RoleARN != "" && a.ExternalID == "" {
			out = append(out, fmt.Sprintf("account %s has no external_id: set one, and demand it in the role's trust policy (peerbot policy --form trust)", a.Alias))
		}
	}
	return out
}

// checkLive tries everything and says what works, line by line.
func checkLive(ctx context.Context, out io.Writer, s settings, log *slog.Logger) error {
	bad := 0
	report := func(what string, err error) {
		if err == nil {
			fmt.Fprintf(out, "ok    %s\n", what)
			return
		}
		bad++
		fmt.Fprintf(out, "FAIL  %s\n      %s\n", what, strings.ReplaceAll(plainError(s.Accounts.Accounts().Names(), err), "\n", "\n      "))
	}
	client := chat.New(chat.Options{BotToken: s.BotToken, AppToken: s.AppToken, APIURL: s.SlackURL, Log: log})
	me, err := client.AuthTest(ctx)
	report("Slack bot token", err)
	if err == nil {
		report("Slack scopes of the bot token", scopes(me.Scopes))
		report("Slack app-level token", client.OpenTest(ctx))
		for _, id := range people(s) {
			report("owner or admin "+id, decider(ctx, client, id))
		}
		for _, id := range channels(s) {
			report("channel "+id, internal(ctx, client, id))
		}
	}
	cloud, err := live.New(live.Options{Accounts: s.Source, Config: s.AWS, Install: s.Name, Log: log})
	if err != nil {
		return err
	}
	for _, a := range s.Source.Roles() {
		report(fmt.Sprintf("AWS account %s (%s)", a.Alias, a.ID), cloud.Verify(ctx, a.ID))
	}
	if bad > 0 {
		return fmt.Errorf("%s failed", count(bad, "check"))
	}
	return nil
}

// plainError is the text of an error, in words also where peerbot ended a call
// to AWS itself.
func plainError(n directory.Names, err error) string {
	if all, ok := err.(interface{ Unwrap() []error }); ok { // joined errors, each on its own
		var lines []string
		for _, e := range all.Unwrap() {
			lines = append(lines, plainError(n, e))
		}
		return strings.Join(lines, "\n")
	}
	if call, ok := errors.AsType[*peering.CallError](err); ok && call.Refusal != nil {
		return card.CallError(n, call)
	}
	return err.Error()
}

// scopes compares the granted scopes with those of the manifest. A Slack that
// does not say which are granted is not an error.
func scopes(granted []string) error {
	if granted == nil {
		return nil
	}
	wanted, err := botScopes()
	if err != nil {
		return err
	}
	var missing []string
	for _, want := range wanted {
		if !slices.Contains(granted, want) {
			missing = append(missing, want)
		}
	}
	if len(missing) > 0 {
		return fmt.Errorf("missing: %s; add them under OAuth & Permissions and reinstall the app", strings.Join(missing, ", "))
	}
	return nil
}

func people(s settings) []string {
	out := slices.Clone(s.Admins)
	for _, a := range s.Source.Accounts() {
		out = append(out, a.Owners...)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// channels are all that the configuration names.
func channels(s settings) []string {
	out := []string{s.Drift.Channel}
	for _, id := range s.Drift.Channels {
		out = append(out, id)
	}
	for _, a := range s.Source.Accounts() {
		out = append(out, a.Channel)
	}
	slices.Sort(out)
	return slices.DeleteFunc(slices.Compact(out), func(id string) bool { return id == "" })
}

// internal checks that peerbot can read who is in a channel, and that these are
// people of the own organisation: nothing is posted where others read.
func internal(ctx context.Context, c directory.Channels, id string) error {
	got, err := c.Channel(ctx, id)
	if err != nil {
		return err
	}
	if got.External() {
		return fmt.Errorf("#%s is shared with another organization, or an invitation is open; peerbot posts nothing there: configure an internal channel", got.Name)
	}
	return nil
}

// decider checks that a user may decide things, or that a group has members.
func decider(ctx context.Context, c *chat.Client, id string) error {
	if directory.IsUserGroup(id) {
		members, err := c.Members(ctx, id)
		if err == nil && len(members) == 0 {
			err = errors.New("the user group has no members")
		}
		if err != nil {
			return err
		}
		for _, member := range members {
			if err = decider(ctx, c, member); err == nil {
				return nil
			}
		}
		return fmt.Errorf("nobody in the user group can approve anything; the last one looked at, %s: %w", members[len(members)-1], err)
	}
	p, err := c.Person(ctx, id)
	switch {
	case err != nil:
		return err
	case p.Unknown:
		return errors.New("no such user in Slack")
	case p.Bot, p.Guest, p.Deleted, p.Stranger:
		return errors.New("bots, guests, deactivated users and people from other workspaces can't approve anything")
	}
	return nil
}
