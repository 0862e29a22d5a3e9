package request

import (
	"slices"

	"peerbot/aws/peering"
)

// The kinds. Their values are stored.
const (
	Create         Kind = "create"
	Delete         Kind = "delete"
	Repair         Kind = "repair" // restore AWS to the approved state
	Keep           Kind = "keep"   // make AWS's current state the approved one
	Adopt          Kind = "adopt"  // manage a peering that somebody else made
	Release        Kind = "release"
	Extend         Kind = "extend"
	AcceptExternal Kind = "admit" // accept a peering that was requested directly in AWS
)

// kinds holds the rules of each kind, in order; each kind_….go has one row. A
// kind without a row can be neither requested nor approved: its rules allow
// nothing.
var kinds = []struct {
	kind Kind
	Rules
}{
	{Create, create.undoneBy(Delete)},
	{Delete, deletePeering},
	{Repair, repair},
	{Keep, keep},
	{Adopt, adopt.undoneBy(Release)},
	{Release, release.undoneBy(Adopt)},
	{Extend, extend},
	{AcceptExternal, acceptExternal},
}

// Kinds returns every kind, in order.
func Kinds() []Kind {
	out := make([]Kind, len(kinds))
	for i, row := range kinds {
		out[i] = row.kind
	}
	return out
}

// Rules returns the row of a kind; the zero Rules for a kind that has none.
func (k Kind) Rules() Rules {
	for _, row := range kinds {
		if row.kind == k {
			return row.Rules
		}
	}
	return Rules{}
}

// ResolvesClass reports whether a request of this kind, once it is done,
// resolves open findings of class c.
func (k Kind) ResolvesClass(c peering.DriftClass) bool {
	return slices.Contains(k.Rules().Resolves, c)
}
