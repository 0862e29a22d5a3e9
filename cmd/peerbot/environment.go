package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/spf13/cobra"

	"peerbot/bot/audit"
	"peerbot/bot/store/sqlstore"
)

// environment returns a configuration with the secrets and addresses that the
// environment variables hold.
func environment(c *cobra.Command, cfg Config, getenv func(string) string, log *slog.Logger) (settings, error) {
	s := settings{
		Config: cfg,
		// A secret that is kept in a file often ends with a line break.
		AppToken: strings.TrimSpace(getenv("SLACK_APP_TOKEN")), BotToken: strings.TrimSpace(getenv("SLACK_BOT_TOKEN")),
		SlackURL: getenv("SLACK_API_URL"), DatabaseURL: getenv("DATABASE_URL"),
	}
	var err error
	if s.AuditKey, err = audit.ParseKey(getenv("PEERBOT_AUDIT_KEY")); err != nil {
		return s, fmt.Errorf("PEERBOT_AUDIT_KEY: %w", err)
	}
	if err := tokens(s.AppToken, s.BotToken); err != nil {
		return s, err
	}
	if s.SlackURL != "" {
		log.Warn("SLACK_API_URL is set, so this is not Slack", "url", s.SlackURL)
	}
	for _, name := range []string{"AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_EC2", "AWS_ENDPOINT_URL_STS", "AWS_ENDPOINT_URL_SERVICE_QUOTAS"} {
		if url := getenv(name); url != "" {
			log.Warn(name+" is set, so this is not AWS", "url", url) //nolint:sloglint // the name of the variable is the message
		}
	}
	s.Source = cfg.source()
	s.AWS, err = awsConfig(c.Context(), s.Source)
	return s, err
}

// awsConfig reads peerbot's own AWS identity from the environment.
func awsConfig(ctx context.Context, accounts source) (aws.Config, error) {
	roles := accounts.Roles()
	if len(roles) == 0 {
		return aws.Config{}, errors.New("there is no AWS account to serve: the configuration's `accounts` is empty")
	}
	a, err := config.LoadDefaultConfig(ctx, config.WithDefaultRegion(roles[0].Regions[0]))
	if err != nil {
		return a, fmt.Errorf("read the AWS settings of the environment: %w", err)
	}
	return a, nil
}

// tokens checks that each token is where it belongs: they are often swapped.
// No token is ever part of an error.
func tokens(app, bot string) error {
	var errs []error
	if !strings.HasPrefix(app, "xapp-") {
		errs = append(errs, errors.New("SLACK_APP_TOKEN must be the app-level token with connections:write; it starts with xapp-"))
	}
	if !strings.HasPrefix(bot, "xoxb-") {
		errs = append(errs, errors.New("SLACK_BOT_TOKEN must be the bot token of the installed app; it starts with xoxb-"))
	}
	for name, token := range map[string]string{"SLACK_APP_TOKEN": app, "SLACK_BOT_TOKEN": bot} {
		if strings.ContainsFunc(token, func(r rune) bool { return r <= ' ' || r > '~' }) {
			errs = append(errs, fmt.Errorf("%s has a space, a line break or another character in it that no token has; copy it again", name))
		}
	}
	return errors.Join(errs...)
}

// newLog logs to w: text by default, JSON with PEERBOT_LOG=json, and debug
// lines with PEERBOT_LOG_LEVEL=debug.
func newLog(w io.Writer, getenv func(string) string) *slog.Logger {
	o := &slog.HandlerOptions{Level: slog.LevelInfo}
	if getenv("PEERBOT_LOG_LEVEL") == "debug" {
		o.Level = slog.LevelDebug
	}
	if getenv("PEERBOT_LOG") == "json" {
		return slog.New(slog.NewJSONHandler(w, o))
	}
	return slog.New(slog.NewTextHandler(w, o))
}

// openExisting opens the database of an installation for a command that works
// beside a running peerbot. It makes and upgrades nothing.
func openExisting(ctx context.Context, cfg Config, getenv func(string) string) (*sqlstore.Store, error) {
	url := getenv("DATABASE_URL")
	if url == "" {
		if _, err := os.Stat(cfg.Database); err != nil {
			return nil, fmt.Errorf("database: %w; its path in the configuration is relative to the working directory", err)
		}
	}
	return sqlstore.Open(ctx, sqlstore.Options{URL: url, Path: cfg.Database, Beside: true})
}
