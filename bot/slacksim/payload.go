package slacksim

// payload is what all interactive payloads have in common. The caller holds mu.
func (w *Workspace) payload(kind string, u *User) reply {
	return reply{
		"type":       kind,
		"user":       reply{"id": u.ID, "username": u.Name, "name": u.Name, "team_id": u.TeamID},
		"team":       w.inEnterprise(reply{"id": w.opts.Team.ID, "domain": w.opts.Team.Domain}),
		"api_app_id": w.opts.AppID, "token": verificationToken, "enterprise": w.enterpriseObject(), "is_enterprise_install": false,
	}
}

// messagePayload is a payload about a message. The caller holds mu.
func (w *Workspace) messagePayload(kind string, c *channel, u *User, m *message) reply {
	container := reply{"type": "message", "message_ts": m.ts, "channel_id": c.ID, "is_ephemeral": m.to != ""}
	if m.thread != "" {
		container["thread_ts"] = m.thread
	}
	payload := w.payload(kind, u)
	payload["channel"] = reply{"id": c.ID, "name": payloadName(c)}
	payload["container"] = container
	if m.to == "" { // of an ephemeral message Slack sends nothing but where it was
		payload["message"] = c.threads(nil).add(w.messageJSON(m, true))
	}
	return payload
}

// viewPayload is a payload about a view, with what is in its fields.
func (w *Workspace) viewPayload(u *User, v *view, kind string) reply {
	payload := w.payload(kind, u)
	payload["view"] = w.viewObject(v, v.form.state(v.body.Blocks, v.channel))
	return payload
}

// newTrigger returns the id of a trigger. The caller holds mu.
func (w *Workspace) newTrigger(user, channel string) string {
	return w.triggers.issue(user, channel, w.opts.Now())
}

// newHook returns a response URL. The caller holds mu.
func (w *Workspace) newHook(h hook) string {
	return w.host.origin() + w.hooks.issue(h, w.opts.Team.ID, w.opts.Now())
}
