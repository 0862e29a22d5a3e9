package slacksim

import (
	"net/http"
	"strings"
)

// said is a message as Slack's own clients send it: with an id of theirs, and
// with the text taken apart. The caller holds mu.
func said(user, text string) *message {
	return &message{user: user, text: text, clientID: newUUID(), blocks: enriched(text)}
}

// say posts a plain message as a person. Names in it become mentions.
func (w *Workspace) say(user, channelName, text, thread string) (outcome, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	u, c, err := w.actor(user, channelName)
	if err != nil {
		return outcome{}, err
	}
	if strings.TrimSpace(text) == "" {
		return outcome{}, &personError{http.StatusBadRequest, "no_text", "the text is empty"}
	}
	if thread != "" {
		if root := c.find(thread); root == nil || root.to != "" {
			return outcome{}, &personError{http.StatusNotFound, "message_not_found", "there is no message " + thread + " to reply to"}
		}
	}
	m := said(u.ID, w.markup(text, false))
	m.thread = thread
	w.post(c, m)
	return outcome{OK: true, Messages: []personMessage{w.personMessage(u, c, m)}}, nil
}

// edit changes what a person said. The app hears of a mention in it again, with
// `edited`, whether or not it was there before: as Slack does.
func (w *Workspace) edit(user, channelName, ts, text string) (outcome, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	u, c, old, err := w.ownMessage(user, channelName, ts)
	if err != nil {
		return outcome{}, err
	}
	if strings.TrimSpace(text) == "" {
		return outcome{}, &personError{http.StatusBadRequest, "no_text", "the text is empty; to remove the message, delete it"}
	}
	m := *old
	m.text, m.edited = w.markup(text, false), w.nextTS()
	m.blocks = enriched(m.text)
	w.replace(c, &m)
	if w.mentioned(c, &m) {
		event := messageEvent(w.messageJSON(&m, true), c)
		event["event_ts"] = m.edited
		w.emit("app_mention", c, event)
	}
	return outcome{OK: true, Messages: []personMessage{w.personMessage(u, c, &m)}}, nil
}

// unsay deletes what a person said.
func (w *Workspace) unsay(user, channelName, ts string) (outcome, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	_, c, m, err := w.ownMessage(user, channelName, ts)
	if err != nil {
		return outcome{}, err
	}
	w.remove(c, m.ts)
	return outcome{OK: true, Messages: []personMessage{}}, nil
}

// ownMessage finds a message that a person may change: their own. The caller holds mu.
func (w *Workspace) ownMessage(user, channelName, ts string) (*User, *channel, *message, error) {
	u, c, err := w.actor(user, channelName)
	if err != nil {
		return nil, nil, nil, err
	}
	m := c.find(ts)
	if m == nil || m.bot || m.user != u.ID || m.to != "" {
		return nil, nil, nil, &personError{http.StatusNotFound, "message_not_found", u.Name + " has said nothing at " + ts + " in #" + c.Name}
	}
	return u, c, m, nil
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

func (w *Workspace) serveEdit(rw http.ResponseWriter, r *http.Request) {
	var body struct{ Channel, TS, Text string }
	err := decode(rw, r, &body)
	var o outcome
	if err == nil {
		o, err = w.edit(r.PathValue("user"), body.Channel, body.TS, body.Text)
	}
	writeOutcome(rw, o, err)
}

func (w *Workspace) serveUnsay(rw http.ResponseWriter, r *http.Request) {
	var body struct{ Channel, TS string }
	err := decode(rw, r, &body)
	var o outcome
	if err == nil {
		o, err = w.unsay(r.PathValue("user"), body.Channel, body.TS)
	}
	writeOutcome(rw, o, err)
}
