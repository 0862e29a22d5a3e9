package slacksim

import "slices"

// messageJSON does not fill in the replies; threads.add does.
func (w *Workspace) messageJSON(m *message, metadata bool) messageJSON {
	j := messageJSON{
		ClientMsgID: m.clientID, Type: "message", User: m.user, TS: m.ts, ThreadTS: m.thread, Team: w.teamOf(m.user), Text: m.text,
		Blocks: m.blocks, Attachments: m.attachments,
	}
	if m.bot {
		j.BotID, j.AppID = w.opts.BotID, w.opts.AppID
		j.BotProfile = &botProfileJSON{ID: w.opts.BotID, AppID: w.opts.AppID, Name: w.opts.BotUser.Name, TeamID: w.opts.Team.ID}
	}
	if len(m.files) > 0 {
		j.Files, j.Upload, j.Subtype = w.fileObjects(m.files), true, "file_share"
	}
	if m.broadcast {
		j.Subtype = "thread_broadcast"
	}
	if m.edited != "" {
		j.Edited = &editedJSON{User: m.user, TS: m.edited}
	}
	if metadata {
		j.Metadata = m.metadata
	}
	return j
}

// teamOf is the organisation of somebody; of those unknown it is ours.
func (w *Workspace) teamOf(user string) string {
	if u := w.users[user]; u != nil {
		return u.TeamID
	}
	return w.opts.Team.ID
}

// fileObject is a file as the Web API and messages carry it. The caller holds mu.
func (w *Workspace) fileObject(f *file) reply {
	if f.deleted {
		return reply{"id": f.id, "mode": "tombstone"}
	}
	filetype, pretty, mimetype := fileTypes(f.name)
	mode := "hosted"
	if f.snippet != "" {
		mode, filetype = "snippet", f.snippet
	}
	channels, groups, ims := []string{}, []string{}, []string{}
	for _, id := range f.channels {
		switch c := w.channels[id]; {
		case c == nil:
		case c.im != "":
			ims = append(ims, id)
		case c.Private:
			groups = append(groups, id)
		default:
			channels = append(channels, id)
		}
	}
	private := w.host.origin() + "/files-pri/" + w.opts.Team.ID + "-" + f.id + "/"
	object := reply{
		"id": f.id, "created": f.created, "timestamp": f.created, "name": f.name, "title": f.title, "mimetype": mimetype, "filetype": filetype,
		"pretty_type": pretty, "user": f.user, "user_team": w.teamOf(f.user), "editable": f.snippet != "", "size": f.size, "mode": mode,
		"is_external": false, "external_type": "", "is_public": len(channels) > 0, "public_url_shared": false, "display_as_bot": false,
		"username": "", "url_private": private + fileName(f.name), "url_private_download": private + "download/" + fileName(f.name),
		"permalink":        "https://" + w.opts.Team.Domain + ".slack.com/files/" + f.user + "/" + f.id + "/" + fileName(f.name),
		"permalink_public": "", "is_starred": false, "has_rich_preview": false, "file_access": "visible", "comments_count": 0,
		"channels": channels, "groups": groups, "ims": ims,
	}
	if f.altText != "" {
		object["alt_txt"] = f.altText
	}
	return object
}

func (w *Workspace) fileObjects(all []*file) []reply {
	objects := []reply{}
	for _, f := range all {
		objects = append(objects, w.fileObject(f))
	}
	return objects
}

// channelObject is a channel as conversations.info and list give it.
func (w *Workspace) channelObject(c *channel) reply {
	if c.im != "" {
		return reply{
			"id": c.ID, "is_im": true, "user": c.im, "is_archived": false, "is_org_shared": false,
			"is_user_deleted": w.users[c.im].Deleted, "created": 0, "priority": 0,
		}
	}
	org := w.orgShared(c)
	return reply{
		"id": c.ID, "name": c.Name, "name_normalized": c.Name, "is_channel": true, "is_group": false, "is_im": false, "is_mpim": false,
		"is_private": c.Private, "is_archived": c.Archived, "is_general": false, "is_member": c.members[w.opts.BotUser.ID],
		"is_shared": c.Shared || org, "is_ext_shared": c.Shared, "is_org_shared": org, "is_pending_ext_shared": c.Invited && !c.Shared,
		"context_team_id": w.opts.Team.ID, "created": 0, "creator": slackbotID, "unlinked": 0, "previous_names": []string{},
		"topic":   reply{"value": c.Topic, "creator": "", "last_set": 0},
		"purpose": reply{"value": c.Purpose, "creator": "", "last_set": 0},
	}
}

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
