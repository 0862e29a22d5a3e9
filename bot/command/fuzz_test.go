package command

import (
	"errors"
	"reflect"
	"testing"
	"unicode/utf8"
)

// FuzzParse holds what Parse owes to any text: no panic; an error with a code
// and a position inside the text; or a command that Format writes back.
func FuzzParse(f *testing.F) {
	for _, v := range Verbs() {
		for _, e := range v.Examples {
			f.Add(e)
		}
	}
	for _, m := range mistakes(f) {
		f.Add(m.in)
	}
	f.Add("deny R42 <@U1|b“ob> «a» 「b」 don’t — \u202e<https://x|y> &lt;!here&gt; ❤\ufe0f")
	f.Add("request ｔｏｋｙｏ／ｗｅｂ seoul/\"a/b\" —dns＝both reason=x\u200d \u3164 y")
	f.Fuzz(func(t *testing.T, text string) {
		c, err := Parse(text)
		if err != nil {
			var e *Error
			if !errors.As(err, &e) {
				t.Fatalf("Parse(%q) = %v, want an *Error", text, err)
			}
			checkError(t, text, e)
			return
		}
		canonical := Format(c)
		if utf8.RuneCountInString(canonical) > MaxLength {
			return // quoted, it is longer than what was typed
		}
		again, err := Parse(canonical)
		if err != nil || !reflect.DeepEqual(again, c) {
			t.Fatalf("Parse(%q) = %#v, but Parse(Format) of %q = %#v, %v", text, c, canonical, again, err)
		}
	})
}

func BenchmarkParse(b *testing.B) {
	const text = `request tokyo/ap-northeast-1/vpc-0a1b2c3d4e5f60718 seoul/"my vpc" routes=private dns=both reason="shared login"`
	for b.Loop() {
		if _, err := Parse(text); err != nil {
			b.Fatal(err)
		}
	}
}
