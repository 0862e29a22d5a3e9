package command

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestFormat(t *testing.T) {
	t.Parallel()
	tests := []struct {
		in   Command
		want string
	}{
		{Help{}, "help"},
		{Help{Verb: "deny"}, "help deny"},
		{Request{Spec{Requester: tokyoWeb, Accepter: seoulAPI}}, "request tokyo/web seoul/api"},
		{
			Plan{Spec{
				Requester: VPC{"tokyo", "ap-northeast-1", "my vpc"}, Accepter: VPC{Account: "seoul", VPC: "a/b"},
				Routes: Routes{Mode: RoutesTables, Tables: []string{"rtb-12345678", "rtb-87654321"}},
				DNS:    DNSRequester, Reason: `so "it" goes`, Ticket: "NET-7",
			}},
			`plan tokyo/ap-northeast-1/"my vpc" seoul/"a/b" routes=rtb-12345678,rtb-87654321 dns=requester reason="so \"it\" goes" ticket=NET-7`,
		},
		{Deny{Request: "R42", Reason: "no"}, "deny R42 reason=no"},
		{Deny{Request: "R42", Reason: "a=b"}, `deny R42 reason="a=b"`},
		{Deny{Request: "R42", Reason: "R & D < 3"}, `deny R42 reason="R & D < 3"`},
		{Deny{Request: "R42", Reason: "&lt; <@U1>"}, `deny R42 reason="&amp;lt; &lt;@U1&gt;"`},
		{List{Account: "tokyo", State: "failed", Mine: true, Waiting: true}, "list account=tokyo state=failed mine waiting"},
		{nil, ""},
	}
	for _, test := range tests {
		if got := Format(test.in); got != test.want {
			t.Errorf("Format(%#v) = %s, want %s", test.in, got, test.want)
		}
	}
}

func TestParseReadsWhatFormatWrites(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		want := commands().Draw(t, "command")
		text := Format(want)
		got, err := Parse(text)
		if err != nil {
			t.Fatalf("Parse(%q): %v", text, err)
		}
		if !reflect.DeepEqual(got, want) {
			t.Fatalf("Parse(%q) = %#v, want %#v", text, got, want)
		}
		if again := Format(got); again != text {
			t.Fatalf("Format writes %q, then %q", text, again)
		}
	})
}

// commands draws one of each verb; a verb that is missing here fails
// TestEveryVerbIsDrawn.
func commands() *rapid.Generator[Command] {
	r, p := ids("R"), ids("P")
	text := rapid.OneOf(rapid.Just(""), freeTexts())
	return rapid.Custom(func(t *rapid.T) Command {
		switch rapid.IntRange(0, 23).Draw(t, "verb") {
		case 0:
			return Request{specs().Draw(t, "spec")}
		case 1:
			return Plan{specs().Draw(t, "spec")}
		case 2:
			return Approve{r.Draw(t, "request")}
		case 3:
			return Deny{r.Draw(t, "request"), freeTexts().Draw(t, "reason")}
		case 4:
			return Withdraw{r.Draw(t, "request"), text.Draw(t, "reason")}
		case 5:
			return Retry{r.Draw(t, "request")}
		case 6:
			return Show{rapid.OneOf(r, p, awsIDs("pcx-")).Draw(t, "what")}
		case 7:
			return List{
				Account: rapid.OneOf(rapid.Just(""), aliases()).Draw(t, "account"),
				State:   rapid.SampledFrom(append(States(), "")).Draw(t, "state"),
				Mine:    rapid.Bool().Draw(t, "mine"),
				Waiting: rapid.Bool().Draw(t, "waiting"),
			}
		case 8:
			return Delete{p.Draw(t, "peering"), text.Draw(t, "reason")}
		case 9:
			return Accounts{}
		case 10:
			return Pause{text.Draw(t, "reason")}
		case 11:
			return Resume{}
		case 12:
			return Findings{rapid.OneOf(rapid.Just(""), p).Draw(t, "peering")}
		case 13:
			return Sweep{}
		case 14:
			return Repair{p.Draw(t, "peering"), text.Draw(t, "reason")}
		case 15:
			return Keep{p.Draw(t, "peering"), text.Draw(t, "reason")}
		case 16:
			return Snooze{ids("F").Draw(t, "finding"), spans().Draw(t, "for"), text.Draw(t, "reason")}
		case 17:
			return Adopt{awsIDs("pcx-").Draw(t, "pcx"), text.Draw(t, "reason")}
		case 18:
			return Release{p.Draw(t, "peering"), text.Draw(t, "reason")}
		case 19:
			return Extend{p.Draw(t, "peering"), spans().Draw(t, "for"), text.Draw(t, "reason")}
		case 21:
			return Cancel{r.Draw(t, "request"), text.Draw(t, "reason")}
		case 22:
			return Unlock{r.Draw(t, "request"), text.Draw(t, "reason")}
		case 20:
			if rapid.Bool().Draw(t, "of an account") {
				return Access{Account: aliases().Filter(func(s string) bool { return !looksLikeID(s) }).Draw(t, "account")}
			}
			return Access{Peering: rapid.OneOf(rapid.Just(""), p).Draw(t, "peering")}
		default:
			var names []string
			for _, v := range Verbs() {
				names = append(names, v.Name)
			}
			return Help{rapid.SampledFrom(append(names, "")).Draw(t, "verb")}
		}
	})
}

func TestEveryVerbIsDrawn(t *testing.T) {
	t.Parallel()
	left := map[string]bool{}
	for _, v := range Verbs() {
		left[v.Name] = true
	}
	for seed := range 1000 {
		delete(left, Name(commands().Example(seed)))
	}
	if len(left) > 0 {
		t.Errorf("commands() never draws %v", left)
	}
}

func spans() *rapid.Generator[time.Duration] {
	return rapid.Map(rapid.IntRange(0, 366*24), func(hours int) time.Duration { return time.Duration(hours) * time.Hour })
}

func specs() *rapid.Generator[Spec] {
	text := rapid.OneOf(rapid.Just(""), freeTexts())
	return rapid.Custom(func(t *rapid.T) Spec {
		s := Spec{
			Requester: vpcs().Draw(t, "requester"),
			Accepter:  vpcs().Draw(t, "accepter"),
			Routes:    Routes{Mode: rapid.SampledFrom([]RouteMode{RoutesAll, RoutesMain, RoutesPrivate, RoutesNone, RoutesTables}).Draw(t, "routes")},
			DNS:       rapid.SampledFrom([]DNS{DNSNone, DNSBoth, DNSRequester, DNSAccepter}).Draw(t, "dns"),
			TTL:       spans().Draw(t, "ttl"),
			Reason:    text.Draw(t, "reason"),
			Ticket:    text.Draw(t, "ticket"),
		}
		if s.Routes.Mode == RoutesTables {
			s.Routes.Tables = rapid.SliceOfNDistinct(awsIDs("rtb-"), 1, 5, rapid.ID[string]).Draw(t, "tables")
		}
		return s
	})
}

func vpcs() *rapid.Generator[VPC] {
	name := rapid.OneOf(
		awsIDs("vpc-"),
		rapid.SampledFrom([]string{"web", "vpc-1", "VPC-12345678", "vpc-123456789", "ap-northeast-1", "a/b", "/", "mine", "dns=both", "--dns", "“", "a b"}),
		awkward(),
	)
	return rapid.Custom(func(t *rapid.T) VPC {
		return VPC{
			Account: aliases().Draw(t, "account"),
			Region:  rapid.SampledFrom([]string{"", "ap-northeast-1", "us-gov-west-1"}).Draw(t, "region"),
			VPC:     name.Draw(t, "vpc"),
		}
	})
}

func aliases() *rapid.Generator[string] {
	return rapid.OneOf(rapid.StringMatching(`[a-zA-Z가][a-zA-Z0-9_.-]{0,9}`), rapid.StringMatching(`[0-9]{12}`))
}

func ids(prefix string) *rapid.Generator[string] {
	return rapid.StringMatching(prefix + `[1-9][0-9]{0,8}`)
}

func awsIDs(prefix string) *rapid.Generator[string] {
	return rapid.StringMatching(prefix + `([0-9a-f]{8}|[0-9a-f]{17})`)
}

// freeTexts draws what a reason can be: awkward words, one space between them.
func freeTexts() *rapid.Generator[string] {
	return rapid.Custom(func(t *rapid.T) string {
		return strings.Join(strings.Fields(awkward().Draw(t, "text")), " ")
	})
}

// awkward draws visible texts made of what means something to the grammar, or
// to Slack, or to a keyboard.
func awkward() *rapid.Generator[string] {
	piece := rapid.SampledFrom([]string{
		"a", "Z", "9", " ", " ", `"`, "'", `\`, "/", "=", "-", "--", "#", ",", "|", "`",
		"&", "&amp;", "&lt;", "<", ">", "<@U1|bob>", "<#C1>", "<!here>", "<https://x|y>", "reason=", "--dns", "mine",
		"“", "”", "‘", "’", "«", "»", "「", "」", "—", "–", "＝", "／", "Ａ", "１", "、", "é", "가", "ー", "👩\u200d💻", "❤\ufe0f", "\ufffd",
	})
	return rapid.Custom(func(t *rapid.T) string {
		return strings.Join(rapid.SliceOfN(piece, 1, 12).Draw(t, "pieces"), "")
	}).Filter(func(s string) bool { return strings.TrimSpace(s) != "" })
}
