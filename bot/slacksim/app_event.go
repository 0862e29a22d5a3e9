package slacksim

import (
	"crypto/rand"
	"encoding/json"
	"slices"
	"strings"
	"time"
)

// maxEvents is how many events may be on their way at once; what comes then is
// lost, as Slack promises nothing to an app that does not keep up.
const maxEvents = 1000

// retryAfter is when an event that was not acknowledged is sent again: nearly
// at once, after a minute, after five; https://docs.slack.dev/apis/events-api#retries
var retryAfter = [...]time.Duration{0, time.Minute, 5 * time.Minute}

// defaultEvents are those of Options.Events. Those of messages, which an app
// hears of in great numbers, have to be named: message.channels,
// message.groups, message.im.
func defaultEvents() []string {
	return []string{
		"app_home_opened", "app_mention", "channel_archive", "member_joined_channel", "member_left_channel", "subteam_created",
		"subteam_members_changed", "subteam_updated", "team_join", "user_change",
	}
}

// eventScope is the scope without which an app does not hear of an event.
func eventScope(name string) string {
	switch {
	case name == "app_mention":
		return "app_mentions:read"
	case name == "message.channels":
		return "channels:history"
	case name == "message.groups":
		return "groups:history"
	case name == "message.im":
		return "im:history"
	case name == "channel_archive", strings.HasPrefix(name, "member_"):
		return "channels:read"
	case strings.HasPrefix(name, "subteam_"):
		return "usergroups:read"
	case name == "team_join", name == "user_change":
		return "users:read"
	}
	return ""
}

// hears reports whether the app is told of such events.
func (w *Workspace) hears(name string) bool {
	return !w.closed && w.connected && slices.Contains(w.opts.Events, name) && w.hasScope(eventScope(name))
}

// emit tells the app of an event that it subscribed to, under that name, from
// the day on which it connected first. The caller holds mu.
func (w *Workspace) emit(name string, c *channel, event reply) {
	if !w.hears(name) {
		return
	}
	if !w.eventLimit.take(w.opts.Now(), w.tierFactor) {
		w.tellRateLimited()
		return
	}
	w.sendEvent(name, c, event)
}

// sendEvent sends an event that nothing speaks against. The caller holds mu.
func (w *Workspace) sendEvent(name string, c *channel, event reply) {
	if w.eventsUnderWay >= maxEvents {
		w.opts.Log.Warn("event lost: too many are under way", "event", name)
		return
	}
	kind, _, _ := strings.Cut(name, ".")
	event["type"] = kind
	if event["event_ts"] == nil {
		event["event_ts"] = w.nextTS()
	}
	context := "1-" + kind + "-" + w.opts.Team.ID
	if c != nil {
		context += "-" + c.ID
	}
	outer := reply{
		"token": verificationToken, "team_id": w.opts.Team.ID, "context_team_id": w.opts.Team.ID, "context_enterprise_id": w.enterpriseID(),
		"api_app_id": w.opts.AppID, "event": event, "type": "event_callback", "event_id": "Ev" + rand.Text()[:10],
		"event_time": w.opts.Now().Unix(), "is_ext_shared_channel": c != nil && c.Shared, "event_context": context,
		"authorizations": []reply{{
			"enterprise_id": w.enterpriseID(), "team_id": w.opts.Team.ID, "user_id": w.opts.BotUser.ID, "is_bot": true, "is_enterprise_install": false,
		}},
	}
	if id := w.enterpriseID(); id != nil {
		outer["enterprise_id"] = id
	}
	w.startEvent(mustJSON(outer))
}

// startEvent sends the payload of an event, and again. The caller holds mu.
func (w *Workspace) startEvent(payload json.RawMessage) {
	w.eventsUnderWay++
	w.tasks.Go(func() {
		w.deliverEvent(payload)
		w.mu.Lock()
		w.eventsUnderWay--
		w.mu.Unlock()
	})
}

// deliverEvent sends an event until the app acknowledges it, or Slack gives up.
func (w *Workspace) deliverEvent(payload json.RawMessage) {
	reason := ""
	for attempt := range len(retryAfter) + 1 {
		if attempt > 0 && !w.pause(retryAfter[attempt-1]) {
			return
		}
		_, err := w.send(envelope{Type: "events_api", Payload: payload, Attempt: &attempt, Reason: &reason})
		if err == nil || w.isClosed() {
			return
		}
		w.opts.Log.Debug("event not acknowledged", "attempt", attempt, "error", err)
		reason = "timeout"
	}
}

func (w *Workspace) isClosed() bool {
	select {
	case <-w.done:
		return true
	default:
		return false
	}
}

// channelType is how events name the kind of a channel.
func channelType(c *channel) (short, long string) {
	switch {
	case c.im != "":
		return "D", "im"
	case c.Private:
		return "G", "group"
	}
	return "C", "channel"
}

// said tells the app of a new message, if it may see it. The caller holds mu.
func (w *Workspace) said(c *channel, m *message) {
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

// joined tells the app who came into a channel, or left it. The caller holds mu.
func (w *Workspace) joined(c *channel, before []string) {
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

// difference are those of a that are not in b.
func difference(a, b []string) []string {
	return slices.DeleteFunc(slices.Clone(a), func(s string) bool { return slices.Contains(b, s) })
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
