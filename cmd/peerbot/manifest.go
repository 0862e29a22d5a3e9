package main

import (
	_ "embed"

	"github.com/spf13/cobra"
)

// manifest is the Slack app manifest: create an app from it, and the app is
// set up. https://docs.slack.dev/reference/app-manifest
//
//go:embed manifest.yaml
var manifest []byte

func manifestCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "manifest",
		Short: "Print the Slack app manifest",
		Long:  "Print the Slack app manifest. Paste it at https://api.slack.com/apps: Create New App, From a manifest.",
		Args:  noArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			_, err := c.OutOrStdout().Write(manifest)
			return err
		},
	}
}
