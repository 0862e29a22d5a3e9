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
		edit func(w *request.Who)
		home string
		want string // part of the refusal; empty: a member
	}{
		{"a member", func(*request.Who) {}, home, ""},
		{"of another team", func(w *request.Who) { w.Team = "T0OTHER" }, home, "other workspaces"},
		{"a stranger who claims our team", func(w *request.Who) { w.Stranger = true }, home, "other workspaces"},
		{"a guest", func(w *request.Who) { w.Guest = true }, home, "guests"},
		{"a bot", func(w *request.Who) { w.Bot = true }, home, "bots"},
		{"deactivated", func(w *request.Who) { w.Deleted = true }, home, "deactivated"},
		{"nobody", func(w *request.Who) { w.ID = "" }, home, "other workspaces"},
		{"without a team", func(w *request.Who) { w.Team = "" }, home, "other workspaces"},
		{"no home and no team", func(w *request.Who) { w.Team = "" }, "", "other workspaces"},
		{"no home", func(*request.Who) {}, "", "other workspaces"},
		{"the zero value", func(w *request.Who) { *w = request.Who{} }, home, "other workspaces"},
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

func who(id string) request.Who { return request.Who{ID: id, Team: home} }

// wantRefusal checks for a *Refusal with this text; no text means no error.
func wantRefusal(t *testing.T, err error, text string, users ...string) {
	t.Helper()
	var ref *request.Refusal
	switch {
	case text == "" && err != nil:
		t.Errorf("refused: %v, want allowed", err)
	case text == "":
	case !errors.As(err, &ref) || !strings.Contains(ref.Text, text):
		t.Errorf("error = %v, want a refusal with %q", err, text)
	case users != nil && !slices.Equal(ref.Users, users):
		t.Errorf("refusal %q names %v, want %v", ref.Text, ref.Users, users)
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
		{"the accepter's owner asks: nobody else could say yes", between(tokyo, seoul, false), "joon", policies("mina", "joon"), "", "", "you are the only owner of seoul"},
		{"the accepter's owner asks, and has a colleague", between(tokyo, seoul, false), "joon", policies("mina", "joon aiko"), "tokyo+ seoul", "", ""},
		{"an owner of both asks", between(tokyo, seoul, false), "mina", policies("mina", "mina aiko"), "tokyo+ seoul", "tokyo", ""},
		{"the only owner of both asks", between(tokyo, seoul, false), "mina", policies("mina", "mina"), "", "", "you are the only owner of seoul"},
		{"self approval of the accepter's side", between(tokyo, seoul, false), "joon", policies("mina", "joon", "seoul"), "tokyo+ seoul+", "", ""},
		{"self approval of the requester's side changes nothing", between(tokyo, seoul, false), "joon", policies("mina", "joon", "tokyo"), "", "", "you are the only owner of seoul"},

		{"one account, one owner", between(tokyo, tokyo, false), "mina", policies("mina", ""), "", "", "you are the only owner of tokyo"},
		{"one account, two owners", between(tokyo, tokyo, false), "mina", policies("mina aiko", ""), "tokyo", "", ""},
		{"one account with self approval still wants a click", between(tokyo, tokyo, false), "mina", policies("mina", "", "tokyo"), "tokyo+", "", ""},

		{"the requester's owner takes down", between(tokyo, seoul, true), "mina", policies("mina", "joon"), "tokyo+ seoul", "tokyo", ""},
		{"an owner of neither takes down", between(tokyo, seoul, true), "zoe", policies("mina", "joon"), "tokyo+ seoul+", "", ""},
		{"the accepter's owner takes down", between(tokyo, seoul, true), "joon", policies("mina", "joon"), "tokyo+ seoul+", "seoul", ""},
		{"an owner of both takes down: still two people", between(tokyo, seoul, true), "mina", policies("mina", "mina aiko"), "tokyo+ seoul", "tokyo", ""},
		{"the only owner of both takes down", between(tokyo, seoul, true), "mina", policies("mina", "mina"), "", "", "you are the only owner of seoul"},
		{"the only owner of both takes down, with self approval", between(tokyo, seoul, true), "mina", policies("mina", "mina", "seoul"), "tokyo+ seoul+", "tokyo", ""},
		{"within one account, a stranger to it takes down", between(tokyo, tokyo, true), "zoe", policies("mina", ""), "tokyo", "", ""},
		{"within one account, taking down wants two", between(tokyo, tokyo, true), "mina", policies("mina aiko", ""), "tokyo", "", ""},

		{"an account that is not configured", between(tokyo, "333333333333", false), "mina", policies("mina", "joon"), "", "", "account 333333333333 is not in the configuration"},
		{"an empty user group", between(tokyo, seoul, false), "mina", policies("mina", ""), "", "", "nobody is listed as an owner of account seoul (222222222222)"},
		{"nothing to do", none, "mina", policies("mina", "joon"), "", "", ""},
		{"only one side changes", oneSide, "zoe", policies("mina", "joon"), "tokyo+", "", ""},
	}
	aliases := map[string]string{tokyo: "tokyo", seoul: "seoul"}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			needs, given, err := request.Needs(request.Request{Plan: tt.plan}, tt.asker, tt.policies)
			wantRefusal(t, err, tt.refusal)
			var gotNeeds, gotGiven []string
			for _, n := range needs {
				word := n.Alias
				if n.AskerMay {
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

// waits is R1 of Mina, who owns tokyo, and waits for seoul; owners are as the
// policies say now.
func waits(given ...string) request.Request {
	r := asked(given...)
	r.Asker = "mina"
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
	self := waits(tokyo)
	self.Needs[1].AskerMay = true
	half := waits()
	half, err := half.Approve("aiko", []string{tokyo}, start)
	if err != nil {
		t.Fatal(err)
	}
	replanned, err := half.Replan(peering.Plan{Digest: "d1"}, half.Needs, nil, start.Add(time.Hour), start)
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
		{"an owner until a minute ago", waits(tokyo), "joon", owners("mina", "dara"), nil, "you are not an owner", []string{"dara"}},
		{"somebody of an account that has its yes", waits(tokyo), "aiko", owners("mina aiko", "joon"), nil, "you are not an owner", []string{"joon"}},
		{"an owner of both", waits(), "aiko", owners("aiko", "aiko"), []string{tokyo, seoul}, "", nil},
		{"the asker, who owns the accepter too", waits(tokyo), "mina", owners("mina", "mina joon"), nil, "you asked for R1, so another owner", []string{"joon"}},
		{"the asker, where the account allows it", self, "mina", owners("mina", "mina joon"), []string{seoul}, "", nil},
		{"the asker, who became the requester's owner later", waits(), "mina", owners("mina", "joon"), []string{tokyo}, "", nil},
		{"the asker, who owns both: only the own side", waits(), "mina", owners("mina", "mina joon"), []string{tokyo}, "", nil},
		{"somebody else hears who may, and that is not the asker", waits(tokyo), "zoe", owners("mina", "mina joon"), nil, "you are not an owner", []string{"joon"}},
		{"nobody is left in the user group", waits(tokyo), "joon", owners("mina", ""), nil, "you are not an owner", []string{}},
		{"the account left the configuration", waits(tokyo), "joon", owners("mina", "joon")[:1], nil, "you are not an owner", []string{}},
		{"somebody who said yes already", half, "aiko", owners("aiko", "joon"), nil, "you said yes to R1 already", []string{"joon"}},
		{"a yes to an older plan is none", replanned, "aiko", owners("aiko", "joon"), []string{tokyo}, "", nil},
		{"without a name", waits(tokyo), "", owners("mina", "joon"), nil, "you are not an owner", []string{"joon"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got, err := request.MayApprove(tt.r, who(tt.person), tt.policies)
			if len(tt.users) == 0 && tt.users != nil {
				tt.users = nil
				var ref *request.Refusal
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
		{"the asker withdraws instead", "mina", "", "you asked for R1 yourself", nil},
		{"somebody else", "zoe", "", "you are not an owner", []string{"aiko", "joon"}},
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
		do(r.Withdraw(start))
	case request.Expired:
		do(r.Expire(r.ExpiresAt))
	case request.Void:
		do(r.Void(request.Failure{Message: "gone"}, start))
	}
	switch s {
	case request.Applying, request.Done, request.Failed:
		do(r.Start(start))
	}
	switch s {
	case request.Done:
		do(r.Finish(start))
	case request.Failed:
		do(r.Fail(request.Failure{Message: "AccessDenied"}, start))
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
				var ref *request.Refusal
				if err != nil && (!errors.As(err, &ref) || ref.Text == "") {
					t.Errorf("%s may not %s while %s, and hears %v, want words", person, deed, s, err)
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
		{request.Approved, "R1 is approved already", []string{"joon"}},
		{request.Applying, "R1 is approved already", []string{"joon"}},
		{request.Done, "R1 is done already", []string{"joon"}},
		{request.Denied, "R1 was denied already, by", []string{"joon"}},
		{request.Withdrawn, "R1 was withdrawn by", []string{"mina"}},
		{request.Expired, "R1 expired", nil},
		{request.Void, "R1 is void", nil},
		{request.Failed, "R1 failed", nil},
	}
	for _, tt := range tests {
		t.Run(string(tt.state), func(t *testing.T) {
			t.Parallel()
			_, err := request.MayApprove(in(t, tt.state), who("aiko"), owners("mina aiko", "joon"))
			wantRefusal(t, err, tt.text, tt.users...)
		})
	}
	wantRefusal(t, request.MayRetry(waits(tokyo), who("mina"), nil), "R1 still waits for a yes")
	wantRefusal(t, request.MayWithdraw(waits(tokyo), who("joon"), nil), "only the one who asked can withdraw R1", "mina")
	wantRefusal(t, request.MayRetry(in(t, request.Failed), who("zoe"), owners("mina", "joon")), "only the asker and the owners can retry R1")
}

func TestTheOwnersWithdrawWhatPeerbotAskedFor(t *testing.T) {
	t.Parallel()
	r := waits(tokyo)
	r.Asker = request.System
	policies := owners("mina aiko", "joon")
	if err := request.MayWithdraw(r, who("mina"), policies); err != nil {
		t.Errorf("an owner: %v", err)
	}
	wantRefusal(t, request.MayWithdraw(r, who("zoe"), policies), "only the owners can withdraw it", "mina", "aiko", "joon")
}
