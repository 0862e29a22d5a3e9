package command

import (
	"errors"
	"strings"
	"testing"
	"unicode/utf8"
)

// mistakes are texts that must not parse; testdata/errors.golden.txt shows
// what people are told.
var mistakes = []struct{ name, in string }{
	{"unknown verb, one letter off", "aprove R42"},
	{"unknown verb, two letters swapped", "shwo R42"},
	{"unknown verb, its beginning", "req tokyo/web seoul/api"},
	{"unknown verb, another word for it", "create tokyo/web seoul/api"},
	{"unknown verb, nothing near", "frobnicate"},
	{"the slash command twice", "/peering request tokyo/web seoul/api"},
	{"an id without a verb", "R42"},
	{"help about nothing", "help frob"},
	{"help about a misspelt verb", "help denie"},

	{"no arguments", "request"},
	{"one argument", "request tokyo/web"},
	{"no id", "approve"},
	{"three arguments", "request tokyo/web seoul/api osaka/db"},
	{"two requests", "approve R42 R43"},
	{"words that are a reason", "request tokyo/web seoul/api shared login"},
	{"a key without equals", "request tokyo/web seoul/api routes main"},
	{"spaces around equals", "request tokyo/web seoul/api dns = both"},
	{"a value without its key", "list pending"},
	{"a misspelt bare word", "list wating"},
	{"a stray word", "accounts please"},

	{"unknown key", "request tokyo/web seoul/api rotues=main"},
	{"unknown key, nothing near", "request tokyo/web seoul/api colour=red"},
	{"unknown key in a reason", "request tokyo/web seoul/api reason=shared login rotues=main"},
	{"unknown key in the rest of the line", "deny R42 mtu=9001 does not work"},
	{"unknown key behind the rest of the line", "deny R42 too broad frob=1"},
	{"unknown flag", "request tokyo/web seoul/api --force"},
	{"unknown flag from iOS", "approve R42 —force"},
	{"key of a verb without keys", "approve R42 reason=ok"},
	{"duplicate key", "request tokyo/web seoul/api dns=both dns=none"},
	{"duplicate key as a flag", "request tokyo/web seoul/api dns=both --DNS none"},
	{"reason twice", "deny R42 too broad reason=nope"},
	{"bare word twice", "list mine mine"},
	{"bare word with a value", "list mine=true"},
	{"key without value", "request tokyo/web seoul/api routes="},
	{"key and value apart", "request tokyo/web seoul/api routes= main"},
	{"empty reason", `withdraw R42 reason=""`},
	{"blank reason", "deny R42 reason=\"\u200b \u200d\""},
	{"flag without value", "request tokyo/web seoul/api --ticket"},

	{"deny without a reason", "deny R42"},
	{"deny two at once", "deny R42 R43 too broad"},
	{"a bare number", "approve 42"},
	{"a peering where a request goes", "approve P17"},
	{"a request where a peering goes", "delete R42"},
	{"an AWS id where a peering goes", "delete pcx-0a1b2c3d4e5f60718"},
	{"a cut AWS id", "show pcx-0a1b2c"},
	{"request zero", "approve R0"},
	{"no id at all", "retry it"},

	{"no slash", "request tokyo seoul"},
	{"a VPC id without account", "request vpc-0a1b2c3d4e5f60718 seoul/api"},
	{"a word between the VPCs", "request tokyo/web to seoul/api"},
	{"a CIDR", "request 10.1.0.0/16 10.2.0.0/16"},
	{"too many slashes", "request tokyo/ap-northeast-1/a/b seoul/api"},
	{"no account", "request /web seoul/api"},
	{"no VPC", "request tokyo/ seoul/api"},
	{"a Region and no VPC", "request tokyo/ap-northeast-1 seoul/api"},
	{"a bad Region", "request tokyo/japan/web seoul/api"},
	{"a short account id", "request 12345/web seoul/api"},
	{"a bad alias", "request to:kyo/web seoul/api"},
	{"a cut VPC id", "request tokyo/vpc-0a1b2c3d4e5f6071 seoul/api"},
	{"a bad account filter", "list account=tokyo/web"},
	{"access of a request", "access R42"},
	{"access of a VPC", "access tokyo/web"},
	{"access of two", "access P1 P2"},

	{"bad routes", "request tokyo/web seoul/api routes=mian"},
	{"bad route table", "request tokyo/web seoul/api routes=rtb-12345678,rtb-xyz"},
	{"a word in a list of tables", "request tokyo/web seoul/api routes=main,private"},
	{"spaces in a list of tables", "request tokyo/web seoul/api routes=rtb-12345678, rtb-87654321"},
	{"a table twice", "request tokyo/web seoul/api routes=rtb-12345678,rtb-12345678"},
	{"the dots of the usage line", "request tokyo/web seoul/api routes=rtb-…"},
	{"bad dns", "request tokyo/web seoul/api dns=yes"},
	{"bad state", "list state=penidng"},

	{"unclosed quote", `request tokyo/web seoul/api reason="shared login`},
	{"unclosed smart quote of a VPC", "request tokyo/“my vpc seoul/api"},
	{"text after a closing quote", `request tokyo/web seoul/api reason="shared"login`},
	{"control character", "approve R\x0042"},
	{"broken UTF-8", "approve R\xff42"},
	{"too long", "deny R42 " + strings.Repeat("too broad ", 200)},

	{"a mistake behind Slack's entities", "request tokyo/web seoul/api reason=&lt;<@U012ABC|bob>&gt; frob=1"},
	{"a mistake behind wide letters", "request 도쿄/웹 서울/가나다 rotues=main"},
	{"a mistake in the middle of a long text", "request tokyo/web seoul/api reason=" + strings.Repeat("long ", 30) + "rotues=main " + strings.Repeat("tail ", 30)},
	{"backticks cannot leave the code block", "deny ```*Approved* R42```"},
}

func TestErrorsTellWhatToDo(t *testing.T) {
	t.Parallel()
	var all strings.Builder
	for _, m := range mistakes {
		c, err := Parse(m.in)
		var e *Error
		if !errors.As(err, &e) {
			t.Errorf("%s: Parse(%q) = %#v, %v; want an *Error", m.name, m.in, c, err)
			continue
		}
		checkError(t, m.in, e)
		all.WriteString("# " + m.name + "\n" + e.Render() + "\n")
	}
	golden(t, "errors.golden.txt", all.String())
}

// checkError holds what every error owes to its reader.
func checkError(t *testing.T, in string, e *Error) {
	t.Helper()
	if n := utf8.RuneCountInString(in); e.Pos < 0 || e.Pos > n {
		t.Errorf("Parse(%q): Pos = %d, want it within 0 and %d", in, e.Pos, n)
	}
	if e.Problem == "" || e.Hint == "" {
		t.Errorf("Parse(%q) = %#v, want a problem and a hint", in, e)
	}
	for line := range strings.Lines(e.Error()) {
		if strings.HasSuffix(line, "\n") {
			t.Errorf("Parse(%q): Error() = %q, want one line", in, e.Error())
		}
	}
	text := e.Render()
	if strings.Contains(text, "```") || strings.ContainsFunc(strings.ReplaceAll(text, "\n", ""), forbidden) {
		t.Errorf("Parse(%q): Render() = %q, want nothing that leaves a code block", in, text)
	}
	if n := strings.Count(text, "\n"); n > 5 {
		t.Errorf("Parse(%q): Render() has %d lines, want at most 5:\n%s", in, n, text)
	}
}

func TestErrorPosition(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, in, token string }{ // token is looked up in in
		{"a key", "request tokyo/web seoul/api rotues=main", "rotues="},
		{"a value", "request tokyo/web seoul/api routes=mian", "mian"},
		{"the account of a VPC", "request tokyo/web 12/api", "12"},
		{"the Region of a VPC", "request tokyo/web seoul/korea/api", "korea"},
		{"one of the tables", "request a/b c/d routes=rtb-12345678,rtb-xyz", "rtb-xyz"},
		{"behind wide letters", "request 도쿄/웹 서울/가 rotues=main", "rotues="},
		{"behind an entity", "deny R42 <@U012|bob> rotues=main", "rotues="},
		{"a folded token is given as typed", "approve Ｒｘ", "Ｒｘ"},
		{"the quotes belong to the token", `show "R 42"`, `"R 42"`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			_, err := Parse(test.in)
			var e *Error
			if !errors.As(err, &e) {
				t.Fatalf("Parse(%q) = %v, want an *Error", test.in, err)
			}
			want := utf8.RuneCountInString(test.in[:strings.Index(test.in, test.token)])
			if e.Pos != want || e.Token != test.token {
				t.Errorf("Parse(%q) is wrong at %d, %q; want %d, %q", test.in, e.Pos, e.Token, want, test.token)
			}
		})
	}
}

func TestErrorAboutWhatIsMissingPointsToTheEnd(t *testing.T) {
	t.Parallel()
	const in = "deny R42"
	_, err := Parse(in)
	var e *Error
	if !errors.As(err, &e) || e.Pos != len(in) || e.Token != "" {
		t.Errorf("Parse(%q) = %#v, want an *Error at %d without a token", in, err, len(in))
	}
}

func TestNearest(t *testing.T) {
	t.Parallel()
	verbs := []string{"request", "retry", "deny", "delete"}
	tests := []struct{ in, want string }{
		{"reqest", "request"},
		{"REQUEST", "request"},
		{"rertry", "retry"},
		{"dney", "deny"},
		{"del", "delete"},
		{"re", ""},
		{"", ""},
		{"xyz", ""},
		{strings.Repeat("request", 9), ""},
	}
	for _, test := range tests {
		if got := nearest(test.in, verbs); got != test.want {
			t.Errorf("nearest(%q) = %q, want %q", test.in, got, test.want)
		}
	}
}
