package peering

// DriftClass is a way in which a peering differs from its approved state.
type DriftClass string

// The classes, worst first.
const (
	Missing    DriftClass = "missing"     // there is no connection of ours
	Conflict   DriftClass = "conflict"    // a destination is routed elsewhere, or blocks overlap
	Blackhole  DriftClass = "blackhole"   // a route's target is gone
	Changed    DriftClass = "changed"     // status, routes, DNS options or tags differ
	Expiring   DriftClass = "expiring"    // it ends soon, or should have
	Orphan     DriftClass = "orphan"      // connections with our tags that no record knows
	Unmanaged  DriftClass = "unmanaged"   // routes that are not in the approved state
	StaleGroup DriftClass = "stale-group" // a security group refers to a group behind it
	Unreadable DriftClass = "unreadable"  // AWS could not be read, so nothing else is known
)

// DriftClasses lists every class, worst first.
var DriftClasses = []DriftClass{Missing, Conflict, Blackhole, Changed, Expiring, Orphan, Unmanaged, StaleGroup, Unreadable}

// Severe reports whether traffic is likely to suffer.
func (c DriftClass) Severe() bool {
	switch c {
	case Missing, Conflict, Blackhole, Changed, Unreadable:
		return true
	case Expiring, Orphan, Unmanaged, StaleGroup:
	}
	return false
}
