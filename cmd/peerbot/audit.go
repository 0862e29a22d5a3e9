package main

import (
	"encoding/json"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"peerbot/bot/store"
)

func auditCommand(getenv func(string) string) *cobra.Command {
	var file, request string
	var verify bool
	c := &cobra.Command{
		Use:   "audit",
		Short: "Print the audit log, or verify that nobody changed it",
		Long: "Print the audit log as one JSON object per line, oldest first; --request for one request.\n" +
			"With --verify, check the chain of hashes instead, and name the first line that was changed.\n" +
			"A SQLite file can be read only while peerbot is not running.",
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
			if verify {
				n, err := db.VerifyAudit(c.Context())
				if err != nil {
					return err
				}
				_, err = fmt.Fprintf(c.OutOrStdout(), "ok: %d events, and none was changed\n", n)
				return err
			}
			enc := json.NewEncoder(c.OutOrStdout())
			for e, err := range db.Events(c.Context(), store.EventFilter{Request: request}) {
				if err != nil {
					return err
				}
				if err := enc.Encode(e); err != nil {
					return err
				}
			}
			return nil
		},
	}
	c.Flags().StringVar(&file, "config", "peerbot.yaml", "configuration file")
	c.Flags().StringVar(&request, "request", "", "only this request, such as R42")
	c.Flags().BoolVar(&verify, "verify", false, "check that nobody changed the log")
	return c
}
