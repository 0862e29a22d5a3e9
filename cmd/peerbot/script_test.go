package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/netip"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"peerbot/aws/sim"
	"peerbot/bot/slacksim"
)

// TestScript plays whole conversations: people type and click in the local
// Slack, the service is the one of `peerbot run`, and AWS is the local one.
//
//	types USER CHANNEL 'TEXT'       a slash command (or a plain word)
//	asks USER CHANNEL 'TEXT'        the same, and wait for the answer
//	sees USER CHANNEL 'REGEXP'...   wait for one visible message that matches all
//	clicks USER CHANNEL ACTION 'REGEXP'   press a button of the newest message that matches
//	lacks USER CHANNEL 'REGEXP'     no visible message matches now
//	fills USER BLOCK=VALUE...       fill in the form that is open, and submit it
//	aws VERB ...                    look at AWS, or break it; see awsVerbs
//	slack VERB ...                  break Slack; see slackVerbs
//	restart                         stop the service as SIGTERM does, and start it again
//	down, up                        the halves of restart
func TestScript(t *testing.T) {
	t.Parallel()
	p := scripts("")
	p.Dir = "testdata/script"
	testscript.Run(t, p)
}

// scripts are the commands and the world of scripts; see setupScript.
func scripts(database string) testscript.Params {
	return testscript.Params{
		RequireExplicitExec: true,
		Setup:               func(env *testscript.Env) error { return setupScript(env, database) },
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"types": cmdTypes, "asks": cmdAsks, "sees": cmdSees, "clicks": cmdClicks, "fills": cmdFills, "lacks": cmdLacks,
			"aws": cmdAWS, "slack": cmdSlack, "restart": cmdRestart, "down": cmdDown, "up": cmdUp,
		},
	}
}

// stage is the world of one script.
type stage struct {
	*local
	database string // a URL; empty: SQLite
	log      *slog.Logger
	marks    map[string]string
	stopRun  func() error
	env      func(name, value string) // sets a variable of the script
}

const patience = time.Minute

func setupScript(env *testscript.Env, database string) error {
	l, err := startLocal(localOptions{addr: "127.0.0.1:0"})
	if err != nil {
		return err
	}
	l.cloud.SetDelays(sim.Delays{Pending: 10 * time.Millisecond, Provisioning: 20 * time.Millisecond, Deleting: 10 * time.Millisecond, PeerVisible: 15 * time.Millisecond})
	logFile, err := os.Create(env.WorkDir + "/peerbot.log")
	if err != nil {
		return err
	}
	s := &stage{local: l, database: database, log: slog.New(slog.NewTextHandler(logFile, nil))}
	env.Values["stage"] = s
	env.Defer(func() {
		if s.stopRun != nil {
			_ = s.stopRun() // a script that cares stops it itself
		}
		l.close()
		_ = logFile.Close()
	})
	return s.start()
}

// start runs the service and returns when it is connected.
func (s *stage) start() error {
	ctx, cancel := context.WithCancel(context.Background())
	connected, ended := make(chan struct{}), make(chan error, 1)
	set, err := s.settings()
	if err != nil {
		cancel()
		return err
	}
	set.Poll, set.DatabaseURL = 20*time.Millisecond, s.database
	go func() {
		ended <- s.serve(ctx, set, s.log, func(ctx context.Context) error {
			close(connected)
			<-ctx.Done()
			return nil
		})
	}()
	s.stopRun = func() error {
		cancel()
		return <-ended
	}
	select {
	case <-connected:
		return nil
	case err := <-ended:
		cancel()
		return fmt.Errorf("the service ended: %w", err)
	}
}

func stageOf(ts *testscript.TestScript) *stage { return ts.Value("stage").(*stage) }

func (s *stage) person(name string) person { return person{s.slackURL + "/people", name} }

func need(ts *testscript.TestScript, args []string, n int, usage string) {
	if len(args) < n {
		ts.Fatalf("usage: %s", usage)
	}
}

func cmdTypes(ts *testscript.TestScript, neg bool, args []string) {
	need(ts, args, 3, "types USER CHANNEL TEXT")
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	r, err := stageOf(ts).person(args[0]).types(ctx, args[1], strings.Join(args[2:], " "))
	if (err != nil) != neg {
		ts.Fatalf("types: %v", err)
	}
	if err != nil {
		ts.Logf("[slack] %v", err)
	}
	for _, m := range r.Messages {
		ts.Logf("[at once] %s", m.Text)
	}
}

// cmdAsks types and waits for the answer. A drift check may be running already,
// by the schedule: then it asks again, as a person would.
func cmdAsks(ts *testscript.TestScript, neg bool, args []string) {
	need(ts, args, 3, "asks USER CHANNEL TEXT")
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	p := stageOf(ts).person(args[0])
	for {
		before, _, err := p.messages(ctx, args[1], "")
		ts.Check(err)
		last := ""
		for _, m := range before {
			last = max(last, m.TS)
		}
		cmdTypes(ts, neg, args)
		m, err := p.sees(ctx, args[1], "an answer", func(m message) bool { return m.Ephemeral && m.TS > last })
		ts.Check(err)
		ts.Logf("%s", m.Text)
		if !strings.HasPrefix(m.Text, "A drift check is already running") {
			return
		}
		select {
		case <-ctx.Done():
			ts.Fatalf("asks: a drift check was running all the time")
		case <-time.After(500 * time.Millisecond):
		}
	}
}

// cmdSees waits for a message that matches every pattern; "button:x" is a
// button that it must have, "!button:x" one that it must not have.
func cmdSees(ts *testscript.TestScript, _ bool, args []string) {
	need(ts, args, 3, "sees USER CHANNEL PATTERN...")
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	s := stageOf(ts)
	match := matcher(ts, args[2:])
	m, err := s.person(args[0]).sees(ctx, args[1], strings.Join(args[2:], " and "), match)
	if err != nil {
		all, _, _ := s.person(args[0]).messages(context.Background(), args[1], "")
		for _, x := range all {
			ts.Logf("--- %s ephemeral=%t\n%s", x.UserName, x.Ephemeral, x.Text)
		}
		ts.Fatalf("sees: %v", err)
	}
	ts.Logf("%s", m.Text)
}

func cmdLacks(ts *testscript.TestScript, _ bool, args []string) {
	need(ts, args, 3, "lacks USER CHANNEL PATTERN...")
	all, _, err := stageOf(ts).person(args[0]).messages(context.Background(), args[1], "")
	ts.Check(err)
	if i := slices.IndexFunc(all, matcher(ts, args[2:])); i >= 0 {
		ts.Fatalf("%s sees in #%s:\n%s", args[0], args[1], all[i].Text)
	}
}

func matcher(ts *testscript.TestScript, patterns []string) func(message) bool {
	var res []*regexp.Regexp
	var with, without []string
	for _, p := range patterns {
		if b, ok := strings.CutPrefix(p, "!button:"); ok {
			without = append(without, b)
		} else if b, ok := strings.CutPrefix(p, "button:"); ok {
			with = append(with, b)
		} else {
			re, err := regexp.Compile("(?s)" + p)
			ts.Check(err)
			res = append(res, re)
		}
	}
	return func(m message) bool {
		for _, re := range res {
			if !re.MatchString(m.Text) {
				return false
			}
		}
		return !slices.ContainsFunc(with, func(b string) bool { return !m.has(b) }) && !slices.ContainsFunc(without, m.has)
	}
}

func cmdClicks(ts *testscript.TestScript, neg bool, args []string) {
	need(ts, args, 4, "clicks USER CHANNEL ACTION PATTERN...")
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	p := stageOf(ts).person(args[0])
	match := matcher(ts, args[3:])
	m, err := p.sees(ctx, args[1], "a button "+args[2], func(m message) bool { return match(m) && m.has(args[2]) })
	ts.Check(err)
	if _, err := p.clicks(ctx, m, args[2]); (err != nil) != neg {
		ts.Fatalf("clicks: %v", err)
	}
}

func cmdFills(ts *testscript.TestScript, neg bool, args []string) {
	need(ts, args, 2, "fills USER BLOCK=VALUE...")
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	values := map[string]string{}
	for _, a := range args[1:] {
		block, value, _ := strings.Cut(a, "=")
		if n, ok := strings.CutPrefix(value, "+"); ok { // days from now
			days, err := strconv.Atoi(n)
			ts.Check(err)
			value = time.Now().AddDate(0, 0, days).Format(time.DateOnly)
		}
		values[block] = value
	}
	p := stageOf(ts).person(args[0])
	look := time.NewTicker(20 * time.Millisecond)
	defer look.Stop()
	for {
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, p.url+"/"+p.name+"/view", nil)
		ts.Check(err)
		resp, err := http.DefaultClient.Do(req)
		ts.Check(err)
		var open struct{ View json.RawMessage }
		err = errors.Join(json.NewDecoder(resp.Body).Decode(&open), resp.Body.Close())
		ts.Check(err)
		if len(open.View) > 0 && string(open.View) != "null" {
			break
		}
		select {
		case <-look.C: // the app opens it after it acknowledged the click
		case <-ctx.Done():
			ts.Fatalf("fills: %s has no form open", args[0])
		}
	}
	if _, err := p.post(ctx, "submit", map[string]any{"values": values}); (err != nil) != neg {
		ts.Fatalf("fills: %v", err)
	}
}

func cmdDown(ts *testscript.TestScript, _ bool, _ []string) {
	s := stageOf(ts)
	ts.Check(s.stopRun())
	s.stopRun = nil
}

func cmdUp(ts *testscript.TestScript, _ bool, _ []string) { ts.Check(stageOf(ts).start()) }

func cmdRestart(ts *testscript.TestScript, neg bool, args []string) {
	cmdDown(ts, neg, args)
	cmdUp(ts, neg, args)
}

// awsVerbs look at AWS and break it. VPC is alias/name, TABLE is alias/name of
// a VPC: its main table.
var awsVerbs = map[string]func(s *stage, args []string) error{
	// peerings N STATE: exactly N of them are in this state.
	"peerings": awsPeerings,
	// routes N VPC: its tables have exactly N routes to peerings.
	"routes": func(s *stage, args []string) error {
		n := 0
		for _, r := range s.routes(args[1]) {
			if strings.HasPrefix(r.Target, "pcx-") {
				n++
			}
		}
		if strconv.Itoa(n) != args[0] {
			return fmt.Errorf("%d routes of %s lead to peerings, want %s", n, args[1], args[0])
		}
		return nil
	},
	// calls N ACTION: it was called exactly N times.
	"calls": func(s *stage, args []string) error {
		n := 0
		for _, c := range s.cloud.Calls() {
			if c.Action == args[1] {
				n++
			}
		}
		if strconv.Itoa(n) != args[0] {
			return fmt.Errorf("%s was called %d times, want %s", args[1], n, args[0])
		}
		return nil
	},
	// mark: forget the calls so far, for unwritten.
	"mark": func(s *stage, _ []string) error {
		s.marks = map[string]string{"calls": strconv.Itoa(s.cloud.CallCount())}
		return nil
	},
	// unwritten: nothing was written since mark, or ever.
	"unwritten": func(s *stage, _ []string) error {
		from, _ := strconv.Atoi(s.marks["calls"]) // no mark is 0
		for _, c := range s.cloud.CallsSince(from) {
			if c.Service == "ec2" && c.Action != "" && !strings.HasPrefix(c.Action, "Describe") {
				return fmt.Errorf("%s was called in %s", c.Action, c.Account)
			}
		}
		return nil
	},
	// cidr VPC PREFIX: add a block.
	"cidr": func(s *stage, args []string) error {
		return s.cloud.AddCIDR(s.vpc(args[0]).ID, netip.MustParsePrefix(args[1]))
	},
	// uncidr VPC PREFIX: take it away.
	"uncidr": func(s *stage, args []string) error {
		return s.cloud.RemoveCIDR(s.vpc(args[0]).ID, netip.MustParsePrefix(args[1]))
	},
	// route VPC PREFIX KIND: a route in the main table to a new gateway of a kind.
	"route": func(s *stage, args []string) error {
		v := s.vpc(args[0])
		id, err := s.cloud.AddGateway(v.ID, args[2])
		if err != nil {
			return err
		}
		return s.cloud.SetRoute(v.MainTable, sim.Route{Destination: netip.MustParsePrefix(args[1]), Target: id})
	},
	// peer VPC VPC: a peering that somebody else made; its id is $PCX.
	"peer": func(s *stage, args []string) error {
		a, b := s.vpc(args[0]), s.vpc(args[1])
		p, err := s.cloud.AddPeering(sim.Peering{
			Requester: sim.Side{Account: a.Account, Region: a.Region, VPC: a.ID},
			Accepter:  sim.Side{Account: b.Account, Region: b.Region, VPC: b.ID},
		})
		s.env("PCX", p.ID)
		return err
	},
	// ask VPC VPC: somebody asks for a peering, and it waits.
	"ask": func(s *stage, args []string) error {
		a, b := s.vpc(args[0]), s.vpc(args[1])
		_, err := s.cloud.AddPeering(sim.Peering{
			State:     "pending-acceptance",
			Requester: sim.Side{Account: a.Account, Region: a.Region, VPC: a.ID},
			Accepter:  sim.Side{Account: b.Account, Region: b.Region, VPC: b.ID},
		})
		return err
	},
	// eventually N STATE: peerings, once peerbot has come to it.
	"eventually": func(s *stage, args []string) error {
		tick := time.NewTicker(10 * time.Millisecond)
		defer tick.Stop()
		end := time.NewTimer(patience)
		defer end.Stop()
		for {
			err := awsPeerings(s, args)
			if err == nil {
				return nil
			}
			select {
			case <-tick.C:
			case <-end.C:
				return err
			}
		}
	},
	// tagged N: exactly N sides of peerings carry our tag.
	"tagged": func(s *stage, args []string) error {
		n := 0
		for _, p := range s.cloud.Peerings() {
			for _, side := range []sim.Side{p.Requester, p.Accepter} {
				if side.Tags["peerbot:managed"] == localName {
					n++
				}
			}
		}
		if strconv.Itoa(n) != args[0] {
			return fmt.Errorf("%d sides carry our tag, want %s", n, args[0])
		}
		return nil
	},
	// unroute VPC PREFIX: the route is deleted by hand from every table.
	"unroute": func(s *stage, args []string) error {
		for _, t := range s.cloud.Tables() {
			if t.VPC != s.vpc(args[0]).ID {
				continue
			}
			for _, r := range t.Routes {
				if r.Destination.String() == args[1] {
					if err := s.deleteRoute(context.Background(), t.ID, r.Destination); err != nil {
						return err
					}
				}
			}
		}
		return nil
	},
	// unpeer: every peering is deleted by hand.
	"unpeer": func(s *stage, _ []string) error {
		for _, p := range s.cloud.Peerings() {
			if p.State == "active" || p.State == "pending-acceptance" {
				if err := s.deletePeering(context.Background(), p.ID); err != nil {
					return err
				}
			}
		}
		return nil
	},
	// revoke ALIAS: the role cannot be assumed any more.
	"revoke": func(s *stage, args []string) error {
		s.cloud.RemoveRole(s.account(args[0]).role())
		return nil
	},
	// restore: every role can.
	"restore": func(s *stage, _ []string) error { return addIAM(s.cloud, s.world) },
	// fail ALIAS ACTION STATUS CODE TIMES: calls fail before their effect.
	"fail": func(s *stage, args []string) error { return s.inject(args, sim.Fail) },
	// lose ALIAS ACTION STATUS CODE TIMES: calls take effect, and their answer is lost.
	"lose": func(s *stage, args []string) error { return s.inject(args, sim.DoThenLose) },
	// delay PROVISIONING: accepting takes longer.
	"delay": func(s *stage, args []string) error {
		d, err := time.ParseDuration(args[0])
		s.cloud.SetDelays(sim.Delays{Provisioning: d})
		return err
	},
}

func awsPeerings(s *stage, args []string) error {
	n := 0
	for _, p := range s.cloud.Peerings() {
		if p.State == args[1] {
			n++
		}
	}
	if strconv.Itoa(n) != args[0] {
		return fmt.Errorf("%d peerings are %s, want %s", n, args[1], args[0])
	}
	return nil
}

func (s *stage) inject(args []string, effect sim.Effect) error {
	f := sim.Fault{Action: args[1], Effect: effect, Code: args[3]}
	if args[0] != "any" {
		f.Account = s.account(args[0]).id
	}
	var err error
	if f.HTTPStatus, err = strconv.Atoi(args[2]); err != nil {
		return err
	}
	f.Times, err = strconv.Atoi(args[4])
	s.cloud.Inject(f)
	return err
}

func (s *stage) account(alias string) demoAccount {
	i := slices.IndexFunc(s.world, func(a demoAccount) bool { return a.alias == alias })
	return s.world[i]
}

func (s *stage) vpc(name string) sim.VPC {
	alias, vpc, _ := strings.Cut(name, "/")
	i := slices.IndexFunc(s.vpcs[alias], func(v sim.VPC) bool { return v.Name == vpc })
	return s.vpcs[alias][i]
}

func (s *stage) routes(vpc string) []sim.Route {
	var out []sim.Route
	for _, t := range s.cloud.Tables() {
		if t.VPC == s.vpc(vpc).ID {
			out = append(out, t.Routes...)
		}
	}
	return out
}

func cmdAWS(ts *testscript.TestScript, neg bool, args []string) {
	need(ts, args, 1, "aws VERB ...")
	f := awsVerbs[args[0]]
	if g := groupVerbs[args[0]]; g != nil {
		f = func(s *stage, args []string) error { return g(context.Background(), s, args) }
	}
	if f == nil {
		ts.Fatalf("aws has no verb %s", args[0])
	}
	s := stageOf(ts)
	s.env = ts.Setenv
	if err := f(s, args[1:]); (err != nil) != neg {
		ts.Fatalf("aws %s: %v", strings.Join(args, " "), err)
	}
}

// slackVerbs break Slack.
var slackVerbs = map[string]func(s *stage, args []string) error{
	// status METHOD STATUS COUNT: answers with an HTTP status.
	"status": func(s *stage, args []string) error {
		status, err := strconv.Atoi(args[1])
		if err != nil {
			return err
		}
		count, err := strconv.Atoi(args[2])
		s.slack.Fail(slacksim.Fault{Method: args[0], Status: status, RetryAfter: 1, Count: count})
		return err
	},
	// lose METHOD COUNT: done, and the answer is lost.
	"lose": func(s *stage, args []string) error {
		count, err := strconv.Atoi(args[1])
		s.slack.Fail(slacksim.Fault{Method: args[0], Lose: true, Count: count})
		return err
	},
	// cut: every socket is cut; it returns when the bot is back.
	"cut": func(s *stage, _ []string) error {
		s.slack.Cut()
		ctx, cancel := context.WithTimeout(context.Background(), patience)
		defer cancel()
		return s.slack.WaitConnected(ctx, 1)
	},
	// share CHANNEL: with another organisation.
	"share": func(s *stage, args []string) error { return found(s.slack.Share(args[0], true), args[0]) },
	// join CHANNEL USER.
	"join": func(s *stage, args []string) error { return found(s.slack.AddMember(args[0], args[1]), args[0]) },
	// heal: everything works again.
	"heal": func(s *stage, _ []string) error { s.slack.ClearFaults(); return nil },
	// deactivate USER.
	"deactivate": func(s *stage, args []string) error { s.slack.Deactivate(args[0]); return nil },
}

// found is an error unless there is a channel of this name.
func found(ok bool, channel string) error {
	if !ok {
		return fmt.Errorf("there is no channel %s", channel)
	}
	return nil
}

func cmdSlack(ts *testscript.TestScript, _ bool, args []string) {
	need(ts, args, 1, "slack VERB ...")
	f := slackVerbs[args[0]]
	if f == nil {
		ts.Fatalf("slack has no verb %s", args[0])
	}
	ts.Check(f(stageOf(ts), args[1:]))
}
