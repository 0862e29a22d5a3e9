package slacksim

import (
	"encoding/json"
	"net/http"
	"strings"
	"unicode/utf8"
)

// minQuery is how many characters are typed before the app is asked, unless the
// element says otherwise; https://docs.slack.dev/reference/block-kit/block-elements/select-menu-element#external_select
const minQuery = 3

// suggested is what a person sees below an external select.
type suggested struct {
	outcome
	Options []json.RawMessage `json:"options"`
	Groups  []optionGroup     `json:"option_groups"`
}

type optionGroup struct {
	Label   json.RawMessage   `json:"label"`
	Options []json.RawMessage `json:"options"`
}

// suggest types p.Value into an external select, and asks the app for options.
// With less than min_query_length characters it does not ask, and there are none.
func (w *Workspace) suggest(user, channelName string, p press) (suggested, error) {
	found := suggested{Options: []json.RawMessage{}, Groups: []optionGroup{}}
	found.OK, found.Messages = true, []personMessage{}
	w.mu.Lock()
	s, err := w.surface(user, channelName, p)
	var e element
	query := strings.Join(values(p.Value), " ")
	p.Value = nil
	if err == nil {
		e, err = pick(s.blocks, p, s.name)
	}
	kind := e.text("type")
	if err == nil && kind != "external_select" && kind != "multi_external_select" {
		err = &personError{http.StatusBadRequest, "unsupported_element", "a " + kind + " has no suggestions"}
	}
	if err != nil {
		w.mu.Unlock()
		return suggested{}, err
	}
	least, ok := e.limit("min_query_length")
	if !ok {
		least = minQuery
	}
	if utf8.RuneCountInString(query) < int(least) {
		w.mu.Unlock()
		return found, nil
	}
	payload := s.payload("block_suggestion")
	payload["action_id"], payload["block_id"], payload["value"] = e.text("action_id"), e.blockID, query
	w.mu.Unlock()

	ack, failed := w.deliver("interactive", mustJSON(payload), true)
	if failed != nil {
		found.outcome = outcome{Error: failed.Error(), ErrorText: clickError(w.opts.BotUser.Name, failed), Messages: []personMessage{}}
		return found, nil
	}
	problems := w.kit.Suggestions(ack)
	if len(problems) > 0 || json.Unmarshal(ack, &found) != nil {
		w.opts.Log.Warn("suggestions cannot be shown", "problems", problems)
		found.outcome = outcome{Error: "invalid_options", ErrorText: "The suggestions could not be loaded.", Messages: []personMessage{}}
		found.Options, found.Groups = []json.RawMessage{}, []optionGroup{}
		return found, nil
	}
	all := append([]json.RawMessage{}, found.Options...)
	for _, g := range found.Groups {
		all = append(all, g.Options...)
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	s.form.offered[e.id()] = all
	return found, nil
}

func (w *Workspace) serveSuggest(rw http.ResponseWriter, r *http.Request) {
	var body struct {
		Channel string `json:"channel"`
		press
	}
	err := decode(rw, r, &body)
	var s suggested
	if err == nil {
		s, err = w.suggest(r.PathValue("user"), body.Channel, body.press)
	}
	if err != nil {
		writePersonError(rw, err)
		return
	}
	writeJSON(rw, http.StatusOK, s)
}
