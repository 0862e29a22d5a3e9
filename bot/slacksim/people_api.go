package slacksim

import (
	"encoding/json"
	"errors"
	"net/http"
	"os"
	"strconv"
	"time"
)

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

const (
	maxWait      = time.Minute
	pageMessages = 1000
)

// personMessage is a message as a person sees it.
type personMessage struct {
	TS          string          `json:"ts"`
	ThreadTS    string          `json:"thread_ts,omitempty"`
	Channel     string          `json:"channel"`
	User        string          `json:"user"`
	UserName    string          `json:"user_name"`
	Bot         bool            `json:"bot"`
	Text        string          `json:"text"`
	Blocks      json.RawMessage `json:"blocks,omitempty"`
	Attachments json.RawMessage `json:"attachments,omitempty"`
	Ephemeral   bool            `json:"ephemeral"`
	Edited      bool            `json:"edited,omitempty"`
	Broadcast   bool            `json:"broadcast,omitempty"`
	Files       []personFile    `json:"files,omitempty"`
}

// personMessage is m as u sees it; what people said is only its text. The
// caller holds mu.
func (w *Workspace) personMessage(u *User, c *channel, m *message) personMessage {
	name := m.user
	if author := w.users[m.user]; author != nil {
		name = author.Name
	}
	blocks := m.blocks
	if m.clientID != "" {
		blocks = nil
	}
	return personMessage{
		TS: m.ts, ThreadTS: m.thread, Channel: c.ID, User: m.user, UserName: name, Bot: m.bot || m.user == slackbotID,
		Text: m.text, Blocks: blocks, Attachments: m.attachments,
		Ephemeral: m.to != "", Edited: m.edited != "", Broadcast: m.broadcast, Files: personFiles(u.ID, m.files),
	}
}

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

func writePersonError(rw http.ResponseWriter, err error) {
	status, code := http.StatusInternalServerError, "internal_error"
	if e, ok := errors.AsType[*personError](err); ok {
		status, code = e.status, e.code
	}
	writeJSON(rw, status, outcome{Error: code, ErrorText: err.Error(), Messages: []personMessage{}})
}

// decode reads a JSON body; unknown keys are let pass, as scripts like to send
// a message back whole.
func decode(rw http.ResponseWriter, r *http.Request, v any) error {
	defer hurry(rw).Stop()
	err := json.NewDecoder(http.MaxBytesReader(rw, r.Body, maxBody)).Decode(v)
	_, large := errors.AsType[*http.MaxBytesError](err)
	switch {
	case large:
		return &personError{http.StatusRequestEntityTooLarge, "request_too_large", "the body is larger than 1 MiB"}
	case errors.Is(err, os.ErrDeadlineExceeded):
		return &personError{http.StatusRequestTimeout, "request_timeout", "the body did not come in time"}
	case err != nil:
		return &personError{http.StatusBadRequest, "invalid_json", "the body is not the JSON object that is expected: " + err.Error()}
	}
	return nil
}

func writeOutcome(rw http.ResponseWriter, o outcome, err error) {
	if err != nil {
		writePersonError(rw, err)
		return
	}
	writeJSON(rw, http.StatusOK, o)
}

func (w *Workspace) serveCommand(rw http.ResponseWriter, r *http.Request) {
	var body struct{ Channel, Text string }
	err := decode(rw, r, &body)
	var o outcome
	if err == nil {
		o, err = w.command(r.PathValue("user"), body.Channel, body.Text, hostOf{r.Host, r.TLS != nil})
	}
	writeOutcome(rw, o, err)
}

func (w *Workspace) serveClick(rw http.ResponseWriter, r *http.Request) {
	var body struct {
		Channel string `json:"channel"`
		press
	}
	err := decode(rw, r, &body)
	var o outcome
	if err == nil {
		o, err = w.click(r.PathValue("user"), body.Channel, body.press, hostOf{r.Host, r.TLS != nil})
	}
	writeOutcome(rw, o, err)
}

func (w *Workspace) serveSay(rw http.ResponseWriter, r *http.Request) {
	var body struct {
		Channel  string `json:"channel"`
		Text     string `json:"text"`
		ThreadTS string `json:"thread_ts"`
	}
	err := decode(rw, r, &body)
	var o outcome
	if err == nil {
		o, err = w.say(r.PathValue("user"), body.Channel, body.Text, body.ThreadTS)
	}
	writeOutcome(rw, o, err)
}

func (w *Workspace) servePeople(rw http.ResponseWriter, _ *http.Request) {
	w.mu.Lock()
	people, groups := []reply{}, []reply{}
	for _, id := range w.order {
		u := w.users[id]
		people = append(people, reply{
			"id": u.ID, "name": u.Name, "real_name": u.RealName, "title": u.Title, "team_id": u.TeamID, "bot": u.Bot,
			"guest": u.Restricted || u.UltraRestricted, "external": !w.colleague(u), "deleted": u.Deleted,
		})
	}
	for _, id := range w.grOrder {
		groups = append(groups, reply{"id": id, "handle": w.groups[id].Handle, "members": w.groups[id].Members})
	}
	commands := w.opts.Commands
	if commands == nil {
		commands = []SlashCommand{}
	}
	body := reply{
		"ok":     true,
		"team":   reply{"id": w.opts.Team.ID, "name": w.opts.Team.Name, "domain": w.opts.Team.Domain},
		"app":    reply{"id": w.opts.AppID, "user": w.opts.BotUser.ID, "name": w.opts.BotUser.RealName, "connections": len(w.sockets), "home": !w.opts.NoHome},
		"people": people, "groups": groups, "commands": commands, "shortcuts": append([]Shortcut{}, w.opts.Shortcuts...), "panel": w.opts.Panel != nil,
	}
	w.mu.Unlock()
	writeJSON(rw, http.StatusOK, body)
}

func (w *Workspace) serveChannels(rw http.ResponseWriter, r *http.Request) {
	channels, err := w.channelsOf(r.PathValue("user"))
	if err != nil {
		writePersonError(rw, err)
		return
	}
	writeJSON(rw, http.StatusOK, reply{"ok": true, "channels": channels})
}

func (w *Workspace) channelsOf(user string) ([]reply, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	u := w.findUser(user)
	if u == nil || u.Bot {
		return nil, &personError{http.StatusNotFound, "user_not_found", "there is no person " + user}
	}
	channels := []reply{}
	for _, id := range w.chOrder {
		c := w.channels[id]
		if !w.in(c, u) {
			continue
		}
		channels = append(channels, reply{
			"id": c.ID, "name": c.Name, "topic": c.Topic, "purpose": c.Purpose, "private": c.Private, "shared": c.Shared,
			"archived": c.Archived, "dm": c.im != "", "members": w.memberIDs(c), "unread": w.unread(c, u),
			"cursor": strconv.FormatInt(c.cursor(u), 10),
		})
	}
	return channels, nil
}

// unread counts what others said in c since u looked; replies do not count.
func (w *Workspace) unread(c *channel, u *User) int {
	n := 0
	for i := len(c.messages) - 1; i >= 0 && c.messages[i].ts > c.seen[u.ID]; i-- {
		if m := c.messages[i]; m.user != u.ID && m.thread == "" && m.visibleTo(u) {
			n++
		}
	}
	return n
}

func (w *Workspace) serveRead(rw http.ResponseWriter, r *http.Request) {
	var body struct {
		TS string `json:"ts"`
	}
	err := decode(rw, r, &body)
	if err == nil {
		err = w.markRead(r.PathValue("user"), r.PathValue("channel"), body.TS)
	}
	writeOutcome(rw, outcome{OK: true, Messages: []personMessage{}}, err)
}

func (w *Workspace) markRead(user, channel, ts string) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	u, c, err := w.reader(user, channel)
	if err != nil {
		return err
	}
	c.seen[u.ID] = max(c.seen[u.ID], ts)
	return nil
}

// serveMessages answers what a person sees in a channel, oldest first, replies
// included. With wait (seconds, or "1.5s") it first waits until something that
// they can see differs from the cursor `since`, or from now; when nothing does,
// it answers all the same, with the same cursor.
func (w *Workspace) serveMessages(rw http.ResponseWriter, r *http.Request) {
	query := r.URL.Query()
	wait, err := waitFor(query.Get("wait"))
	var since int64 = -1
	if s := query.Get("since"); s != "" && err == nil {
		if since, err = strconv.ParseInt(s, 10, 64); err != nil {
			err = &personError{http.StatusBadRequest, "invalid_cursor", "since is the cursor of an earlier answer, not " + s}
		}
	}
	if err != nil {
		writePersonError(rw, err)
		return
	}
	user, name := r.PathValue("user"), r.PathValue("channel")
	w.mu.Lock()
	u, c, err := w.reader(user, name)
	if err == nil && since < 0 {
		since = c.cursor(u)
	}
	w.mu.Unlock()
	if err == nil && wait > 0 {
		w.awaitChange(r, u.ID, c.ID, since, wait)
	}
	body, err := w.messagesOf(user, name, params{"limit": query.Get("limit")}.number("limit", pageMessages, 1, pageMessages))
	if err != nil {
		writePersonError(rw, err)
		return
	}
	writeJSON(rw, http.StatusOK, body)
}

func (w *Workspace) messagesOf(user, name string, limit int) (reply, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	u, c, err := w.reader(user, name)
	if err != nil {
		return nil, err
	}
	seen := []*message{}
	for _, m := range c.messages {
		if m.visibleTo(u) {
			seen = append(seen, m)
		}
	}
	more := len(seen) > limit
	if more {
		seen = seen[len(seen)-limit:]
	}
	messages := make([]personMessage, len(seen))
	for i, m := range seen {
		messages[i] = w.personMessage(u, c, m)
	}
	return reply{
		"ok": true, "channel": c.ID, "name": c.Name, "messages": messages, "has_more": more,
		"cursor": strconv.FormatInt(c.cursor(u), 10),
	}, nil
}

// awaitChange returns when the channel's cursor for the user is past since, or
// when the wait, the request or the workspace ends.
func (w *Workspace) awaitChange(r *http.Request, user, channel string, since int64, wait time.Duration) {
	v := w.watch(user, channel)
	defer v.stop()
	timer := time.NewTimer(wait)
	defer timer.Stop()
	for {
		w.mu.Lock()
		u, c := w.users[user], w.channels[channel]
		past := u == nil || c == nil || c.cursor(u) > since
		w.mu.Unlock()
		if past {
			return
		}
		select {
		case <-v.ready:
			v.drain()
		case <-timer.C:
			return
		case <-r.Context().Done():
			return
		case <-w.done:
			return
		}
	}
}

func waitFor(s string) (time.Duration, error) {
	if s == "" {
		return 0, nil
	}
	d, err := time.ParseDuration(s)
	if seconds, e := strconv.ParseFloat(s, 64); e == nil {
		d, err = time.Duration(min(seconds, maxWait.Seconds())*float64(time.Second)), nil
	}
	if err != nil || d < 0 {
		return 0, &personError{http.StatusBadRequest, "invalid_wait", "wait is seconds, or a duration such as 1.5s, not " + s}
	}
	return min(d, maxWait), nil
}
