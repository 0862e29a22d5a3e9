package command

// Reads reports whether a command only shows something: it decides nothing, and
// has nothing changed.
func Reads(c Command) bool {
	switch c.(type) {
	case Plan, List, Show, Accounts, Access, Findings, Help, Sweep:
		return true
	}
	return false
}
