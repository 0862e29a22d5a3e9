package workspace

import (
	"crypto/rand"
	"encoding/json"
	"slices"
	"strconv"
	"strings"
)

const (
	maxViews = 3         // modals on top of each other
	maxView  = 250 << 10 // bytes of one
)

// view is a modal that somebody has open. It is never changed: an update puts
// another one in its place.
type view struct {
	id, hash string
	root     string // id of the lowest of the stack
	previous string // id of the one below
	body     viewBody
}

// viewBody is what the app says of a modal.
type viewBody struct {
	Type            string          `json:"type"`
	CallbackID      string          `json:"callback_id"`
	ExternalID      string          `json:"external_id"`
	PrivateMetadata string          `json:"private_metadata"`
	Title           json.RawMessage `json:"title"`
	Submit          json.RawMessage `json:"submit"`
	Close           json.RawMessage `json:"close"`
	Blocks          json.RawMessage `json:"blocks"`
	ClearOnClose    bool            `json:"clear_on_close"`
	NotifyOnClose   bool            `json:"notify_on_close"`
}

// viewRules are the limits of https://docs.slack.dev/reference/views/modal-views.
func viewRules(blocks rule) rule {
	return object(fields{
		"*type": one("modal"), "*title": plainText(24), "submit": plainText(24), "close": plainText(24), "*blocks": blocks,
		"callback_id": textOrEmpty(maxID), "external_id": textOrEmpty(maxID), "private_metadata": textOrEmpty(3000),
		"clear_on_close": boolean, "notify_on_close": boolean, "submit_disabled": boolean,
	})
}

// view checks a modal and completes its blocks.
func (k *kit) view(raw string) (viewBody, error) {
	var b viewBody
	var v any
	if json.Unmarshal([]byte(raw), &v) != nil {
		return b, fail("invalid_arguments")
	}
	if len(raw) > maxView {
		return b, fail("view_too_large")
	}
	c := &checker{}
	k.modal(c, "", v)
	if o, ok := v.(map[string]any); ok {
		blocks, _ := o["blocks"].([]any)
		uniqueIDs(c, blocks)
		for _, x := range blocks {
			if block, _ := x.(map[string]any); block["type"] == "input" && o["submit"] == nil {
				c.report("", "missing_field", "submit", "missing required field: submit")
				break
			}
		}
		if len(c.problems) == 0 {
			for _, x := range blocks {
				complete(x.(map[string]any)) // the rules have held that each is an object
			}
			completeTexts(o)
		}
	}
	if len(c.problems) > 0 {
		messages := []string{}
		for _, p := range c.problems {
			messages = append(messages, "[ERROR] "+p.Message+" [json-pointer:/view"+p.Pointer+"]")
		}
		return b, &apiError{"invalid_arguments", reply{"response_metadata": reply{"messages": messages}}}
	}
	if json.Unmarshal(mustJSON(v), &b) != nil {
		return b, fail("invalid_arguments")
	}
	return b, nil
}

// viewObject is a view as the Web API and payloads carry it.
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
func (w *Workspace) openModal(user string, body viewBody, push bool) (*view, error) {
	stack := w.modals[user]
	if !push {
		stack = nil
	}
	if len(stack) >= maxViews {
		return nil, fail("push_limit_reached")
	}
	if body.ExternalID != "" {
		if _, v := w.findView("", body.ExternalID); v != nil {
			return nil, fail("duplicate_external_id")
		}
	}
	v := &view{id: "V" + rand.Text()[:10], body: body, hash: w.viewHash()}
	v.root = v.id
	if len(stack) > 0 {
		v.root, v.previous = stack[0].id, stack[len(stack)-1].id
	}
	w.modals[user] = append(slices.Clip(stack), v)
	w.modalChanged(user)
	return v, nil
}

// replaceModal puts another body in the place of a view. The caller holds mu.
func (w *Workspace) replaceModal(user string, old *view, body viewBody) *view {
	v := *old
	v.body, v.hash = body, w.viewHash()
	for i, x := range w.modals[user] {
		if x.id == old.id {
			w.modals[user][i] = &v
		}
	}
	w.modalChanged(user)
	return &v
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
	w.modalChanged(user)
}

func (w *Workspace) viewHash() string {
	return strconv.FormatInt(w.opts.Now().Unix(), 10) + "." + strings.ToLower(rand.Text()[:8])
}

// findView finds an open view by id or external id, and whose it is.
func (w *Workspace) findView(id, external string) (user string, v *view) {
	for user, stack := range w.modals {
		for _, v := range stack {
			if id != "" && v.id == id || external != "" && v.body.ExternalID == external {
				return user, v
			}
		}
	}
	return "", nil
}

func (w *Workspace) viewsOpen(c *call) (reply, error) { return w.showView(c, false) }
func (w *Workspace) viewsPush(c *call) (reply, error) { return w.showView(c, true) }

func (w *Workspace) showView(c *call, push bool) (reply, error) {
	body, err := w.kit.view(c.params["view"])
	if err != nil {
		return nil, err
	}
	id := c.params["trigger_id"]
	setFrom(&id, c.params["interactivity_pointer"])
	w.mu.Lock()
	defer w.mu.Unlock()
	user, err := w.useTrigger(id)
	if err != nil {
		return nil, err
	}
	v, err := w.openModal(user, body, push)
	if err != nil {
		return nil, err
	}
	return reply{"view": w.viewObject(v, reply{})}, nil
}

func (w *Workspace) viewsUpdate(c *call) (reply, error) {
	body, err := w.kit.view(c.params["view"])
	if err != nil {
		return nil, err
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	user, old := w.findView(c.params["view_id"], c.params["external_id"])
	if old == nil {
		return nil, fail("not_found")
	}
	if hash := c.params["hash"]; hash != "" && hash != old.hash {
		return nil, fail("hash_conflict")
	}
	return reply{"view": w.viewObject(w.replaceModal(user, old, body), reply{})}, nil
}
