package request_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"peerbot/aws/peering"
	"peerbot/bot/request"
)

const home = "T0HOME"

func TestMember(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		edit func(w *request.Caller)
		home string
		want string // part of the refusal; empty: a member
	}{
		{"a member", func(*request.Caller) {}, home, ""},
		{"of another team", func(w *request.Caller) { w.Team = "T0OTHER" }, home, "not-member"},
		{"a stranger who claims our team", func(w *request.Caller) { w.Stranger = true }, home, "not-member"},
		{"a guest", func(w *request.Caller) { w.Guest = true }, home, "is-guest"},
		{"a bot", func(w *request.Caller) { w.Bot = true }, home, "is-bot"},
		{"deactivated", func(w *request.Caller) { w.Deleted = true }, home, "is-deactivated"},
		{"nobody", func(w *request.Caller) { w.ID = "" }, home, "not-member"},
		{"without a team", func(w *request.Caller) { w.Team = "" }, home, "not-member"},
		{"no home and no team", func(w *request.Caller) { w.Team = "" }, "", "not-member"},
		{"no home", func(*request.Caller) {}, "", "not-member"},
		{"the zero value", func(w *request.Caller) { *w = request.Caller{} }, home, "not-member"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			w := who("U0MINA")
			tt.edit(&w)
			wantRefusal(t, request.Member(w, tt.home), tt.want)
		})
	}
}

func who(id string) request.Caller { return request.Caller{ID: id, Team: home} }

// wantRefusal checks for a *UserError with this text; no text means no error.
func wantRefusal(t *testing.T, err error, text string, users ...string) {
	t.Helper()
	var ref *request.UserError
	switch {
	case text == "" && err != nil:
		t.Errorf("refused: %v, want allowed", err)
	case text == "":
	case !errors.As(err, &ref) || !strings.Contains(ref.Error(), text):
		t.Errorf("error = %v, want a refusal with %q", err, text)
	case users != nil && !slices.Equal(ref.Users, users):
		t.Errorf("refusal %q names %v, want %v", ref, ref.Users, users)
	}
}

// between is a plan that writes to both accounts, or that takes down.
func between(requester, accepter string, absent bool) peering.Plan {
	r := peering.Ref{Account: requester, Region: "ap-northeast-1", VPC: "vpc-0a"}
	a := peering.Ref{Account: accepter, Region: "ap-northeast-2", VPC: "vpc-0b"}
	p := peering.Plan{Digest: "d0", Peering: peering.Peering{Requester: peering.End{VPC: r}, Accepter: peering.End{VPC: a}, Absent: absent}}
	if absent {
		p.Steps = []peering.Step{{Kind: peering.Delete, Side: peering.Requester, At: r, Peer: a}}
		return p
	}
	p.Steps = []peering.Step{
		{Kind: peering.Create, Side: peering.Requester, At: r, Peer: a},
		{Kind: peering.AwaitPending, Side: peering.Requester, At: r, Peer: a},
		{Kind: peering.Accept, Side: peering.Accepter, At: a, Peer: r},
	}
	return p
}

func TestNeeds(t *testing.T) {
	t.Parallel()
	policies := func(tokyoOwners, seoulOwners string, self ...string) []request.Policy {
		return []request.Policy{
			{Account: tokyo, Alias: "tokyo", Owners: strings.Fields(tokyoOwners), SelfApproval: slices.Contains(self, "tokyo")},
			{Account: seoul, Alias: "seoul", Owners: strings.Fields(seoulOwners), SelfApproval: slices.Contains(self, "seoul")},
		}
	}
	none := between(tokyo, seoul, false)
	none.Steps = nil
	gone := between(tokyo, seoul, true)
	gone.Steps = nil
	oneSide := between(tokyo, seoul, false)
	oneSide.Steps = oneSide.Steps[:2]
	tests := []struct {
		name     string
		plan     peering.Plan
		asker    string
		policies []request.Policy
		needs    string // accounts; "+" after those that the asker may decide
		given    string
		refusal  string
	}{
		{"the requester's owner asks", between(tokyo, seoul, false), "mina", policies("mina", "joon"), "tokyo+ seoul", "tokyo", ""},
		{"an owner of neither asks", between(tokyo, seoul, false), "zoe", policies("mina", "joon"), "tokyo+ seoul", "", ""},
		{"the accepter's owner asks: nobody else could say yes", between(tokyo, seoul, false), "joon", policies("mina", "joon"), "", "", "only-owner 222222222222"},
		{"the accepter's owner asks, and has a colleague", between(tokyo, seoul, false), "joon", policies("mina", "joon aiko"), "tokyo+ seoul", "", ""},
		{"an owner of both asks", between(tokyo, seoul, false), "mina", policies("mina", "mina aiko"), "tokyo+ seoul", "tokyo", ""},
		{"the only owner of both asks", between(tokyo, seoul, false), "mina", policies("mina", "mina"), "", "", "only-owner 222222222222"},
		{"self approval of the accepter's side", between(tokyo, seoul, false), "joon", policies("mina", "joon", "seoul"), "tokyo+ seoul+", "", ""},
		{"self approval of the requester's side changes nothing", between(tokyo, seoul, false), "joon", policies("mina", "joon", "tokyo"), "", "", "only-owner 222222222222"},

		{"one account, one owner", between(tokyo, tokyo, false), "mina", policies("mina", ""), "", "", "only-owner 111111111111"},
		{"one account, two owners", between(tokyo, tokyo, false), "mina", policies("mina aiko", ""), "tokyo", "", ""},
		{"one account with self approval still wants a click", between(tokyo, tokyo, false), "mina", policies("mina", "", "tokyo"), "tokyo+", "", ""},

		{"the requester's owner takes down", between(tokyo, seoul, true), "mina", policies("mina", "joon"), "tokyo+ seoul", "tokyo", ""},
		{"an owner of neither takes down", between(tokyo, seoul, true), "zoe", policies("mina", "joon"), "tokyo+ seoul+", "", ""},
		{"the accepter's owner takes down", between(tokyo, seoul, true), "joon", policies("mina", "joon"), "tokyo+ seoul+", "seoul", ""},
		{"an owner of both takes down: still two people", between(tokyo, seoul, true), "mina", policies("mina", "mina aiko"), "tokyo+ seoul", "tokyo", ""},
		{"the only owner of both takes down", between(tokyo, seoul, true), "mina", policies("mina", "mina"), "", "", "only-owner 222222222222"},
		{"the only owner of both takes down, with self approval", between(tokyo, seoul, true), "mina", policies("mina", "mina", "seoul"), "tokyo+ seoul+", "tokyo", ""},
		{"within one account, a stranger to it takes down", between(tokyo, tokyo, true), "zoe", policies("mina", ""), "tokyo", "", ""},
		{"within one account, taking down wants two", between(tokyo, tokyo, true), "mina", policies("mina aiko", ""), "tokyo", "", ""},

		{"an account that is not configured", between(tokyo, "333333333333", false), "mina", policies("mina", "joon"), "", "", "account-not-managed 333333333333"},
		{"an empty user group", between(tokyo, seoul, false), "mina", policies("mina", ""), "", "", "no-owners 222222222222"},
		{"nothing to do still takes both", none, "mina", policies("mina", "joon"), "tokyo+ seoul", "tokyo", ""},
		{"only one side changes: still both", oneSide, "zoe", policies("mina", "joon"), "tokyo+ seoul", "", ""},
		{"nothing left to take down still takes one person of each side", gone, "joon", policies("mina", "joon"), "tokyo+ seoul+", "seoul", ""},
	}
	aliases := map[string]string{tokyo: "tokyo", seoul: "seoul"}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			needs, given, err := request.RequiredApprovals(request.Request{Kind: kindOf(tt.plan), Plan: tt.plan}, tt.asker, tt.policies)
			wantRefusal(t, err, tt.refusal)
			var gotNeeds, gotGiven []string
			for _, n := range needs {
				word := n.Alias
				if n.SelfApprovable {
					word += "+"
				}
				gotNeeds = append(gotNeeds, word)
				if aliases[n.Account] != n.Alias {
					t.Errorf("need of account %s has the alias %s", n.Account, n.Alias)
				}
			}
			for _, a := range given {
				gotGiven = append(gotGiven, aliases[a])
			}
			if got := strings.Join(gotNeeds, " "); got != tt.needs {
				t.Errorf("needs %q, want %q", got, tt.needs)
			}
			if got := strings.Join(gotGiven, " "); got != tt.given {
				t.Errorf("given by asking %q, want %q", got, tt.given)
			}
		})
	}
}

// kindOf is the kind that has a plan like this.
func kindOf(p peering.Plan) request.Kind {
	if p.Peering.Absent {
		return request.Delete
	}
	return request.Create
}

// Whose approval a request takes follows from its kind, whatever steps are left.
func TestNeedsOfEveryKind(t *testing.T) {
	t.Parallel()
	policies := owners("mina", "joon")
	empty := between(tokyo, seoul, false)
	empty.Steps = nil
	accepts := between(tokyo, seoul, false)
	accepts.Steps = accepts.Steps[2:]
	for _, k := range request.Kinds() {
		want := []string{tokyo, seoul}
		switch k.Rules().Approvers {
		case request.AcceptingAccount:
			want = []string{seoul}
		case request.WrittenAccounts:
			want = nil
		case request.BothAccounts:
		default:
			t.Errorf("%s takes nobody's approval", k)
		}
		needs, _, err := request.RequiredApprovals(request.Request{Kind: k, Plan: empty}, "zoe", policies)
		var got []string
		for _, n := range needs {
			got = append(got, n.Account)
		}
		if err != nil || !slices.Equal(got, want) {
			t.Errorf("%s with nothing to write needs %v, %v; want %v", k, got, err, want)
		}
	}
	needs, given, err := request.RequiredApprovals(request.Request{Kind: request.Repair, Plan: accepts}, "joon", policies)
	if err != nil || len(needs) != 1 || !slices.Equal(given, []string{seoul}) {
		t.Errorf("a repair of seoul's side that joon asks for needs %v, given %v, %v; want seoul's, given", needs, given, err)
	}
	if _, _, err := request.RequiredApprovals(request.Request{Kind: "mesh", Plan: empty}, "zoe", policies); err == nil {
		t.Error("a kind without a row may be asked for")
	}
}

// waits is R1 of Mina, who owns tokyo, and waits for seoul; owners are as the
// policies say now.
func waits(given ...string) request.Request {
	r := asked(given...)
	r.RequestedBy = "mina"
	for i := range r.Decisions {
		r.Decisions[i].Person = "mina"
	}
	return r
}

func owners(tokyoOwners, seoulOwners string) []request.Policy {
	return []request.Policy{
		{Account: tokyo, Alias: "tokyo", Owners: strings.Fields(tokyoOwners)},
		{Account: seoul, Alias: "seoul", Owners: strings.Fields(seoulOwners)},
	}
}

func TestMayApprove(t *testing.T) {
	t.Parallel()
	allowed := owners("mina", "mina joon")
	allowed[1].SelfApproval = true
	half := waits()
	half, err := half.Approve("aiko", []string{tokyo}, start)
	if err != nil {
		t.Fatal(err)
	}
	replanned, err := half.Replan(peering.Plan{Digest: "d1"}, half.Approvals, nil, start.Add(time.Hour), start)
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name     string
		r        request.Request
		person   string
		policies []request.Policy
		want     []string
		refusal  string
		users    []string
	}{
		{"the owner of the account that it waits for", waits(tokyo), "joon", owners("mina", "joon"), []string{seoul}, "", nil},
		{"an owner since a minute ago", waits(tokyo), "dara", owners("mina", "dara"), []string{seoul}, "", nil},
		{"an owner until a minute ago", waits(tokyo), "joon", owners("mina", "dara"), nil, "not-owner R1", []string{"dara"}},
		{"somebody of an account that has its yes", waits(tokyo), "aiko", owners("mina aiko", "joon"), nil, "not-owner R1", []string{"joon"}},
		{"an owner of both", waits(), "aiko", owners("aiko", "aiko"), []string{tokyo, seoul}, "", nil},
		{"the asker, who owns the accepter too", waits(tokyo), "mina", owners("mina", "mina joon"), nil, "needs-other-owner R1", []string{"joon"}},
		{"the asker, where the account allows it now", waits(tokyo), "mina", allowed, []string{seoul}, "", nil},
		{"the asker, who became the requester's owner later", waits(), "mina", owners("mina", "joon"), []string{tokyo}, "", nil},
		{"the asker, who owns both: only the own side", waits(), "mina", owners("mina", "mina joon"), []string{tokyo}, "", nil},
		{"somebody else hears who may, and that is not the asker", waits(tokyo), "zoe", owners("mina", "mina joon"), nil, "not-owner R1", []string{"joon"}},
		{"nobody is left in the user group", waits(tokyo), "joon", owners("mina", ""), nil, "not-owner R1", []string{}},
		{"the account left the configuration", waits(tokyo), "joon", owners("mina", "joon")[:1], nil, "not-owner R1", []string{}},
		{"somebody who said yes already", half, "aiko", owners("aiko", "joon"), nil, "approved-already R1", []string{"joon"}},
		{"a yes to an older plan is none", replanned, "aiko", owners("aiko", "joon"), []string{tokyo}, "", nil},
		{"without a name", waits(tokyo), "", owners("mina", "joon"), nil, "not-owner R1", []string{"joon"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got, err := request.MayApprove(tt.r, who(tt.person), tt.policies)
			if len(tt.users) == 0 && tt.users != nil {
				tt.users = nil
				var ref *request.UserError
				if errors.As(err, &ref) && len(ref.Users) > 0 {
					t.Errorf("refusal names %v, want nobody", ref.Users)
				}
			}
			wantRefusal(t, err, tt.refusal, tt.users...)
			if !slices.Equal(got, tt.want) {
				t.Errorf("MayApprove = %v, want %v", got, tt.want)
			}
		})
	}
}

func TestMayDeny(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name    string
		person  string
		want    string
		refusal string
		users   []string
	}{
		{"the accepter's owner", "joon", seoul, "", nil},
		{"the requester's other owner, though tokyo has its yes", "aiko", tokyo, "", nil},
		{"the asker withdraws instead", "mina", "", "own-request R1", nil},
		{"somebody else", "zoe", "", "not-owner R1", []string{"aiko", "joon"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got, err := request.MayDeny(waits(tokyo), who(tt.person), owners("mina aiko", "joon"))
			wantRefusal(t, err, tt.refusal, tt.users...)
			if got != tt.want {
				t.Errorf("MayDeny = %q, want %q", got, tt.want)
			}
		})
	}
}

// in returns R1 in a state, reached as it is in life.
func in(t *testing.T, s request.State) request.Request {
	t.Helper()
	r := waits(tokyo)
	if s == request.Pending {
		return r
	}
	var err error
	do := func(next request.Request, e error) {
		if e != nil {
			err = e
		}
		r = next
	}
	switch s {
	case request.Approved, request.Applying, request.Done, request.Failed:
		do(r.Approve("joon", []string{seoul}, start))
	case request.Denied:
		do(r.Deny("joon", seoul, "no", start))
	case request.Withdrawn:
		do(r.End(request.Cancellation{Person: r.RequestedBy, At: start}, start))
	case request.Expired:
		do(r.Expire(r.ExpiresAt))
	case request.Void:
		do(r.Void(request.Failure{Code: request.NothingToDo}, start))
	}
	switch s {
	case request.Applying, request.Done, request.Failed:
		do(r.Start(start))
	}
	switch s {
	case request.Done:
		do(r.Finish(start))
	case request.Failed:
		do(r.Fail(request.Failure{Code: request.CallFailed}, start))
	}
	if err != nil || r.State != s {
		t.Fatalf("to %s: %s, %v", s, r.State, err)
	}
	return r
}

func TestWhoMayDoWhatInWhichState(t *testing.T) {
	t.Parallel()
	allowed := map[string][]request.State{ // person and deed
		"joon approve":  {request.Pending},
		"joon deny":     {request.Pending},
		"mina withdraw": {request.Pending, request.Approved, request.Failed},
		"mina retry":    {request.Failed},
		"joon retry":    {request.Failed},
		"aiko retry":    {request.Failed},
		"aiko deny":     {request.Pending},
	}
	policies := owners("mina aiko", "joon")
	for _, s := range request.States {
		r := in(t, s)
		for _, person := range []string{"mina", "joon", "aiko", "zoe"} {
			_, approve := request.MayApprove(r, who(person), policies)
			_, deny := request.MayDeny(r, who(person), policies)
			for deed, err := range map[string]error{
				"approve": approve, "deny": deny,
				"withdraw": request.MayWithdraw(r, who(person), policies),
				"retry":    request.MayRetry(r, who(person), policies),
			} {
				want := slices.Contains(allowed[person+" "+deed], s)
				if got := err == nil; got != want {
					t.Errorf("%s may %s while %s: %v, want %t", person, deed, s, err, want)
				}
				var ref *request.UserError
				if err != nil && (!errors.As(err, &ref) || ref.Code == "") {
					t.Errorf("%s may not %s while %s, and hears %v, want a code", person, deed, s, err)
				}
			}
		}
	}
}

func TestWhatBecameOfItIsSaid(t *testing.T) {
	t.Parallel()
	tests := []struct {
		state request.State
		text  string
		users []string
	}{
		{request.Approved, "request-is R1 approved", []string{"joon"}},
		{request.Applying, "request-is R1 applying", []string{"joon"}},
		{request.Done, "request-is R1 done", []string{"joon"}},
		{request.Denied, "request-is R1 denied", []string{"joon"}},
		{request.Withdrawn, "request-is R1 withdrawn", []string{"mina"}},
		{request.Expired, "request-is R1 expired", nil},
		{request.Void, "request-is R1 void", nil},
		{request.Failed, "request-is R1 failed", nil},
	}
	for _, tt := range tests {
		t.Run(string(tt.state), func(t *testing.T) {
			t.Parallel()
			_, err := request.MayApprove(in(t, tt.state), who("aiko"), owners("mina aiko", "joon"))
			wantRefusal(t, err, tt.text, tt.users...)
		})
	}
	wantRefusal(t, request.MayRetry(waits(tokyo), who("mina"), nil), "request-is R1 pending")
	wantRefusal(t, request.MayWithdraw(waits(tokyo), who("joon"), nil), "not-yours R1", "mina")
	wantRefusal(t, request.MayRetry(in(t, request.Failed), who("zoe"), owners("mina", "joon")), "retry-not-yours R1")
}

func TestTheOwnersWithdrawWhatPeerbotAskedFor(t *testing.T) {
	t.Parallel()
	r := waits(tokyo)
	r.RequestedBy = request.System
	policies := owners("mina aiko", "joon")
	if err := request.MayWithdraw(r, who("mina"), policies); err != nil {
		t.Errorf("an owner: %v", err)
	}
	wantRefusal(t, request.MayWithdraw(r, who("zoe"), policies), "withdraw-system R1", "mina", "aiko", "joon")
}
