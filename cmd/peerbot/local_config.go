package main

import (
	"os"
	"path/filepath"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"go.yaml.in/yaml/v3"
)

// The tokens of the local Slack. They open nothing else.
const (
	localName     = "demo" // of the installation
	localAppToken = "xapp-local"
	localBotToken = "xoxb-local"
)

// configFile returns the path of the configuration.
func (l *local) configFile() string { return filepath.Join(l.dir, "peerbot.yaml") }

// writeConfig writes the configuration for the demo's accounts.
func (l *local) writeConfig() error {
	type account struct {
		Alias        string   `yaml:"alias"`
		ID           string   `yaml:"id"`
		RoleARN      string   `yaml:"role_arn"`
		ExternalID   string   `yaml:"external_id"`
		Regions      []string `yaml:"regions"`
		Owners       []string `yaml:"owners"`
		Channel      string   `yaml:"channel"`
		SelfApproval bool     `yaml:"self_approval,omitempty"`
	}
	type drift struct {
		Schedule string `yaml:"schedule"`
		Jitter   string `yaml:"jitter"`
		Sweeps   int    `yaml:"sweeps"`
		Group    int    `yaml:"group"` // a small world has few accounts
		Channel  string `yaml:"channel"`
	}
	file := struct {
		Name     string    `yaml:"name"`
		Database string    `yaml:"database"`
		Admins   []string  `yaml:"admins"`
		Accounts []account `yaml:"accounts"`
		Drift    drift     `yaml:"drift"`
	}{
		Name: localName, Database: filepath.Join(l.dir, "peerbot.db"), Admins: []string{omar},
		Drift: drift{Schedule: "@every 1m", Jitter: "0s", Sweeps: 1, Group: 4, Channel: "C0PLATFORM"},
	}
	for _, a := range l.world {
		file.Accounts = append(file.Accounts, account{
			Alias: a.alias, ID: a.id, RoleARN: a.role(), ExternalID: a.externalID(),
			Regions: a.regions, Owners: a.owners, Channel: a.channel, SelfApproval: a.self,
		})
	}
	raw, err := yaml.Marshal(file)
	if err != nil {
		return err
	}
	return os.WriteFile(l.configFile(), raw, 0o600)
}

// settings returns what `peerbot run` would read from the configuration and the
// environment.
func (l *local) settings() (settings, error) {
	cfg, err := readConfig(l.configFile())
	return l.settingsFor(cfg), err
}

// settingsFor returns the settings with which a configuration uses the local
// services.
func (l *local) settingsFor(cfg Config) settings {
	return settings{
		Config: cfg, Source: cfg.Accounts, AppToken: localAppToken, BotToken: localBotToken, SlackURL: l.slackURL + "/api/",
		AWS: aws.Config{
			Region:       "ap-northeast-1",
			Credentials:  credentials.NewStaticCredentialsProvider(botKey, "local", ""),
			BaseEndpoint: aws.String(l.awsURL),
		},
		Poll: 500 * time.Millisecond,
	}
}

// env returns the environment variables with which `peerbot run` uses the local
// services.
func (l *local) env() []string {
	env := []string{
		"SLACK_APP_TOKEN=" + localAppToken,
		"SLACK_BOT_TOKEN=" + localBotToken,
		"SLACK_API_URL=" + l.slackURL + "/api/",
	}
	if l.awsURL != "" {
		env = append(env,
			"AWS_ENDPOINT_URL="+l.awsURL,
			"AWS_ACCESS_KEY_ID="+botKey,
			"AWS_SECRET_ACCESS_KEY=local",
			"AWS_REGION=ap-northeast-1",
		)
	}
	return env
}
