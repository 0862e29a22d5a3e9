package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/spf13/cobra"
)

func runCommand(getenv func(string) string) *cobra.Command {
	var file string
	c := &cobra.Command{
		Use:   "run",
		Short: "Serve Slack and AWS as the configuration says",
		Long: "Serve Slack and AWS as the configuration says, until SIGTERM.\n\n" +
			"Secrets come from the environment: SLACK_APP_TOKEN (xapp-…), SLACK_BOT_TOKEN (xoxb-…),\n" +
			"DATABASE_URL (postgres://…, only with more than one replica) and the usual AWS_… variables.",
		Args: noArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			log := newLog(c.ErrOrStderr(), getenv)
			cfg, err := readConfig(file)
			if err != nil {
				return err
			}
			s, err := environment(c, cfg, getenv, log)
			if err != nil {
				return err
			}
			return serve(c, s, log)
		},
	}
	c.Flags().StringVar(&file, "config", "peerbot.yaml", "the configuration file")
	return c
}

// serve runs the service, and says when it is ready.
func serve(c *cobra.Command, s settings, log *slog.Logger) (err error) {
	ctx := c.Context()
	svc, err := newService(ctx, s, log)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, svc.close()) }()
	log.Info("peerbot is running", "accounts", len(s.Accounts), "version", version())
	return svc.run(ctx)
}

// environment adds secrets and addresses from the environment.
func environment(c *cobra.Command, cfg Config, getenv func(string) string, log *slog.Logger) (settings, error) {
	s := settings{
		Config:   cfg,
		AppToken: getenv("SLACK_APP_TOKEN"), BotToken: getenv("SLACK_BOT_TOKEN"),
		SlackURL: getenv("SLACK_API_URL"), DatabaseURL: getenv("DATABASE_URL"),
	}
	if err := tokens(s.AppToken, s.BotToken); err != nil {
		return s, err
	}
	if s.SlackURL != "" {
		log.Warn("SLACK_API_URL is set: this is not Slack", "url", s.SlackURL)
	}
	for _, name := range []string{"AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_EC2", "AWS_ENDPOINT_URL_STS", "AWS_ENDPOINT_URL_SERVICE_QUOTAS"} {
		if url := getenv(name); url != "" {
			log.Warn(name+" is set: this is not AWS", "url", url) //nolint:sloglint // the name of the variable is the message
		}
	}
	var err error
	s.AWS, err = awsConfig(c.Context(), cfg)
	return s, err
}

// awsConfig reads peerbot's own AWS identity from the environment.
func awsConfig(ctx context.Context, cfg Config) (aws.Config, error) {
	a, err := config.LoadDefaultConfig(ctx, config.WithDefaultRegion(cfg.Accounts[0].Regions[0]))
	if err != nil {
		return a, fmt.Errorf("AWS settings of the environment: %w", err)
	}
	return a, nil
}

// tokens checks that each token is where it belongs: they are often swapped.
// No token is ever part of an error.
func tokens(app, bot string) error {
	var errs []error
	if !strings.HasPrefix(app, "xapp-") {
		errs = append(errs, errors.New("SLACK_APP_TOKEN must be the app-level token with connections:write; it begins with xapp-"))
	}
	if !strings.HasPrefix(bot, "xoxb-") {
		errs = append(errs, errors.New("SLACK_BOT_TOKEN must be the bot token of the installed app; it begins with xoxb-"))
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
