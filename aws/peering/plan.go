package peering

// Plan is the ordered steps from what is to what should be, with what a
// person must know to approve them. It is stored and shown as it is.
type Plan struct {
	Peering   Peering   `json:"peering"`
	Requester VPC       `json:"requester"` // as observed
	Accepter  VPC       `json:"accepter"`
	Steps     []Step    `json:"steps,omitempty"`    // in order; empty when nothing is to be done
	Problems  []Problem `json:"problems,omitempty"` // blocking ones first
	Digest    string    `json:"digest"`             // 64 hex digits; equal plans have equal digests
}
