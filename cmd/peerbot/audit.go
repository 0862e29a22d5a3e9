package main

import (
	"encoding/json"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"peerbot/bot/audit"
	"peerbot/bot/store"
	"peerbot/bot/store/sqlstore"
)

func auditCommand(getenv func(string) string) *cobra.Command {
	var file, request string
	var verify bool
	var anchors []string
	c := &cobra.Command{
		Use:   "audit",
		Short: "Print the audit log, or verify that nobody changed it",
		Long: "Print the audit log as one JSON object per line, oldest first; --request for one request.\n" +
			"With --verify, check the chain of hashes instead, and name the first line that was changed. It prints the\n" +
			"head of the log: keep it elsewhere, and name it with --anchor the next time, to be told of a log that was cut\n" +
			"or made anew. With PEERBOT_AUDIT_KEY set, the signatures in the log are verified, too.\n" +
			"It works beside a running peerbot.",
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
				return printVerified(c, db, cfg.Name, getenv("PEERBOT_AUDIT_KEY"), anchors)
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
	c.Flags().StringArrayVar(&anchors, "anchor", nil, "with --verify: a head that it printed before, such as 417:9f8e…; may be repeated")
	c.Flags().BoolVar(&verify, "verify", false, "check that nobody changed the log")
	return c
}

// printVerified verifies the audit log, and prints what was found and its head.
func printVerified(c *cobra.Command, db *sqlstore.Store, install, keyText string, anchors []string) error {
	key, err := audit.ParseKey(keyText)
	if err != nil {
		return fmt.Errorf("PEERBOT_AUDIT_KEY: %w", err)
	}
	var heads []audit.Head
	for _, text := range anchors {
		h, err := audit.ParseHead(text)
		if err != nil {
			return &usageError{fmt.Errorf("--anchor: %w", err)}
		}
		heads = append(heads, h)
	}
	v, err := verifyAudit(c.Context(), db, install, key, heads)
	if err != nil {
		return err
	}
	out := c.OutOrStdout()
	fmt.Fprintf(out, "ok: %d events, and none was changed\n", v.head.Count)
	if v.signed > 0 {
		fmt.Fprintf(out, "lines 1 to %d are signed\n", v.signed)
	}
	if v.head.Count > 0 {
		fmt.Fprintf(out, "head: %s\n", v.head)
	}
	return nil
}
