package peering

import "time"

// Status is the status code of a peering connection, as EC2 spells it.
type Status string

// The life of a peering connection (VPC peering guide, "lifecycle").
const (
	Initiating   Status = "initiating-request"
	Pending      Status = "pending-acceptance"
	Provisioning Status = "provisioning"
	Active       Status = "active"
	Deleting     Status = "deleting"
	Deleted      Status = "deleted"
	Rejected     Status = "rejected"
	Expired      Status = "expired"
	Failed       Status = "failed"
)

// Statuses lists every status that we know.
var Statuses = []Status{Initiating, Pending, Provisioning, Active, Deleting, Deleted, Rejected, Expired, Failed}

// Terminal reports whether the connection is finished for good: it can never
// carry traffic again and does not stand in the way of a new one. A status
// that we have never heard of is not over.
func (s Status) Terminal() bool {
	switch s {
	case Deleted, Rejected, Expired, Failed:
		return true
	case Initiating, Pending, Provisioning, Active, Deleting:
	}
	return false
}

// Connection is one peering connection as one account and Region shows it.
// What it shows differs per side: tags and often DNS options are the viewer's
// own, and CIDR blocks are missing unless it is active.
type Connection struct {
	ID        string            `json:"id"` // "pcx-…"
	Status    Status            `json:"status"`
	Message   string            `json:"message,omitempty"` // AWS's words for the status
	Requester Ref               `json:"requester"`
	Accepter  Ref               `json:"accepter"`
	Tags      map[string]string `json:"tags,omitempty"` // the viewer's

	// DNS says, per side, whether that side lets the other resolve its private
	// names; nil when this view does not show it.
	RequesterDNS *bool     `json:"requester_dns,omitempty"`
	AccepterDNS  *bool     `json:"accepter_dns,omitempty"`
	Expires      time.Time `json:"expires,omitzero"` // only while unaccepted

	// CIDRs as the connection shows them, masked; often empty (see above).
	RequesterCIDRs []string `json:"requester_cidrs,omitempty"`
	AccepterCIDRs  []string `json:"accepter_cidrs,omitempty"`
}
