package slacksim

import (
	"cmp"
	"log/slog"
	"net/http"
	"time"
)

// Team is the Slack workspace, or the team of somebody from outside.
type Team struct {
	ID     string // "T…"
	Name   string
	Domain string
}

// SlashCommand is one command of the app as people see it.
type SlashCommand struct {
	Name        string   `json:"name"` // with the slash: "/peering"
	Description string   `json:"description"`
	UsageHint   string   `json:"usage_hint"`
	Examples    []string `json:"examples,omitempty"` // whole lines that the page offers while typing
	// Escape is should_escape of the manifest: the app is sent @name as <@U…>,
	// #channel as <#C…|channel>, addresses as <https://…>, and & < > as entities.
	Escape bool `json:"should_escape,omitempty"`
}

// Enterprise is the Enterprise Grid organisation that a workspace is in.
type Enterprise struct {
	ID   string // "E…"
	Name string
}

// Shortcut is one shortcut of the app as people see it.
type Shortcut struct {
	Name        string `json:"name"`
	Description string `json:"description"`
	CallbackID  string `json:"callback_id"`
	Message     bool   `json:"message"` // of a message, in its menu; otherwise global
}

// Options describe a workspace. The zero value of each field has the default
// that its comment names.
type Options struct {
	Now func() time.Time // time.Now
	Log *slog.Logger     // discards

	Team Team // T0PEERBOT, "Peerbot", "peerbot"
	// Enterprise is the organisation of the workspace; without an id it is in none.
	Enterprise Enterprise
	AppID      string // A0PEERBOT
	BotToken   string // xoxb-local
	AppToken   string // xapp-local
	BotUser    User   // U0PEERBOT, "peerbot"
	BotID      string // B0PEERBOT
	Scopes     []string

	Commands  []SlashCommand
	Shortcuts []Shortcut
	Events    []string // bot_events of the manifest; nil is all there are here but those of messages
	NoHome    bool     // the app has no Home tab

	AckTimeout     time.Duration // 3 s, as Slack
	PingInterval   time.Duration // 10 s, as Slack
	ConnectionLife time.Duration // 5 h 1 m, as Slack; then the connection is refreshed
	History        int           // messages kept per channel; 10,000
	TierFactor     int           // the rate limits are so many times those of Slack's tiers: 10; negative is none

	// Panel is mounted under /aws/ when it is set. It serves panel.js, a module
	// whose function mount(element) fills the page's side panel.
	Panel http.Handler
}

func (o Options) withDefaults() Options {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	o.Team.ID = cmp.Or(o.Team.ID, "T0PEERBOT")
	o.Team.Name = cmp.Or(o.Team.Name, "Peerbot")
	o.Team.Domain = cmp.Or(o.Team.Domain, "peerbot")
	o.AppID = cmp.Or(o.AppID, "A0PEERBOT")
	o.BotToken = cmp.Or(o.BotToken, "xoxb-local")
	o.AppToken = cmp.Or(o.AppToken, "xapp-local")
	o.BotID = cmp.Or(o.BotID, "B0PEERBOT")
	o.BotUser.ID = cmp.Or(o.BotUser.ID, "U0PEERBOT")
	o.BotUser.Name = cmp.Or(o.BotUser.Name, "peerbot")
	o.BotUser.RealName = cmp.Or(o.BotUser.RealName, o.BotUser.Name)
	o.BotUser.Bot = true
	if o.Scopes == nil {
		o.Scopes = allScopes()
	}
	if o.Events == nil {
		o.Events = defaultEvents()
	}
	if o.AckTimeout <= 0 {
		o.AckTimeout = 3 * time.Second
	}
	if o.PingInterval <= 0 {
		o.PingInterval = 10 * time.Second
	}
	if o.ConnectionLife <= 0 {
		o.ConnectionLife = 18060 * time.Second
	}
	if o.TierFactor == 0 {
		o.TierFactor = defaultTierFactor
	}
	if o.History <= 0 {
		o.History = 10_000
	}
	return o
}

// slackbotID is the user that Slack itself speaks through.
const slackbotID = "USLACKBOT"

// allScopes are what a bot token can have here.
func allScopes() []string {
	return []string{
		"app_mentions:read", "channels:history", "channels:read", "chat:write", "chat:write.public", "commands", "files:read", "files:write", "groups:history",
		"groups:read", "im:history", "im:read", "im:write", "team:read", "usergroups:read", "users:read", "users:read.email",
	}
}

// defaultEvents are those of Options.Events. Those of messages, which an app
// hears of in great numbers, have to be named: message.channels,
// message.groups, message.im.
func defaultEvents() []string {
	return []string{
		"app_home_opened", "app_mention", "channel_archive", "member_joined_channel", "member_left_channel", "subteam_created",
		"subteam_members_changed", "subteam_updated", "team_join", "user_change",
	}
}

// verificationToken is in every payload, as on Slack, where it is obsolete.
const verificationToken = "local-verification-token"
