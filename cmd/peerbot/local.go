package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"go.yaml.in/yaml/v3"

	"peerbot/aws/sim"
	"peerbot/bot/command"
	"peerbot/bot/slacksim"
)

// The tokens of the local Slack. They open nothing else.
const (
	localAppToken = "xapp-local"
	localBotToken = "xoxb-local"
)

// local is a local Slack and a local AWS on loopback, and the configuration
// that makes the product use them.
type local struct {
	slack    *slacksim.Workspace
	cloud    *sim.Cloud
	slackURL string // http://127.0.0.1:port
	awsURL   string // empty without AWS
	dir      string // temporary: configuration and database
	world    []account0
	vpcs     map[string][]sim.VPC // by alias
	servers  []*http.Server
	hands    atomic.Int64 // calls that were made by hand

	mu   sync.Mutex
	gone map[string]bool // aliases whose role was taken away
}

// localOptions say what to start.
type localOptions struct {
	addr  string // of the local Slack; "127.0.0.1:0" picks a port
	noAWS bool
	// wrap goes around the local AWS; nil for nothing.
	wrap func(http.Handler) http.Handler
	log  *slog.Logger
}

// startLocal starts the local services. The caller closes them.
func startLocal(o localOptions) (_ *local, err error) {
	l := &local{world: accounts0(), vpcs: map[string][]sim.VPC{}}
	defer func() {
		if err != nil {
			l.close()
		}
	}()
	if l.dir, err = os.MkdirTemp("", "peerbot-"); err != nil {
		return nil, err
	}
	// As an app that was made from the manifest: a scope that is missing there
	// is missing here.
	granted, err := botScopes()
	if err != nil {
		return nil, err
	}
	l.slack = slacksim.New(slacksim.Options{
		AppToken: localAppToken, BotToken: localBotToken, Scopes: granted, Commands: []slacksim.SlashCommand{slash()}, NoHome: true, Panel: l.panel(), Log: o.log,
	})
	addPeople(l.slack)
	l.cloud = sim.New(sim.Options{
		Delays: sim.Delays{Pending: 200 * time.Millisecond, Provisioning: 400 * time.Millisecond, Deleting: 400 * time.Millisecond, PeerVisible: 200 * time.Millisecond},
		// Nobody shares the demo's accounts, so being throttled would be a bug.
		Throttle: true,
		Log:      o.log,
	})
	if err := errors.Join(addIAM(l.cloud, l.world), addHands(l.cloud, l.world)); err != nil {
		return nil, fmt.Errorf("local AWS: %w", err)
	}
	for _, a := range l.world {
		if l.vpcs[a.alias], err = a.build(l.cloud); err != nil {
			return nil, fmt.Errorf("local AWS: %w", err)
		}
	}
	if l.slackURL, err = l.listen(o.addr, oneOrTwoPeople(l.slack)); err != nil {
		return nil, err
	}
	if !o.noAWS {
		var h http.Handler = l.cloud
		if o.wrap != nil {
			h = o.wrap(h)
		}
		if l.awsURL, err = l.listen("127.0.0.1:0", h); err != nil {
			return nil, err
		}
	}
	return l, l.writeConfig()
}

// slash describes the command to the local Slack, from the grammar.
func slash() slacksim.SlashCommand {
	c := slacksim.SlashCommand{Name: "/peering", Description: "Ask for, approve and look at VPC peerings", UsageHint: "request account/vpc account/vpc | list | show P1 | help"}
	for _, v := range command.Verbs() {
		c.Examples = append(c.Examples, "/peering "+v.Usage)
	}
	return c
}

// oneOrTwoPeople lets the address of the people API be taken as the root of
// paths that begin with /people, and as the part before /{user}.
func oneOrTwoPeople(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if rest, ok := strings.CutPrefix(r.URL.Path, "/people/people"); ok && (rest == "" || rest[0] == '/') {
			r.URL.Path = "/people" + rest
			r.URL.RawPath = ""
		}
		next.ServeHTTP(w, r)
	})
}

// listen serves a handler, and returns its address.
func (l *local) listen(addr string, h http.Handler) (string, error) {
	ln, err := net.Listen("tcp", addr)
	if err != nil {
		return "", fmt.Errorf("cannot listen: %w; choose another address with --addr", err)
	}
	srv := &http.Server{Handler: h, ReadHeaderTimeout: 10 * time.Second}
	l.servers = append(l.servers, srv)
	go func() { _ = srv.Serve(ln) }() // ends with ErrServerClosed when close is called
	return "http://" + ln.Addr().String(), nil
}

// close stops everything, and removes what was written.
func (l *local) close() {
	if l.slack != nil {
		l.slack.Close()
	}
	for _, s := range l.servers {
		_ = s.Close() // open connections are cut on purpose
	}
	if l.dir != "" {
		_ = os.RemoveAll(l.dir) // a temporary directory that stays is no harm
	}
}

// configFile is where the configuration is.
func (l *local) configFile() string { return filepath.Join(l.dir, "peerbot.yaml") }

// writeConfig writes the configuration that fits the local world.
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
		Name: "demo", Database: filepath.Join(l.dir, "peerbot.db"), Admins: []string{omar},
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

// settings are what run would read from the configuration and the environment.
func (l *local) settings() (settings, error) {
	cfg, err := readConfig(l.configFile())
	if err != nil {
		return settings{}, err
	}
	return settings{
		Config: cfg, AppToken: localAppToken, BotToken: localBotToken, SlackURL: l.slackURL + "/api/",
		AWS: aws.Config{
			Region:       "ap-northeast-1",
			Credentials:  credentials.NewStaticCredentialsProvider(botKey, "local", ""),
			BaseEndpoint: aws.String(l.awsURL),
		},
		Poll: 500 * time.Millisecond,
	}, nil
}

// env is the environment that makes `peerbot run` use the local services.
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

// ready is the ready file: what scripts need to know.
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

// write writes the ready file in one move, so that nobody reads half of it.
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

// answers waits until both services answer.
func (l *local) answers(ctx context.Context) error {
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
