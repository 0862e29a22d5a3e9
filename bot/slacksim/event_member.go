package slacksim

import "slices"

// membersChanged tells the app who came into a channel, or left it. The caller holds mu.
func (w *Workspace) membersChanged(c *channel, before []string) {
	short, _ := channelType(c)
	now := w.memberIDs(c)
	added, removed := difference(now, before), difference(before, now)
	for _, id := range added {
		w.emit("member_joined_channel", c, reply{"user": id, "channel": c.ID, "channel_type": short, "team": w.opts.Team.ID})
	}
	for _, id := range removed {
		w.emit("member_left_channel", c, reply{"user": id, "channel": c.ID, "channel_type": short, "team": w.opts.Team.ID})
	}
}

// groupChanged tells the app of a user group that is new, or whose members
// changed; old is nil for a new one. The caller holds mu.
func (w *Workspace) groupChanged(g, old *UserGroup) {
	if old == nil {
		w.emit("subteam_created", nil, reply{"subteam": w.groupObject(g, true)})
		return
	}
	w.emit("subteam_updated", nil, reply{"subteam": w.groupObject(g, true)})
	added, removed := difference(g.Members, old.Members), difference(old.Members, g.Members)
	if len(added)+len(removed) == 0 {
		return
	}
	now := w.opts.Now().Unix()
	w.emit("subteam_members_changed", nil, reply{
		"subteam_id": g.ID, "team_id": w.opts.Team.ID, "date_previous_update": 0, "date_update": now,
		"added_users": added, "added_users_count": len(added), "removed_users": removed, "removed_users_count": len(removed),
	})
}

// userChanged tells the app of a person who is new, or not what they were. The
// caller holds mu.
func (w *Workspace) userChanged(u *User, isNew bool) {
	name := "user_change"
	if isNew {
		name = "team_join"
	}
	w.emit(name, nil, reply{"user": w.userObject(u), "cache_ts": w.opts.Now().Unix()})
}

// difference are those of a that are not in b.
func difference(a, b []string) []string {
	return slices.DeleteFunc(slices.Clone(a), func(s string) bool { return slices.Contains(b, s) })
}
