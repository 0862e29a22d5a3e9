package slacksim

func (w *Workspace) conversationInfo(c *call) (reply, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	ch := w.channels[c.params["channel"]]
	if ch == nil || ch.Private && !ch.members[w.opts.BotUser.ID] {
		return nil, fail("channel_not_found")
	}
	if err := w.needScope(readScope(ch)); err != nil {
		return nil, err
	}
	object := w.channelObject(ch)
	if c.flag("include_num_members") {
		object["num_members"] = len(w.memberIDs(ch))
	}
	return reply{"channel": object}, nil
}

func (w *Workspace) conversationList(c *call) (reply, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	kinds := map[string]bool{}
	for _, k := range c.list("types") {
		kinds[k] = true
	}
	if len(kinds) == 0 {
		kinds["public_channel"] = true
	}
	objects := []reply{}
	for _, id := range w.chOrder {
		ch := w.channels[id]
		kind := "public_channel"
		if ch.im != "" {
			kind = "im"
		} else if ch.Private {
			kind = "private_channel"
		}
		if !kinds[kind] || ch.Private && !ch.members[w.opts.BotUser.ID] || ch.Archived && c.flag("exclude_archived") {
			continue
		}
		objects = append(objects, w.channelObject(ch))
	}
	page, next := pageOf(objects, c.params)
	return reply{"channels": page, "response_metadata": reply{"next_cursor": next}}, nil
}

func (w *Workspace) conversationMembers(c *call) (reply, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	ch := w.botChannel(c.params["channel"])
	if ch == nil {
		return nil, fail("channel_not_found")
	}
	page, next := pageOf(w.memberIDs(ch), c.params)
	return reply{"members": page, "response_metadata": reply{"next_cursor": next}}, nil
}

func (w *Workspace) conversationOpen(c *call) (reply, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if id := c.params["channel"]; id != "" {
		ch := w.channels[id]
		if ch == nil || ch.im == "" {
			return nil, fail("channel_not_found")
		}
		return reply{"channel": reply{"id": ch.ID}}, nil
	}
	switch ids := c.list("users"); {
	case len(ids) == 0:
		return nil, fail("users_list_not_supplied")
	case len(ids) > 8:
		return nil, fail("too_many_users")
	case len(ids) > 1:
		return nil, fail("not_enough_users") // group conversations do not exist here
	default:
		u := w.users[ids[0]]
		switch {
		case u == nil:
			return nil, fail("user_not_found")
		case u.Deleted:
			return nil, fail("user_disabled")
		case u.Bot:
			return nil, fail("cannot_dm_bot")
		}
		known := w.channels[dmID(u)] != nil
		ch := w.openDM(u)
		if c.flag("return_im") {
			return reply{"channel": w.channelObject(ch), "no_op": known, "already_open": known}, nil
		}
		return reply{"channel": reply{"id": ch.ID}, "no_op": known, "already_open": known}, nil
	}
}
