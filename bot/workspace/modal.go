package workspace

import (
	"encoding/json"
	"net/http"
	"strings"
)

// filled is what a person typed into a modal: per block_id a text, the value
// of an option, or a list of such values.
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
func (w *Workspace) submit(user string, f filled) (submitted, error) {
	w.mu.Lock()
	u, v, err := w.modalOf(user, f.ViewID)
	if err != nil {
		w.mu.Unlock()
		return submitted{}, err
	}
	state, missing := stateOf(v.body.Blocks, f.Values)
	if len(missing) > 0 {
		defer w.mu.Unlock()
		s := w.afterModal(u, "incomplete", "some fields are not filled in")
		s.Errors = missing
		return s, nil
	}
	payload := w.viewPayload(u, v, "view_submission", state)
	payload["trigger_id"], payload["response_urls"] = w.newTrigger(u.ID), []string{}
	w.mu.Unlock()

	ack, failed := w.deliver("interactive", mustJSON(payload), true)
	var answer struct {
		Action string            `json:"response_action"`
		Errors map[string]string `json:"errors"`
		View   json.RawMessage   `json:"view"`
	}
	if failed == nil && len(ack) > 0 && json.Unmarshal(ack, &answer) != nil {
		answer.Action = "nonsense"
	}
	var next viewBody
	if answer.Action == "update" || answer.Action == "push" {
		if next, err = w.kit.view(string(answer.View)); err != nil {
			w.opts.Log.Warn("the view in an answer cannot be shown", "error", err)
			answer.Action = "nonsense"
		}
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if failed != nil {
		return w.afterModal(u, failed.Error(), "We had some trouble connecting. Try again."), nil
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
		w.replaceModal(u.ID, v, next)
	case "push":
		if _, err := w.openModal(u.ID, next, true); err != nil {
			return w.afterModal(u, err.Error(), "We had some trouble connecting. Try again."), nil
		}
	default:
		return w.afterModal(u, "invalid_view_response", "We had some trouble connecting. Try again."), nil
	}
	return w.afterModal(u, "", ""), nil
}

// dismiss closes the modal on top, and tells the app if it asked for that.
func (w *Workspace) dismiss(user string) (submitted, error) {
	w.mu.Lock()
	u, v, err := w.modalOf(user, "")
	if err != nil {
		w.mu.Unlock()
		return submitted{}, err
	}
	w.closeModals(u.ID, v.id)
	if v.body.ClearOnClose {
		w.closeModals(u.ID, "")
	}
	payload := w.viewPayload(u, v, "view_closed", reply{})
	payload["is_cleared"] = v.body.ClearOnClose
	s := w.afterModal(u, "", "")
	w.mu.Unlock()
	if v.body.NotifyOnClose {
		if _, err := w.deliver("interactive", mustJSON(payload), false); err != nil {
			w.opts.Log.Debug("view_closed", "error", err) // the person has seen it close
		}
	}
	return s, nil
}

// modalOf finds an open modal of a person. The caller holds mu.
func (w *Workspace) modalOf(user, id string) (*User, *view, error) {
	u := w.findUser(user)
	if u == nil || u.Bot {
		return nil, nil, &personError{http.StatusNotFound, "user_not_found", "there is no person " + user}
	}
	stack := w.modals[u.ID]
	if len(stack) == 0 || id != "" && stack[len(stack)-1].id != id {
		return nil, nil, &personError{http.StatusNotFound, "view_not_found", u.Name + " has no such modal open"}
	}
	return u, stack[len(stack)-1], nil
}

// topView is what a person has open, or nil. The caller holds mu.
func (w *Workspace) topView(u *User) reply {
	stack := w.modals[u.ID]
	if len(stack) == 0 {
		return nil
	}
	return w.viewObject(stack[len(stack)-1], reply{})
}

func (w *Workspace) afterModal(u *User, code, text string) submitted {
	return submitted{
		outcome: outcome{OK: code == "", Error: code, ErrorText: text, Messages: []personMessage{}}, View: w.topView(u),
	}
}

func (w *Workspace) viewPayload(u *User, v *view, kind string, state reply) reply {
	return reply{
		"type": kind, "team": reply{"id": w.opts.Team.ID, "domain": w.opts.Team.Domain},
		"user":       reply{"id": u.ID, "username": u.Name, "name": u.Name, "team_id": u.TeamID},
		"api_app_id": w.opts.AppID, "token": verificationToken, "view": w.viewObject(v, state),
		"is_enterprise_install": false, "enterprise": nil,
	}
}

// stateOf is the state.values of a submission, and what is missing, by block_id.
func stateOf(blocks json.RawMessage, values map[string]json.RawMessage) (state reply, missing map[string]string) {
	var inputs []struct {
		Type     string                     `json:"type"`
		BlockID  string                     `json:"block_id"`
		Optional bool                       `json:"optional"`
		Element  map[string]json.RawMessage `json:"element"`
	}
	state, missing = reply{}, map[string]string{}
	if json.Unmarshal(blocks, &inputs) != nil {
		return state, missing
	}
	for _, in := range inputs {
		if in.Type != "input" {
			continue
		}
		e := element{in.BlockID, in.Element}
		value, empty := e.state(values[in.BlockID])
		if empty && !in.Optional {
			missing[in.BlockID] = "Please complete this required field."
		}
		state[in.BlockID] = reply{e.text("action_id"): value}
	}
	return state, missing
}

// state is the entry of state.values for an input and what was put into it.
func (e element) state(raw json.RawMessage) (value reply, empty bool) {
	var one string
	var many []string
	if json.Unmarshal(raw, &one) == nil {
		many = []string{one}
	} else if json.Unmarshal(raw, &many) == nil && len(many) > 0 {
		one = many[0]
	}
	kind := e.text("type")
	value = reply{"type": kind}
	empty = strings.TrimSpace(one) == ""
	var given any
	if !empty {
		given = one
	}
	switch kind {
	case "static_select", "radio_buttons", "external_select":
		option := e.option(one)
		value["selected_option"] = option
		empty = option == nil
	case "multi_static_select", "checkboxes":
		options := []json.RawMessage{}
		for _, v := range many {
			if o := e.option(v); o != nil {
				options = append(options, o)
			}
		}
		value["selected_options"] = options
		empty = len(options) == 0
	case "users_select":
		value["selected_user"] = given
	case "channels_select":
		value["selected_channel"] = given
	case "conversations_select":
		value["selected_conversation"] = given
	case "datepicker":
		value["selected_date"] = given
	case "timepicker":
		value["selected_time"] = given
	default:
		value["value"] = given
	}
	return value, empty
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
		s, err = w.submit(r.PathValue("user"), f)
	}
	if err != nil {
		writePersonError(rw, err)
		return
	}
	writeJSON(rw, http.StatusOK, s)
}

func (w *Workspace) serveDismiss(rw http.ResponseWriter, r *http.Request) {
	s, err := w.dismiss(r.PathValue("user"))
	if err != nil {
		writePersonError(rw, err)
		return
	}
	writeJSON(rw, http.StatusOK, s)
}
