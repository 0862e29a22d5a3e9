package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"peerbot/bot/card"
	"peerbot/bot/directory"
	"peerbot/bot/drift"
	"peerbot/bot/finding"
	"peerbot/bot/request"
)

func sweepCommand(getenv func(string) string) *cobra.Command {
	var file string
	var asJSON bool
	c := &cobra.Command{
		Use:   "sweep",
		Short: "Check all managed peerings for drift, once, and print what differs",
		Long: "Compare all managed peerings with AWS, once, and print what differs from the approved state. It needs\n" +
			"no Slack, writes nothing to AWS or the database, and notifies nobody.\n\n" +
			"Exit code 0: no drift. 2: drift. 3: something could not be read. 1: it failed.\n" +
			"It works beside a running peerbot.",
		Args: noArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			v, err := surveyed(c.Context(), file, getenv)
			if err != nil {
				return err
			}
			seen, compared, unread := drift.Compare(v.managed, v.survey, time.Now())
			if err := printSweep(c.OutOrStdout(), asJSON, v.names, v.managed, seen, compared); err != nil {
				return err
			}
			switch {
			case unread > 0:
				return &exitError{fmt.Errorf("%s could not be read", count(unread, "account Region")), exitUnread}
			case len(seen) > 0:
				return &exitError{errors.New(count(len(seen), "finding")), exitDrift}
			}
			return nil
		},
	}
	c.Flags().StringVar(&file, "config", "peerbot.yaml", "configuration file")
	c.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	return c
}

// sweepLine is one difference as JSON.
type sweepLine struct {
	Peering string `json:"peering,omitempty"`
	Account string `json:"account,omitempty"`
	Class   string `json:"class"`
	Code    string `json:"code"`
	Side    string `json:"side,omitempty"`
	What    string `json:"what"`
	Text    string `json:"text"`
	Hint    string `json:"hint,omitempty"`
}

func printSweep(out io.Writer, asJSON bool, names directory.Names, managed []request.Peering, seen []finding.Seen, compared int) error {
	byID := map[string]request.Peering{}
	for _, p := range managed {
		byID[p.ID] = p
	}
	lines := []sweepLine{}
	for _, s := range seen {
		for _, l := range s.Lines {
			text, hint := card.DriftLine(names, byID[s.Peering], l)
			lines = append(lines, sweepLine{Peering: s.Peering, Account: s.Account, Class: string(s.Class), Code: string(l.Code), Side: string(l.Side), What: l.What(), Text: text, Hint: hint})
		}
	}
	if asJSON {
		enc := json.NewEncoder(out)
		enc.SetIndent("", "  ")
		return enc.Encode(map[string]any{"peerings": len(managed), "compared": compared, "findings": lines})
	}
	w := tabwriter.NewWriter(out, 0, 4, 2, ' ', 0)
	for _, l := range lines {
		about := l.Peering
		if about == "" {
			about = names.Account(l.Account)
		}
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\n", about, l.Class, l.Side, l.Text)
	}
	fmt.Fprintf(w, "%d of %d peerings compared, %d differences\n", compared, len(managed), len(lines))
	return w.Flush()
}
