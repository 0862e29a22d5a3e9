package notice

import (
	"time"

	"peerbot/aws/peering"
	"peerbot/bot/directory"
	"peerbot/bot/finding"
	"peerbot/bot/request"
)

// Notice is something to say. What it looks like is package card's business.
type Notice interface{ notice() }

// RequestCard is the card of a request: edited in place from its submission to its end.
type RequestCard struct {
	Names   directory.Names
	Request request.Request
	Peering request.Peering
	Now     time.Time
	Paused  request.Pause
	// Open are the open requests, the newest first, that one account made in AWS and
	// that have this card together; empty where it is about Request alone.
	Open []request.Request
}

// RequestNote is a short message about a request, posted once.
type RequestNote struct {
	Kind    NoteKind
	Names   directory.Names
	Request request.Request
	Peering request.Peering
	Stale   []peering.StaleRule // of NoteGone: security-group rules left behind
	Failure *request.Failure    // of NoteNotRejected
}

// FindingCard is the card of a finding: edited in place from found to resolved.
type FindingCard struct {
	Names   directory.Names
	Finding finding.Finding
	Peering request.Peering // zero for an account that cannot be read
	By      finding.Finding // what superseded it; no id: nothing did, or it is not known any more
	Now     time.Time
}

// FindingNote is a short message about a finding, posted once below its card.
type FindingNote struct {
	Kind    NoteKind // NoteChanged, NoteStill or NoteResolved
	Names   directory.Names
	Finding finding.Finding
	Peering request.Peering
	Now     time.Time
}

// GroupCard is the card of many findings that came up at once.
type GroupCard struct {
	Names    directory.Names
	Group    finding.Group
	Findings []finding.Finding          // its members, resolved ones too, in the order of finding.Sort
	Peerings map[string]request.Peering // by id
	All      bool                       // show as many as a message holds, in an answer; a channel sees a dozen
	Now      time.Time
}

// GroupNote is a short message about a group, posted once below its card.
type GroupNote struct {
	Kind NoteKind // NoteChanged, NoteStill or NoteResolved
	GroupCard
}

func (RequestCard) notice() {}

func (RequestNote) notice() {}

func (FindingCard) notice() {}

func (FindingNote) notice() {}

func (GroupCard) notice() {}

// NoteKind says what happened that a note is about.
type NoteKind string

// The kinds of notes.
const (
	NoteActive      NoteKind = "active" // the peering is active
	NoteGone        NoteKind = "gone"   // the peering is deleted
	NoteDenied      NoteKind = "denied"
	NoteFailed      NoteKind = "failed"
	NoteAgain       NoteKind = "asked-again" // the plan changed
	NoteLapsed      NoteKind = "lapsed"      // an approval counts no more
	NoteExpired     NoteKind = "expired"
	NoteCancelled   NoteKind = "cancelled"    // by somebody else than who requested it
	NoteNotRejected NoteKind = "not-rejected" // denied, and AWS did not reject it
	NoteVoid        NoteKind = "void"         // it is about what is not there any more

	NoteChanged       NoteKind = "finding-changed"
	NoteStill         NoteKind = "finding-still"
	NoteResolved      NoteKind = "finding-resolved"
	NoteUndeliverable NoteKind = "undeliverable" // to operators: a message cannot be posted
	NotePaused        NoteKind = "paused"        // all writes to AWS
	NoteResumed       NoteKind = "resumed"       // the same
	NoteOtherProcess  NoteKind = "other-process" // to admins: another process uses the same Slack app
	NoteBaseline      NoteKind = "baseline"      // the first drift check
	NotePlain         NoteKind = "plain"         // its Text
)
