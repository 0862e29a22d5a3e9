package bot_test

import (
	"context"
	"flag"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"pgregory.net/rapid"

	"peerbot/aws/peering"
	"peerbot/aws/peering/peeringtest"
	"peerbot/bot"
	"peerbot/bot/directory"
	"peerbot/bot/notice"
	"peerbot/bot/request"
	"peerbot/bot/store"
	"peerbot/bot/store/sqlstore"
	"peerbot/bot/store/storetest"
)

// TestModel plays random days: people ask, decide and leave, AWS is changed by
// others between any two calls, answers are lost, the process is restarted, and time
// passes. What must hold is in model_oracle_test.go, which knows the README and
// asks none of the code that it judges. More runs: -rapid.checks=20000 -timeout 5h.
func TestModel(t *testing.T) {
	t.Parallel()
	if n := flag.Lookup("rapid.checks"); n.Value.String() == n.DefValue {
		if err := flag.Set("rapid.checks", "40"); err != nil { // a minute with the race detector
			t.Fatal(err)
		}
	}
	met := map[string]int{}
	defer func() { enough(t, met) }()
	rapid.Check(t, func(rt *rapid.T) {
		m := newModel(t, rt)
		defer m.close()
		m.met = met
		if rapid.IntRange(0, 2).Draw(rt, "begins active") > 0 {
			m.say(mina, "request tokyo/main seoul/main dns=both ttl="+rapid.SampledFrom([]string{"20d", "3d"}).Draw(rt, "ttl"))
			m.presses(joon, notice.ActApprove, m.buttons[0])
			m.workAll()
		}
		rt.Repeat(map[string]func(*rapid.T){
			"":        m.holds,
			"command": m.command,
			"carry":   m.carry,
			"carry2":  m.carry,
			"carry3":  m.carry,
			"decide":  m.decide,
			"click":   m.click,
			"work":    m.work,
			"settle":  func(*rapid.T) { m.workAll() },
			"sweep":   func(*rapid.T) { m.sweep() },
			"time":    m.time,
			"people":  m.changePeople,
			"config":  m.changeConfig,
			"console": func(rt *rapid.T) { m.console(rt) },
			"between": m.between,
			"fault":   m.fault,
			"restart": m.restart,
		})
		m.heals()
	})
}

// model is a world with what the oracle remembers.
type model struct {
	*world

	rt      *rapid.T
	side    peering.Ref
	dir     string
	queue   *storetest.Queue
	later   []queued
	config  *changing
	buttons []notice.Value // that were ever shown

	mu              sync.Mutex  // around one call to AWS at a time
	inside          atomic.Bool // somebody acts in the middle of a call
	hooks           []func()    // one is called after a call
	faults          map[peering.Kind][]peeringtest.Hook
	owners          []ownership
	calls, underWay map[string]int // writes that began, and those that may have when pause was answered
	stopped         bool           // the answer to pause was given
	meddled         time.Time      // when somebody last acted in the middle of the bot's work
	judged          int            // writes
	met             map[string]int // what was played, over all runs
	wrong           []string
	did             []string
}

// enough fails a test that played too little: it would hold whatever the code does.
func enough(t *testing.T, met map[string]int) {
	t.Helper()
	t.Logf("played: %v", met)
	if met["runs"] < 1000 {
		return
	}
	for _, what := range []string{
		"create done", "delete done", "repair done", "keep done", "adopt done", "release done", "extend done", "create denied", "create failed",
		"answer lost", "approval lapsed", "plan changed", "paused amid work", "killed amid work", "finding", "cancelled",
	} {
		if met[what] == 0 {
			t.Errorf("in %d runs never: %s", met["runs"], what)
		}
	}
}

// queued is a job that waits for its time.
type queued struct {
	kind store.JobKind
	key  string
	at   time.Time
}

var modelAccounts = directory.Accounts{
	{Alias: "tokyo", ID: "111111111111", Regions: []string{"ap-northeast-1"}, Channel: "C0TOKYO", Owners: []string{mina, aiko}},
	{Alias: "seoul", ID: "222222222222", Regions: []string{"ap-northeast-2"}, Channel: "C0SEOUL", Owners: []string{seoulOwners}, SelfApproval: true},
}

func newModel(t *testing.T, rt *rapid.T) *model {
	t.Helper()
	// The engine's table has a time of its own for what is due at once: in the
	// model's future nothing else is due before its time.
	w := &world{t: t, clock: &clock{now: time.Date(2096, 11, 23, 9, 0, 0, 0, time.UTC)}, chat: newChat()}
	w.cloud = newCloud(w.clock.read)
	m := &model{world: w, side: w.cloud.VPC(peeringtest.Tokyo, "side", "10.3.0.0/16"), rt: rt, config: &changing{all: modelAccounts}, faults: map[peering.Kind][]peeringtest.Hook{}, calls: map[string]int{}}
	fresh, err := freshDatabase()
	if err != nil {
		t.Fatal(err)
	}
	if m.dir, err = os.MkdirTemp("", "peerbot-model-"); err != nil { //nolint:usetesting // thousands of runs would fill the directory of the test
		t.Fatal(err)
	}
	path := filepath.Join(m.dir, "peerbot.db")
	if err := os.WriteFile(path, fresh, 0o600); err != nil {
		t.Fatal(err)
	}
	db, err := sqlstore.Open(t.Context(), sqlstore.Options{Path: path, Now: w.clock.Now})
	if err != nil {
		t.Fatal(err)
	}
	w.store = &spy{Database: db}
	if m.queue, err = storetest.OpenQueue(path); err != nil {
		t.Fatal(err)
	}
	m.start()
	m.remember()
	w.cloud.Around(m.around)
	return m
}

func (m *model) start() {
	m.Bot = m.replica("model", func(o *bot.Parts) {
		o.Accounts, o.Surveyor = m.config, &surveyor{cloud: m.cloud, unread: map[string]error{}}
		o.Poll = time.Microsecond // calls take their time, see around
		o.Policy, o.Log = once, slog.New(slog.DiscardHandler)
	})
}

func (m *model) close() {
	if err := m.queue.Close(); err != nil {
		m.t.Error(err)
	}
	if err := m.store.Database.(*sqlstore.Store).Close(); err != nil {
		m.t.Error(err)
	}
	if err := os.RemoveAll(m.dir); err != nil {
		m.t.Error(err)
	}
}

func (m *model) note(format string, args ...any) {
	m.did = append(m.did, fmt.Sprintf("%s "+format, append([]any{m.clock.read().Format("02 15:04:05")}, args...)...))
}

// around is on both sides of every call that the bot makes to AWS.
func (m *model) around(c peeringtest.Call, do func() error) error {
	if m.inside.Load() && !c.Writes() {
		return do() // of somebody who acts, or of another side of the same look
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.clock.pass(300 * time.Millisecond)
	if c.Writes() {
		m.judgeBegin(c)
	}
	fault := func(_ peeringtest.Call, do func() error) error { return do() }
	if all := m.faults[c.Step.Kind]; c.Writes() && len(all) > 0 {
		fault, m.faults[c.Step.Kind] = all[0], all[1:]
	}
	err := fault(c, do)
	if c.Writes() {
		m.note("  %s %s %s: %v", c.Actor.Request, c.Account, c.Step, err)
	}
	if n := len(m.hooks); n > 0 {
		act := m.hooks[n-1]
		m.hooks = m.hooks[:n-1]
		m.meddled = m.clock.read()
		m.inside.Store(true)
		act()
		if m.inside.Store(false); c.Writes() {
			m.clock.pass(2 * readAgo) // a slow call: what was read before it is old now
		}
	}
	return err
}

var (
	everybody = []string{mina, aiko, joon, omar, zoe}
	verbs     = []string{
		"request tokyo/main seoul/main", "request tokyo/main seoul/main dns=both", "request seoul/main tokyo/side ttl=2d", "request tokyo/side tokyo/main",
		"delete P", "delete P", "repair P", "keep P", "adopt X", "release P", "extend P for=3d", "cancel R", "retry R", "withdraw R", "unlock R",
		"approve R", "deny R reason=no", "snooze F for=1d", "pause", "resume", "findings", "list", "show R", "show P", "access", "accounts", "plan tokyo/main seoul/main",
	}
)

// id returns a text with one of the ids that there are, and a few that there are not.
func (m *model) id(rt *rapid.T, text string) string {
	for _, kind := range []string{"P", "R", "F"} {
		if i := strings.Index(text+" ", " "+kind+" "); i >= 0 {
			return text[:i+1] + kind + fmt.Sprint(rapid.IntRange(1, 1+m.count(kind)).Draw(rt, kind)) + text[i+2:]
		}
	}
	if strings.Contains(text, " X") {
		all := m.cloud.Connections()
		if len(all) == 0 {
			return strings.Replace(text, " X", " pcx-0000000000000000f", 1)
		}
		return strings.Replace(text, " X", " "+all[rapid.IntRange(0, len(all)-1).Draw(rt, "pcx")].ID, 1)
	}
	return text
}

func (m *model) count(kind string) int {
	switch kind {
	case "P":
		return len(m.peerings())
	case "R":
		return len(m.requests())
	}
	all, err := m.findings().Findings(m.t.Context(), store.FindingFilter{Resolved: true})
	if err != nil {
		m.t.Fatal(err)
	}
	return len(all)
}

func (m *model) command(rt *rapid.T) {
	m.say(rapid.SampledFrom(everybody).Draw(rt, "who"), m.id(rt, rapid.SampledFrom(verbs).Draw(rt, "command")))
}

func (m *model) say(who, text string) {
	answer := m.types(who, text)
	told, _, _ := facts(answer)
	m.note("%s: /peering %s -> %s", who, text, told)
	a, ok := answer.(notice.Answer)
	if ok && (a.Code == notice.PausedAll || a.Code == notice.AlreadyPaused) && !m.stopped {
		// Calls that were written down as begun are under way, those that go out
		// together with one that was made too.
		m.stopped, m.underWay = true, map[string]int{}
		for _, r := range m.requests() {
			m.underWay[r.ID] = m.events(r.ID)[request.EventStepBegun]
		}
	}
	if ok && a.Code == notice.ResumedAll {
		m.stopped = false
	}
	m.shown()
}

// shown keeps the buttons that are to be seen.
func (m *model) shown() {
	for _, r := range m.requests() {
		if len(r.Plan.Digest) < 16 {
			continue
		}
		v := notice.Value{Request: r.ID, Version: r.Version, Digest: r.Plan.Digest[:16]}
		if !slices.Contains(m.buttons, v) {
			m.buttons = append(m.buttons, v)
		}
	}
}

// carry is a request of an owner that others approve, and that is carried out, while
// something may go wrong.
func (m *model) carry(rt *rapid.T) {
	before := len(m.requests())
	text := rapid.SampledFrom([]string{"request tokyo/main seoul/main", "request tokyo/side tokyo/main", "repair P", "repair P", "keep P", "adopt X", "delete P", "release P", "extend P for=3d", "extend P for=3d"}).Draw(rt, "what")
	if strings.HasSuffix(text, "adopt X") && rapid.Bool().Draw(rt, "foreign") {
		text = "adopt " + m.foreign()
	}
	m.say(rapid.SampledFrom([]string{mina, joon, zoe}).Draw(rt, "who"), m.id(rt, text))
	for range rapid.IntRange(0, 2).Draw(rt, "trouble") {
		if rapid.Bool().Draw(rt, "fault") {
			m.fails(rt, troubled[strings.Fields(text)[0]]...)
		} else {
			m.between(rt)
		}
	}
	rs := m.requests()
	if len(rs) > before { // the newest is the first
		if rapid.IntRange(0, 9).Draw(rt, "denied") == 0 {
			m.presses(joon, notice.ActDeny, notice.Value{Request: rs[0].ID, Version: rs[0].Version, Digest: rs[0].Plan.Digest[:16]})
		}
		for _, who := range []string{aiko, joon} {
			m.presses(who, notice.ActApprove, notice.Value{Request: rs[0].ID, Version: m.request(rs[0].ID).Version, Digest: rs[0].Plan.Digest[:16]})
		}
	}
	if rapid.Bool().Draw(rt, "at once") {
		m.workAll()
	} else {
		m.work(rt)
	}
}

// foreign has somebody make a peering by hand.
func (m *model) foreign() (pcx string) {
	for _, c := range m.cloud.Live() {
		if c.Requester == m.cloud.seoul && c.Accepter == m.side {
			return c.ID
		}
	}
	m.inside.Store(true)
	id := m.cloud.Connect(m.cloud.seoul, m.side)
	m.inside.Store(false)
	m.note("by hand: %s from %s to %s", id, m.cloud.seoul, m.side)
	return id
}

// decide is a click that is likely to count.
func (m *model) decide(rt *rapid.T) {
	rs := m.requests()
	if len(rs) == 0 {
		return
	}
	r := rs[rapid.IntRange(0, len(rs)-1).Draw(rt, "request")]
	m.presses(rapid.SampledFrom([]string{mina, aiko, joon}).Draw(rt, "who"), notice.ActApprove, notice.Value{Request: r.ID, Version: r.Version, Digest: (r.Plan.Digest + strings.Repeat("0", 16))[:16]})
}

// click is any button that was ever shown, or a forged one.
func (m *model) click(rt *rapid.T) {
	if len(m.buttons) == 0 {
		return
	}
	v := rapid.SampledFrom(m.buttons).Draw(rt, "button")
	switch rapid.IntRange(0, 5).Draw(rt, "forge") {
	case 0:
		v.Version += rapid.Int64Range(-2, 2).Draw(rt, "version")
	case 1:
		v.Digest = rapid.SampledFrom(m.buttons).Draw(rt, "digest").Digest
	}
	act := rapid.SampledFrom([]notice.Action{notice.ActApprove, notice.ActApprove, notice.ActDeny, notice.ActWithdraw, notice.ActCancel, notice.ActRetry, notice.ActUndo}).Draw(rt, "action")
	m.presses(rapid.SampledFrom(everybody).Draw(rt, "who"), act, v)
}

func (m *model) presses(who string, act notice.Action, v notice.Value) {
	answer := m.chat.answer(m.t, func(channel string) {
		m.HandleInteraction(m.t.Context(), bot.Interaction{
			Where: notice.Origin{User: who, Channel: channel}, Team: home, Action: act, Value: v, Reason: "because",
		})
	})
	told, _, _ := facts(answer)
	if a, ok := answer.(notice.Answer); ok && a.Code == notice.Approved && !strings.HasPrefix(a.Request.Plan.Digest, v.Digest) {
		m.violated("%s approved %s by the button of another plan", who, v.Request)
	}
	m.note("%s presses %s of %s v%d %s -> %s", who, act, v.Request, v.Version, v.Digest[:4], told)
	m.shown()
}

// due takes a job whose time has come, or none. The engine would have it run at
// least once, in any order.
func (m *model) due(pick func(n int) int) (queued, bool) {
	now := m.clock.read()
	fresh, err := m.queue.Take(m.t.Context())
	if err != nil {
		m.t.Fatal(err)
	}
	for _, j := range fresh {
		if j.At.IsZero() {
			j.At = now
		}
		m.later = append(m.later, queued{j.Kind, j.Key, j.At})
	}
	var ready []int
	for i, j := range m.later {
		if !j.at.After(now) {
			ready = append(ready, i)
		}
	}
	if len(ready) == 0 {
		return queued{}, false
	}
	i := ready[pick(len(ready))]
	j := m.later[i]
	m.later = slices.Delete(m.later, i, i+1)
	return j, true
}

// run does a job as the engine would, and keeps it when it is not finished.
func (m *model) run(j queued) {
	again, err := m.Workers()[j.kind](m.t.Context(), j.key)
	if err != nil {
		m.note("  job %s %s: %v", j.kind, j.key, err)
		again = time.Second
	}
	if j.kind == store.JobApply {
		if r := m.request(j.key); r.State == request.Failed {
			m.note("  %s failed: %+v", r.ID, r.Failure)
		}
	}
	if again > 0 {
		j.at = m.clock.read().Add(again)
		m.later = append(m.later, j)
	}
	m.shown()
}

func (m *model) work(rt *rapid.T) {
	n := rapid.IntRange(1, 6).Draw(rt, "jobs")
	for range n {
		j, ok := m.due(func(n int) int { return rapid.IntRange(0, n-1).Draw(rt, "job") })
		if !ok {
			m.clock.pass(2 * time.Second)
			continue
		}
		m.run(j)
	}
}

// workAll works until all that is left is for later than some minutes.
func (m *model) workAll() {
	most := 300
	if m.stopped {
		most = 30 // work that waits for the end of a pause asks again and again
	}
	for range most {
		j, ok := m.due(func(int) int { return 0 })
		if !ok {
			if len(m.later) == 0 {
				return
			}
			next := slices.MinFunc(m.later, func(a, b queued) int { return a.at.Compare(b.at) }).at
			if next.Sub(m.clock.read()) > 5*time.Minute {
				return
			}
			m.clock.pass(next.Sub(m.clock.read()))
			continue
		}
		m.run(j)
	}
}

func (m *model) sweep() {
	m.note("sweep")
	m.clock.pass(time.Minute)
	if _, err := m.Drift.Sweep(m.t.Context()); err != nil {
		m.note("  %v", err)
	}
}

func (m *model) time(rt *rapid.T) {
	d := rapid.SampledFrom([]time.Duration{time.Second, time.Minute, 10 * time.Minute, time.Hour, 13 * time.Hour, 25 * time.Hour, 4 * 24 * time.Hour}).Draw(rt, "time")
	m.note("%s pass", d)
	m.clock.pass(d)
}

func (m *model) changePeople(rt *rapid.T) {
	who := rapid.SampledFrom([]string{mina, aiko, joon}).Draw(rt, "who")
	p := directory.Person{ID: who, Team: home}
	what := rapid.SampledFrom([]string{"back", "back", "deactivated", "guest", "stranger", "group"}).Draw(rt, "what")
	switch what {
	case "deactivated":
		p.Deleted = true
	case "guest":
		p.Guest = true
	case "stranger":
		p.Team = "T0OTHER"
	case "group":
		m.chat.groups[seoulOwners] = rapid.SampledFrom([][]string{{joon}, {joon, aiko}, {aiko}, nil}).Draw(rt, "members")
	}
	m.chat.people[who] = p
	m.note("%s: %s, group %v", who, what, m.chat.groups[seoulOwners])
	m.remember()
}

func (m *model) changeConfig(rt *rapid.T) {
	alias := rapid.SampledFrom([]string{"tokyo", "seoul"}).Draw(rt, "account")
	what := rapid.SampledFrom([]string{"as before", "as before", "owners", "self", "removed", "swapped"}).Draw(rt, "what")
	switch what {
	case "as before":
		m.config.all = modelAccounts
	case "owners":
		owners := rapid.SampledFrom([][]string{{mina}, {aiko}, {joon}, {seoulOwners}, {zoe}, {}}).Draw(rt, "owners")
		m.config.account(alias, func(a *directory.Account) { a.Owners = owners })
	case "self":
		m.config.account(alias, func(a *directory.Account) { a.SelfApproval = !a.SelfApproval })
	case "removed":
		m.config.all = slices.DeleteFunc(slices.Clone(m.config.all), func(a directory.Account) bool { return a.Alias == alias })
	case "swapped":
		if len(m.config.all) == 2 {
			a, b := m.config.all[0], m.config.all[1]
			a.Owners, b.Owners = b.Owners, a.Owners
			m.config.all = directory.Accounts{a, b}
		}
	}
	m.note("configuration of %s: %s", alias, what)
	m.remember()
}

// console is somebody who changes AWS by hand.
func (m *model) console(rt *rapid.T) {
	k := m.cloud.Console("somebody")
	routes := []string{"10.1.0.0/16", "10.2.0.0/16", "10.3.0.0/16"}
	tables := map[string]bool{tokyoTable: true, seoulTable: true}
	for _, r := range m.cloud.Routes() {
		tables[r.Table] = true
	}
	var names []string
	for id := range tables {
		names = append(names, id)
	}
	slices.Sort(names)
	all := m.cloud.Connections()
	what := rapid.SampledFrom([]string{"route", "unroute", "reroute", "delete", "untag", "tag", "reject", "accept", "dns", "request", "cidr"}).Draw(rt, "what")
	table, block := rapid.SampledFrom(names).Draw(rt, "table"), rapid.SampledFrom(routes).Draw(rt, "block")
	if rs := m.cloud.PeeringRoutes(); len(rs) > 0 && what != "route" && rapid.Bool().Draw(rt, "ours") {
		r := rs[rapid.IntRange(0, len(rs)-1).Draw(rt, "route")]
		table, block = r.Table, r.Destination.String()
	}
	var err error
	switch what {
	case "route":
		err = k.AddRoute(table, block, "tgw-0000000c")
	case "unroute":
		err = k.DeleteRoute(table, block)
	case "reroute":
		err = k.ReplaceRoute(table, block, "tgw-0000000c")
	case "cidr":
		err = k.AddCIDR(m.cloud.tokyo, "10.9.0.0/16")
	case "request":
		_, err = k.Request(m.cloud.seoul, m.cloud.tokyo)
	default:
		if len(all) == 0 {
			return
		}
		c := all[rapid.IntRange(0, len(all)-1).Draw(rt, "pcx")]
		side := rapid.SampledFrom([]peering.Side{peering.Requester, peering.Accepter}).Draw(rt, "side")
		switch what {
		case "delete":
			err = k.Delete(c.ID, side)
		case "untag":
			err = k.Untag(c.ID, side)
		case "tag":
			err = k.Tag(c.ID, side, rapid.SampledFrom([]string{"managed-by", "team", peering.TagManaged}).Draw(rt, "key"), "terraform")
		case "reject":
			err = k.Reject(c.ID)
		case "accept":
			err = k.Accept(c.ID)
		case "dns":
			err = k.SetDNS(c.ID, side, rapid.Bool().Draw(rt, "on"))
		}
		what += " " + c.ID + " " + string(side)
	}
	m.note("by hand: %s %s %s: %v", what, table, block, err)
}

// between has somebody act in the middle of the bot's work, after one of its calls.
func (m *model) between(rt *rapid.T) {
	act := rapid.SampledFrom([]string{"console", "console", "pause", "people", "time"}).Draw(rt, "between")
	after := rapid.IntRange(0, 12).Draw(rt, "calls")
	for range after {
		m.hooks = append(m.hooks, func() {})
	}
	slices.Reverse(m.hooks)
	m.hooks = append([]func(){func() {
		m.note("meanwhile:")
		switch act {
		case "console":
			m.console(m.rt)
		case "pause":
			m.met["paused amid work"]++
			m.say(omar, "pause")
		case "people":
			m.changePeople(m.rt)
		case "time":
			m.clock.pass(2 * time.Minute)
		}
	}}, m.hooks...)
}

// fault has the next write of a kind go wrong.
func (m *model) fault(rt *rapid.T) {
	m.fails(rt, peering.Create, peering.Accept, peering.Tag, peering.Untag, peering.Delete, peering.AddRoute, peering.RemoveRoute, peering.SetDNS)
}

// troubled are the writes of what is carried out.
var troubled = map[string][]peering.Kind{
	"request": {peering.Create, peering.Accept, peering.Tag, peering.AddRoute}, "adopt": {peering.Tag}, "release": {peering.Untag},
	"delete": {peering.RemoveRoute, peering.Delete}, "repair": {peering.AddRoute, peering.SetDNS}, "keep": {peering.Tag}, "extend": {peering.Tag},
}

func (m *model) fails(rt *rapid.T, kinds ...peering.Kind) {
	kind := rapid.SampledFrom(kinds).Draw(rt, "kind")
	how := rapid.SampledFrom([]string{"lose", "drop", "throttle", "deny"}).Draw(rt, "how")
	m.note("fault: %s %s", how, kind)
	m.faults[kind] = append(m.faults[kind], map[string]peeringtest.Hook{"lose": peeringtest.Lose, "drop": peeringtest.Drop, "throttle": peeringtest.Throttle, "deny": peeringtest.Deny}[how])
}

// restart begins anew with what is stored, perhaps in the middle of a job.
func (m *model) restart(rt *rapid.T) {
	if j, ok := m.due(func(n int) int { return rapid.IntRange(0, n-1).Draw(rt, "job") }); ok && rapid.Bool().Draw(rt, "amid") {
		ctx, kill := context.WithCancel(m.t.Context())
		m.hooks = append(m.hooks, kill)
		_, err := m.Workers()[j.kind](ctx, j.key)
		kill()
		m.met["killed amid work"]++
		m.note("killed in %s %s: %v", j.kind, j.key, err)
		j.at = m.clock.read().Add(time.Minute)
		m.later = append(m.later, j)
	} else if ok {
		m.later = append(m.later, j)
	}
	m.note("restart")
	m.start()
}

func (m *model) requests() []request.Request {
	rs, err := m.store.Database.Requests(m.t.Context(), store.RequestFilter{})
	if err != nil {
		m.t.Fatal(err)
	}
	return rs
}
