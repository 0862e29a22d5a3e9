package slacksim

import (
	"crypto/rand"
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"peerbot/bot/slacksim/blockkit"
)

// readView checks a view by the rules of a surface, and completes its blocks.
func (w *Workspace) readView(raw string, s blockkit.Surface) (viewBody, error) {
	var b viewBody
	var v any
	if json.Unmarshal([]byte(raw), &v) != nil {
		return b, fail("invalid_arguments")
	}
	if len(raw) > maxView {
		return b, fail("view_too_large")
	}
	if problems := w.kit.View(v, s); len(problems) > 0 {
		messages := []string{}
		for _, p := range problems {
			messages = append(messages, "[ERROR] "+p.Message+" [json-pointer:/view"+p.Pointer+"]")
		}
		return b, &apiError{"invalid_arguments", reply{"response_metadata": reply{"messages": messages}}}
	}
	blockkit.CompleteView(v)
	if json.Unmarshal(mustJSON(v), &b) != nil {
		return b, fail("invalid_arguments")
	}
	return b, nil
}

// viewObject is a view as the Web API carries it, and payloads with what the
// person put into it.
func (w *Workspace) viewObject(v *view, state reply) reply {
	var previous any
	if v.previous != "" {
		previous = v.previous
	}
	return reply{
		"id": v.id, "team_id": w.opts.Team.ID, "type": v.body.Type, "blocks": v.body.Blocks, "private_metadata": v.body.PrivateMetadata,
		"callback_id": v.body.CallbackID, "state": reply{"values": state}, "hash": v.hash, "title": v.body.Title, "submit": v.body.Submit,
		"close": v.body.Close, "clear_on_close": v.body.ClearOnClose, "notify_on_close": v.body.NotifyOnClose, "previous_view_id": previous,
		"root_view_id": v.root, "app_id": w.opts.AppID, "external_id": v.body.ExternalID, "app_installed_team_id": w.opts.Team.ID,
		"bot_id": w.opts.BotID,
	}
}

// openModal shows a modal to a person: alone, or on top of those that they
// have open. The caller holds mu.
func (w *Workspace) openModal(user, channel string, body viewBody, push bool) (*view, error) {
	stack := w.modals[user]
	if !push {
		stack = nil
	}
	if len(stack) >= maxViews {
		return nil, fail("push_limit_reached")
	}
	if err := w.freeExternalID(body.ExternalID, ""); err != nil {
		return nil, err
	}
	v := w.newView(body)
	v.channel = channel
	if len(stack) > 0 {
		v.root, v.previous = stack[0].id, stack[len(stack)-1].id
	}
	w.modals[user] = append(slices.Clip(stack), v)
	w.viewChanged(user)
	return v, nil
}

func (w *Workspace) newView(body viewBody) *view {
	id := "V" + rand.Text()[:10]
	return &view{id: id, root: id, hash: w.viewHash(), body: body, form: newForm()}
}

// freeExternalID holds that no view but the one named has that external id.
func (w *Workspace) freeExternalID(external, but string) error {
	if external == "" {
		return nil
	}
	if _, v := w.findView("", external); v != nil && v.id != but {
		return fail("duplicate_external_id")
	}
	return nil
}

// replaceView puts another body in the place of a view. The caller holds mu.
func (w *Workspace) replaceView(user string, old *view, body viewBody) (*view, error) {
	if err := w.freeExternalID(body.ExternalID, old.id); err != nil {
		return nil, err
	}
	v := *old
	v.body, v.hash = body, w.viewHash()
	if w.homes[user] == old {
		w.homes[user] = &v
	}
	for i, x := range w.modals[user] {
		if x == old {
			w.modals[user][i] = &v
		}
	}
	w.viewChanged(user)
	return &v, nil
}

// closeModals closes a person's views from id upwards; "" is all of them.
func (w *Workspace) closeModals(user, id string) {
	stack := w.modals[user]
	keep := 0
	for id != "" && keep < len(stack) && stack[keep].id != id {
		keep++
	}
	if keep == 0 {
		delete(w.modals, user)
	} else {
		w.modals[user] = stack[:keep:keep]
	}
	w.viewChanged(user)
}

func (w *Workspace) viewHash() string {
	return strconv.FormatInt(w.opts.Now().Unix(), 10) + "." + strings.ToLower(rand.Text()[:8])
}

// findView finds an open view or a Home tab by id or external id, and whose it is.
func (w *Workspace) findView(id, external string) (user string, v *view) {
	is := func(v *view) bool {
		return id != "" && v.id == id || external != "" && v.body.ExternalID == external
	}
	for user, stack := range w.modals {
		for _, v := range stack {
			if is(v) {
				return user, v
			}
		}
	}
	for user, v := range w.homes {
		if is(v) {
			return user, v
		}
	}
	return "", nil
}
