package bot_test

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"pgregory.net/rapid"

	"peerbot/aws/peering"
	"peerbot/aws/peering/peeringtest"
	"peerbot/bot/directory"
	"peerbot/bot/notice"
	"peerbot/bot/request"
	"peerbot/bot/store"
)

// ownership is who owned what, until when.
type ownership struct {
	owners map[string][]string // by account id
	self   map[string]bool     // that may approve what they requested
	until  time.Time           // zero: now
}

const (
	countsFor = 24 * time.Hour   // the default of approval_valid
	readAgo   = 5 * time.Second  // what was read before a write is "seconds old"
	believed  = 65 * time.Second // "at least once a minute while it writes", and the calls meanwhile
)

// remember keeps who owns what from now on.
func (m *model) remember() {
	now := m.clock.read()
	if n := len(m.owners); n > 0 {
		m.owners[n-1].until = now
	}
	o := ownership{owners: map[string][]string{}, self: map[string]bool{}}
	member := func(id string) bool {
		p, ok := m.chat.people[id]
		return ok && p.Team == home && !p.Deleted && !p.Guest && !p.Bot
	}
	for _, a := range m.config.all {
		o.self[a.ID] = a.SelfApproval
		for _, x := range a.Owners {
			who := []string{x}
			if strings.HasPrefix(x, "S") {
				who = m.chat.groups[x]
			}
			for _, id := range who {
				if member(id) {
					o.owners[a.ID] = append(o.owners[a.ID], id)
				}
			}
		}
	}
	m.owners = append(m.owners, o)
}

// lately returns who owned what now and in the last minute.
func (m *model) lately() []ownership {
	now := m.clock.read()
	return slices.DeleteFunc(slices.Clone(m.owners), func(o ownership) bool { return !o.until.IsZero() && now.Sub(o.until) > believed })
}

func (m *model) violated(format string, args ...any) {
	m.wrong = append(m.wrong, fmt.Sprintf(format, args...))
}

// judgeBegin judges a write that is about to be made.
func (m *model) judgeBegin(c peeringtest.Call) {
	m.calls[c.Actor.Request]++
	if m.stopped && m.calls[c.Actor.Request] > m.underWay[c.Actor.Request] {
		m.violated("%s of %s begins after pause was answered", c.Step, c.Actor.Request)
	}
	if c.Step.Destination.IsValid() && c.Step.Destination.Bits() == 0 {
		m.violated("%s is about a default route", c.Step)
	}
	r, err := m.store.Database.Request(m.t.Context(), c.Actor.Request)
	if err != nil {
		m.violated("%s on behalf of %q: %v", c.Step, c.Actor.Request, err)
		return
	}
	if c.Step.Kind == peering.Reject {
		if !slices.ContainsFunc(r.Decisions, func(d request.Decision) bool { return d.Verdict == request.VerdictDeny && d.Account == c.Account }) {
			m.violated("%s of %s: nobody denied it", c.Step, r.ID)
		}
		return
	}
	if !slices.ContainsFunc(r.Plan.Steps, func(p peering.Step) bool { return sameStep(p, c.Step) }) {
		m.violated("%s of %s is not in its plan", c.Step, r.ID)
	}
	if r.State != request.Approved && r.State != request.Applying {
		m.violated("%s of %s, which is %s", c.Step, r.ID, r.State)
	}
	for _, account := range needed(r, c.Account) {
		if why := m.unapproved(r, account); why != "" {
			m.violated("%s of %s (%s) without a valid approval for %s: %s", c.Step, r.ID, r.Kind, account, why)
		}
	}
}

// sameStep reports whether a step is one that people saw. A connection that was to be
// made had no id then.
func sameStep(plan, s peering.Step) bool {
	return plan.Kind == s.Kind && plan.Side == s.Side && plan.At == s.At && plan.Table == s.Table && plan.Destination == s.Destination &&
		plan.DNS == s.DNS && (plan.PCX == s.PCX || plan.PCX == "")
}

// needed are the accounts whose approval a request needs, by the README's table;
// written is the account that a write is in.
func needed(r request.Request, written string) []string {
	a, b := r.Plan.Requester.Account, r.Plan.Accepter.Account
	switch r.Kind {
	case request.AcceptExternal:
		return []string{b}
	case request.Repair:
		return []string{written}
	case request.Create, request.Delete, request.Keep, request.Adopt, request.Release, request.Extend:
	}
	return []string{a, b}
}

// unapproved is why an account did not approve a request, or not any more; empty
// when it did.
func (m *model) unapproved(r request.Request, account string) string {
	why := "nobody did"
	for _, d := range r.Decisions {
		if d.Account != account || d.Verdict != request.VerdictApprove {
			continue
		}
		switch age := m.clock.read().Sub(d.At); {
		case d.Digest != r.Plan.Digest:
			why = d.Person + " approved another plan"
		case age > countsFor+time.Second:
			why = fmt.Sprintf("%s approved %s ago", d.Person, age)
		case !slices.ContainsFunc(m.lately(), func(o ownership) bool { return slices.Contains(o.owners[account], d.Person) }):
			why = d.Person + " is not an owner"
		case d.Person == r.RequestedBy && !m.mayApproveOwn(r, d):
			why = d.Person + " requested it"
		default:
			return ""
		}
	}
	return why
}

// mayApproveOwn reports whether who requested something may have approved it for an
// account.
func (m *model) mayApproveOwn(r request.Request, d request.Decision) bool {
	a, b := r.Plan.Requester.Account, r.Plan.Accepter.Account
	if slices.ContainsFunc(m.lately(), func(o ownership) bool { return o.self[d.Account] }) {
		return true
	}
	switch {
	case a == b:
		return false
	case r.Kind == request.Create:
		return d.Account == a
	case r.Kind == request.Repair:
		return true
	}
	// One side, and the other is somebody else's.
	return !slices.ContainsFunc(r.Decisions, func(x request.Decision) bool {
		return x.Account != d.Account && x.Person == r.RequestedBy && x.Verdict == request.VerdictApprove && x.Lapsed == "" &&
			!slices.ContainsFunc(m.lately(), func(o ownership) bool { return o.self[x.Account] })
	})
}

// holds is judged after every step.
func (m *model) holds(rt *rapid.T) {
	m.judgeWrites()
	m.watched()
	if len(m.wrong) > 0 {
		rt.Fatalf("%s\nafter\n%s", strings.Join(m.wrong, "\n"), strings.Join(m.did, "\n"))
	}
}

// judgeWrites looks for writes that changed what is somebody else's.
func (m *model) judgeWrites() {
	all := m.cloud.Writes()
	for _, x := range all[m.judged:] {
		if theirs := x.Foreign(); theirs != "" && x.At.Sub(m.meddled) > readAgo {
			m.violated("of somebody else's: %s", theirs)
		}
		for key := range x.Step.Tags {
			if x.Step.Kind == peering.Untag && key != peering.TagManaged && key != peering.TagPeering && key != "Name" && key != peering.OldTagManaged {
				m.violated("%s takes the tag %s away", x.Step, key)
			}
		}
	}
	m.judged = len(all)
}

func (m *model) peerings() map[string]request.Peering {
	ps, err := m.store.Database.Peerings(m.t.Context(), store.PeeringFilter{})
	if err != nil {
		m.t.Fatal(err)
	}
	out := map[string]request.Peering{}
	for _, p := range ps {
		out[p.ID] = p
	}
	return out
}

// watched looks for what has our tags and is in no sweep, and no request is about.
func (m *model) watched() {
	ps := m.peerings()
	busy := map[string]bool{}
	for _, r := range m.requests() {
		busy[r.Peering] = busy[r.Peering] || r.State.Open()
	}
	for _, c := range m.cloud.Live() {
		for _, s := range []peering.Side{peering.Requester, peering.Accepter} {
			if c.Tags[s][peering.TagManaged] != "test" {
				continue
			}
			id := c.Tags[s][peering.TagPeering]
			if p, ok := ps[id]; id != "" && !busy[id] && (!ok || p.State != request.Active && p.State != request.Drifted) {
				m.violated("%s has the tags of %s, which is %q and has no open request", c.ID, id, p.State)
			}
		}
	}
	for id, p := range ps {
		if p.State == request.PeerApplying && !busy[id] {
			m.violated("%s is applying for ever", id)
		}
	}
}

// heals ends all trouble and lets days pass: everything then has an end, every
// difference a finding, and every card says what is so.
func (m *model) heals() {
	m.note("healing")
	m.hooks = nil
	clear(m.faults)
	m.config.all = modelAccounts
	for _, id := range []string{mina, aiko, joon} {
		m.chat.people[id] = directory.Person{ID: id, Team: home}
	}
	m.chat.groups[seoulOwners] = []string{joon}
	m.remember()
	m.say(omar, "resume")
	for range 10 { // AWS keeps a request that nobody accepts for seven days
		m.workAll()
		m.clock.pass(25 * time.Hour)
	}
	m.workAll()
	for _, r := range m.requests() {
		if r.State.Open() && r.State != request.Failed {
			m.violated("%s is %s for ever", r.ID, r.State)
		}
		if r.State == request.Failed {
			m.say(omar, "cancel "+r.ID+" reason=over")
			m.workAll()
			if now := m.request(r.ID); now.State.Open() {
				m.violated("%s cannot be ended: %s", r.ID, now.State)
			}
		}
	}
	m.sweep()
	m.workAll()
	m.sweep()
	m.workAll()
	m.differences()
	m.cards()
	m.ends()
	m.tally()
	m.holds(m.rt)
}

// differences compares the records with AWS.
func (m *model) differences() {
	found := map[string]bool{}
	for _, f := range m.open() {
		found[f.Peering] = true
	}
	live := map[string]peeringtest.Connection{}
	for _, c := range m.cloud.Live() {
		live[c.ID] = c
	}
	for id, p := range m.peerings() {
		c, is := live[p.Desired.PCX]
		if p.State == request.Active && (!is || c.Status != peering.Active) {
			m.violated("%s is active, and %s in AWS is %q", id, p.Desired.PCX, c.Status)
		}
		if (p.State == request.Drifted) != found[id] && p.Managed() {
			m.violated("%s is %s, and has a finding: %t", id, p.State, found[id])
		}
	}
}

// cards compares what is to be seen in channels with what is so.
func (m *model) cards() {
	latest := map[string]notice.RequestCard{}
	for _, p := range m.chat.posts {
		if c, ok := p.notice.(notice.RequestCard); ok && len(c.Open) == 0 {
			latest[p.channel+" "+c.Request.ID+" "+p.ts] = c
		}
	}
	for where, c := range latest {
		if now := m.request(c.Request.ID); now.State != c.Request.State || now.Version != c.Request.Version {
			m.violated("the card at %s shows %s v%d, and %s is %s v%d", where, c.Request.State, c.Request.Version, now.ID, now.State, now.Version)
		}
	}
	for _, r := range m.requests() {
		events := m.events(r.ID)
		yes := map[string]bool{} // one press may count for two accounts
		for _, d := range r.Decisions {
			if d.Verdict == request.VerdictApprove && !d.Implied {
				yes[d.Person+d.At.String()] = true
			}
		}
		if events[request.EventApproved] < len(yes) {
			m.violated("%s has %d approvals, and the audit log %d", r.ID, len(yes), events[request.EventApproved])
		}
	}
}

// ends has the owners end every peering that is left: some command always can.
func (m *model) ends() {
	for _, verb := range []string{"delete ", "release "} {
		for id, p := range m.peerings() {
			if p.Ended() || p.State == request.Absent {
				continue
			}
			m.say(mina, verb+id)
			for _, r := range m.requests() {
				if r.State == request.Pending && r.Peering == id {
					for _, who := range []string{joon, aiko} {
						m.presses(who, notice.ActApprove, notice.Value{Request: r.ID, Version: m.request(r.ID).Version, Digest: r.Plan.Digest[:16]})
					}
				}
			}
			m.workAll()
			for _, r := range m.requests() {
				if r.State.Open() && r.Peering == id { // it cannot be approved, or not be done
					m.say(omar, "cancel "+r.ID+" reason=over")
					m.workAll()
				}
			}
		}
	}
	for id, p := range m.peerings() {
		if !p.Ended() && p.State != request.Absent {
			m.violated("no command of its owners ends %s, which is %s", id, p.State)
		}
	}
}

// tally counts what a run played.
func (m *model) tally() {
	m.met["runs"]++
	for _, r := range m.requests() {
		m.met[fmt.Sprintf("%s %s", r.Kind, r.State)]++
		events := m.events(r.ID)
		for what, kind := range map[string]request.EventKind{
			"create failed": request.EventFailed, "approval lapsed": request.EventLapsed, "plan changed": request.EventReplanned, "cancelled": request.EventCancelled,
		} {
			m.met[what] += events[kind]
		}
	}
	m.met["finding"] += m.count("F")
	for _, x := range m.cloud.Writes() {
		m.met["write"]++
		if x.Lost {
			m.met["answer lost"]++
		}
	}
}
