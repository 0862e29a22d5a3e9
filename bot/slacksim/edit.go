package slacksim

import (
	"net/http"
	"strings"
)

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
		return outcome{}, &personError{http.StatusBadRequest, "no_text", "there is nothing to say; to take it back, delete it"}
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

// altered tells the app that a message it may see was changed or, when now is
// nil, deleted; its own are among them. The caller holds mu.
func (w *Workspace) altered(c *channel, old, now *message) {
	if old.to != "" || !c.members[w.opts.BotUser.ID] || !w.hears(messageEventName(c)) {
		return
	}
	_, long := channelType(c)
	event := reply{
		"subtype": "message_deleted", "hidden": true, "channel": c.ID, "channel_type": long, "ts": w.nextTS(),
		"previous_message": w.messageJSON(old, true), "deleted_ts": old.ts,
	}
	if now != nil {
		delete(event, "deleted_ts")
		event["subtype"], event["message"] = "message_changed", w.messageJSON(now, true)
	}
	event["event_ts"] = event["ts"]
	w.emit(messageEventName(c), c, event)
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
