// Package finding is what the drift check saves, and when people are notified of
// it. It is pure: the clock is an argument.
//
// A finding is one class of difference of one peering, or one account that
// cannot be read. It is opened by the first sweep that sees it and resolved by
// the first that does not. People are notified for a [Reason], or not at all.
package finding

import (
	"bytes"
	"cmp"
	"encoding/json"
	"slices"
	"time"

	"peerbot/aws/peering"
)

// Finding is one drift of something that we manage.
type Finding struct {
	ID      string // "F12"
	Version int64  // compare-and-swap

	Peering string // "P17"; empty for an account that cannot be read
	Account string // 12 digits, of an account that cannot be read; else empty
	Class   peering.DriftClass
	Lines   []peering.DriftLine
	Digest  string // of Lines

	FirstSeen time.Time
	LastSeen  time.Time // by the last sweep that changed anything here
	Sweeps    int       // in a row that saw it; not counted any more once people were notified
	Resolved  time.Time // zero while it is open

	NotifiedAt         time.Time `json:"Told"`       // last time that people were notified; zero: never
	NotifiedDigest     string    `json:"ToldDigest"` // the Digest then
	ResolutionNotified bool      `json:"ToldEnd"`    // they were notified that it is resolved

	Snooze  Snooze
	Request string // the open request that resolves it; empty: none

	// SupersededBy is the class of the finding of the same peering that took its
	// place while this one cannot be seen; empty: none.
	SupersededBy peering.DriftClass `json:",omitempty"`

	Since       time.Time            // the last look that did not see it; zero: there was none
	AuditEvents []peering.AuditEvent `json:"Trail"` // the calls that made it, newest first, as far as is known
}

// Snooze has nobody notified of a finding until a time. The zero value is none.
type Snooze struct {
	Until  time.Time
	Person string // Slack user id
	Reason string
}

// Open reports whether the finding is not resolved.
func (f Finding) Open() bool { return f.Resolved.IsZero() }

// Key identifies a finding among the open ones.
func (f Finding) Key() string { return cmp.Or(f.Peering, f.Account) + " " + string(f.Class) }

// Seen is one drift that a sweep saw.
type Seen struct {
	Peering string
	Account string
	peering.Drift
}

func (s Seen) key() string { return cmp.Or(s.Peering, s.Account) + " " + string(s.Class) }

// Reconcile compares what a sweep saw with the open findings, and returns those
// that are to be written: new and changed ones, resolved ones included. checked
// tells whether the sweep could judge a peering or an account: what could not
// be read stays as it was. What is not seen because of another finding of the same
// peering is superseded by that, and not resolved. A finding that is seen again
// unchanged is returned only until people were notified of it, to count the sweeps.
// before is when it was looked for the last time; zero: never.
//
// What AWS showed at an earlier look and shows no more (who deleted a connection)
// stays in the lines. A finding of which only facts outside of its digest changed
// is returned with the same digest, so that nobody is notified again.
func Reconcile(open []Finding, seen []Seen, checked func(f Finding) bool, before, now time.Time) []Finding {
	known := map[string]Finding{}
	for _, f := range open {
		known[f.Key()] = f
	}
	var out []Finding
	for _, s := range seen {
		f, ok := known[s.key()]
		delete(known, s.key())
		if ok {
			s.Drift = s.Keep(f.Lines)
			f = f.keepNotification(s.Digest())
		} else {
			f = Finding{Peering: s.Peering, Account: s.Account, Class: s.Class, FirstSeen: now, Since: before}
		}
		digest, returned := s.Digest(), f.SupersededBy != ""
		f.SupersededBy = ""
		if f.Digest == digest && !f.NotifiedAt.IsZero() {
			if returned || !sameLines(f.Lines, s.Lines) {
				f.Lines = s.Lines
				out = append(out, f)
			}
			continue
		}
		f.Lines, f.Digest, f.LastSeen = s.Lines, digest, now
		f.Sweeps++
		out = append(out, f)
	}
	for _, f := range open {
		if _, left := known[f.Key()]; !left || !checked(f) {
			continue
		}
		by := supersededBy(f, seen)
		switch {
		case by == "" || f.NotifiedAt.IsZero(): // nobody has to hear of what nobody heard of
			f.Resolved, f.SupersededBy = now, ""
		case by == f.SupersededBy:
			continue
		default:
			f.SupersededBy = by
		}
		out = append(out, f)
	}
	return out
}

// keepNotification returns the finding with the digest of a new look where its
// lines are the text of an earlier release: whether they differ cannot be known,
// so the finding counts as unchanged and nobody is notified.
func (f Finding) keepNotification(digest string) Finding {
	if f.Digest == f.NotifiedDigest && slices.ContainsFunc(f.Lines, func(l peering.DriftLine) bool { return l.Code == "" }) {
		f.Digest, f.NotifiedDigest = digest, digest
	}
	return f
}

// sameLines reports whether two looks saw the same in every detail, as it is
// stored.
func sameLines(a, b []peering.DriftLine) bool {
	x, err := json.Marshal(a)
	y, other := json.Marshal(b)
	return err == nil && other == nil && bytes.Equal(x, y)
}

// Reason is why people are notified of a finding.
type Reason string

// The reasons. None means that they are not.
const (
	None     Reason = ""
	First    Reason = "first"    // nobody was notified of it yet
	Changed  Reason = "changed"  // its digest is another than at the last notification
	Still    Reason = "still"    // the last notification is NotifyPolicy.Repeat ago
	Resolved Reason = "resolved" // it was notified, and is not there any more
)

// NotifyPolicy is when people are notified.
type NotifyPolicy struct {
	Sweeps int           // in a row that must see a finding before the first notification; at least 1
	Repeat time.Duration // from one notification of an open finding to the next; 0: never again
	Group  int           // new findings of one class in one channel become one message from this many on; 0: never
}

// ShouldNotify returns why people are to be notified of a finding now; None when
// they are not.
func ShouldNotify(f Finding, now time.Time, p NotifyPolicy) Reason {
	switch {
	case !f.Open():
		if f.NotifiedAt.IsZero() || f.ResolutionNotified {
			return None
		}
		return Resolved
	case f.Superseded(), now.Before(f.Snooze.Until):
		return None
	case f.NotifiedAt.IsZero():
		if f.Sweeps < p.Sweeps {
			return None
		}
		return First
	case f.Digest != f.NotifiedDigest:
		return Changed
	case p.Repeat > 0 && now.Sub(f.NotifiedAt) >= p.Repeat:
		return Still
	}
	return None
}

// MarkNotified returns the finding with the present digest and state recorded as
// those that people were notified of.
func (f Finding) MarkNotified(now time.Time) Finding {
	f.NotifiedAt, f.NotifiedDigest, f.ResolutionNotified = now, f.Digest, !f.Open()
	return f
}

// Severe reports whether traffic is likely to suffer.
func (f Finding) Severe() bool { return f.Class.Severe() }

// Sort orders findings by how bad they are, then by age.
func Sort(fs []Finding) {
	slices.SortFunc(fs, func(a, b Finding) int {
		return cmp.Or(
			cmp.Compare(slices.Index(peering.DriftClasses, a.Class), slices.Index(peering.DriftClasses, b.Class)),
			a.FirstSeen.Compare(b.FirstSeen),
			cmp.Compare(a.Key(), b.Key()),
		)
	})
}
