package slacksim

import (
	"context"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"peerbot/bot/slacksim/blockkit"
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

// Workspace is a local Slack. It is safe for concurrent use; Close ends it.
type Workspace struct {
	opts Options
	kit  *blockkit.Kit
	mux  http.Handler

	done  chan struct{} // closed by Close: ends long polls, streams and sockets
	tasks sync.WaitGroup

	mu       sync.Mutex // guards what follows
	closed   bool
	host     string // scheme and host by which the bot reaches us, for response URLs
	hostTLS  bool
	lastTS   int64 // microseconds of the last timestamp given out
	changes  int64 // counts every change that somebody can see
	users    map[string]*User
	order    []string // user ids in the order they were added
	channels map[string]*channel
	chOrder  []string
	groups   map[string]*UserGroup
	grOrder  []string
	views    map[*watch]struct{}
	tickets  tickets
	sockets  []*socket
	pending  map[string]*delivery
	triggers triggers
	modals   map[string][]*view // open ones, by person, the lowest first
	homes    map[string]*view   // Home tabs that were published, by person
	forms    forms
	files    files
	hooks    hooks
	faults   faults

	tierFactor int
	buckets    map[string]*bucket // by method, and channel where it counts

	connected      bool // the app was, at least once
	eventsUnderWay int
	eventLimit     eventLimit
}

// New returns a workspace with its bot user, and nobody and nothing else.
func New(opts Options) *Workspace {
	w := &Workspace{
		opts:     opts.withDefaults(),
		kit:      blockkit.New(),
		done:     make(chan struct{}),
		users:    map[string]*User{},
		channels: map[string]*channel{},
		groups:   map[string]*UserGroup{},
		views:    map[*watch]struct{}{},
		pending:  map[string]*delivery{},
		modals:   map[string][]*view{},
		homes:    map[string]*view{},
	}
	w.SetTierFactor(w.opts.TierFactor)
	w.AddUser(w.opts.BotUser)
	w.AddUser(User{ID: slackbotID, Name: "slackbot", RealName: "Slackbot", Bot: true})
	w.mux = w.routes()
	return w
}

// slackbotID is the user that Slack itself speaks through.
const slackbotID = "USLACKBOT"

func (o Options) withDefaults() Options {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	setDefault(&o.Team.ID, "T0PEERBOT")
	setDefault(&o.Team.Name, "Peerbot")
	setDefault(&o.Team.Domain, "peerbot")
	setDefault(&o.AppID, "A0PEERBOT")
	setDefault(&o.BotToken, "xoxb-local")
	setDefault(&o.AppToken, "xapp-local")
	setDefault(&o.BotID, "B0PEERBOT")
	setDefault(&o.BotUser.ID, "U0PEERBOT")
	setDefault(&o.BotUser.Name, "peerbot")
	setDefault(&o.BotUser.RealName, o.BotUser.Name)
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

func setDefault(s *string, def string) {
	if *s == "" {
		*s = def
	}
}

// ServeHTTP answers every address that the package comment lists.
func (w *Workspace) ServeHTTP(rw http.ResponseWriter, r *http.Request) {
	w.mux.ServeHTTP(rw, r)
}

func (w *Workspace) routes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("/api/{method}", w.serveAPI)
	mux.HandleFunc("GET /link/", w.serveLink)
	mux.HandleFunc("POST /commands/{team}/{hook}/{secret}", w.serveHook)
	mux.HandleFunc("POST /actions/{team}/{hook}/{secret}", w.serveHook)
	mux.HandleFunc("POST /app/{team}/{hook}/{secret}", w.serveHook)
	mux.HandleFunc("POST /upload/v1/{file}/{secret}", w.serveUpload)
	mux.HandleFunc("GET /files-pri/{file}/{rest...}", w.servePrivate)
	// What a page elsewhere in the same browser could otherwise do in a person's name.
	guard := http.NewCrossOriginProtection()
	mux.Handle("/people", guard.Handler(w.peopleRoutes()))
	mux.Handle("/people/", guard.Handler(w.peopleRoutes()))
	mux.Handle("/faults", guard.Handler(w.faultRoutes()))
	mux.Handle("/faults/", guard.Handler(w.faultRoutes()))
	if w.opts.Panel != nil {
		mux.Handle("/aws/", http.StripPrefix("/aws", w.opts.Panel))
	}
	mux.Handle("/", pageHandler())
	return mux
}

// Close ends every connection, long poll and stream, and waits for them. A
// closed workspace refuses new connections; its other addresses still answer.
func (w *Workspace) Close() {
	w.mu.Lock()
	if !w.closed {
		w.closed = true
		close(w.done)
	}
	w.mu.Unlock()
	w.tasks.Wait()
}

// Connected returns the number of live Socket Mode connections.
func (w *Workspace) Connected() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return len(w.sockets)
}

// WaitConnected returns when at least n connections are live, or with ctx's error.
func (w *Workspace) WaitConnected(ctx context.Context, n int) error {
	v := w.watchAll()
	defer v.stop()
	for {
		if w.Connected() >= n {
			return nil
		}
		select {
		case <-v.ready:
			v.drain()
		case <-w.done:
			return errClosed
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}
