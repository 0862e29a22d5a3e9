package request

import (
	"strings"
	"time"

	"peerbot/aws/peering"
)

// UserError is an error that the person who meets it can do something about.
// It has no words: package card has them, by code.
type UserError struct {
	Code ErrorCode

	ID    string // what it is about: "R42", "P17", "F3", "G2", "pcx-…", or a name as typed
	Other string // a second one
	Kind  Kind   // of a request
	State string // of the request, the peering or the connection that ID names

	Account string // 12 digits, or as typed when no such account is known
	Region  string
	VPC     string

	Users   []string // Slack user ids: who may instead, or who did
	Choices []string // what could be written instead
	Until   time.Time
	Blocked *peering.Plan // which cannot be done: it has a blocking problem
}

// Error returns one line for the log.
func (e *UserError) Error() string {
	parts := []string{string(e.Code)}
	for _, s := range []string{e.ID, e.Other, e.State, e.Account, e.Region, e.VPC} {
		if s != "" {
			parts = append(parts, s)
		}
	}
	if e.Blocked != nil {
		for _, p := range e.Blocked.Blocked() {
			parts = append(parts, string(p.Code))
		}
	}
	return strings.Join(parts, " ")
}

// Unreadable reports whether the error is only that Slack could not be asked: it
// says nothing about anybody.
func (e *UserError) Unreadable() bool {
	return e.Code == PersonUnreadable || e.Code == OwnersUnreadable || e.Code == ApproverUnreadable
}

// ErrorCode says what is wrong.
type ErrorCode string

// The codes.
const (
	// People.
	NotMember        ErrorCode = "not-member" // of another workspace
	IsBot            ErrorCode = "is-bot"
	IsDeactivated    ErrorCode = "is-deactivated"
	IsGuest          ErrorCode = "is-guest"
	PersonUnreadable ErrorCode = "person-unreadable" // Slack did not say who it is
	OwnersUnreadable ErrorCode = "owners-unreadable" // of Account
	// Slack did not say whether Users, who approved, still may.
	ApproverUnreadable ErrorCode = "approver-unreadable"
	AdminsOnly         ErrorCode = "admins-only"   // Users: the admins
	NoOwners           ErrorCode = "no-owners"     // of Account
	OnlyOwner          ErrorCode = "only-owner"    // of Account; somebody else has to approve
	NoAbleOwner        ErrorCode = "no-able-owner" // of Account: Users may decide nothing
	UnknownKind        ErrorCode = "unknown-kind"  // a request of a newer release
	AccountNotManaged  ErrorCode = "account-not-managed"

	// What does not exist, or is something else.
	NotFound        ErrorCode = "not-found" // ID
	UnknownAccount  ErrorCode = "unknown-account"
	RegionNotServed ErrorCode = "region-not-served" // Region of Account; Choices: its Regions
	VPCNotFound     ErrorCode = "vpc-not-found"     // VPC in Account; Choices: where it is instead
	VPCAmbiguous    ErrorCode = "vpc-ambiguous"     // ID as typed; Choices: what it may be
	SameVPC         ErrorCode = "same-vpc"          // both sides are VPC
	NotInAWS        ErrorCode = "not-in-aws"        // no account shows connection ID

	// Requests.
	RequestIs        ErrorCode = "request-is"        // ID is in State; Users: who decided
	OpenRequest      ErrorCode = "open-request"      // ID, about the same two VPCs
	NeedsOtherOwner  ErrorCode = "needs-other-owner" // of ID; Users: who may
	ApprovedAlready  ErrorCode = "approved-already"  // ID, by this person; Users: who is waited for
	NotOwner         ErrorCode = "not-owner"         // of the accounts of ID; Users: the owners
	OwnRequest       ErrorCode = "own-request"       // denying ID
	DenyNeedsReason  ErrorCode = "deny-needs-reason" // ID
	NotYours         ErrorCode = "not-yours"         // withdrawing ID; Users: who may
	WithdrawSystem   ErrorCode = "withdraw-system"   // ID; Users: the owners
	CancelNotYours   ErrorCode = "cancel-not-yours"  // ID; Users: who may
	RetryNotYours    ErrorCode = "retry-not-yours"   // ID; Users: who may
	CardOutdated     ErrorCode = "card-outdated"     // the plan of ID changed after the card was drawn
	Blocked          ErrorCode = "blocked"           // ID; Blocked
	EndedMeanwhile   ErrorCode = "ended-meanwhile"   // peering ID is in State; request Other
	ChangedMeanwhile ErrorCode = "changed-meanwhile" // by somebody else
	DecidedOutside   ErrorCode = "decided-outside"   // ID, in AWS, where connection Other is in State; empty: gone

	// Peerings.
	PeeringIs    ErrorCode = "peering-is"     // ID is in State
	ManagedAs    ErrorCode = "managed-as"     // connection ID is peering Other
	RequestedAs  ErrorCode = "requested-as"   // an open request is about connection ID; Other: it, or its peering
	NotActive    ErrorCode = "not-active"     // connection ID is in State and cannot be adopted
	CannotKeep   ErrorCode = "cannot-keep"    // ID
	NoExpiry     ErrorCode = "no-expiry"      // ID
	ExpiresLater ErrorCode = "expires-later"  // ID, at Until, which is later
	MissingInAWS ErrorCode = "missing-in-aws" // ID; Other: the finding

	// Findings.
	FindingResolved  ErrorCode = "finding-resolved"   // ID
	NotAboutPeering  ErrorCode = "not-about-peering"  // ID
	SnoozeInPast     ErrorCode = "snooze-in-past"     // Until
	SnoozeTooLong    ErrorCode = "snooze-too-long"    // Until
	SnoozeNotYours   ErrorCode = "snooze-not-yours"   // ID; Users: who may
	SnoozeNotManaged ErrorCode = "snooze-not-managed" // ID is in State
)

// ErrorCodes lists every code.
var ErrorCodes = []ErrorCode{
	NotMember, IsBot, IsDeactivated, IsGuest, PersonUnreadable, OwnersUnreadable, ApproverUnreadable, AdminsOnly, NoOwners, OnlyOwner, NoAbleOwner, UnknownKind, AccountNotManaged,
	NotFound, UnknownAccount, RegionNotServed, VPCNotFound, VPCAmbiguous, SameVPC, NotInAWS,
	RequestIs, OpenRequest, NeedsOtherOwner, ApprovedAlready, NotOwner, OwnRequest, DenyNeedsReason, NotYours, WithdrawSystem, CancelNotYours, RetryNotYours,
	CardOutdated, Blocked, EndedMeanwhile, ChangedMeanwhile, DecidedOutside,
	PeeringIs, ManagedAs, RequestedAs, NotActive, CannotKeep, NoExpiry, ExpiresLater, MissingInAWS,
	FindingResolved, NotAboutPeering, SnoozeInPast, SnoozeTooLong, SnoozeNotYours, SnoozeNotManaged,
}
