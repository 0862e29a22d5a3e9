package main

import (
	"encoding/json"
	"fmt"
	"io"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"peerbot/aws/peering"
	"peerbot/bot/card"
	"peerbot/bot/drift"
	"peerbot/bot/notice"
)

func accessCommand(getenv func(string) string) *cobra.Command {
	var file string
	var asJSON bool
	c := &cobra.Command{
		Use:   "access",
		Short: "List peerings with broader routes or rules than needed (CIS)",
		Long: "List managed peerings with broader routes or security group rules than needed; the CIS benchmark for AWS\n" +
			"asks for least access. It needs no Slack, writes nothing to AWS or the database, and notifies nobody.\n\n" +
			"Exit code 0: nothing is broader than needed. 2: something is. 3: something could not be read. 1: it failed.\n" +
			"It works beside a running peerbot.",
		Args: noArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			v, err := surveyed(c.Context(), file, getenv)
			if err != nil {
				return err
			}
			shown := drift.JudgeAccess(v.managed, v.survey)
			if err := printAccess(c.OutOrStdout(), asJSON, v, shown); err != nil {
				return err
			}
			switch {
			case shown.Unread > 0:
				return &exitError{fmt.Errorf("%s could not be read", count(shown.Unread, "peering")), exitUnread}
			case len(shown.Found) > 0:
				return &exitError{fmt.Errorf("broader than needed: %s", count(len(shown.Found), "peering")), exitDrift}
			}
			return nil
		},
	}
	c.Flags().StringVar(&file, "config", "peerbot.yaml", "configuration file")
	c.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	return c
}

// accessLine is one remark as JSON.
type accessLine struct {
	Peering string `json:"peering"`
	VPC     string `json:"vpc"` // account/region/vpc
	peering.Remark
	Text string `json:"text"`
	Hint string `json:"hint"`
}

func printAccess(out io.Writer, asJSON bool, v overview, shown notice.AccessShown) error {
	lines := []accessLine{}
	w := tabwriter.NewWriter(out, 0, 4, 2, ' ', 0)
	for _, f := range shown.Found {
		for _, r := range f.Remarks {
			at := f.Peering.Desired.Side(r.Side).VPC
			text, hint := card.Remark(v.names, f.Peering, r)
			lines = append(lines, accessLine{f.Peering.ID, at.String(), r, text, hint})
			if !asJSON {
				fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\n", f.Peering.ID, r.Risk, r.Code, v.names.Account(at.Account), text)
			}
		}
	}
	if asJSON {
		enc := json.NewEncoder(out)
		enc.SetIndent("", "  ")
		return enc.Encode(map[string]any{"peerings": len(v.managed), "judged": shown.Judged, "remarks": lines})
	}
	fmt.Fprintf(w, "%d of %d peerings checked, %d broader than needed\n", shown.Judged, len(v.managed), len(shown.Found))
	return w.Flush()
}
