package slacksim

func (w *Workspace) userInfo(c *call) (reply, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	u := w.users[c.params["user"]]
	if u == nil {
		return nil, fail("user_not_found")
	}
	return reply{"user": w.userObject(u)}, nil
}

func (w *Workspace) userList(c *call) (reply, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	objects := []reply{}
	for _, id := range w.order {
		objects = append(objects, w.userObject(w.users[id]))
	}
	page, next := pageOf(objects, c.params)
	return reply{"members": page, "cache_ts": w.opts.Now().Unix(), "response_metadata": reply{"next_cursor": next}}, nil
}

func (w *Workspace) userByEmail(c *call) (reply, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, id := range w.order {
		if u := w.users[id]; u.Email != "" && u.Email == c.params["email"] && w.colleague(u) {
			return reply{"user": w.userObject(u)}, nil
		}
	}
	return nil, fail("users_not_found")
}

func (w *Workspace) groupList(c *call) (reply, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	objects := []reply{}
	for _, id := range w.grOrder {
		objects = append(objects, w.groupObject(w.groups[id], c.flag("include_users")))
	}
	return reply{"usergroups": objects}, nil
}

// groupMembers leaves out those who are deactivated, unless asked for them.
func (w *Workspace) groupMembers(c *call) (reply, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	g := w.groups[c.params["usergroup"]]
	if g == nil {
		return nil, fail("no_such_subteam")
	}
	ids := []string{}
	for _, id := range g.Members {
		if u := w.users[id]; u != nil && (!u.Deleted || c.flag("include_disabled")) {
			ids = append(ids, id)
		}
	}
	return reply{"users": ids}, nil
}
