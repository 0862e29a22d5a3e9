package command

import "strings"

// scope reads a peering or an account. What looks like an id is one: an account
// whose alias does is named by its 12 digits.
type scope struct{ peering, account *string }

func (v scope) set(t token) *Error {
	if looksLikeID(t.folded()) {
		return idOf(v.peering, PeeringID).set(t)
	}
	return account{v.account}.set(t)
}

func (v scope) String() string { return strings.TrimSpace(*v.peering + " " + *v.account) }
