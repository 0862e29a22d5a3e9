package command

import (
	"regexp"
	"strconv"
	"time"
)

// maxSpan is the longest time that can be asked for.
const (
	day     = 24 * time.Hour
	maxSpan = 366 * day
)

var spanShape = regexp.MustCompile(`^([1-9][0-9]{0,3})([hdw])$`)

// span reads a length of time: 12h, 7d or 2w.
type span struct{ p *time.Duration }

func (v span) set(t token) *Error {
	m := spanShape.FindStringSubmatch(t.folded())
	if m == nil {
		return t.wrong(NotADuration)
	}
	n, err := strconv.Atoi(m[1])
	if err != nil {
		return t.wrong(NotADuration)
	}
	d := time.Duration(n) * map[string]time.Duration{"h": time.Hour, "d": day, "w": 7 * day}[m[2]]
	if d > maxSpan {
		return t.limited(DurationTooLong, int(maxSpan/day))
	}
	*v.p = d
	return nil
}

// String writes days where it can, and hours otherwise.
func (v span) String() string {
	switch d := *v.p; {
	case d == 0:
		return ""
	case d%day == 0:
		return strconv.Itoa(int(d/day)) + "d"
	default:
		return strconv.Itoa(int(d/time.Hour)) + "h"
	}
}
