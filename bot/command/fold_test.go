package command

import (
	"reflect"
	"testing"
)

// What phones, input methods and Slack make of what people type.
func TestParseFolds(t *testing.T) {
	t.Parallel()
	spec := func(f func(*Spec)) Command {
		s := Spec{Requester: tokyoWeb, Accepter: seoulAPI}
		f(&s)
		return Request{s}
	}
	reason := func(s string) Command { return Deny{Request: "R42", Reason: s} }
	tests := []struct {
		name, in string
		want     Command
	}{
		{"smart double quotes", "deny R42 reason=“too broad”", reason("too broad")},
		{"smart single quotes", "deny R42 reason=‘too broad’", reason("too broad")},
		{"German quotes", "deny R42 reason=„too broad“", reason("too broad")},
		{"French quotes", "deny R42 reason=«too broad»", reason("too broad")},
		{"Japanese quotes", "deny R42 reason=「too broad」", reason("too broad")},
		{"full-width quotes", "deny R42 reason=＂too broad＂", reason("too broad")},
		{"backticks", "approve `R42`", Approve{Request: "R42"}},
		{"half typed, half pasted quotes", `deny R42 reason="too broad”`, reason("too broad")},
		{"smart quotes within straight ones stay", `deny R42 reason="use “the hub” now"`, reason("use “the hub” now")},
		{"other smart quotes within smart quotes stay", "deny R42 reason=“use ‘the hub’ now”", reason("use ‘the hub’ now")},
		{"smart quotes of a VPC", "request tokyo/“web” “seoul/api”", spec(func(*Spec) {})},
		{"a smart apostrophe stays", "deny R42 don’t", reason("don’t")},

		{"em dash of iOS as a flag", "request tokyo/web seoul/api —dns both", spec(func(s *Spec) { s.DNS = DNSBoth })},
		{"em dash as a flag with =", "request tokyo/web seoul/api —dns=both", spec(func(s *Spec) { s.DNS = DNSBoth })},
		{"en dash as a flag", "request tokyo/web seoul/api –dns both", spec(func(s *Spec) { s.DNS = DNSBoth })},
		{"two en dashes as a flag", "request tokyo/web seoul/api ––dns both", spec(func(s *Spec) { s.DNS = DNSBoth })},
		{"en dash in an id", "show pcx–0a1b2c3d4e5f60718", Show{What: "pcx-0a1b2c3d4e5f60718"}},
		{"non-breaking hyphen in an id", "show pcx\u20110a1b2c3d4e5f60718", Show{What: "pcx-0a1b2c3d4e5f60718"}},
		{"minus sign in an id", "show pcx−0a1b2c3d4e5f60718", Show{What: "pcx-0a1b2c3d4e5f60718"}},
		{"em dash in a Name", "request tokyo/web—blue seoul/api", spec(func(s *Spec) { s.Requester.VPC = "web--blue" })},
		{"em dash in free text stays", "deny R42 too broad — use the hub", reason("too broad — use the hub")},

		{"non-breaking space", "approve\u00a0R42", Approve{Request: "R42"}},
		{"ideographic space", "approve　R42", Approve{Request: "R42"}},
		{"Hangul filler", "approve\u3164R42", Approve{Request: "R42"}},
		{"line end", "approve\r\nR42\n", Approve{Request: "R42"}},
		{"non-breaking space in a Name", "request tokyo/\"my\u00a0vpc\" seoul/api", spec(func(s *Spec) { s.Requester.VPC = "my vpc" })},
		{"zero-width space", "approve R\u200b42\u200b", Approve{Request: "R42"}},
		{"byte order mark", "\ufeffapprove R42", Approve{Request: "R42"}},
		{"marks that reorder text", "deny R42 \u202etoo broad\u202c", reason("too broad")},
		{"a joiner between ids", "approve R4\u200d2", Approve{Request: "R42"}},
		{"an emoji in free text", "deny R42 👩\u200d💻\u2019s box ❤\ufe0f", reason("👩\u200d💻’s box ❤\ufe0f")},

		{"full-width letters and digits", "ａｐｐｒｏｖｅ　Ｒ４２", Approve{Request: "R42"}},
		{"full-width slash and equals", "request tokyo／web seoul／api dns＝both", spec(func(s *Spec) { s.DNS = DNSBoth })},
		{"full-width slash in quotes around all", "request “tokyo／web” seoul/api", spec(func(*Spec) {})},
		{"full-width hash", "approve ＃Ｒ４２", Approve{Request: "R42"}},
		{"full-width account id", "list account=１１１１２２２２３３３３", List{Account: "111122223333"}},
		{
			"ideographic comma", "request tokyo/web seoul/api routes=rtb-12345678、rtb-87654321",
			spec(func(s *Spec) { s.Routes = Routes{Mode: RoutesTables, Tables: []string{"rtb-12345678", "rtb-87654321"}} }),
		},
		{"full-width letters in free text stay", "deny R42 範囲が（１０）広い", reason("範囲が（１０）広い")},
		{"full-width letters of a quoted Name stay", "request tokyo/\"Ｗｅｂ\" seoul/api", spec(func(s *Spec) { s.Requester.VPC = "Ｗｅｂ" })},

		{"a person with a name", "deny R42 ask <@U012ABC|bob> first", reason("ask @bob first")},
		{"a person without a name", "deny R42 ask <@U012ABC> first", reason("ask @U012ABC first")},
		{"a channel", "deny R42 ask in <#C012ABC|net>", reason("ask in #net")},
		{"a private channel", "deny R42 ask in <#C012ABC|>", reason("ask in #C012ABC")},
		{"everybody", "deny R42 ask <!here>", reason("ask @here")},
		{"a group", "deny R42 ask <!subteam^S012|@ops>", reason("ask @ops")},
		{"a link", "deny R42 see <https://wiki/x?a=1&amp;b=2>", reason("see https://wiki/x?a=1&b=2")},
		{"a Name that Slack took for a link", "request tokyo/<http://web.example.com|web.example.com> seoul/api", spec(func(s *Spec) { s.Requester.VPC = "web.example.com" })},
		{"a mail address", "deny R42 ask <mailto:net@example.com|net@example.com>", reason("ask net@example.com")},
		{"a mail address without a label", "deny R42 ask <mailto:net@example.com>", reason("ask net@example.com")},
		{"escapes", "deny R42 a &lt; b &amp;&amp; c &gt; d", reason("a < b && c > d")},
		{"escapes are decoded once", "deny R42 &amp;lt;", reason("&lt;")},
		{"a typed mention stays text", "deny R42 &lt;@U012ABC&gt;", reason("<@U012ABC>")},
		{"unescaped < of a terminal", "deny R42 a < b <3 <- >", reason("a < b <3 <- >")},
		{"a mention behind an open <", "deny R42 a<b:<@U012ABC|bob>", reason("a<b:@bob")},
		{"a channel that is called like a request", "approve <#C012ABC|r42>", Approve{Request: "R42"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			got, err := Parse(test.in)
			if err != nil {
				t.Fatalf("Parse(%q) : %v", test.in, err)
			}
			if !reflect.DeepEqual(got, test.want) {
				t.Errorf("Parse(%q) = %#v, want %#v", test.in, got, test.want)
			}
			again, err := Parse(Format(got))
			if err != nil || !reflect.DeepEqual(again, got) {
				t.Errorf("Parse(Format(c)) = %#v, %v; Format(c) is %q, want c = %#v", again, err, Format(got), got)
			}
		})
	}
}
