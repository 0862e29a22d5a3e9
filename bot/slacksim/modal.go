package slacksim

import (
	"encoding/json"
	"net/http"

	"peerbot/bot/slacksim/blockkit"
)

// filled is what a person put into a modal, by block_id: a text or a list of
// them, or an object by action_id. Options are meant by their value, people and
// channels by id or name. What is left out stays as it is.
type filled struct {
	ViewID string                     `json:"view_id"` // "" is the one on top
	Values map[string]json.RawMessage `json:"values"`
}

// submitted is what they see then: errors beside blocks, by block_id, or the
// modal that is open now, if any.
type submitted struct {
	outcome
	Errors map[string]string `json:"errors,omitempty"`
	View   reply             `json:"view"`
}

// submit presses the button of a modal.
func (w *Workspace) submit(user string, f filled, host hostOf) (submitted, error) {
	w.mu.Lock()
	u, v, err := w.modalOf(user, f.ViewID)
	if err != nil {
		w.mu.Unlock()
		return submitted{}, err
	}
	problems := w.fill(v.form, v.body.Blocks, f.Values)
	if len(problems) == 0 {
		problems = v.form.missing(v.body.Blocks, v.channel)
	}
	if len(problems) > 0 {
		defer w.mu.Unlock()
		s := w.afterModal(u, "incomplete", "some fields are not filled in")
		s.Errors = problems
		return s, nil
	}
	w.setHost(host)
	payload := w.viewPayload(u, v, "view_submission")
	payload["trigger_id"], payload["response_urls"] = w.newTrigger(u.ID, v.channel), w.responseURLs(u, v)
	w.mu.Unlock()

	ack, failed := w.deliver("interactive", mustJSON(payload), true)
	answer, next := w.viewAnswer(ack, failed == nil, v)
	w.mu.Lock()
	defer w.mu.Unlock()
	if failed != nil {
		return w.afterModal(u, failed.Error(), noConnection), nil
	}
	switch answer.Action {
	case "":
		w.closeModals(u.ID, v.id)
	case "clear":
		w.closeModals(u.ID, "")
	case "errors":
		s := w.afterModal(u, "errors", "some fields need another look")
		s.Errors = answer.Errors
		return s, nil
	case "update":
		// The app may have updated it meanwhile.
		if _, now := w.findView(v.id, ""); now != nil {
			v = now
		}
		_, err = w.replaceView(u.ID, v, next)
	case "push":
		_, err = w.openModal(u.ID, v.channel, next, true)
	default:
		return w.afterModal(u, "invalid_view_response", noConnection), nil
	}
	if err != nil {
		return w.afterModal(u, err.Error(), noConnection), nil
	}
	return w.afterModal(u, "", ""), nil
}

// noConnection is what Slack says of everything that goes wrong behind a modal.
const noConnection = "We had some trouble connecting. Try again."

// viewAnswer is what an app may answer to a submission.
type viewAnswer struct {
	Action string            `json:"response_action"`
	Errors map[string]string `json:"errors"`
	View   json.RawMessage   `json:"view"`
}

// viewAnswer reads an answer to the submission of v, and the view in it. What
// cannot be shown has the action "nonsense".
func (w *Workspace) viewAnswer(ack json.RawMessage, got bool, v *view) (answer viewAnswer, next viewBody) {
	if !got || len(ack) == 0 {
		return answer, next
	}
	problem := ""
	if err := json.Unmarshal(ack, &answer); err != nil {
		problem = err.Error()
	}
	switch answer.Action {
	case "errors":
		problem = unknownInput(v.body.Blocks, answer.Errors)
	case "update", "push":
		var err error
		if next, err = w.readView(string(answer.View), blockkit.Modal); err != nil {
			problem = err.Error()
		}
	}
	if problem != "" {
		w.opts.Log.Warn("the answer to a submission cannot be shown", "problem", problem)
		answer.Action = "nonsense"
	}
	return answer, next
}

// unknownInput is what is wrong with errors that belong beside no input, or "".
func unknownInput(blocks json.RawMessage, errs map[string]string) string {
	if len(errs) == 0 {
		return "no errors in an answer of errors"
	}
	inputs := map[string]bool{}
	for _, e := range elements(blocks) {
		inputs[e.blockID] = e.input
	}
	for id := range errs {
		if !inputs[id] {
			return "an error for " + id + ", which is no input block"
		}
	}
	return ""
}

// responseURLs are those that inputs of the view ask for with
// response_url_enabled. The caller holds mu.
func (w *Workspace) responseURLs(u *User, v *view) []reply {
	urls := []reply{}
	for _, e := range elements(v.body.Blocks) {
		if !e.input || string(e.json["response_url_enabled"]) != "true" {
			continue
		}
		key, _ := slot(e.text("type"))
		s, _ := v.form.entryOf(e, v.channel)[key].(string)
		if c := w.channels[s]; c != nil {
			urls = append(urls, reply{
				"block_id": e.blockID, "action_id": e.text("action_id"), "channel_id": c.ID,
				"response_url": w.newHook(hook{kind: "app", channel: c.ID, user: u.ID}),
			})
		}
	}
	return urls
}

// dismiss closes the modal on top, or with all the whole stack, and tells the
// app if it asked for that: of the modal that was closed, or of the lowest one
// when all were.
func (w *Workspace) dismiss(user string, all bool) (submitted, error) {
	w.mu.Lock()
	u, v, err := w.modalOf(user, "")
	if err != nil {
		w.mu.Unlock()
		return submitted{}, err
	}
	cleared := all || v.body.ClearOnClose
	if cleared {
		v = w.modals[u.ID][0]
	}
	w.closeModals(u.ID, v.id)
	payload := w.viewPayload(u, v, "view_closed")
	object := w.viewObject(v, reply{}) // without what was typed: it is gone
	payload["view"], payload["is_cleared"] = object, cleared
	s := w.afterModal(u, "", "")
	w.mu.Unlock()
	if v.body.NotifyOnClose {
		if _, err := w.deliver("interactive", mustJSON(payload), false); err != nil {
			w.opts.Log.Debug("view_closed", "error", err) // the person has seen it close
		}
	}
	return s, nil
}

// topView is what a person has open, or nil. The caller holds mu.
func (w *Workspace) topView(u *User) reply {
	stack := w.modals[u.ID]
	if len(stack) == 0 {
		return nil
	}
	v := stack[len(stack)-1]
	return w.viewObject(v, v.form.state(v.body.Blocks, v.channel))
}

func (w *Workspace) afterModal(u *User, code, text string) submitted {
	return submitted{
		outcome: outcome{OK: code == "", Error: code, ErrorText: text, Messages: []personMessage{}}, View: w.topView(u),
	}
}

func (w *Workspace) serveView(rw http.ResponseWriter, r *http.Request) {
	w.mu.Lock()
	u := w.findUser(r.PathValue("user"))
	var top reply
	if u != nil {
		top = w.topView(u)
	}
	w.mu.Unlock()
	if u == nil {
		writePersonError(rw, &personError{http.StatusNotFound, "user_not_found", "there is no person " + r.PathValue("user")})
		return
	}
	writeJSON(rw, http.StatusOK, reply{"ok": true, "view": top})
}

func (w *Workspace) serveSubmit(rw http.ResponseWriter, r *http.Request) {
	var f filled
	err := decode(rw, r, &f)
	var s submitted
	if err == nil {
		s, err = w.submit(r.PathValue("user"), f, hostFrom(r))
	}
	if err != nil {
		writePersonError(rw, err)
		return
	}
	writeJSON(rw, http.StatusOK, s)
}

func (w *Workspace) serveDismiss(rw http.ResponseWriter, r *http.Request) {
	var body struct {
		All bool `json:"all"`
	}
	if r.ContentLength != 0 { // a body is only needed to close all
		if err := decode(rw, r, &body); err != nil {
			writePersonError(rw, err)
			return
		}
	}
	s, err := w.dismiss(r.PathValue("user"), body.All)
	if err != nil {
		writePersonError(rw, err)
		return
	}
	writeJSON(rw, http.StatusOK, s)
}
