package peering

// View is what one side's account and Region shows of a pair of VPCs.
type View struct {
	Found       bool         `json:"found"` // the side's VPC exists there
	VPC         VPC          `json:"vpc"`
	Tables      []RouteTable `json:"tables,omitempty"`
	Subnets     []Subnet     `json:"subnets,omitempty"`
	Connections []Connection `json:"connections,omitempty"` // of this pair, either direction, finished ones too
	Groups      []Group      `json:"groups,omitempty"`      // nil when they were not read
}

// Observed is what AWS says about a pair of VPCs. Its zero value is a world
// in which neither VPC exists.
type Observed struct {
	Requester View `json:"requester"`
	Accepter  View `json:"accepter"`
}

// Side returns one side's view.
func (o *Observed) Side(s Side) *View {
	if s == Accepter {
		return &o.Accepter
	}
	return &o.Requester
}
