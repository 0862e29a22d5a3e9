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
		Short: "List in what managed peerings could be narrower: least access, as CIS asks",
		Long: "List in what managed peerings could be narrower: least access, as the CIS benchmark for AWS asks of\n" +
			"route tables. It needs no Slack, writes nothing to AWS or the database, and tells nobody. The exit code\n" +
			"is 0 when all are as narrow as they can be, 2 when one is not, 3 when something could not be read, and\n" +
			"1 when it could not be done. A SQLite file can be read only while peerbot is not running.",
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
				return &exitError{fmt.Errorf("%d peerings could not be read", shown.Unread), exitUnread}
			case len(shown.Found) > 0:
				return &exitError{fmt.Errorf("%d peerings could be narrower", len(shown.Found)), exitDrift}
			}
			return nil
		},
	}
	c.Flags().StringVar(&file, "config", "peerbot.yaml", "the configuration file")
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
	fmt.Fprintf(w, "%d of %d peerings judged, %d could be narrower\n", shown.Judged, len(v.managed), len(shown.Found))
	return w.Flush()
}
