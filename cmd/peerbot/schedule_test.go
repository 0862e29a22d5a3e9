package main

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

func TestScheduleTicksInItsZoneAndWindow(t *testing.T) {
	t.Parallel()
	at := func(s string) time.Time {
		x, err := time.Parse(time.RFC3339, s)
		if err != nil {
			t.Fatal(err)
		}
		return x
	}
	tests := []struct {
		name, spec, zone, window string
		from, want               string
	}{
		{"every quarter", "*/15 * * * *", "", "", "2026-11-23T10:07:00Z", "2026-11-23T10:15:00Z"},
		{"in a zone", "0 9 * * *", "Asia/Seoul", "", "2026-11-23T10:00:00Z", "2026-11-24T00:00:00Z"},
		{"inside the window", "0 * * * *", "Asia/Seoul", "08:00-20:00", "2026-11-23T10:30:00Z", "2026-11-23T23:00:00Z"},
		{"over midnight", "0 * * * *", "", "22:00-02:00", "2026-11-23T10:00:00Z", "2026-11-23T22:00:00Z"},
		{"over midnight, after it", "0 * * * *", "", "22:00-02:00", "2026-11-24T01:00:00Z", "2026-11-24T22:00:00Z"},
		{"every", "@every 10m", "", "", "2026-11-23T10:00:00Z", "2026-11-23T10:10:00Z"},
		{"the hour that summer time skips", "30 2 * * *", "Europe/Berlin", "", "2026-03-28T12:00:00Z", "2026-03-30T00:30:00Z"},
	}
	for _, tt := range tests {
		s, err := newSchedule(tt.spec, tt.zone, tt.window, 0, "x")
		if err != nil {
			t.Errorf("%s: %v", tt.name, err)
			continue
		}
		if got := s.Next(at(tt.from)); !got.Equal(at(tt.want)) {
			t.Errorf("%s: Next(%s) = %s, want %s", tt.name, tt.from, got.UTC().Format(time.RFC3339), tt.want)
		}
	}
}

func TestJitterIsBoundedSharedAndLosesNoTick(t *testing.T) {
	t.Parallel()
	a, err := newSchedule("*/15 * * * *", "", "", 5*time.Minute, "one")
	if err != nil {
		t.Fatal(err)
	}
	other, err := newSchedule("*/15 * * * *", "", "", 5*time.Minute, "two")
	if err != nil {
		t.Fatal(err)
	}
	now := time.Date(2026, 11, 23, 10, 1, 0, 0, time.UTC)
	differ := false
	for i := range 100 {
		next := a.Next(now)
		slot := next.Truncate(15 * time.Minute)
		if next.Sub(slot) >= 5*time.Minute {
			t.Fatalf("tick %d at %s: more than the jitter after its time", i, next)
		}
		if again := a.Next(now.Add(next.Sub(now) / 2)); !again.Equal(next) {
			t.Fatalf("tick %d: %s, then %s", i, next, again)
		}
		if i > 0 && slot.Sub(now.Truncate(15*time.Minute)) != 15*time.Minute {
			t.Fatalf("tick %d: from %s to %s", i, now, next)
		}
		differ = differ || !other.Next(now).Equal(next)
		now = next
	}
	if !differ {
		t.Error("two installations always tick together")
	}
}

func TestEveryKeepsItsDistance(t *testing.T) {
	t.Parallel()
	s, err := newSchedule("@every 10m", "", "", 5*time.Minute, "x")
	if err != nil {
		t.Fatal(err)
	}
	now := time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC)
	now = s.Next(now)
	for range 50 {
		next := s.Next(now)
		if d := next.Sub(now); d != 10*time.Minute {
			t.Fatalf("after %s comes %s: %s later", now, next, d)
		}
		if again := s.Next(next.Add(-time.Second)); !again.Equal(next) {
			t.Fatalf("a second before %s: %s", next, again)
		}
		now = next
	}
	other, err := newSchedule("@every 10m", "", "", 5*time.Minute, "y")
	if err != nil {
		t.Fatal(err)
	}
	if other.Next(now).Equal(s.Next(now)) {
		t.Error("two installations tick together")
	}
}

func TestAWrongScheduleNamesItsField(t *testing.T) {
	t.Parallel()
	tests := []struct {
		spec, zone, window string
		jitter             time.Duration
		want               string
	}{
		{"often", "", "", 0, "schedule:"},
		{"* * * * * *", "", "", 0, "schedule:"},
		{"CRON_TZ=Asia/Seoul 0 * * * *", "", "", 0, "time_zone"},
		{"0 0 30 2 *", "", "", 0, "never runs"},
		{"0 9 * * *", "", "10:00-11:00", 0, "never runs"},
		{"0 * * * *", "Asia/Nowhere", "", 0, "time_zone:"},
		{"0 * * * *", "", "8-20", 0, "window:"},
		{"0 * * * *", "", "08:00-08:00", 0, "window:"},
		{"0 * * * *", "", "", 2 * time.Hour, "jitter:"},
	}
	for _, tt := range tests {
		_, err := newSchedule(tt.spec, tt.zone, tt.window, tt.jitter, "x")
		if err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("newSchedule(%q, %q, %q, %s) = %v, want an error with %q", tt.spec, tt.zone, tt.window, tt.jitter, err, tt.want)
		}
	}
}

// What is said of a number names its field and what it may be.
func TestNumbersOfTheDriftCheckAreChecked(t *testing.T) {
	t.Parallel()
	for line, want := range map[string]string{
		"group: 1":    "drift.group: must be 2 or more, or 0 for never, not 1",
		"group: -3":   "drift.group: must be 2 or more, or 0 for never, not -3",
		"sweeps: 0":   "drift.sweeps: must be between 1 and 100, not 0",
		"repeat: 10m": "drift.repeat: must be 1h or more, or 0s for never, not 10m0s",
		"group: 0":    "",
		"repeat: 0s":  "",
	} {
		_, err := parseConfig("peerbot.yaml", []byte("drift:\n  "+line+"\n"))
		if got := fmt.Sprint(err); strings.Contains(got, "drift.") != (want != "") || !strings.Contains(got, want) {
			t.Errorf("%s: %v, want %q", line, err, want)
		}
	}
}
