package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"os"
)

// ready is what the ready file holds: the addresses, tokens and ids with which a
// script uses the local services.
type ready struct {
	Page     string                  `json:"page"`
	People   string                  `json:"people_url"`
	Slack    string                  `json:"slack_api_url"`
	AppToken string                  `json:"slack_app_token"`
	BotToken string                  `json:"slack_bot_token"`
	AWS      string                  `json:"aws_endpoint_url"`
	Config   string                  `json:"config"`
	Users    map[string]readyUser    `json:"users"`
	Channels map[string]string       `json:"channels"`
	Accounts map[string]readyAccount `json:"accounts"`
	Env      []string                `json:"env"`
}

type readyUser struct {
	ID   string   `json:"id"`
	Owns []string `json:"owns"`
}

type readyAccount struct {
	ID      string              `json:"id"`
	Regions []string            `json:"regions"`
	VPCs    map[string]readyVPC `json:"vpcs"`
}

type readyVPC struct {
	ID     string `json:"id"`
	Region string `json:"region"`
	CIDR   string `json:"cidr"`
}

// ready returns what the ready file holds.
func (l *local) ready() ready {
	r := ready{
		Page: l.slackURL + "/", People: l.slackURL + "/people", Slack: l.slackURL + "/api/",
		AppToken: localAppToken, BotToken: localBotToken, AWS: l.awsURL, Config: l.configFile(),
		Users: map[string]readyUser{}, Channels: map[string]string{}, Accounts: map[string]readyAccount{}, Env: l.env(),
	}
	groups := map[string][]string{dataGroup: {dara, aiko}}
	for name, id := range map[string]string{"mina": mina, "joon": joon, "aiko": aiko, "dara": dara, "omar": omar, "gil": gil, "zoe": zoe} {
		u := readyUser{ID: id, Owns: []string{}}
		for _, a := range l.world {
			for _, o := range a.owners {
				for _, p := range append(groups[o], o) {
					if p == id {
						u.Owns = append(u.Owns, a.alias)
					}
				}
			}
		}
		r.Users[name] = u
	}
	maps.Copy(r.Channels, map[string]string{"platform": "C0PLATFORM", "net-tokyo": "C0TOKYO", "net-seoul": "C0SEOUL", "net-data": "C0DATA", "ext-partner": "C0PARTNER"})
	for _, a := range l.world {
		acc := readyAccount{ID: a.id, Regions: a.regions, VPCs: map[string]readyVPC{}}
		for _, v := range l.vpcs[a.alias] {
			name := v.Name
			if _, taken := acc.VPCs[name]; taken {
				name = v.Region + "/" + name
			}
			acc.VPCs[name] = readyVPC{ID: v.ID, Region: v.Region, CIDR: v.CIDRs[0].String()}
		}
		r.Accounts[a.alias] = acc
	}
	return r
}

// write writes the ready file in one move, so that nobody reads half of it. It
// writes nothing when file is empty.
func (r ready) write(file string) error {
	if file == "" {
		return nil
	}
	raw, err := json.MarshalIndent(r, "", "  ")
	if err != nil {
		return err
	}
	tmp := file + ".tmp"
	if err := os.WriteFile(tmp, append(raw, '\n'), 0o600); err != nil {
		return fmt.Errorf("ready file: %w", err)
	}
	if err := os.Rename(tmp, file); err != nil {
		return errors.Join(fmt.Errorf("ready file: %w", err), os.Remove(tmp))
	}
	return nil
}

// waitReady returns once both services have answered a request.
func (l *local) waitReady(ctx context.Context) error {
	for _, url := range []string{l.slackURL + "/people", l.awsURL} {
		if url == "" {
			continue
		}
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
		if err != nil {
			return err
		}
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			return fmt.Errorf("a local service does not answer: %w", err)
		}
		_ = resp.Body.Close() // only that it answers matters
	}
	return nil
}
