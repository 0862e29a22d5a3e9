package slacksim

import (
	"cmp"

	"peerbot/bot/slacksim/blockkit"
)

func (w *Workspace) viewsOpen(c *call) (reply, error) { return w.showView(c, false) }

func (w *Workspace) viewsPush(c *call) (reply, error) { return w.showView(c, true) }

func (w *Workspace) showView(c *call, push bool) (reply, error) {
	body, err := w.readView(c.params["view"], blockkit.Modal)
	if err != nil {
		return nil, err
	}
	id := cmp.Or(c.params["interactivity_pointer"], c.params["trigger_id"])
	w.mu.Lock()
	defer w.mu.Unlock()
	t, err := w.triggers.use(id, w.opts.Now())
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

// viewsPublish puts a view on somebody's Home tab.
func (w *Workspace) viewsPublish(c *call) (reply, error) {
	body, err := w.readView(c.params["view"], blockkit.Home)
	if err != nil {
		return nil, err
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.opts.NoHome {
		return nil, fail("not_enabled")
	}
	u := w.users[c.params["user_id"]]
	if u == nil || u.Bot || u.Deleted {
		return nil, &apiError{"invalid_arguments", reply{"response_metadata": reply{"messages": []string{"invalid `user_id`"}}}}
	}
	old := w.homes[u.ID]
	if hash := c.params["hash"]; hash != "" && (old == nil || hash != old.hash) {
		return nil, fail("hash_conflict")
	}
	if old == nil {
		if err := w.freeExternalID(body.ExternalID, ""); err != nil {
			return nil, err
		}
		old = w.newView(body)
		w.homes[u.ID] = old
		w.viewChanged(u.ID)
		return reply{"view": w.viewObject(old, reply{})}, nil
	}
	v, err := w.replaceView(u.ID, old, body)
	if err != nil {
		return nil, err
	}
	return reply{"view": w.viewObject(v, reply{})}, nil
}
