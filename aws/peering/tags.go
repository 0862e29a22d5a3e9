package peering

import (
	"maps"
	"slices"
)

// The tags that make a peering connection ours. No other key is ever written,
// but for a Name where there is none, and none is ever taken away.
const (
	TagName    = "Name"
	TagManaged = "peerbot:managed" // its value is Peering.Install
	TagPeering = "peerbot:peering" // its value is Peering.ID
)

// The tags of earlier releases, whose first key other tools use as well. They
// count for peerings that were made with them, until an approved request that
// writes tags gives such a peering the new ones.
const (
	OldTagManaged = "managed-by"      // its value is OldManagedBy
	OldTagPeering = "peerbot-peering" // its value is Peering.ID
	OldManagedBy  = "peerbot"
)

// Mark is what the tags of a connection say of who manages it.
type Mark struct {
	Install string // name of the peerbot installation; empty: an earlier release, which had none
	ID      string // of its peering there, "P17"
}

// MarkOf returns what tags say of the peerbot installation that manages a
// connection; false when they name none.
func MarkOf(tags map[string]string) (Mark, bool) {
	if install, ok := tags[TagManaged]; ok {
		return Mark{Install: install, ID: tags[TagPeering]}, true
	}
	if tags[OldTagManaged] == OldManagedBy {
		return Mark{ID: tags[OldTagPeering]}, true
	}
	return Mark{}, false
}

// Tags returns the tags that our connection carries on each side.
func (p Peering) Tags() map[string]string {
	tags := p.marks()
	if !p.Adopted {
		tags[TagName] = "peerbot " + p.ID
	}
	return tags
}

// marks are the tags that say that a connection is this peering's.
func (p Peering) marks() map[string]string {
	if p.Install == "" {
		return p.oldMarks()
	}
	return map[string]string{TagManaged: p.Install, TagPeering: p.ID}
}

func (p Peering) oldMarks() map[string]string {
	return map[string]string{OldTagManaged: OldManagedBy, OldTagPeering: p.ID}
}

// Owns reports whether tags mark a connection as this peering's.
func (p Peering) Owns(tags map[string]string) bool {
	switch {
	case p.ID == "":
		return false
	case p.Install != "" && contains(tags, p.marks()):
		return true
	}
	_, renewed := tags[TagManaged]
	return (p.Install == "" || p.OldTags && !renewed) && contains(tags, p.oldMarks())
}

func contains(all, some map[string]string) bool {
	for k, v := range some {
		if all[k] != v {
			return false
		}
	}
	return true
}

// asBefore returns our tags as an earlier release wrote them: what was approved
// then is what is done now.
func asBefore(tags map[string]string) map[string]string {
	out := maps.Clone(tags)
	if _, ok := out[TagManaged]; ok {
		delete(out, TagManaged)
		out[OldTagManaged] = OldManagedBy
	}
	if id, ok := out[TagPeering]; ok {
		delete(out, TagPeering)
		out[OldTagPeering] = id
	}
	return out
}

// missingTags returns the tags to be written so that have marks a connection as
// this peering's, or nil. A Name is only given along with these, where there is
// none: it is anybody's.
func (p Peering) missingTags(have map[string]string) map[string]string {
	if !p.RenewTags && p.Owns(have) {
		return nil
	}
	out := map[string]string{}
	for k, v := range p.marks() {
		if have[k] != v {
			out[k] = v
		}
	}
	if len(out) == 0 {
		return nil
	}
	if _, named := have[TagName]; !named && !p.Adopted {
		out[TagName] = p.Tags()[TagName]
	}
	return out
}

// ourTags returns those of the tags that we wrote, in this release or an earlier
// one. Of marks that somebody changed the rest is not ours either: it belongs to
// what the connection was made then.
func (p Peering) ourTags(have map[string]string) map[string]string {
	ours := map[string]string{}
	for _, marks := range []map[string]string{p.marks(), p.oldMarks()} {
		if contains(have, marks) {
			maps.Copy(ours, marks)
		}
	}
	_, marked := MarkOf(have)
	if name := p.Tags()[TagName]; name != "" && have[TagName] == name && (len(ours) > 0 || !marked) {
		ours[TagName] = name
	}
	return ours
}

// TagKeys lists the keys that we write, and those of earlier releases.
func TagKeys() (now, old []string) {
	return slices.Sorted(maps.Keys(Peering{Install: "x"}.Tags())), slices.Sorted(maps.Keys(Peering{}.Tags()))
}

// lost returns a side on which our connection no longer carries our tags, though
// it should: somebody took or changed them. Nothing is written to such a
// connection. A side that does not show the connection says nothing; and until
// the connection is accepted, and recorded as made, its accepter's side need not
// be tagged, if the requester's is.
func lost(want Peering, have Observed) (j pairView, side Side, found bool) {
	j, ok := current(want, have)
	if !ok || want.Adopting || want.Released || want.External {
		return j, "", false
	}
	for _, s := range sides {
		if j.views[s] != nil && !j.tagged(want, s) {
			return j, s, true
		}
	}
	return j, "", false
}

// tagged reports whether the tags on a side let us act there.
func (j pairView) tagged(want Peering, side Side) bool {
	v, r := j.views[side], j.views[Requester]
	switch {
	case v == nil: // not shown there yet
		return side == Accepter && r != nil && want.Owns(r.Tags) && (want.PCX == "" || r.Status == Initiating || r.Status == Pending)
	case want.Owns(v.Tags):
		return true
	}
	_, marked := MarkOf(v.Tags)
	for k := range want.marks() {
		_, other := v.Tags[k]
		marked = marked || other && v.Tags[k] != want.marks()[k]
	}
	young := want.PCX == "" || v.Status == Initiating || v.Status == Pending
	return side == Accepter && young && !marked && r != nil && want.Owns(r.Tags)
}
