package peering

import (
	"net/netip"
	"strings"
)

// Refusal says why peerbot itself ended a call: it did not make it, or does not
// take what AWS answered. It has no words: package card has them, by code.
type Refusal struct {
	Code RefusalCode

	Step        Kind         `json:",omitempty"`
	PCX         string       `json:",omitempty"`
	Status      Status       `json:",omitempty"` // of PCX
	Requester   Ref          `json:",omitzero"`  // of PCX
	Accepter    Ref          `json:",omitzero"`  // of PCX
	Table       string       `json:",omitempty"`
	Destination netip.Prefix `json:",omitzero"`
	Target      string       `json:",omitempty"` // of the route that is there
	VPC         string       `json:",omitempty"` // of Table
	Account     string       `json:",omitempty"` // 12 digits: whose credentials they are
	Regions     []string     `json:",omitempty"` // that are configured
}

// RefusalCode says what a refusal is.
type RefusalCode string

// The codes of refusals.
const (
	// Steps that Guard refuses.
	UnknownStep      RefusalCode = "unknown-step"       // Step
	ForeignStep      RefusalCode = "foreign-step"       // Step, which is not about the peering
	ConnectionExists RefusalCode = "connection-exists"  // PCX, between the same VPCs
	WithoutOurTags   RefusalCode = "without-our-tags"   // PCX
	NotOurConnection RefusalCode = "not-our-connection" // PCX, the target of a new route
	RouteTaken       RefusalCode = "route-taken"        // Destination in Table goes to Target
	NotOurRoute      RefusalCode = "not-our-route"      // Destination in Table does not go to our connection
	DefaultRoute     RefusalCode = "default-route"      // is never touched
	OtherVPCsTable   RefusalCode = "other-vpcs-table"   // Table is none of VPC

	// Calls that are not made.
	NobodyNamed         RefusalCode = "nobody-named"    // on whose behalf AWS would be written to
	NotAsApproved       RefusalCode = "not-as-approved" // PCX is from Requester to Accepter
	NotVisible          RefusalCode = "not-visible"     // PCX, in the account that acts
	AccountUnconfigured RefusalCode = "account-unconfigured"
	RegionUnconfigured  RefusalCode = "region-unconfigured" // Regions
	OtherCredentials    RefusalCode = "other-credentials"   // they are of Account
	Cancelled           RefusalCode = "cancelled"           // before AWS answered

	// Answers that are not taken.
	NoAnswer         RefusalCode = "no-answer"         // in time
	AnsweredNothing  RefusalCode = "answered-nothing"  // it does not say what was made
	AnsweredOther    RefusalCode = "answered-other"    // PCX, from Requester to Accepter
	AnsweredExisting RefusalCode = "answered-existing" // PCX, in Status
	AnsweredUntagged RefusalCode = "answered-untagged" // PCX
	EndlessList      RefusalCode = "endless-list"
	NoDryRun         RefusalCode = "no-dry-run" // the endpoint did what it was to try only: it is not AWS
)

// RefusalCodes lists every code.
var RefusalCodes = []RefusalCode{
	UnknownStep, ForeignStep, ConnectionExists, WithoutOurTags, NotOurConnection, RouteTaken, NotOurRoute, DefaultRoute, OtherVPCsTable,
	NobodyNamed, NotAsApproved, NotVisible, AccountUnconfigured, RegionUnconfigured, OtherCredentials, Cancelled,
	NoAnswer, AnsweredNothing, AnsweredOther, AnsweredExisting, AnsweredUntagged, EndlessList, NoDryRun,
}

// String returns one line for the log.
func (r Refusal) String() string {
	parts := []string{string(r.Code)}
	add := func(s string) {
		if s != "" {
			parts = append(parts, s)
		}
	}
	add(string(r.Step))
	add(r.PCX)
	add(string(r.Status))
	if r.Requester != (Ref{}) {
		add(r.Requester.String() + " -> " + r.Accepter.String())
	}
	if r.Destination.IsValid() {
		add(r.Destination.String())
	}
	add(r.Table)
	add(r.Target)
	add(r.VPC)
	add(r.Account)
	add(strings.Join(r.Regions, ","))
	return strings.Join(parts, " ")
}
