package slacksim

import (
	"encoding/json"
	"net/http"

	"peerbot/bot/slacksim/blockkit"
)

// New returns a workspace with its bot user, and nobody and nothing else.
func New(opts Options) *Workspace {
	w := &Workspace{
		opts:     opts.withDefaults(),
		kit:      blockkit.New(),
		done:     make(chan struct{}),
		users:    map[string]*User{},
		channels: map[string]*channel{},
		groups:   map[string]*UserGroup{},
		watches:  watches{},
		pending:  map[string]chan json.RawMessage{},
		modals:   map[string][]*view{},
		homes:    map[string]*view{},
	}
	w.limits.set(w.opts.TierFactor)
	w.AddUser(w.opts.BotUser)
	w.AddUser(User{ID: slackbotID, Name: "slackbot", RealName: "Slackbot", Bot: true})
	w.mux = w.routes()
	return w
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
