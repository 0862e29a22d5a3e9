package main

import (
	"errors"
	"log/slog"

	"github.com/spf13/cobra"
)

func runCommand(getenv func(string) string) *cobra.Command {
	var file string
	c := &cobra.Command{
		Use:   "run",
		Short: "Run the bot",
		Long: "Run the bot until SIGTERM or Ctrl-C.\n\n" +
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
	c.Flags().StringVar(&file, "config", "peerbot.yaml", "configuration file")
	return c
}

// serve runs the service, and says when it is ready.
func serve(c *cobra.Command, s settings, log *slog.Logger) (err error) {
	ctx := c.Context()
	svc, err := newService(ctx, s, log)
	if err != nil && ctx.Err() != nil {
		return nil // stopped before it began
	}
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, svc.close()) }()
	log.Info("peerbot is running", "accounts", len(s.Source.Roles()), "version", version())
	return svc.run(ctx)
}
