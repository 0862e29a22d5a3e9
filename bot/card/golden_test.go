package card

import (
	"bytes"
	"encoding/json"
	"go/ast"
	"net/netip"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"peerbot/aws/peering"
	"peerbot/bot/command"
	"peerbot/bot/directory"
	"peerbot/bot/finding"
	"peerbot/bot/notice"
	"peerbot/bot/request"
)

// example is a notice as it comes up in life.
type example struct {
	name   string
	notice notice.Notice
}

// examples are all of them, made once: nothing changes them.
var examples = sync.OnceValue(func() []example {
	return slices.Concat(usual(), enormous(), exceptional(), hugeAccess(), helps())
})

// usual are those that a person sees: not the ones at the limits.
func usual() []example {
	return slices.Concat(requestCards(), kinds(), notes(), kindNotes(), answers(), shown(), kindAnswers(), lists(), findings(), accesses(), troubles())
}

// helps are the answers to help. What verbs do is said in package command.
func helps() []example {
	return []example{{"help", notice.HelpShown{}}, {"help-request", notice.HelpShown{Verb: "request"}}}
}

// with edits the request of a card.
func with(c notice.RequestCard, edit func(*request.Request)) notice.RequestCard {
	edit(&c.Request)
	return c
}

func requestCards() []example {
	both := wanted()
	both.Requester.DNS, both.Accepter.DNS = true, true
	near := world()
	near.Requester.Tables[0].Routes = []peering.Route{{Destination: netip.MustParsePrefix("10.0.0.0/8"), Target: "tgw-0123456789abcdef0"}}
	blocked := world()
	blocked.Accepter.Tables[1].Routes = []peering.Route{{Destination: netip.MustParsePrefix("10.1.0.0/16"), Target: "tgw-0123456789abcdef0"}}
	expire := asked()
	expire.Request, _ = expire.Request.Expire(noon().Add(24 * time.Hour))
	paused := asked()
	paused.Paused = request.Pause{On: true, Person: admin, Reason: "network change tonight", At: noon()}
	void := asked()
	void.Request, _ = void.Request.Void(request.Failure{Code: request.NothingToDo}, noon().Add(time.Hour))
	return []example{
		{"create-pending", asked()},
		{"create-pending-dns-and-warning", askedFor(both, near)},
		{"create-pending-blocked", askedFor(wanted(), blocked)},
		{"create-pending-both-accounts", with(asked(), func(r *request.Request) { r.Decisions = nil })},
		{"create-pending-plan-changed", with(asked(), func(r *request.Request) {
			r.Replans = 1
			r.Before = append([]peering.Step(nil), r.Plan.Steps[:len(r.Plan.Steps)-1]...)
			r.Decisions = append(r.Decisions, request.Decision{Account: "222222222222", Person: owner, Verdict: request.VerdictApprove, Digest: "older", At: noon()})
		})},
		{"create-pending-lapsed", with(asked(), func(r *request.Request) {
			for i := range r.Decisions {
				r.Decisions[i].Lapsed = request.TooOld
			}
			r.Decisions = append(r.Decisions, request.Decision{Account: "222222222222", Person: owner, Verdict: request.VerdictApprove, Digest: r.Plan.Digest, At: noon(), Lapsed: request.NotAnOwner})
		})},
		{"create-pending-rejected-in-aws", with(asked(), func(r *request.Request) {
			r.Replans = 1
			r.Decisions = append(r.Decisions, request.Decision{Account: "222222222222", Person: owner, Verdict: request.VerdictApprove, Digest: "older", At: noon(), Lapsed: request.RejectedInAWS})
		})},
		{"create-pending-paused", paused},
		{"create-approved", approved(asked())},
		{"create-approved-unchecked", with(approved(asked()), func(r *request.Request) {
			r.Failure = &request.Failure{Code: request.Refused, Err: &request.UserError{Code: request.ApproverUnreadable, Users: []string{owner}}}
		})},
		{"create-applying", applying(asked(), 4)},
		{"create-applying-begun", applying(asked(), 0)},
		{"create-applying-throttled", with(applying(asked(), 1), func(r *request.Request) {
			r.Failure = &request.Failure{Code: request.CallFailed, Call: busy()}
		})},
		{"create-done", finished(asked())},
		{"create-denied", with(asked(), func(r *request.Request) {
			*r, _ = r.Deny(owner, "222222222222", "too broad, use the hub", noon().Add(time.Minute))
		})},
		{"create-withdrawn", with(asked(), func(r *request.Request) {
			*r, _ = r.End(request.Cancellation{Person: r.RequestedBy}, noon().Add(time.Minute))
		})},
		{"create-cancelled", with(applying(asked(), 3), func(r *request.Request) {
			*r, _ = r.End(request.Cancellation{Person: admin, Reason: "wrong VPC"}, noon().Add(time.Minute))
		})},
		{"create-cancelling", with(applying(asked(), 3), func(r *request.Request) {
			*r, _ = r.AskCancel(request.Cancellation{Person: admin}, noon().Add(time.Minute))
		})},
		{"create-expired", expire},
		{"create-void", void},
		{"create-failed", failed(asked(), 2)},
		{"create-failed-first-step", with(failed(asked(), 0), func(r *request.Request) { r.Failure.Exists = nil })},
		{"delete-pending", deleting()},
		{"delete-applying", applying(deleting(), 2)},
		{"delete-done", finished(deleting())},
		{"delete-failed", failed(deleting(), 1)},
	}
}

// enormous are at every limit at once.
func enormous() []example {
	c := huge()
	l := notice.Listing{Names: c.Names, More: true}
	for range 100 {
		l.Requests = append(l.Requests, c.Request)
		l.Peerings = append(l.Peerings, c.Peering)
	}
	bad := failed(c, 2000)
	bad.Request.Failure.Call.Message = long("<&> message ", 5000)
	note := notice.RequestNote{Kind: notice.NoteGone, Names: c.Names, Request: c.Request, Peering: c.Peering}
	for range 500 {
		note.Stale = append(note.Stale, peering.StaleRule{Group: "sg-0123456789abcdef0", Name: long("<sg>", 255), VPC: "vpc-0123456789abcdef0", PCX: pcxID})
	}
	return []example{
		{"huge-pending", c},
		{"huge-applying", applying(c, 2000)},
		{"huge-failed", bad},
		{"huge-done", finished(c)},
		{"huge-note", note},
		{"huge-list", l},
		{"huge-request", notice.RequestShown{Names: c.Names, Request: c.Request, Peering: c.Peering, Events: manyEvents()}},
		{"huge-plan", notice.PlanShown{Names: c.Names, Plan: c.Request.Plan, Approvals: c.Request.Approvals, Command: command.Request{Spec: command.Spec{Reason: c.Request.Reason}}}},
		{"huge-peering", notice.PeeringShown{Names: c.Names, Peering: c.Peering, Plan: c.Request.Plan, Requests: l.Requests}},
		{"huge-answer", notice.Answer{Code: notice.Recorded, Text: long("<text>\n", 6000)}},
		{"huge-refused", notice.Refused{Names: c.Names, Err: &request.UserError{
			Code: request.VPCAmbiguous, ID: c.Request.Reason, Choices: strings.Split(long("tokyo/us-east-1/vpc-0123456789abcdef0\n", 6000), "\n"), Users: strings.Split(strings.Repeat("U0AIKO ", 400), " "),
		}}},
	}
}

func notes() []example {
	note := func(k notice.NoteKind, c notice.RequestCard) notice.RequestNote {
		return notice.RequestNote{Kind: k, Names: c.Names, Request: c.Request, Peering: c.Peering}
	}
	gone := note(notice.NoteGone, finished(deleting()))
	stale := gone
	stale.Stale = []peering.StaleRule{
		{Group: "sg-0123456789abcdef0", Name: "web", VPC: "vpc-0123456789abcdef0", PCX: pcxID},
		{Group: "sg-0fedcba9876543210", VPC: "vpc-0fedcba9876543210"},
	}
	return []example{
		{"note-active", note(notice.NoteActive, finished(asked()))},
		{"note-gone", gone},
		{"note-gone-stale", stale},
		{"note-denied", note(notice.NoteDenied, cards("create-denied"))},
		{"note-failed", note(notice.NoteFailed, failed(asked(), 2))},
		{"note-asked-again", note(notice.NoteAgain, cards("create-pending-plan-changed"))},
		{"note-lapsed", note(notice.NoteLapsed, cards("create-pending-lapsed"))},
		{"note-cancelled", note(notice.NoteCancelled, cards("create-cancelled"))},
		{"note-expired", note(notice.NoteExpired, cards("create-expired"))},
	}
}

// cards returns the example of a card.
func cards(name string) notice.RequestCard {
	for _, e := range requestCards() {
		if c, ok := e.notice.(notice.RequestCard); ok && e.name == name {
			return c
		}
	}
	panic("no card " + name)
}

func answers() []example {
	return []example{
		{"answer-posted", notice.Answer{
			Code: notice.Posted, Names: names(), Request: asked().Request, ID: "P17",
			Links: []notice.Link{{Request: "R42", Channel: "C0SEOUL", TS: "1795435200.000100"}},
		}},
		{"answer-approved", notice.Answer{Code: notice.Approved, Names: names(), Request: approved(asked()).Request, ID: "P17"}},
		{"answer-retrying-lapsed", notice.Answer{Code: notice.Retrying, Names: names(), Request: cards("create-pending-lapsed").Request, ID: "P17"}},
		{"answer-plan-changed", notice.Answer{Code: notice.PlanChanged, Names: names(), Request: asked().Request, ID: "P17"}},
		{"answer-approved-typed", notice.Answer{Code: notice.Approved, Names: names(), Request: approved(asked()).Request, ID: "P17", Plan: true}},
		{"answer-confirm", notice.Answer{Code: notice.Confirm, Names: names(), Request: cards("create-pending-plan-changed").Request, ID: "P17", Plan: true}},
		{"answer-withdrawn", notice.Answer{Code: notice.Withdrawn, Names: names(), Request: asked().Request, ID: "P17", Exists: true}},
		{"answer-already-open", notice.Answer{Code: notice.AlreadyOpen, Names: names(), Request: asked().Request, ID: "P17"}},
		{"answer-snoozed-group", notice.Answer{Code: notice.Snoozed, ID: "G3", Count: 12, Until: noon().Add(48 * time.Hour)}},
		{"answer-paused", notice.Answer{Code: notice.PausedAll}},
		{"refused-not-owner", notice.Refused{Names: names(), Err: &request.UserError{Code: request.NotOwner, ID: "R42", Users: []string{owner, admin}}}},
		{"refused-done-already", notice.Refused{Names: names(), Err: &request.UserError{Code: request.RequestIs, ID: "R42", State: "done", Users: []string{owner}}}},
		{"call-failed", notice.CallFailed{Names: names(), Doing: "approve", Err: busy()}},
		{"undeliverable", notice.Undeliverable{About: "R42", Channel: "C0SEOUL", Code: "not_in_channel", Retry: 10 * time.Minute}},
		{"undeliverable-external", notice.Undeliverable{About: "R42", Channel: "C0PARTNER", Code: notice.ChannelExternal, Retry: 10 * time.Minute}},
		{"paused", notice.PauseNote{Pause: request.Pause{On: true, Person: "U0OMAR", Reason: "incident 7", At: noon()}}},
		{"resumed", notice.PauseNote{Pause: request.Pause{Person: "U0OMAR", At: noon()}}},
		{"other-process", notice.OtherProcess{Others: 1}},
		{"other-processes", notice.OtherProcess{Others: 2}},
		{"moved", notice.Moved{About: "R42"}},
		{"first-sweep", notice.FirstSweep{Sweep: finding.Sweep{Peerings: 12, Open: 1}}},
		{"rejected", rejected("request tokyo/main")},
		{"answer-blocked", notice.Answer{
			Code: notice.CannotPeer, Names: names(), Blocked: &peering.Plan{
				Requester: peering.VPC{Ref: tokyoRef(), Name: "main"}, Accepter: peering.VPC{Ref: seoulRef(), Name: "main"},
				Problems: []peering.Problem{{
					Code: peering.CIDROverlap, Blocking: true,
					RequesterCIDR: netip.MustParsePrefix("10.1.0.0/16"), AccepterCIDR: netip.MustParsePrefix("10.1.128.0/17"),
				}},
			},
		}},
		{"refused-ambiguous", notice.Refused{Names: names(), Err: &request.UserError{
			Code: request.VPCAmbiguous, ID: "tokyo/main", Choices: []string{"tokyo/ap-northeast-1/vpc-0123456789abcdef0", "tokyo/us-east-1/vpc-00000000000000001"},
		}}},
		{"refused-unknown-account", notice.Refused{Names: names(), Err: &request.UserError{Code: request.UnknownAccount, Account: "seol", Choices: []string{"seoul", "tokyo"}}}},
	}
}

// busy is what AWS says when it is asked too often.
func busy() *peering.CallError {
	return &peering.CallError{
		Action: "ec2:AcceptVpcPeeringConnection", Account: "222222222222", Region: "ap-northeast-2",
		Code: "RequestLimitExceeded", Message: "Request limit exceeded.", Class: peering.Throttled,
	}
}

func shown() []example {
	want := wanted()
	have := made(world(), want)
	want.PCX = pcxID
	record := finished(asked()).Peering
	record.Desired = want
	current, _ := peering.Current(want, have)
	healthy := notice.PeeringShown{
		Names: names(), Peering: record, Plan: peering.Forecast(want, have), Connection: &current,
		Requests: []request.Request{finished(asked()).Request}, ReadAt: noon().Add(time.Hour),
	}
	off := have
	grown := current
	grown.RequesterCIDRs = []string{"10.1.0.0/16", "100.64.0.0/16"}
	off.Requester.Connections, off.Accepter.Connections = []peering.Connection{grown}, []peering.Connection{grown}
	off.Accepter.Tables = append([]peering.RouteTable(nil), have.Accepter.Tables...)
	off.Accepter.Tables[1].Routes = nil
	off.Requester.VPC.CIDRs = append(off.Requester.VPC.CIDRs, netip.MustParsePrefix("100.64.0.0/16"))
	changed := want
	changed.Accepter.DNS = true
	drifted := healthy
	drifted.Peering.State, drifted.Peering.Desired = request.Drifted, changed
	drifted.Plan, drifted.Connection = peering.Forecast(changed, off), &grown
	deleted := current
	deleted.Status, deleted.Message = peering.Deleted, "Deleted by 222222222222"
	gone := have
	gone.Requester.Connections, gone.Accepter.Connections = []peering.Connection{deleted}, []peering.Connection{deleted}
	known := want
	known.Former = []string{pcxID}
	lost := drifted
	lost.Connection, lost.Peering.Desired, lost.Plan = &deleted, known, peering.Forecast(known, gone)
	unread := healthy
	unread.Plan, unread.Connection = peering.Plan{}, nil
	unread.Unread = &notice.CallFailed{Names: names(), Doing: "show", Err: &peering.CallError{
		Action: "sts:AssumeRole", Account: "222222222222", Code: "AccessDenied", Message: "not authorized to perform: sts:AssumeRole", Class: peering.AssumeRoleFailed,
	}}
	waiting := current
	waiting.Status, waiting.Message = peering.Pending, "Pending Acceptance by 222222222222"
	waiting.Tags, waiting.RequesterDNS, waiting.AccepterDNS = map[string]string{"Name": "by hand"}, nil, nil
	waiting.RequesterCIDRs, waiting.AccepterCIDRs = []string{"10.1.0.0/16"}, nil
	waiting.Expires = noon().Add(7 * 24 * time.Hour)
	plan := notice.PlanShown{
		Names: names(), Plan: peering.Forecast(wanted(), world()), Approvals: asked().Request.Approvals,
		Command: command.Request{Spec: command.Spec{Requester: command.VPC{Account: "tokyo", VPC: "main"}, Accepter: command.VPC{Account: "seoul", VPC: "main"}}},
	}
	clash := world()
	clash.Accepter.VPC.CIDRs[0] = netip.MustParsePrefix("10.1.128.0/17")
	blocked, nothing := plan, plan
	blocked.Plan = peering.Forecast(wanted(), clash)
	nothing.Plan = peering.Forecast(want, have)
	return []example{
		{"plan", plan},
		{"plan-blocked", blocked},
		{"plan-nothing", nothing},
		{"peering-active", healthy},
		{"peering-drifted", drifted},
		{"peering-deleted-by-hand", lost},
		{"peering-unread", unread},
		{"peering-absent", notice.PeeringShown{Names: names(), Peering: asked().Peering, Plan: asked().Request.Plan, ReadAt: noon()}},
		{"request-pending", notice.RequestShown{Names: names(), Request: asked().Request, Peering: asked().Peering, Events: events()[:1]}},
		{"request-done", notice.RequestShown{
			Names: names(), Request: finished(asked()).Request, Peering: finished(asked()).Peering, Events: events(),
			Links: []notice.Link{{Request: "R42", Channel: "C0SEOUL", TS: "1795435200.000100"}, {Request: "R42", Channel: "C0TOKYO", TS: "1795435201.000100"}},
		}},
		{"connection", notice.ConnectionShown{Names: names(), Connections: []peering.Connection{waiting, waiting}, ReadAt: noon()}},
		{"connection-none", notice.ConnectionShown{Names: names(), ReadAt: noon()}},
	}
}

func events() []request.Event {
	at := func(s int) time.Time { return noon().Add(time.Duration(s) * time.Second) }
	e := func(s int, k request.EventKind, actor string, d map[string]string) request.Event {
		return request.Event{At: at(s), Kind: k, Request: "R42", Peering: "P17", Actor: actor, Detail: d}
	}
	step := map[string]string{"action": "ec2:AcceptVpcPeeringConnection", "account": "222222222222", "region": "ap-northeast-2", "step": "accept " + pcxID + " in ap-northeast-2"}
	return []request.Event{
		e(0, request.EventRequested, asker, map[string]string{"digest": "0123", "kind": "create", "reason": "shared login"}),
		e(120, request.EventApproved, owner, map[string]string{"accounts": "222222222222", "digest": "0123"}),
		e(121, request.EventStarted, request.System, map[string]string{"approver": owner}),
		e(122, request.EventStepBegun, owner, step),
		e(123, request.EventStepDone, owner, step),
		e(151, request.EventDone, request.System, nil),
	}
}

func manyEvents() []request.Event {
	var out []request.Event
	for range 200 {
		out = append(out, events()...)
	}
	return out
}

func lists() []example {
	accounts := []directory.Account{
		{Alias: "tokyo", ID: "111111111111", Regions: []string{"ap-northeast-1", "us-east-1"}, Channel: "C0TOKYO", Owners: []string{asker}, SelfApproval: true},
		{Alias: "seoul", ID: "222222222222", Regions: []string{"ap-northeast-2"}, Channel: "C0SEOUL", Owners: []string{owner, "S0NETWORK"}},
		{Alias: "osaka", ID: "333333333333", Regions: []string{"ap-northeast-3"}, Channel: "C0OSAKA"},
	}
	done := finished(asked())
	all := notice.Listing{
		Names: names(), Now: noon(), More: true,
		Requests: []request.Request{asked().Request, failed(deleting(), 1).Request, applying(asked(), 2).Request},
		Peerings: []request.Peering{done.Peering, {ID: "P18", State: request.Drifted, Requester: done.Peering.Requester, Accepter: done.Peering.Accepter, UpdatedAt: noon()}},
	}
	return []example{
		{"list", all},
		{"list-waiting", notice.Listing{Names: names(), Command: command.List{Waiting: true}, Requests: []request.Request{asked().Request}}},
		{"list-empty", notice.Listing{}},
		{"list-empty-waiting", notice.Listing{Command: command.List{Waiting: true}}},
		{"list-empty-mine", notice.Listing{Command: command.List{Mine: true, State: "failed"}}},
		{"list-empty-filter", notice.Listing{Command: command.List{Account: "osaka"}}},
		{"accounts", notice.AccountsShown{Accounts: accounts}},
		{"accounts-none", notice.AccountsShown{}},
	}
}

// A notice that is new needs a look, and an example of it.
func TestEveryNoticeHasAnExample(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, e := range examples() {
		seen[reflect.TypeOf(e.notice).Name()] = true
		if text, _ := Render(e.notice); strings.Contains(text, "no card for") {
			t.Errorf("%s has no card", e.name)
		}
	}
	src, _, _ := checked(t, "../notice")
	for _, f := range src.files {
		for _, d := range f.Decls {
			m, ok := d.(*ast.FuncDecl)
			if !ok || m.Name.Name != "notice" || m.Recv == nil {
				continue
			}
			if name, ok := m.Recv.List[0].Type.(*ast.Ident); ok && !seen[name.Name] {
				t.Errorf("there is no example of %s", name.Name)
			}
		}
	}
}

func TestGolden(t *testing.T) {
	t.Parallel()
	for _, e := range examples() {
		t.Run(e.name, func(t *testing.T) {
			t.Parallel()
			text, blocks := Render(e.notice)
			compareGolden(t, e.name+".golden.txt", text+"\n")
			compareGolden(t, e.name+".golden.json", indent(t, blocks))
		})
	}
}

// compareGolden compares with a file of testdata; PEERBOT_UPDATE=1 writes it.
func compareGolden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if os.Getenv("PEERBOT_UPDATE") != "" {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s is not as in testdata; see the difference with PEERBOT_UPDATE=1 and git diff. got:\n%s", name, got)
	}
}

// indent is JSON that people can read: < and & as they are.
func indent(t *testing.T, v any) string {
	t.Helper()
	raw, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	var out, plain bytes.Buffer
	if err := json.Indent(&out, raw, "", "  "); err != nil {
		t.Fatal(err)
	}
	plain.WriteString(strings.NewReplacer(`\u003c`, "<", `\u003e`, ">", `\u0026`, "&").Replace(out.String()))
	plain.WriteByte('\n')
	return plain.String()
}
