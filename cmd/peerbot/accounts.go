package main

import (
	"cmp"
	"slices"

	"peerbot/aws/live"
	"peerbot/bot/directory"
)

// source is where accounts come from: the configuration file. Another source
// is another type with these two methods.
type source interface {
	directory.Source
	live.Source
}

// fileAccounts are the accounts of a configuration file.
type fileAccounts []AccountConfig

var _ source = fileAccounts(nil)

// Accounts returns the accounts as the bot knows them, in order of alias.
func (f fileAccounts) Accounts() directory.Accounts {
	out := make(directory.Accounts, 0, len(f))
	for _, a := range f {
		out = append(out, directory.Account{Alias: a.Alias, ID: a.ID, Regions: a.Regions, Channel: a.Channel, Owners: a.Owners, SelfApproval: a.SelfApproval})
	}
	slices.SortFunc(out, func(a, b directory.Account) int { return cmp.Compare(a.Alias, b.Alias) })
	return out
}

// Roles returns the accounts as AWS is called for them.
func (f fileAccounts) Roles() []live.Account {
	out := make([]live.Account, 0, len(f))
	for _, a := range f {
		out = append(out, live.Account{Alias: a.Alias, ID: a.ID, RoleARN: a.RoleARN, ExternalID: a.ExternalID, Regions: a.Regions})
	}
	return out
}

// AccountConfig is one AWS account.
type AccountConfig struct {
	Alias        string   `yaml:"alias"`         // what people type
	ID           string   `yaml:"id"`            // 12 digits
	RoleARN      string   `yaml:"role_arn"`      // the role that peerbot assumes; empty: its own credentials
	ExternalID   string   `yaml:"external_id"`   // that the role's trust policy demands
	Regions      []string `yaml:"regions"`       // those that peerbot works in
	Owners       []string `yaml:"owners"`        // Slack users (U…) and user groups (S…)
	Channel      string   `yaml:"channel"`       // Slack channel (C…) in which the owners decide
	SelfApproval bool     `yaml:"self_approval"` // an owner who requested something may also approve it
}

// source returns where the accounts of a configuration come from.
func (c Config) source() source { return c.Accounts }
