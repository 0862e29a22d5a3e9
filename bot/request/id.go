package request

import "strings"

// What ids begin with, before their number.
const (
	RequestID = "R"
	PeeringID = "P"
	FindingID = "F"
	GroupID   = "G"
)

// KindOf returns what kind of id it is: one of the constants above, or "" for
// one that is none of ours, such as AWS's "pcx-…".
func KindOf(id string) string {
	if len(id) > 1 && strings.Contains(RequestID+PeeringID+FindingID+GroupID, id[:1]) && id[1] >= '1' && id[1] <= '9' {
		return id[:1]
	}
	return ""
}
