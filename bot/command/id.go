package command

import (
	"fmt"
	"regexp"
	"strings"
)

// The ids that people type. AWS ids have 17 hexadecimal digits, old ones 8.
var (
	shortID = regexp.MustCompile(`^#?([rpfg])0*([1-9][0-9]{0,17})$`)
	pcxID   = regexp.MustCompile(`^pcx-([0-9a-f]{8}|[0-9a-f]{17})$`)
	number  = regexp.MustCompile(`^#?[0-9]+$`)
)

// looksLikeID reports what was certainly meant as an id, right or wrong.
func looksLikeID(s string) bool {
	s = strings.ToLower(s)
	return shortID.MatchString(s) || strings.HasPrefix(s, "pcx-")
}

// An id reads the id of a request, a peering, a finding, a group of findings or
// an AWS peering, and writes it as the cards do: R42, P17, F3, G2,
// pcx-0a1b2c3d4e5f60718.
type id struct {
	p     *string
	kinds string // which of R, P, F, G and X (pcx-…) it takes
}

func requestID(p *string) id { return id{p, "R"} }
func peeringID(p *string) id { return id{p, "P"} }
func awsID(p *string) id     { return id{p, "X"} }
func quietID(p *string) id   { return id{p, "FGP"} }
func anyID(p *string) id     { return id{p, "PRFGX"} }

func (v id) set(t token) *Error {
	s := strings.ToLower(t.folded())
	if m := shortID.FindStringSubmatch(s); m != nil {
		if kind := strings.ToUpper(m[1]); strings.Contains(v.kinds, kind) {
			*v.p = kind + m[2]
			return nil
		}
	}
	if pcxID.MatchString(s) && strings.Contains(v.kinds, "X") {
		*v.p = s
		return nil
	}
	return v.wrong(t, s)
}

func (v id) wrong(t token, s string) *Error {
	want, example := "a peering, a request, a finding or an AWS peering id", "P17, R42, F3 or pcx-0a1b2c3d4e5f60718"
	switch v.kinds {
	case "R":
		want, example = "a request", "R42"
	case "P":
		want, example = "a peering", "P17"
	case "FGP":
		want, example = "a finding, a group of them or a peering", "F3, G2 or P17"
	case "X":
		want, example = "an AWS peering id", "pcx-0a1b2c3d4e5f60718"
	}
	e := t.wrong(fmt.Sprintf("%s is not %s", show(t), want), "write it as the card does, such as "+example)
	m := shortID.FindStringSubmatch(s)
	if m != nil {
		e.Problem += " but a " + map[string]string{"p": "peering", "r": "request", "f": "finding", "g": "group of findings"}[m[1]]
	}
	switch {
	case m != nil && v.kinds == "X":
		e.Hint = fmt.Sprintf("show %s%s tells its AWS id, pcx-…", strings.ToUpper(m[1]), m[2])
	case m != nil && v.kinds == "FGP":
		e.Hint = "findings lists them, such as F3"
	case m != nil && (m[1] == "f" || m[1] == "g"):
		e.Hint = fmt.Sprintf("show %s%s tells which peering it is about, such as P17", strings.ToUpper(m[1]), m[2])
	case m != nil && m[1] == "p":
		e.Hint = "the card shows the number of the request, such as R42; list shows them all"
	case m != nil:
		e.Hint = fmt.Sprintf("show R%s tells which peering it is about, such as P17", m[2])
	case number.MatchString(s) && len(v.kinds) == 1 && v.kinds != "X":
		e.Hint = fmt.Sprintf("did you mean %s%s?", v.kinds, strings.TrimPrefix(s, "#"))
	case pcxID.MatchString(s):
		e.Hint = fmt.Sprintf("show %s tells its number, such as %s", s, example)
	case strings.HasPrefix(s, "pcx-"):
		e.Hint = "an AWS peering id is pcx- and 17 (old ones 8) of 0-9 and a-f; was it cut off?"
	}
	return e
}

func (v id) String() string { return *v.p }
