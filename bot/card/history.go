package card

import (
	"maps"
	"slices"
	"strings"
	"time"

	"peerbot/bot/directory"
	"peerbot/bot/notice"
	"peerbot/bot/request"
)

// maxEvents is how much of a request's history is shown: its latest part.
const maxEvents = 60

// requestShown is everything about a request: the card at length, without
// buttons, and its history.
func (m *message) requestShown(s notice.RequestShown) {
	s.Request = renamed(s.Names, s.Request)
	r := s.Request
	m.header(requestTitle(r))
	c := notice.RequestCard{Names: s.Names, Request: r, Peering: s.Peering, Now: r.UpdatedAt, Paused: s.Paused}
	m.required("state", join("\n", state(c), asks(s.Names, r, s.Peering)))
	m.required("reason", quoted(r.Reason))
	m.required("cause", cause(r))
	m.lifetime(r, s.Peering)
	if r.State.Open() {
		m.paused(s.Paused)
	}
	m.sides(s.Names, r.Plan)
	m.context("about", about(r)...)
	if r.State == request.Failed || r.Failure != nil {
		m.failure(s.Names, r)
	}
	look := whole("plan.title")
	look.idle = "plan.idle." + key(r.Kind)
	m.asIs(s.Names, r, s.Peering, look)
	if r.State == request.Done {
		look.title, look.pcx = "plan.title.done", pcx(r, s.Peering)
	}
	m.approvals(r)
	m.plan(s.Names, r.Plan, look)
	m.problems(c.Names, r.Plan)
	if r.State == request.Applying || r.State == request.Failed {
		m.progress(s.Names, r, s.Peering)
	}
	m.history(s)
	m.cardLinks(s.Links)
	if r.State == request.Pending {
		m.note(decide(r))
	}
}

// history adds the events, oldest first. A step that was begun is left out: that
// it was done or failed follows. So is one that was done, where the plan or the
// checklist shows it. The audit log has all of them.
func (m *message) history(s notice.RequestShown) {
	shown := slices.Contains([]request.State{request.Done, request.Applying, request.Failed}, s.Request.State)
	events := slices.DeleteFunc(slices.Clone(s.Events), func(e request.Event) bool {
		return e.Kind == request.EventStepBegun || e.Kind == request.EventStepDone && shown
	})
	if len(events) == 0 {
		return
	}
	title := format("history.title")
	if all := len(events); all > maxEvents {
		title = format("history.title-last", digits(maxEvents), plural(all, "count.event"))
		events = events[all-maxEvents:]
	}
	var rows []richText
	for _, e := range events {
		rows = append(rows, eventRow(s.Names, e))
	}
	m.list(list{id: "history", title: title, rows: rows, more: "more.event", sections: 8, fallback: 20})
}

func eventRow(n directory.Names, e request.Event) richText {
	return join(" · ", when(e.At), format("event."+key(e.Kind), person(e.Actor)), details(n, e))
}

// details are what people want to know of an event. Digests and the like are
// for the audit log.
func details(n directory.Names, e request.Event) richText {
	var out []richText
	for _, k := range slices.Sorted(maps.Keys(e.Detail)) {
		v := e.Detail[k]
		switch k {
		case "account", "accounts":
			if e.Detail["step"] != "" {
				continue // the step says where
			}
			var names []richText
			for id := range strings.FieldsSeq(v) {
				names = append(names, bold(n.Account(id)))
			}
			out = append(out, format("event.detail.accounts", and(names...)))
		case "step", "code", "message", "error", "pcx":
			out = append(out, clipped(v, 300, 160))
		case "reason":
			out = append(out, format("event.detail.reason", clipped(v, 300, 160)))
		case "until":
			t, err := time.Parse(time.RFC3339, v)
			if err != nil {
				continue
			}
			out = append(out, format("event.detail.until", when(t)))
		case "action", "region", "digest", "from", "to", "kind", "approver":
		default:
			out = append(out, join(": ", clipped(k, 40, 40), clipped(v, 200, 120)))
		}
	}
	return join(" · ", out...)
}
