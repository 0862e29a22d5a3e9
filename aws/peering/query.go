package peering

// Query looks for VPCs by what a person typed, after the account's alias has
// become its id.
type Query struct {
	Account string // 12 digits
	Region  string // empty: every configured Region of the account
	VPC     string // "vpc-…" or a Name tag
}

// Actor is on whose behalf AWS is called. It ends up in the session name,
// source identity and session tags, and so in CloudTrail. The zero Actor
// observes; it never writes.
type Actor struct {
	Request string // "R42"
	Person  string // Slack user id of the last approver, or of who requested it
}

// Part says what to observe again.
type Part int

// The parts of an Observed that change while steps are done.
const (
	Connections Part = 1 << iota // the peering connections, both sides
	Tables                       // route tables, both sides
)

// StaleRule is a security group that still refers to a group on the other
// side of a deleted peering.
type StaleRule struct {
	Group string // "sg-…"
	Name  string
	VPC   string
	PCX   string // the peering that the rule refers to; may be empty
}
