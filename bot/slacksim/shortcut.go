package slacksim

import "net/http"

// shortcut runs a shortcut: a global one from anywhere, or that of a message.
func (w *Workspace) shortcut(user string, s usedShortcut, host hostOf) (outcome, error) {
	w.mu.Lock()
	payload, err := w.shortcutPayload(user, s, host)
	w.mu.Unlock()
	if err != nil {
		return outcome{}, err
	}
	_, failed := w.deliver("interactive", mustJSON(payload), false)
	o := outcome{OK: failed == nil, Messages: []personMessage{}}
	if failed != nil {
		o.Error, o.ErrorText = failed.Error(), clickError(w.opts.BotUser.Name, failed)
	}
	return o, nil
}

// usedShortcut says which shortcut a person uses; the message is for those of
// messages.
type usedShortcut struct {
	CallbackID string `json:"callback_id"`
	Channel    string `json:"channel"`
	TS         string `json:"ts"`
}

// shortcutPayload is what the app is sent. The caller holds mu.
func (w *Workspace) shortcutPayload(user string, s usedShortcut, host hostOf) (reply, error) {
	known := w.findShortcut(s.CallbackID)
	u := w.findUser(user)
	switch {
	case known == nil:
		return nil, &personError{http.StatusNotFound, "shortcut_not_found", "the app has no shortcut " + s.CallbackID}
	case u == nil || u.Bot:
		return nil, &personError{http.StatusNotFound, "user_not_found", "there is no person " + user}
	case u.Deleted:
		return nil, &personError{http.StatusForbidden, "account_inactive", u.Name + " is deactivated"}
	case !w.colleague(u): // only of the organisation that installed the app
		return nil, &personError{http.StatusForbidden, "not_in_team", u.Name + " is of another organisation and has no shortcuts of the app"}
	}
	w.setHost(host)
	if !known.Message {
		payload := w.payload("shortcut", u)
		delete(payload, "api_app_id") // the fixtures of Slack's SDKs have none here
		payload["callback_id"], payload["action_ts"], payload["trigger_id"] = known.CallbackID, w.nextTS(), w.newTrigger(u.ID, "")
		return payload, nil
	}
	_, c, err := w.reader(user, s.Channel)
	if err != nil {
		return nil, err
	}
	m := c.find(s.TS)
	if m == nil || m.to != "" { // what only one person sees has no menu
		return nil, &personError{http.StatusNotFound, "message_not_found", u.Name + " sees no message " + s.TS + " in #" + c.Name}
	}
	payload := w.payload("message_action", u)
	payload["callback_id"], payload["action_ts"], payload["trigger_id"] = known.CallbackID, w.nextTS(), w.newTrigger(u.ID, c.ID)
	payload["channel"] = reply{"id": c.ID, "name": payloadName(c)}
	payload["message_ts"], payload["message"] = m.ts, c.threads(nil).add(w.messageJSON(m, true))
	payload["response_url"] = w.newHook(hook{kind: "app", channel: c.ID, user: u.ID, thread: m.thread})
	return payload, nil
}

func (w *Workspace) findShortcut(callback string) *Shortcut {
	for i, s := range w.opts.Shortcuts {
		if s.CallbackID == callback {
			return &w.opts.Shortcuts[i]
		}
	}
	return nil
}

func (w *Workspace) serveShortcut(rw http.ResponseWriter, r *http.Request) {
	var s usedShortcut
	err := decode(rw, r, &s)
	var o outcome
	if err == nil {
		o, err = w.shortcut(r.PathValue("user"), s, hostFrom(r))
	}
	writeOutcome(rw, o, err)
}
