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
	if !w.eventLimit.take(w.opts.Now(), w.limits.factor) {
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

// tellRateLimited tells the app, once a minute, that events are kept from it;
// no subscription is needed for that. The caller holds mu.
func (w *Workspace) tellRateLimited() {
	minute := w.opts.Now().Truncate(time.Minute)
	if minute.Equal(w.eventLimit.told) {
		return
	}
	w.eventLimit.told = minute
	w.startEvent(mustJSON(reply{
		"token": verificationToken, "type": "app_rate_limited", "team_id": w.opts.Team.ID,
		"minute_rate_limited": minute.Unix(), "api_app_id": w.opts.AppID,
	}))
}
