package request

// Subject is what an id is of.
type Subject string

// The subjects, by the letter that their ids begin with.
const (
	SubjectRequest Subject = "R"
	SubjectPeering Subject = "P"
	SubjectFinding Subject = "F"
	SubjectGroup   Subject = "G"
)

// SubjectOf returns what an id such as "R42" is of. What is none of ours is of
// an unknown subject; the empty id is of none.
func SubjectOf(id string) Subject {
	if id == "" {
		return ""
	}
	return Subject(id[:1])
}
