package slacksim

import "slices"

// userObject is a user as users.info gives it. The address is there only for
// people of this organisation and with its own scope.
func (w *Workspace) userObject(u *User) reply {
	profile := reply{
		"title": u.Title, "real_name": u.RealName, "real_name_normalized": u.RealName,
		"display_name": u.Name, "display_name_normalized": u.Name, "team": u.TeamID,
	}
	if w.colleague(u) && w.hasScope("users:read.email") && u.Email != "" {
		profile["email"] = u.Email
	}
	if u.ID == w.opts.BotUser.ID {
		profile["bot_id"], profile["api_app_id"] = w.opts.BotID, w.opts.AppID
	}
	object := reply{
		"id": u.ID, "team_id": u.TeamID, "name": u.Name, "deleted": u.Deleted, "real_name": u.RealName, "profile": profile,
		"tz": u.TZ, "tz_label": u.TZ, "tz_offset": 0, "is_admin": u.Admin, "is_owner": false, "is_primary_owner": false,
		"is_restricted": u.Restricted || u.UltraRestricted, "is_ultra_restricted": u.UltraRestricted,
		"is_bot": u.Bot, "is_app_user": false, "is_stranger": u.Stranger, "locale": "en-US", "updated": 0,
	}
	if e := w.enterpriseUser(u); e != nil {
		object["enterprise_user"] = e
	}
	return object
}

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

// groupObject is a user group as the Web API and events carry it.
func (w *Workspace) groupObject(g *UserGroup, members bool) reply {
	object := reply{
		"id": g.ID, "team_id": w.opts.Team.ID, "is_usergroup": true, "name": g.Name, "handle": g.Handle, "description": "",
		"is_external": false, "date_create": 0, "date_update": 0, "date_delete": 0, "user_count": len(g.Members),
		"prefs": reply{"channels": []string{}, "groups": []string{}},
	}
	if members {
		object["users"] = slices.Clone(g.Members)
	}
	return object
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
