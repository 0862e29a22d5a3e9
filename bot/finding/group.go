package finding

import (
	"cmp"
	"slices"
	"time"

	"peerbot/aws/peering"
)

// Group is many findings of one class that came up at once and have one card
// together in a channel.
type Group struct {
	ID      string // "G3"
	Channel string
	Class   peering.DriftClass
	At      time.Time // when its card was posted
}

// Pending is a finding that is about to be posted for the first time, and where.
type Pending struct {
	Class    peering.DriftClass
	Channels []string
}

// GroupedPending is what becomes a group: pending findings of one class in one
// channel.
type GroupedPending struct {
	Channel string
	Class   peering.DriftClass
	Members []int // indexes of the pending findings
}

// GroupBy returns the groups among pending findings: those of one class in one
// channel, where there are at least that many. The others get a card each. With
// a least of 0 there are no groups.
func GroupBy(all []Pending, least int) []GroupedPending {
	if least <= 0 {
		return nil
	}
	type key struct {
		channel string
		class   peering.DriftClass
	}
	by := map[key][]int{}
	for i, t := range all {
		for _, c := range t.Channels {
			by[key{c, t.Class}] = append(by[key{c, t.Class}], i)
		}
	}
	var out []GroupedPending
	for k, members := range by {
		if len(members) >= least {
			out = append(out, GroupedPending{k.channel, k.class, members})
		}
	}
	slices.SortFunc(out, func(a, b GroupedPending) int {
		return cmp.Or(cmp.Compare(a.Channel, b.Channel), cmp.Compare(a.Class, b.Class))
	})
	return out
}

// GroupReason returns why people are notified of a group now, from the reasons of
// its members: Resolved only when none is open any more.
func GroupReason(members []Finding, reasons map[string]Reason) Reason {
	open, best := false, None
	rank := []Reason{None, Resolved, Still, Changed}
	for _, f := range members {
		open = open || f.Open()
		if r := reasons[f.ID]; slices.Index(rank, r) > slices.Index(rank, best) {
			best = r
		}
	}
	if best == Resolved && open {
		return None // its card counts them
	}
	return best
}
