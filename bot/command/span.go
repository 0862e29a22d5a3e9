package command

import (
	"fmt"
	"regexp"
	"strconv"
	"time"
)

// maxSpan is the longest time that can be asked for.
const maxSpan = 366 * 24 * time.Hour

var spanShape = regexp.MustCompile(`^([1-9][0-9]{0,3})([hdw])$`)

// span reads a length of time: 12h, 7d or 2w.
type span struct{ p *time.Duration }

func (v span) set(t token) *Error {
	m := spanShape.FindStringSubmatch(t.folded())
	if m == nil {
		return t.wrong(fmt.Sprintf("%s is not a length of time", show(t)), "write a number and h, d or w, such as 12h, 7d or 2w")
	}
	n, err := strconv.Atoi(m[1])
	if err != nil {
		return t.wrong(fmt.Sprintf("%s is not a length of time", show(t)), "write a smaller number")
	}
	d := time.Duration(n) * map[string]time.Duration{"h": time.Hour, "d": 24 * time.Hour, "w": 7 * 24 * time.Hour}[m[2]]
	if d > maxSpan {
		return t.wrong(fmt.Sprintf("%s is longer than a year", show(t)), "choose at most 366d")
	}
	*v.p = d
	return nil
}

// String writes days where it can, and hours otherwise.
func (v span) String() string {
	const day = 24 * time.Hour
	switch d := *v.p; {
	case d == 0:
		return ""
	case d%day == 0:
		return strconv.Itoa(int(d/day)) + "d"
	default:
		return strconv.Itoa(int(d/time.Hour)) + "h"
	}
}
