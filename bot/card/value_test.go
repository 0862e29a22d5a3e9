package card

import (
	"testing"

	"peerbot/bot/notice"
)

func TestParseValue(t *testing.T) {
	t.Parallel()
	want := notice.Value{Request: "R42", Version: 3, Digest: "0123456789abcdef"}
	got, err := ParseValue("R42:3:0123456789abcdef")
	if err != nil || got != want {
		t.Errorf("ParseValue = %+v, %v, want %+v", got, err, want)
	}
	if got, err := ParseValue("F12:1:0123456789abcdef"); err != nil || got.Request != "F12" {
		t.Errorf("ParseValue of a finding's button = %+v, %v", got, err)
	}
	for _, s := range []string{
		"", "R42", "R42:3", "R42:3:", "R42:3:0123456789abcde", "R42:3:0123456789abcdef0", "R42:3:0123456789ABCDEF",
		"R042:3:0123456789abcdef", "R0:3:0123456789abcdef", "r42:3:0123456789abcdef", "P42:3:0123456789abcdef",
		"R42:+3:0123456789abcdef", "R42:-3:0123456789abcdef", "R42:03:0123456789abcdef", "R42:9223372036854775808:0123456789abcdef",
		" R42:3:0123456789abcdef", "R42:3:0123456789abcdef\n", "R42:3:0123456789abcdef:", "R４2:3:0123456789abcdef",
	} {
		if got, err := ParseValue(s); err == nil {
			t.Errorf("ParseValue(%q) = %+v, want an error", s, got)
		}
	}
}

func FuzzParseValue(f *testing.F) {
	f.Add("R42:3:0123456789abcdef")
	f.Add("R1:0:ffffffffffffffff")
	f.Add("R42:03:0123456789abcdef")
	f.Fuzz(func(t *testing.T, s string) {
		v, err := ParseValue(s)
		if err == nil && FormatValue(v) != s {
			t.Errorf("FormatValue(ParseValue(%q)) = %q", s, FormatValue(v))
		}
	})
}
