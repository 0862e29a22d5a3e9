package main

import (
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"peerbot/bot/request"
	"peerbot/bot/store"
)

// operator is who paused or resumed from the command line.
const operator = "operator"

// pauseCommand stops all writes to AWS without Slack, and resumeCommand lets them go
// on: they write to the database that a running peerbot reads before each write.
func pauseCommand(getenv func(string) string) *cobra.Command {
	c := brakeCommand(getenv, true)
	c.Use, c.Short = "pause", "Stop all writes to AWS, also while Slack is down"
	c.Long = "Stop all writes to AWS, as /peering pause does. It needs only the database, works beside a running peerbot,\n" +
		"and is in the audit log as done by the operator."
	return c
}

func resumeCommand(getenv func(string) string) *cobra.Command {
	c := brakeCommand(getenv, false)
	c.Use, c.Short = "resume", "Let writes to AWS go on after a pause"
	c.Long = "Let writes to AWS go on, as /peering resume does. It needs only the database, works beside a running peerbot,\n" +
		"and is in the audit log as done by the operator."
	return c
}

func brakeCommand(getenv func(string) string, on bool) *cobra.Command {
	var file, reason string
	c := &cobra.Command{
		Args: noArgs,
		RunE: func(c *cobra.Command, _ []string) (err error) {
			cfg, err := readConfig(file)
			if err != nil {
				return err
			}
			db, err := openExisting(c.Context(), cfg, getenv)
			if err != nil {
				return err
			}
			defer func() { err = errors.Join(err, db.Close()) }()
			now := time.Now()
			current, err := db.Paused(c.Context())
			switch {
			case err != nil:
				return err
			case on && current.On:
				_, err = fmt.Fprintf(c.OutOrStdout(), "already paused by %s since %s\n", current.Person, current.At.UTC().Format(time.RFC3339))
				return err
			case !on && !current.On:
				_, err = fmt.Fprintln(c.OutOrStdout(), "not paused")
				return err
			}
			kind, says := request.EventPaused, "paused: no call to AWS that writes begins any more"
			if !on {
				kind, says = request.EventResumed, "resumed: writes to AWS go on"
			}
			_, err = db.Write(c.Context(), store.Change{
				At: now, Pause: &request.Pause{On: on, Person: operator, Reason: reason, At: now},
				Events: []request.Event{{At: now, Kind: kind, Actor: operator, Detail: request.Detail("reason", reason)}},
			})
			if err != nil {
				return err
			}
			_, err = fmt.Fprintln(c.OutOrStdout(), says)
			return err
		},
	}
	c.Flags().StringVar(&file, "config", "peerbot.yaml", "configuration file")
	if on {
		c.Flags().StringVar(&reason, "reason", "", "why; cards show it")
	}
	return c
}
