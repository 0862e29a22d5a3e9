package slacksim

import "net/http"

// The people API: what a person does and sees, for scripts, tests and the page.
// {user} and {channel} are ids or names; the direct messages with the bot are a
// channel of the bot's name.
//
//	GET  /people                                   who and what there is
//	POST /people/{user}/command  {channel, text}   "/peering request a/b c/d"
//	POST /people/{user}/click    {channel, ts, action_id, block_id, value, confirmed},
//	                             or view_id in place of channel and ts; values as in submit
//	POST /people/{user}/suggest  the same with value as what is typed into an
//	                             external select; answers options and option_groups
//	POST /people/{user}/message  {channel, text, thread_ts}
//	POST /people/{user}/edit     {channel, ts, text}  what they said themselves
//	POST /people/{user}/delete   {channel, ts}
//	POST /people/{user}/shortcut {callback_id}, and channel and ts for that of a message
//	GET  /people/{user}/channels                   with unread counts
//	POST /people/{user}/channels/{channel}/read    {ts}; marks as read
//	GET  /people/{user}/channels/{channel}/messages?since=&wait=&limit=
//	GET  /people/{user}/view                       the modal that is open, or null
//	POST /people/{user}/submit   {view_id, values: {block_id: text or list}}
//	POST /people/{user}/dismiss  {all}             closes the modal, or all of them
//	GET  /people/{user}/home?since=&wait=          the Home tab, or null; since is a hash
//	POST /people/{user}/home     {tab}             opens it, or the app's "messages"
//	POST /people/{user}/files?name=                a file for a file_input; its id is the value
//	GET  /people/{user}/files/{id}/{name}          what it holds
//	GET  /people/{user}/events                     a stream that says what changed
//
// Every POST answers what the person would see at once: {ok, error, error_text,
// messages}. Slack's own errors, such as operation_timeout, come with status
// 200; what a person could not even try comes with 4xx.

func (w *Workspace) peopleRoutes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /people", w.servePeople)
	mux.HandleFunc("POST /people/{user}/command", w.serveCommand)
	mux.HandleFunc("POST /people/{user}/click", w.serveClick)
	mux.HandleFunc("POST /people/{user}/suggest", w.serveSuggest)
	mux.HandleFunc("POST /people/{user}/message", w.serveSay)
	mux.HandleFunc("POST /people/{user}/edit", w.serveEdit)
	mux.HandleFunc("POST /people/{user}/delete", w.serveUnsay)
	mux.HandleFunc("POST /people/{user}/shortcut", w.serveShortcut)
	mux.HandleFunc("GET /people/{user}/channels", w.serveChannels)
	mux.HandleFunc("POST /people/{user}/channels/{channel}/read", w.serveRead)
	mux.HandleFunc("GET /people/{user}/channels/{channel}/messages", w.serveMessages)
	mux.HandleFunc("GET /people/{user}/view", w.serveView)
	mux.HandleFunc("POST /people/{user}/submit", w.serveSubmit)
	mux.HandleFunc("POST /people/{user}/dismiss", w.serveDismiss)
	mux.HandleFunc("GET /people/{user}/home", w.serveHome)
	mux.HandleFunc("POST /people/{user}/home", w.serveOpenHome)
	mux.HandleFunc("POST /people/{user}/files", w.serveAttach)
	mux.HandleFunc("GET /people/{user}/files/{file}/{name}", w.servePersonFile)
	mux.HandleFunc("GET /people/{user}/events", w.serveEvents)
	mux.HandleFunc("/", func(rw http.ResponseWriter, r *http.Request) {
		writePersonError(rw, &personError{http.StatusNotFound, "not_found", "there is no " + r.Method + " " + r.URL.Path})
	})
	return mux
}
