package sqlstore

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"peerbot/aws/peering"
	"peerbot/bot/finding"
	"peerbot/bot/request"
	"peerbot/bot/store"
)

// rows are all rows of a database, oldest first.
type rows struct {
	requests []request.Request
	peerings []request.Peering
	findings []finding.Finding
	messages []store.Message
}

func everything(t *testing.T, s *Store) rows {
	t.Helper()
	ctx := t.Context()
	var out rows
	var err error
	if out.requests, err = s.Requests(ctx, store.RequestFilter{Limit: 1000}); err != nil {
		t.Fatal(err)
	}
	if out.peerings, err = s.Peerings(ctx, store.PeeringFilter{Limit: 1000}); err != nil {
		t.Fatal(err)
	}
	if out.findings, err = s.Findings(ctx, store.FindingFilter{Resolved: true}); err != nil {
		t.Fatal(err)
	}
	for n := range 1000 {
		m, err := s.Message(ctx, fmt.Sprintf("I%d", n+1))
		if errors.Is(err, store.ErrNotFound) {
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		out.messages = append(out.messages, m)
	}
	slices.Reverse(out.requests)
	slices.Reverse(out.peerings)
	slices.SortFunc(out.findings, func(a, b finding.Finding) int { return cmp.Or(len(a.ID)-len(b.ID), cmp.Compare(a.ID, b.ID)) })
	return out
}

// facts tells what is in a database, one row a line and what it has more than
// one of below it. Empty values are left out.
func facts(t *testing.T, s *Store) string {
	t.Helper()
	var b strings.Builder
	line := func(indent string, pairs ...any) {
		var words []string
		for i := 0; i+1 < len(pairs); i += 2 {
			value := fmt.Sprint(pairs[i+1])
			if at, ok := pairs[i+1].(time.Time); ok {
				value = when(at)
			}
			if value == "" || value == "0" || value == "false" || value == "[]" {
				continue
			}
			if strings.ContainsAny(value, " \"\n") {
				value = fmt.Sprintf("%q", value)
			}
			if name := pairs[i].(string); name != "" {
				value = name + "=" + value
			}
			words = append(words, value)
		}
		b.WriteString(indent + strings.Join(words, " ") + "\n")
	}
	all := everything(t, s)
	for _, r := range all.requests {
		requestFacts(r, line)
	}
	for _, p := range all.peerings {
		peeringFacts(p, line)
	}
	for _, f := range all.findings {
		findingFacts(f, line)
	}
	groupFacts(t, s, all.findings, line)
	for _, m := range all.messages {
		messageFacts(m, line)
	}
	storeFacts(t, s, line)
	return b.String()
}

type factLine func(indent string, pairs ...any)

func when(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format("2006-01-02T15:04:05.000")
}

func short16(digest string) string { return digest[:min(16, len(digest))] }

func requestFacts(r request.Request, line factLine) {
	line("", "", r.ID, "", r.Kind, "", r.State, "v", r.Version, "", r.Peering, "by", r.RequestedBy, "team", r.Team, "in", r.Channel, "replans", r.Replans,
		"cause", r.Cause.Code, "reason", r.Reason, "ticket", r.Ticket, "ttl", int64(r.TTL/time.Hour), "until", r.Until)
	line("  times ", "created", r.CreatedAt, "updated", r.UpdatedAt, "expires", r.ExpiresAt, "started", r.StartedAt)
	var codes []string
	for _, p := range r.Plan.Problems {
		code := string(p.Code)
		if p.Blocking {
			code += "!"
		}
		codes = append(codes, code)
	}
	line("  plan ", "digest", short16(r.Plan.Digest), "steps", steps(r.Plan.Steps), "problems", codes, "vpcs", r.Plan.Requester.Name+" "+r.Plan.Accepter.Name,
		"cidrs", fmt.Sprint(r.Plan.Requester.CIDRs, r.Plan.Accepter.CIDRs))
	desired("  plan of ", r.Plan.Peering, line)
	for _, n := range r.Approvals {
		line("  needs ", "", n.Account, "", n.Alias, "asker-may", n.SelfApprovable)
	}
	for _, d := range r.Decisions {
		line("  decision ", "", d.Verdict, "", d.Account, "", d.Person, "digest", short16(d.Digest), "by-asking", d.Implied, "reason", d.Reason, "at", d.At)
	}
	if len(r.Done) > 0 {
		line("  done ", "", steps(r.Done))
	}
	if f := r.Failure; f != nil {
		failureFacts(*f, line)
	}
}

func failureFacts(f request.Failure, line factLine) {
	call, step, status := cmp.Or(f.Call, &peering.CallError{}), "", ""
	if f.Step != nil {
		step = string(f.Step.Kind)
	}
	if f.Connection != nil {
		status = string(f.Connection.Status)
	}
	line("  failure ", "", f.Code, "code", cmp.Or(call.Code, status), "step", step, "action", call.Action, "account", call.Account, "region", call.Region, "at", f.At)
}

// steps counts steps by kind, in their order: "create tag accept add-route×2".
func steps(all []peering.Step) string {
	var out []string
	n := 0
	for i, s := range all {
		n++
		if i+1 < len(all) && all[i+1].Kind == s.Kind {
			continue
		}
		text := string(s.Kind)
		if n > 1 {
			text += fmt.Sprintf("×%d", n)
		}
		out, n = append(out, text), 0
	}
	return strings.Join(out, " ")
}

// desired is a peering as it should be.
func desired(indent string, p peering.Peering, line factLine) {
	line(indent, "", p.ID, "pcx", p.PCX, "former", p.Former, "absent", p.Absent, "adopted", p.Adopted, "admitted", p.External, "released", p.Released)
	for _, s := range []peering.Side{peering.Requester, peering.Accepter} {
		e := p.Side(s)
		line("    "+string(s)+" ", "", e.VPC, "routes", e.Routes.Mode, "tables", e.Routes.Tables, "excluded", e.Routes.Excluded, "extra", e.Routes.Extra, "dns", e.DNS)
	}
}

func peeringFacts(p request.Peering, line factLine) {
	line("", "", p.ID, "", p.State, "v", p.Version, "created", p.CreatedAt, "updated", p.UpdatedAt, "ends", p.EndsAt, "end-asked", p.EndRequested,
		"quiet", p.Snooze.Until, "by", p.Snooze.Person, "reason", p.Snooze.Reason)
	desired("  ", p.Desired, line)
	line("  observed ", "", p.Requester.Name, "", p.Requester.CIDRs, "", p.Accepter.Name, "", p.Accepter.CIDRs)
}

func findingFacts(f finding.Finding, line factLine) {
	state := "open"
	if !f.Open() {
		state = "resolved"
	}
	told := "never"
	if !f.NotifiedAt.IsZero() {
		told = "as-it-is"
		if f.NotifiedDigest != f.Digest {
			told = "as-it-was"
		}
	}
	line("", "", f.ID, "", state, "", f.Class, "v", f.Version, "", f.Peering, "account", f.Account, "lines", len(f.Lines), "sweeps", f.Sweeps, "request", f.Request)
	line("  times ", "first", f.FirstSeen, "last", f.LastSeen, "since", f.Since, "resolved", f.Resolved)
	line("  told ", "", told, "at", f.NotifiedAt, "end", f.ResolutionNotified)
	if !f.Snooze.Until.IsZero() {
		line("  snoozed ", "until", f.Snooze.Until, "by", f.Snooze.Person, "reason", f.Snooze.Reason)
	}
	for _, e := range f.AuditEvents {
		line("  trail ", "", e.Event, "", e.ID, "", e.Actor, "account", e.Place.Account, "region", e.Place.Region, "at", e.At)
	}
}

func groupFacts(t *testing.T, s *Store, all []finding.Finding, line factLine) {
	t.Helper()
	var ids []string
	for _, f := range all {
		ids = append(ids, f.ID)
	}
	in, err := s.GroupsOf(t.Context(), ids)
	if err != nil {
		t.Fatal(err)
	}
	members := map[string][]string{}
	for _, id := range ids {
		for _, g := range in[id] {
			members[g] = append(members[g], id)
		}
	}
	for _, id := range slices.Sorted(maps.Keys(members)) {
		g, err := s.Group(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		line("", "", g.ID, "", g.Class, "in", g.Channel, "at", g.At, "members", members[id])
	}
}

func messageFacts(m store.Message, line factLine) {
	kind, to := "card", ""
	if !m.IsCard() {
		kind = "note " + string(m.Kind)
	}
	if m.To.Kind == store.DestinationUser {
		to = "a person"
	}
	line("", "", m.ID, "", m.About, "", kind, "to", to, "in", m.To.Address, "below", m.Thread, "posted-in", m.PostedIn, "ts", m.TS, "owed", !m.Sent(),
		"tried", m.Attempted, "trouble", m.Reason != "", "final", m.Final)
}

func storeFacts(t *testing.T, s *Store, line factLine) {
	t.Helper()
	ctx := t.Context()
	p, err := s.Paused(ctx)
	if err != nil {
		t.Fatal(err)
	}
	line("", "", "paused", "", p.On, "by", p.Person, "reason", p.Reason, "at", p.At)
	w, err := s.LastSweep(ctx)
	if err != nil {
		t.Fatal(err)
	}
	line("", "", "last sweep", "at", w.At, "peerings", w.Peerings, "open", w.Open, "unread", w.Unread, "baseline", w.Baseline)
	events, err := store.Collect(s.Events(ctx, store.EventFilter{}))
	if err != nil {
		t.Fatal(err)
	}
	count := map[request.EventKind]int{}
	for _, e := range events {
		count[e.Kind]++
	}
	for _, kind := range slices.Sorted(maps.Keys(count)) {
		line("", "", "events", "", kind, "n", count[kind])
	}
	for _, job := range unfinishedJobs(t, s) {
		line("", "", "job", "", job)
	}
}

// unfinishedJobs returns the jobs that wait or run, "deliver I7", each once.
func unfinishedJobs(t *testing.T, s *Store) []string {
	t.Helper()
	rows, err := s.db.QueryContext(t.Context(), "SELECT DISTINCT kind, args->>'key' FROM river_job WHERE finalized_at IS NULL ORDER BY 1, 2")
	out, err := collect(rows, err, func(row scanner) (string, error) {
		var kind, key string
		err := row.Scan(&kind, &key)
		return kind + " " + key, err
	})
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(out) // each database orders text its own way
	return out
}
