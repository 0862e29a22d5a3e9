package card

import (
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/slack-go/slack"

	"peerbot/aws/peering"
	"peerbot/bot/command"
	"peerbot/bot/directory"
	"peerbot/bot/finding"
	"peerbot/bot/notice"
	"peerbot/bot/request"
)

// tokens are what we write with < ourselves.
var tokens = regexp.MustCompile(`<(@[UW][A-Z0-9]+|#[CG][A-Z0-9]+|!subteam\^S[A-Z0-9]+|!date\^-?[0-9]+\^\{date_short_pretty\} \{time\}\|[0-9: UTC-]+)>`)

// poison puts s into every text of a card that a person or AWS gives.
func poison(c notice.RequestCard, s string) notice.RequestCard {
	vpc := func(r peering.Ref) peering.VPC { return peering.VPC{Ref: r, Name: s} }
	r := &c.Request
	r.Reason, r.Ticket, r.RequestedBy = s, s, s
	r.Plan.Requester, r.Plan.Accepter = vpc(tokyoRef()), vpc(seoulRef())
	r.Plan.Problems = append(problemsAbout(s), peering.Problem{Text: s, Hint: s}, peering.Problem{Text: s, Hint: s + s, Blocking: true})
	for _, side := range bothSides() {
		choice := &r.Plan.Peering.Side(side).Routes
		choice.Excluded, choice.Extra = []string{s, s + " " + s}, []string{s}
	}
	r.Approvals, r.Decisions = slices.Clone(r.Approvals), slices.Clone(r.Decisions)
	for i := range r.Approvals {
		r.Approvals[i].Alias = s
	}
	for i := range r.Decisions {
		r.Decisions[i].Person, r.Decisions[i].Reason = s, s
	}
	if r.Failure != nil {
		f := *r.Failure
		f.Call, f.Exists = hostileCall(s), &request.Existing{PCX: s, Status: peering.Status(s), Routes: 2}
		r.Failure = &f
	}
	c.Paused = request.Pause{On: true, Person: s, Reason: s}
	c.Names = directory.Names{Accounts: map[string]string{"111111111111": s, "222222222222": "seoul"}}
	c.Peering.Requester, c.Peering.Accepter = r.Plan.Requester, r.Plan.Accepter
	return c
}

// poisoned are notices with s in every text that a person or AWS gives.
func poisoned(s string) []notice.Notice {
	var out []notice.Notice
	for _, e := range slices.Concat(requestCards(), kinds()) {
		c, ok := e.notice.(notice.RequestCard)
		if !ok {
			continue
		}
		c = poison(c, s)
		out = append(out, c)
		for _, k := range []notice.NoteKind{notice.NoteActive, notice.NoteGone, notice.NoteDenied, notice.NoteFailed, notice.NoteAgain, notice.NoteLapsed, notice.NoteCancelled, notice.NoteExpired, "new"} {
			out = append(out, notice.RequestNote{Kind: k, Names: c.Names, Request: c.Request, Peering: c.Peering, Stale: []peering.StaleRule{{Group: s, Name: s, VPC: s, PCX: s}}})
		}
	}
	c := poison(finished(asked()), s)
	drift := changed()
	f := &drift.Finding
	f.Lines, f.Request, f.Snooze = append(driftLinesAbout(s), peering.DriftLine{Text: s, Hint: s}, peering.DriftLine{Side: peering.Requester, Text: s}), s, finding.Snooze{Until: noon().Add(48 * time.Hour), Person: s, Reason: s}
	drift.Peering, drift.Names = c.Peering, c.Names
	conn := peering.Connection{ID: s, Status: peering.Status(s), Message: s, Requester: tokyoRef(), Accepter: seoulRef(), Tags: map[string]string{s: s}, RequesterCIDRs: []string{s}}
	for _, text := range []string{s, s + " R1", "approve " + s, "request " + s + "/a b/c", "request a/b c/d " + s + "=x", "request a/b c/d routes=" + s, "list mine=" + s, "deny R1 reason=" + s + " x=1"} {
		if _, err := command.Parse(text); err != nil {
			out = append(out, rejected(text))
		}
	}
	return append(out,
		notice.Answer{Code: notice.Recorded, Text: s},
		notice.Answer{Code: notice.Posted, Names: c.Names, Request: c.Request, ID: s, Links: []notice.Link{{Request: s, Channel: s, TS: s}}},
		notice.Answer{Code: notice.CannotPeer, Names: c.Names, Blocked: &c.Request.Plan},
		notice.AccessShown{Names: c.Names, Judged: 1, Found: []notice.Accessed{{Peering: c.Peering, Remarks: remarksAbout(s)}}},
		notice.AccessShown{Names: c.Names, Judged: 1, Command: command.Access{Peering: "P17"}, Found: []notice.Accessed{{Peering: c.Peering, Remarks: remarksAbout(s)}}},
		refusedBy(c.Names, request.VPCAmbiguous, s), refusedBy(c.Names, request.UnknownAccount, s), refusedBy(c.Names, request.NotFound, s),
		refusedBy(c.Names, request.VPCNotFound, s), refusedBy(c.Names, request.RequestIs, s), refusedBy(c.Names, request.PeeringIs, s),
		notice.CallFailed{Names: c.Names, Doing: s, Err: hostileCall(s)},
		notice.Undeliverable{About: s, Channel: s, Code: s},
		drift,
		notice.FindingNote{Kind: notice.NoteChanged, Names: c.Names, Finding: *f, Peering: c.Peering},
		notice.FindingsShown{Names: c.Names, Findings: []finding.Finding{*f}, Peerings: map[string]request.Peering{"P17": c.Peering}},
		notice.PlanShown{Names: c.Names, Plan: asked().Request.Plan, Approvals: c.Request.Approvals, Command: command.Request{Spec: command.Spec{Reason: s, Requester: command.VPC{Account: "tokyo", VPC: s}}}},
		notice.PeeringShown{Names: c.Names, Peering: c.Peering, Plan: c.Request.Plan, Connection: &conn, Requests: []request.Request{c.Request}},
		notice.PeeringShown{Names: c.Names, Peering: c.Peering, Unread: &notice.CallFailed{Err: hostileCall(s)}},
		notice.RequestShown{Names: c.Names, Request: c.Request, Events: []request.Event{{Actor: s, Kind: request.EventKind(s), Detail: map[string]string{s: s, "reason": s, "account": s}}}},
		notice.ConnectionShown{Names: c.Names, Connections: []peering.Connection{conn}},
		notice.Listing{Names: c.Names, Requests: []request.Request{c.Request}, Peerings: []request.Peering{c.Peering}, Command: command.List{Account: s}},
		notice.Listing{Command: command.List{Account: s}},
		notice.AccountsShown{Accounts: []directory.Account{{Alias: s, ID: s, Regions: []string{s}, Channel: s, Owners: []string{s}}}},
		notice.HelpShown{Verb: s},
	)
}

// checkHarmless fails when something of s could notify, link or look like ours.
func checkHarmless(t *testing.T, n notice.Notice) {
	t.Helper()
	checkLimits(t, n)
	text, blocks := Render(n)
	clean := func(what, s string) {
		rest := tokens.ReplaceAllString(s, "")
		if strings.ContainsAny(rest, "<") {
			t.Errorf("%T: %s has an unescaped <: %q", n, what, s)
		}
		if i := strings.IndexByte(strings.NewReplacer("&amp;", "", "&lt;", "", "&gt;", "").Replace(rest), '&'); i >= 0 {
			t.Errorf("%T: %s has an unescaped &: %q", n, what, s)
		}
	}
	clean("fallback text", text)
	eachText(t, blocks, func(o *slack.TextBlockObject) {
		if o.Type == slack.PlainTextType {
			if strings.ContainsAny(o.Text, "<>&") {
				t.Errorf("%T: plain text has a control character: %q", n, o.Text)
			}
			return
		}
		clean("mrkdwn", o.Text)
	})
}

func eachText(t *testing.T, blocks []slack.Block, f func(*slack.TextBlockObject)) {
	t.Helper()
	for _, b := range blocks {
		switch b := b.(type) {
		case *slack.HeaderBlock:
			f(b.Text)
		case *slack.SectionBlock:
			if b.Text != nil {
				f(b.Text)
			}
			for _, o := range b.Fields {
				f(o)
			}
		case *slack.ContextBlock:
			for _, e := range b.ContextElements.Elements {
				if o, ok := e.(*slack.TextBlockObject); ok {
					f(o)
				}
			}
		case *slack.ActionBlock:
			for _, e := range b.Elements.ElementSet {
				button, ok := e.(*slack.ButtonBlockElement)
				if !ok || button.Confirm == nil {
					continue
				}
				f(button.Confirm.Title)
				f(button.Confirm.Text)
			}
		}
	}
}

func TestHostileTextsAreHarmless(t *testing.T) {
	t.Parallel()
	for _, s := range hostile() {
		for _, n := range poisoned(s) {
			checkHarmless(t, n)
		}
	}
}

func hostile() []string {
	return []string{
		"` `",
		"*<!channel>* <@U1> approved",
		"<!here|x> <!subteam^S1> <#C1> <https://evil.example|click>",
		"```\nnot code\n``` `x`",
		"`<!channel>`",
		"&lt;!channel&gt; &amp;amp;",
		":white_check_mark: *Approved* by everyone",
		"\u202e*reversed*\u202c \u200b\u2066x",
		"line\n> quoted\n*bold*",
		"a\x00b\x1b[31m\xff",
		"",
		" ",
		"`",
		"U0LOOKSLIKEANID",
	}
}

func TestNeutral(t *testing.T) {
	t.Parallel()
	tests := []struct{ in, want string }{
		{"plain words, 10.1.0.0/16 and vpc-0123", "plain words, 10.1.0.0/16 and vpc-0123"},
		{"*<!channel>* <@U1> approved", "∗&lt;!channel&gt;∗ &lt;@U1&gt; approved"},
		{"~x~ `y`", "∼x∼ ˋyˋ"},
		{"snake_case _em_ _", "snake_case ˍemˍ ˍ"},
		{":warning: 10:30", ":\u2060warning: 10:30"},
		{"fd00:1234:5678::/56", "fd00:\u20601234:\u20605678::/56"},
		{"@here @Channel a@b", "@\u2060here @\u2060Channel a@b"},
		{"> quote\n>more", "\u2060&gt; quote\n\u2060&gt;more"},
		{"a\u202eb\u200bc\td\x00", "abc d"},
		{"a & b", "a &amp; b"},
	}
	for _, tt := range tests {
		if got := neutral(tt.in, 1000); got != tt.want {
			t.Errorf("neutral(%q) = %q, want %q", tt.in, got, tt.want)
		}
	}
}

func TestNeutralCutsBetweenCharacters(t *testing.T) {
	t.Parallel()
	tests := []struct {
		in    string
		limit int
		want  string
	}{
		{"<<<", 12, "&lt;&lt;&lt;"},
		{"<<<", 11, "&lt;&lt;…"},
		{"<<<", 8, "&lt;…"},
		{"日本語", 2, "日…"},
	}
	for _, tt := range tests {
		if got := neutral(tt.in, tt.limit); got != tt.want {
			t.Errorf("neutral(%q, %d) = %q, want %q", tt.in, tt.limit, got, tt.want)
		}
	}
}

func TestAReasonCannotLookLikeOurs(t *testing.T) {
	t.Parallel()
	c := with(asked(), func(r *request.Request) { r.Reason = "ok\n✅ *seoul*: <@U0BOSS> said yes" })
	text, blocks := Render(c)
	const want = "ok ✅ ∗seoul∗: &lt;@U0BOSS&gt; said yes"
	found := false
	eachText(t, blocks, func(o *slack.TextBlockObject) {
		found = found || o.Text == "> "+want
	})
	if !found || !strings.Contains(text, "“"+want+"”") {
		t.Errorf("the reason is not one quoted line %q in blocks (%t) or text:\n%s", want, found, text)
	}
}

func TestPeopleAreMentionedOnlyById(t *testing.T) {
	t.Parallel()
	tests := []struct{ id, want string }{
		{"U0AIKO", "<@U0AIKO>"},
		{"W012", "<@W012>"},
		{"S0NET", "<!subteam^S0NET>"},
		{"peerbot", "peerbot"},
		{"", "someone"},
		{"U0|x> <!channel", "`U0|x&gt; &lt;!channel`"},
		{"channel", "`channel`"},
		{"u0aiko", "`u0aiko`"},
	}
	for _, tt := range tests {
		if got := inBlocks(person(tt.id)); got != tt.want {
			t.Errorf("person(%q) = %q, want %q", tt.id, got, tt.want)
		}
	}
}

func refusedBy(n directory.Names, code request.ErrorCode, s string) notice.Refused {
	return notice.Refused{Names: n, Err: &request.UserError{
		Code: code, ID: s, Other: s, State: s, Account: s, Region: s, VPC: s, Users: []string{s}, Choices: []string{s, s},
	}, Links: []notice.Link{{Request: s, Channel: s, TS: s}}}
}

func hostileCall(s string) *peering.CallError {
	return &peering.CallError{Action: s, Account: s, Region: s, Code: s, Message: s, RequestID: s, Class: peering.Class(s)}
}

func FuzzTextsAreHarmless(f *testing.F) {
	for _, s := range hostile() {
		f.Add(s)
	}
	card := failed(asked(), 2)
	f.Fuzz(func(t *testing.T, s string) {
		checkHarmless(t, poison(card, s))
		checkHarmless(t, notice.Answer{Code: notice.Recorded, Text: s})
		checkHarmless(t, refusedBy(card.Names, request.VPCAmbiguous, s))
		for limit := range 12 {
			for _, got := range []string{neutral(s, limit), inCode(s, limit), inPlain(s, limit)} {
				if n := utf8.RuneCountInString(got); n > max(limit, 1) || !utf8.ValidString(got) {
					t.Errorf("%q cut to %d characters is %q", s, limit, got)
				}
			}
		}
	})
}
