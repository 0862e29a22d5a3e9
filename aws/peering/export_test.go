package peering

// Identity is identity, for the tests in package peering_test.
func (l DriftLine) Identity() string { return l.identity() }
