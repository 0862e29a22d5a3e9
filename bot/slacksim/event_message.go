package slacksim

import (
	"encoding/json"
	"strings"
)

// messagePosted tells the app of a new message, if it may see it. The caller holds mu.
func (w *Workspace) messagePosted(c *channel, m *message) {
	if m.to != "" || !c.members[w.opts.BotUser.ID] {
		return
	}
	_, long := channelType(c)
	name := messageEventName(c)
	if w.mentioned(c, m) {
		w.emit("app_mention", c, messageEvent(w.messageJSON(m, true), c))
	}
	if w.hears(name) {
		event := messageEvent(w.messageJSON(m, true), c)
		event["channel_type"] = long
		w.emit(name, c, event)
	}
}

// messageChanged tells the app that a message it may see was changed or, when now is
// nil, deleted; its own are among them. The caller holds mu.
func (w *Workspace) messageChanged(c *channel, old, now *message) {
	if old.to != "" || !c.members[w.opts.BotUser.ID] || !w.hears(messageEventName(c)) {
		return
	}
	_, long := channelType(c)
	event := reply{
		"subtype": "message_deleted", "hidden": true, "channel": c.ID, "channel_type": long, "ts": w.nextTS(),
		"previous_message": w.messageJSON(old, true), "deleted_ts": old.ts,
	}
	if now != nil {
		delete(event, "deleted_ts")
		event["subtype"], event["message"] = "message_changed", w.messageJSON(now, true)
	}
	event["event_ts"] = event["ts"]
	w.emit(messageEventName(c), c, event)
}

// mentioned reports whether the app is told that m mentions it. In direct
// messages nobody is mentioned.
func (w *Workspace) mentioned(c *channel, m *message) bool {
	return c.im == "" && !m.bot && c.members[w.opts.BotUser.ID] && strings.Contains(m.text, "<@"+w.opts.BotUser.ID+">") && w.hears("app_mention")
}

// messageEventName is the event of the messages in c.
func messageEventName(c *channel) string {
	_, long := channelType(c)
	return "message." + map[string]string{"channel": "channels", "group": "groups", "im": "im"}[long]
}

// messageEvent is a message as an event.
func messageEvent(m messageJSON, c *channel) reply {
	event := reply{}
	if err := json.Unmarshal(mustJSON(m), &event); err != nil {
		return event // our own type: never
	}
	event["channel"], event["event_ts"] = c.ID, m.TS
	return event
}
