package command

import (
	"errors"
	"fmt"
	"os"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"
)

// A mistake is a text that must not parse.
type mistake struct {
	code     Code
	in, name string
}

// mistakes reads testdata/mistakes.txt: a line each, of a code, the text as a Go
// string and what it is an example of, with tabs between. Package card's tests
// read it, too: for the words.
func mistakes(t testing.TB) []mistake {
	t.Helper()
	raw, err := os.ReadFile("testdata/mistakes.txt")
	if err != nil {
		t.Fatal(err)
	}
	var all []mistake
	for line := range strings.Lines(string(raw)) {
		fields := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		if len(fields) != 3 {
			t.Fatalf("testdata/mistakes.txt: %q has %d fields, want 3", line, len(fields))
		}
		in, err := strconv.Unquote(fields[1])
		if err != nil {
			t.Fatalf("testdata/mistakes.txt: %q: %v", fields[1], err)
		}
		all = append(all, mistake{Code(fields[0]), in, fields[2]})
	}
	return all
}

func TestErrorsAreFacts(t *testing.T) {
	t.Parallel()
	var all strings.Builder
	for _, m := range mistakes(t) {
		c, err := Parse(m.in)
		var e *Error
		if !errors.As(err, &e) {
			t.Errorf("%s: Parse(%q) = %#v, %v; want an *Error", m.name, m.in, c, err)
			continue
		}
		if e.Code != m.code {
			t.Errorf("%s: Parse(%q) is %s, want %s", m.name, m.in, e.Code, m.code)
		}
		checkError(t, m.in, e)
		all.WriteString("# " + m.name + "\n" + e.Excerpt() + facts(e) + "\n\n")
	}
	golden(t, "errors.golden.txt", all.String())
}

// facts are the exported fields of an error that are set.
func facts(e *Error) string {
	var set []string
	v := reflect.ValueOf(*e)
	for f, value := range v.Fields() {
		if f.IsExported() && !value.IsZero() {
			set = append(set, fmt.Sprintf("%s=%q", f.Name, fmt.Sprint(value)))
		}
	}
	return strings.Join(set, " ")
}

// Every code is listed, and some text has it.
func TestEveryCodeIsMet(t *testing.T) {
	t.Parallel()
	met := map[Code]bool{}
	for _, m := range mistakes(t) {
		met[m.code] = true
	}
	for _, c := range Codes() {
		if !met[c] {
			t.Errorf("no line of testdata/mistakes.txt is %s", c)
		}
	}
	for _, c := range constants(t, "Code") {
		if !slices.Contains(Codes(), Code(c)) {
			t.Errorf("Codes() has no %s", c)
		}
	}
}

// checkError holds what every error owes to its reader.
func checkError(t *testing.T, in string, e *Error) {
	t.Helper()
	if n := utf8.RuneCountInString(in); e.Pos < 0 || e.Pos > n {
		t.Errorf("Parse(%q): Pos = %d, want it within 0 and %d", in, e.Pos, n)
	}
	if !slices.Contains(Codes(), e.Code) {
		t.Errorf("Parse(%q): Code = %q, want one of Codes()", in, e.Code)
	}
	if strings.Contains(e.Error(), "\n") {
		t.Errorf("Parse(%q): Error() = %q, want one line", in, e.Error())
	}
	text := e.Excerpt()
	if strings.Contains(text, "```") || strings.ContainsFunc(strings.ReplaceAll(text, "\n", ""), forbidden) {
		t.Errorf("Parse(%q): Excerpt() = %q, want nothing that leaves a code block", in, text)
	}
	if n := strings.Count(text, "\n"); n != 0 && n != 2 {
		t.Errorf("Parse(%q): Excerpt() has %d lines, want two or none:\n%s", in, n, text)
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
