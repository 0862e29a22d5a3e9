package main

import (
	_ "embed"
	"fmt"

	"github.com/spf13/cobra"
	"go.yaml.in/yaml/v3"
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

// botScopes returns the scopes of the manifest.
func botScopes() ([]string, error) {
	var m struct {
		OAuth struct {
			Scopes struct {
				Bot []string `yaml:"bot"`
			} `yaml:"scopes"`
		} `yaml:"oauth_config"`
	}
	if err := yaml.Unmarshal(manifest, &m); err != nil {
		return nil, fmt.Errorf("manifest: %w", err)
	}
	return m.OAuth.Scopes.Bot, nil
}
