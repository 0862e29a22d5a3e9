package card

import (
	"fmt"
	"regexp"
	"strconv"

	"peerbot/bot/notice"
)

// value is the one spelling of a button's value. 18 digits fit into 64 bits.
var value = regexp.MustCompile(`^([RFG][1-9][0-9]{0,17}):(0|[1-9][0-9]{0,17}):([0-9a-f]{16})$`)

// digestChars is how much of a plan's digest a button carries: 64 bits, enough
// to tell the plans of one request apart. It decides nothing: what is applied
// is compared whole.
const digestChars = 16

// FormatValue returns what a button carries: "R42:3:0123456789abcdef", "F12:…"
// for a finding, or "G3:…" for a group of them. It is the inverse of ParseValue
// for everything that ParseValue returns.
func FormatValue(v notice.Value) string {
	return fmt.Sprintf("%s:%d:%s", v.Request, v.Version, v.Digest)
}

// ParseValue reads what a button carried. Nothing in it can be trusted, but it
// has the right form: any other text, also another spelling of the same value,
// is an error.
func ParseValue(s string) (notice.Value, error) {
	m := value.FindStringSubmatch(s)
	if m == nil {
		return notice.Value{}, fmt.Errorf("button value %q: want id:version:digest, such as R42:3:0123456789abcdef", shorten(s))
	}
	version, err := strconv.ParseInt(m[2], 10, 64)
	if err != nil {
		return notice.Value{}, fmt.Errorf("button value %q: version: %w", shorten(s), err)
	}
	return notice.Value{Request: m[1], Version: version, Digest: m[3]}, nil
}

// shorten keeps a stranger's text short enough for an error.
func shorten(s string) string {
	if r := []rune(s); len(r) > 60 {
		return string(r[:60]) + "…"
	}
	return s
}
