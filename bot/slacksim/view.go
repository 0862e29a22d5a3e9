package slacksim

import (
	"crypto/rand"
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"peerbot/bot/slacksim/blockkit"
)

const (
	maxViews = 3         // modals on top of each other
	maxView  = 250 << 10 // bytes of one
)

// view is a modal that somebody has open, or their Home tab. It is never
// changed but for its form: an update puts another one in its place.
type view struct {
	id, hash string
	root     string // id of the lowest of the stack
	previous string // id of the one below
	channel  string // where the person was who caused it, or ""
	body     viewBody
	form     *form
}

// viewBody is what the app says of a view.
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

func (w *Workspace) viewsOpen(c *call) (reply, error) { return w.showView(c, false) }
func (w *Workspace) viewsPush(c *call) (reply, error) { return w.showView(c, true) }

func (w *Workspace) showView(c *call, push bool) (reply, error) {
	body, err := w.readView(c.params["view"], blockkit.Modal)
	if err != nil {
		return nil, err
	}
	id := c.params["trigger_id"]
	setFrom(&id, c.params["interactivity_pointer"])
	w.mu.Lock()
	defer w.mu.Unlock()
	t, err := w.useTrigger(id)
	if err != nil {
		return nil, err
	}
	v, err := w.openModal(t.user, t.channel, body, push)
	if err != nil {
		return nil, err
	}
	return reply{"view": w.viewObject(v, reply{})}, nil
}

func (w *Workspace) viewsUpdate(c *call) (reply, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	user, old := w.findView(c.params["view_id"], c.params["external_id"])
	if old == nil {
		return nil, fail("not_found")
	}
	body, err := w.readView(c.params["view"], blockkit.Surface(old.body.Type))
	if err != nil {
		return nil, err
	}
	if hash := c.params["hash"]; hash != "" && hash != old.hash {
		return nil, fail("hash_conflict")
	}
	v, err := w.replaceView(user, old, body)
	if err != nil {
		return nil, err
	}
	return reply{"view": w.viewObject(v, reply{})}, nil
}
