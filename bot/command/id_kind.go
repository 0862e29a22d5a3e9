package command

// An IDKind is what an id names, as its first letters: "R" of R42.
type IDKind string

// The kinds.
const (
	RequestID    IDKind = "R"
	PeeringID    IDKind = "P"
	FindingID    IDKind = "F"
	GroupID      IDKind = "G"   // of findings
	ConnectionID IDKind = "pcx" // AWS's
)

// Example returns an id of the kind.
func (k IDKind) Example() string {
	switch k {
	case RequestID:
		return "R42"
	case PeeringID:
		return "P17"
	case FindingID:
		return "F3"
	case GroupID:
		return "G2"
	case ConnectionID:
		return "pcx-0a1b2c3d4e5f60718"
	}
	return ""
}
