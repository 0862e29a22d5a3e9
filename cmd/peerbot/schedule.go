package main

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/fnv"
	"strings"
	"time"

	"github.com/robfig/cron/v3"
)

// schedule says when the drift check runs: at the ticks of a cron
// specification in a time zone, each put off by a jitter that all replicas
// agree on, and only inside a window of the day.
type schedule struct {
	cron     cron.Schedule
	zone     *time.Location
	jitter   time.Duration // 0: none
	from, to time.Duration // since midnight; both 0: the whole day
	name     string        // of the installation: two of them do not tick together
}

// errNever is a schedule without a single tick.
var errNever = errors.New("never runs: no run falls into the window within a year")

// newSchedule reads a schedule. zone is an IANA name, "" for UTC; window is
// "08:00-20:00", "" for the whole day, and may pass midnight.
func newSchedule(spec, zone, window string, jitter time.Duration, name string) (schedule, error) {
	s := schedule{jitter: jitter, name: name, zone: time.UTC}
	var err error
	if zone != "" {
		if s.zone, err = time.LoadLocation(zone); err != nil {
			return s, fmt.Errorf("time_zone: %q is not a time zone; write it like Asia/Seoul", zone)
		}
	}
	if strings.Contains(spec, "TZ=") {
		return s, errors.New("schedule: put the time zone into time_zone")
	}
	if s.cron, err = cron.ParseStandard(spec); err != nil {
		return s, fmt.Errorf("schedule: %w; write it like \"*/15 * * * *\" or \"@every 15m\"", err)
	}
	if every, ok := s.cron.(cron.ConstantDelaySchedule); ok {
		s.cron = grid{every.Delay}
	}
	if window != "" {
		if s.from, s.to, err = parseWindow(window); err != nil {
			return s, err
		}
	}
	if jitter < 0 || jitter > time.Hour {
		return s, fmt.Errorf("jitter: must be between 0 and 1h, not %s", jitter)
	}
	if s.Next(time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)).IsZero() {
		return s, fmt.Errorf("schedule: %w", errNever)
	}
	return s, nil
}

func parseWindow(window string) (from, to time.Duration, err error) {
	bad := fmt.Errorf("window: %q is not a time window; write it like 08:00-20:00", window)
	a, b, ok := strings.Cut(window, "-")
	if !ok {
		return 0, 0, bad
	}
	for i, p := range []*time.Duration{&from, &to} {
		t, err := time.Parse("15:04", strings.TrimSpace([]string{a, b}[i]))
		if err != nil {
			return 0, 0, bad
		}
		*p = time.Duration(t.Hour())*time.Hour + time.Duration(t.Minute())*time.Minute
	}
	if from == to {
		return 0, 0, fmt.Errorf("window: %q is empty; leave it out for the whole day", window)
	}
	return from, to, nil
}

// Next returns the first moment after t at which to run; zero for never.
func (s schedule) Next(t time.Time) time.Time {
	// The tick that t belongs to may lie before t, by as much as the jitter.
	tick := t.In(s.zone).Add(-s.jitter)
	for limit := t.AddDate(1, 0, 0); ; {
		tick = s.cron.Next(tick)
		if tick.IsZero() || tick.After(limit) {
			return time.Time{}
		}
		if at := tick.Add(s.delay(tick)); at.After(t) && s.inside(tick) {
			return at
		}
	}
}

// grid is "@every": ticks at whole multiples of its length. The library counts
// from the last run, so that each jitter would put off all the ticks after it.
type grid struct{ every time.Duration }

// Next implements cron.Schedule.
func (g grid) Next(t time.Time) time.Time { return t.Truncate(g.every).Add(g.every) }

// delay is the jitter of one tick, the same in every replica. That of "@every" is
// the same for all ticks, so that they keep their distance.
func (s schedule) delay(tick time.Time) time.Duration {
	if s.jitter == 0 {
		return 0
	}
	h := fnv.New64a()
	var b [8]byte
	if _, every := s.cron.(grid); !every {
		binary.BigEndian.PutUint64(b[:], uint64(tick.Unix())) //nolint:gosec // only bits
	}
	_, _ = h.Write(append(b[:], s.name...))            // a hash never fails to write
	return time.Duration(h.Sum64() % uint64(s.jitter)) //nolint:gosec // not negative: newSchedule
}

func (s schedule) inside(tick time.Time) bool {
	if s.from == s.to {
		return true
	}
	since := time.Duration(tick.Hour())*time.Hour + time.Duration(tick.Minute())*time.Minute
	if s.from < s.to {
		return since >= s.from && since < s.to
	}
	return since >= s.from || since < s.to
}
