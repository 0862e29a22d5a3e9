package main

import (
	"context"
	"fmt"
	"log/slog"

	"github.com/spf13/cobra"
)

func demoCommand() *cobra.Command {
	var addr, readyFile string
	var tour bool
	c := &cobra.Command{
		Use:   "demo",
		Short: "Try it: a local Slack, a local AWS and the bot, in one process",
		Long: "Start a local Slack, a local AWS and the bot in one process, and print the address of a page to open.\n" +
			"It needs no account and no token. The bot is the one that `peerbot run` runs.\n" +
			"With --tour, play the walkthrough without a browser, print the conversation, and check AWS at the end.",
		Args: noArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			if tour {
				return runTour(c.Context(), c.OutOrStdout())
			}
			return runDemo(c, addr, readyFile)
		},
	}
	c.Flags().StringVar(&addr, "addr", "127.0.0.1:8080", "address of the page")
	c.Flags().StringVar(&readyFile, "ready-file", "", "JSON file to write once everything answers")
	c.Flags().BoolVar(&tour, "tour", false, "play the walkthrough without a browser; exit 0 only if AWS ends as it should")
	return c
}

func runDemo(c *cobra.Command, addr, readyFile string) error {
	l, err := startLocal(localOptions{addr: addr})
	if err != nil {
		return err
	}
	defer l.close()
	log := slog.New(slog.NewTextHandler(c.ErrOrStderr(), &slog.HandlerOptions{Level: slog.LevelWarn}))
	return l.with(c.Context(), log, func(ctx context.Context) error {
		if err := l.ready().write(readyFile); err != nil {
			return err
		}
		out := c.OutOrStdout()
		fmt.Fprintf(out, "peerbot demo: open  %s/\n\n", l.slackURL)
		fmt.Fprintf(out, "You are Mina. In #platform, type\n\n    /peering request tokyo/main seoul/main reason=\"shared login\"\n\n")
		fmt.Fprintf(out, "then become Joon (bottom left), press Approve on the card, and watch the peering become active.\nStop with Ctrl-C.\n")
		<-ctx.Done()
		return nil
	})
}
