package main

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

func TestTheTerminalObeysNobody(t *testing.T) {
	t.Parallel()
	var out strings.Builder
	in := "tokyo/main\x1b[2J\x07\r\u009b31m\u202eevil\u200b ソウル\tß\n\xff"
	if n, err := (terminal{&out}).Write([]byte(in)); err != nil || n != len(in) {
		t.Fatalf("Write = %d, %v", n, err)
	}
	if got, want := out.String(), "tokyo/main\\u{1b}[2J\\u{7}\\u{d}\\u{9b}31m\\u{202e}evil\\u{200b} ソウル\tß\n\\u{ff}"; got != want {
		t.Errorf("wrote %q, want %q", got, want)
	}
}

func FuzzTheTerminalObeysNobody(f *testing.F) {
	f.Add([]byte("\x1b]0;x\x07"))
	f.Fuzz(func(t *testing.T, in []byte) {
		var out strings.Builder
		if _, err := (terminal{&out}).Write(in); err != nil {
			t.Fatal(err)
		}
		for _, r := range out.String() {
			if r != '\n' && r != '\t' && (unicode.IsControl(r) || unicode.Is(unicode.Cf, r)) || r == utf8.RuneError && !strings.ContainsRune(string(in), utf8.RuneError) {
				t.Fatalf("%q became %q", in, out.String())
			}
		}
	})
}
