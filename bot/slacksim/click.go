package slacksim

import (
	"encoding/json"
	"errors"
	"net/http"
)

// surface is where a person uses an element.
type surface struct {
	name    string // for people
	blocks  json.RawMessage
	form    *form
	channel string // id of the conversation that it belongs to, or ""
	// payload is what the app is sent of that kind: where it is, and what is
	// there. act adds what an action brings.
	payload func(kind string) reply
	act     func(payload reply)
}

// click uses an element as a person does.
func (w *Workspace) click(user, channelName string, p press, host hostOf) (outcome, error) {
	w.mu.Lock()
	payload, o, err := w.use(user, channelName, p, host)
	w.mu.Unlock()
	if payload == nil || err != nil {
		return o, err
	}
	_, failed := w.deliver("interactive", mustJSON(payload), false)
	o = outcome{OK: failed == nil, Messages: []personMessage{}}
	if failed != nil {
		o.Error, o.ErrorText = failed.Error(), clickError(w.opts.BotUser.Name, failed)
	}
	return o, nil
}

// use does what click does before the app hears of it. Without a payload it is
// for nobody but the person. The caller holds mu.
func (w *Workspace) use(user, channelName string, p press, host hostOf) (reply, outcome, error) {
	s, err := w.surface(user, channelName, p)
	if err != nil {
		return nil, outcome{}, err
	}
	e, err := pick(s.blocks, p, s.name)
	if err != nil {
		return nil, outcome{}, err
	}
	if confirm := e.json["confirm"]; confirm != nil && p.Confirmed != nil && !*p.Confirmed {
		return nil, outcome{
			Error: "not_confirmed", ErrorText: "the dialog asks for a confirmation",
			Confirm: confirm, Messages: []personMessage{},
		}, nil
	}
	w.fill(s.form, s.blocks, p.Values) // what is not valid yet is not in the state yet
	var entry reply
	if key, _ := slot(e.text("type")); key != "" {
		var problem string
		if entry, problem = w.entry(e, s.form, p.Value); problem != "" {
			return nil, outcome{}, &personError{http.StatusBadRequest, "invalid_value", e.text("action_id") + ": " + problem}
		}
	}
	action, err := e.action(p, entry, w.nextTS())
	if err != nil {
		return nil, outcome{}, err
	}
	if entry != nil {
		s.form.entries[e.id()] = entry
	}
	if !e.dispatch {
		return nil, outcome{OK: true, Messages: []personMessage{}}, nil
	}
	w.setHost(host)
	payload := s.payload("block_actions")
	payload["actions"] = []json.RawMessage{action}
	s.act(payload)
	return payload, outcome{}, nil
}

// clickError is the warning beside a button. Slack shows only a sign; the
// words are ours.
func clickError(app string, err error) string {
	if errors.Is(err, errNoConnection) {
		return app + " is not connected, so the button did nothing (dispatch_failed)"
	}
	return app + " did not answer in time (" + err.Error() + ")"
}

// surface finds what p is about, if u may use it. The caller holds mu.
func (w *Workspace) surface(user, channelName string, p press) (surface, error) {
	if p.ViewID != "" {
		return w.viewSurface(user, p.ViewID)
	}
	u, c, err := w.actor(user, channelName)
	if err != nil {
		return surface{}, err
	}
	m := c.find(p.TS)
	if m == nil || !m.visibleTo(u) {
		return surface{}, &personError{http.StatusNotFound, "message_not_found", u.Name + " sees no message " + p.TS + " in #" + c.Name}
	}
	s := surface{
		name: "message " + p.TS, blocks: m.blocks, channel: c.ID, form: w.forms.of(formKey{u.ID, c.ID, m.ts}),
	}
	s.payload = func(kind string) reply { return w.messagePayload(kind, c, u, m) }
	s.act = func(payload reply) {
		payload["state"] = reply{"values": s.form.state(m.blocks, c.ID)}
		payload["trigger_id"] = w.newTrigger(u.ID, c.ID)
		payload["response_url"] = w.newHook(hook{kind: "actions", channel: c.ID, user: u.ID, thread: m.thread, source: m.ts})
	}
	return s, nil
}

// viewSurface is an open modal of a person, the one on top only, or their Home tab.
func (w *Workspace) viewSurface(user, id string) (surface, error) {
	u, v, err := w.viewOf(user, id)
	if err != nil {
		return surface{}, err
	}
	s := surface{name: "view " + v.id, blocks: v.body.Blocks, form: v.form, channel: v.channel}
	s.payload = func(kind string) reply {
		payload := w.viewPayload(u, v, kind)
		payload["container"] = reply{"type": "view", "view_id": v.id}
		return payload
	}
	s.act = func(payload reply) { payload["trigger_id"] = w.newTrigger(u.ID, v.channel) }
	return s, nil
}

func (w *Workspace) serveClick(rw http.ResponseWriter, r *http.Request) {
	var body struct {
		Channel string `json:"channel"`
		press
	}
	err := decode(rw, r, &body)
	var o outcome
	if err == nil {
		o, err = w.click(r.PathValue("user"), body.Channel, body.press, hostFrom(r))
	}
	writeOutcome(rw, o, err)
}
