package finding

import (
	"slices"

	"peerbot/aws/peering"
)

// supersedes reports whether a drift that was seen is why a finding of the same
// peering is not seen any more: the connection is gone, and nothing else of it can
// be judged, or the same route differs in another way.
func (s Seen) supersedes(f Finding) bool {
	if s.Peering == "" || s.Peering != f.Peering || s.Class == f.Class {
		return false
	}
	if s.Class == peering.Missing {
		return true
	}
	return slices.ContainsFunc(s.Lines, func(now peering.DriftLine) bool {
		return now.Table != "" && slices.ContainsFunc(f.Lines, func(l peering.DriftLine) bool {
			return l.Side == now.Side && l.Table == now.Table && l.Destination == now.Destination
		})
	})
}

// supersededBy returns the class of what superseded a finding that is not seen
// any more, the worst first; empty: nothing did, and it is over.
func supersededBy(f Finding, seen []Seen) peering.DriftClass {
	for _, class := range peering.DriftClasses {
		if slices.ContainsFunc(seen, func(s Seen) bool { return s.Class == class && s.supersedes(f) }) {
			return class
		}
	}
	return ""
}

// Superseded reports whether another finding of the peering took the place of an
// open one. It is not over: when that one ends, it is open as before, or resolved.
func (f Finding) Superseded() bool { return f.Open() && f.SupersededBy != "" }

// Superseder returns the finding that took the place of another, false when it is
// not among those given.
func (f Finding) Superseder(among []Finding) (Finding, bool) {
	i := slices.IndexFunc(among, func(x Finding) bool {
		return x.Open() && x.Peering == f.Peering && x.Class == f.SupersededBy
	})
	if i < 0 || f.SupersededBy == "" {
		return Finding{}, false
	}
	return among[i], true
}
