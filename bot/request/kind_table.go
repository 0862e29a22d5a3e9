package request

import (
	"slices"

	"peerbot/aws/peering"
)

// kinds holds the rules of each kind; kind_*.go has one row each. A kind
// without a row can be neither requested nor approved: its rules allow nothing.
var kinds = map[Kind]Rules{
	Create:         create,
	Delete:         deletePeering,
	Repair:         repair,
	Keep:           keep,
	Adopt:          adopt,
	Release:        release,
	Extend:         extend,
	AcceptExternal: acceptExternal,
}

// Rules returns the row of a kind; the zero Rules for a kind that has none.
func (k Kind) Rules() Rules { return kinds[k] }

// ResolvesClass reports whether a request of this kind, once it is done,
// resolves open findings of class c.
func (k Kind) ResolvesClass(c peering.DriftClass) bool {
	return slices.Contains(k.Rules().Resolves, c)
}
