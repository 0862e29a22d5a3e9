package peering

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"time"
)

// DriftLine is one difference: a code, and the ids and values that it is
// about. It holds no sentence and no name of a VPC. It is stored with its
// finding, and whoever shows it finds the words.
type DriftLine struct {
	Code DriftCode `json:"code"`
	Side Side      `json:"side,omitempty"` // empty: both, or neither

	// The values; the codes say which of them they have.
	PCX           string       `json:"pcx,omitempty"`           // "pcx-…"
	Status        Status       `json:"status,omitempty"`        // of PCX
	Message       string       `json:"message,omitempty"`       // AWS's own words for Status
	Reverse       bool         `json:"reverse,omitempty"`       // PCX was requested from the accepter's VPC
	Table         string       `json:"table,omitempty"`         // "rtb-…"
	Destination   netip.Prefix `json:"destination,omitzero"`    // of a route in Table
	Target        string       `json:"target,omitempty"`        // of that route, "tgw-…"
	Blackhole     bool         `json:"blackhole,omitempty"`     // Target is gone
	Propagated    bool         `json:"propagated,omitempty"`    // from a virtual private gateway
	RequesterCIDR netip.Prefix `json:"requester_cidr,omitzero"` // a block of the requester's VPC
	AccepterCIDR  netip.Prefix `json:"accepter_cidr,omitzero"`  // a block of the accepter's VPC
	Tables        []string     `json:"tables,omitempty"`        // "rtb-…", sorted
	On            bool         `json:"on,omitempty"`            // what an option is in AWS
	Attributes    []string     `json:"attributes,omitempty"`    // of a VPC, "enableDnsSupport"
	TagKey        string       `json:"tag_key,omitempty"`       // of a tag of ours
	TagValue      string       `json:"tag_value,omitempty"`     // that it should have
	Group         string       `json:"group,omitempty"`         // "sg-…"
	GroupName     string       `json:"group_name,omitempty"`    // of Group
	Rule          *GroupRule   `json:"rule,omitempty"`          // of Group
	EndsAt        time.Time    `json:"ends_at,omitzero"`        // UTC
	Asked         bool         `json:"asked,omitempty"`         // the owners were asked to delete it
	Region        string       `json:"region,omitempty"`        // "ap-northeast-1"
	Action        string       `json:"action,omitempty"`        // the call that failed, "ec2:DescribeVpcs"
	Class         Class        `json:"class,omitempty"`         // of its error
	AWSCode       string       `json:"aws_code,omitempty"`      // of its error; empty when there was no answer

	Queries []EventQuery `json:"traces,omitempty"` // the calls that can have made it

	// Text and Hint are what an earlier release stored in place of the values
	// above, in which case Code is empty. They are never written again.
	Text string `json:"text,omitempty"`
	Hint string `json:"hint,omitempty"`
}

// DriftCode names a kind of difference.
type DriftCode string

// The differences, by class, each with the values that it has.
const (
	// Missing.
	EndedPeering DriftCode = "ended-peering" // PCX, Status (empty: AWS has forgotten it), Message
	MissingVPC   DriftCode = "missing-vpc"   // Side
	// Missing, or Unmanaged.
	OtherPeering DriftCode = "other-peering" // PCX, Status, Reverse: it connects the VPCs, and is not ours

	// Conflict.
	ConflictingRoute DriftCode = "conflicting-route" // Side, Table, Destination, Target, Blackhole, Propagated
	OverlappingCIDRs DriftCode = "overlapping-cidrs" // RequesterCIDR, AccepterCIDR

	// Blackhole.
	DeadRoute      DriftCode = "dead-route"      // Side, Table, Destination, Target: a former connection of ours
	BlackholeRoute DriftCode = "blackhole-route" // Side, Table, Destination

	// Changed.
	InactivePeering  DriftCode = "inactive-peering"   // PCX, Status
	MissingRoute     DriftCode = "missing-route"      // Side, Table, Destination
	MissingTable     DriftCode = "missing-table"      // Tables: listed in the approved state
	MissingTag       DriftCode = "missing-tag"        // Side, TagKey, TagValue
	WrongDNSOption   DriftCode = "wrong-dns-option"   // Side, On: it should be the other way
	DNSAttributesOff DriftCode = "dns-attributes-off" // Side, Attributes

	// Expiring.
	AcceptanceDue DriftCode = "acceptance-due" // Side, PCX, EndsAt: AWS ends it then
	LifetimeEnds  DriftCode = "lifetime-ends"  // EndsAt, Asked: soon, or already

	// Unmanaged.
	ExtraRoute DriftCode = "extra-route" // Side, Table, Destination

	// StaleGroup.
	StaleGroupRule DriftCode = "stale-group-rule" // Side, Group, GroupName, Rule: it is about a group that is gone

	// Orphan.
	OrphanPeering DriftCode = "orphan-peering" // PCX, Status, Region, TagValue: the peering that its tags name
	// Unreadable.
	UnreadablePlace DriftCode = "unreadable-place" // Region, Action, Class, AWSCode
)

// DriftCodes lists every code.
var DriftCodes = []DriftCode{
	EndedPeering, MissingVPC, OtherPeering, ConflictingRoute, OverlappingCIDRs, DeadRoute, BlackholeRoute,
	InactivePeering, MissingRoute, MissingTable, MissingTag, WrongDNSOption, DNSAttributesOff,
	AcceptanceDue, LifetimeEnds, ExtraRoute, StaleGroupRule, OrphanPeering, UnreadablePlace,
}

// What returns what the line is about, for lists and scripts: "route
// 10.2.0.0/16 rtb-1", "dns", "tag Name". It stays the same while the difference
// changes.
func (l DriftLine) What() string {
	switch l.Code {
	case EndedPeering:
		return "peering"
	case MissingVPC:
		return "vpc"
	case OtherPeering:
		return "other peering"
	case ConflictingRoute:
		return "conflict " + l.Destination.String() + " " + l.Table
	case OverlappingCIDRs:
		return "overlap"
	case DeadRoute, BlackholeRoute, MissingRoute, ExtraRoute:
		return "route " + l.Destination.String() + " " + l.Table
	case InactivePeering:
		return "status"
	case MissingTable:
		return "table"
	case WrongDNSOption:
		return "dns"
	case DNSAttributesOff:
		return "dns attribute"
	case MissingTag:
		return "tag " + l.TagKey
	case AcceptanceDue:
		return "acceptance"
	case LifetimeEnds:
		return "end"
	case StaleGroupRule:
		return "group " + l.Group + " " + l.rule().identity()
	case OrphanPeering:
		return "orphan " + l.PCX
	case UnreadablePlace:
		return l.Region
	}
	return string(l.Code)
}

func (l DriftLine) rule() GroupRule {
	if l.Rule == nil {
		return GroupRule{}
	}
	return *l.Rule
}

// identity is the canonical text of what the line says. People are notified
// again only when it changes: names, messages and what AWS stops showing after
// a while are not in it. Stored digests depend on it.
func (l DriftLine) identity() string {
	var b strings.Builder
	fact := func(key, value string) {
		if value != "" {
			fmt.Fprintf(&b, " %s=%q", key, value)
		}
	}
	is := func(key string, on bool) {
		if on {
			fact(key, "true")
		}
	}
	block := func(key string, p netip.Prefix) {
		if p.IsValid() {
			fact(key, p.String())
		}
	}
	b.WriteString(string(l.Code))
	fact("side", string(l.Side))
	fact("pcx", l.PCX)
	if l.Code != EndedPeering { // AWS shows how it ended for a few hours only
		fact("status", string(l.Status))
	}
	fact("table", l.Table)
	block("destination", l.Destination)
	fact("target", l.Target)
	is("blackhole", l.Blackhole)
	is("propagated", l.Propagated)
	block("requester_cidr", l.RequesterCIDR)
	block("accepter_cidr", l.AccepterCIDR)
	fact("tables", strings.Join(l.Tables, " "))
	is("on", l.On)
	fact("attributes", strings.Join(l.Attributes, " "))
	fact("tag_key", l.TagKey)
	fact("tag_value", l.TagValue)
	fact("group", l.Group)
	if l.Rule != nil {
		fact("rule", l.Rule.identity())
	}
	if !l.EndsAt.IsZero() {
		fact("ends_at", l.EndsAt.UTC().Format("2006-01-02T15:04Z"))
	}
	is("asked", l.Asked)
	fact("region", l.Region)
	fact("cause", l.cause())
	fact("text", l.Text)
	return b.String()
}

// cause is why a place cannot be read, as far as identity holds it: a class that
// says what a person has to do, or else AWS's code.
func (l DriftLine) cause() string {
	switch l.Class {
	case Denied:
		return string(l.Class) + " " + l.Action
	case AssumeRoleFailed, WrongAccount, Throttled, NoRegion:
		return string(l.Class)
	default:
		return l.AWSCode
	}
}

// keep returns the line with what AWS showed at an earlier look at the same
// difference, and does not show any more: how a connection ended and, in AWS's
// words, by whom.
func (l DriftLine) keep(earlier DriftLine) DriftLine {
	if l.Code != EndedPeering || earlier.Status == "" {
		return l
	}
	if l.Status == "" {
		l.Status, l.Message, l.Queries = earlier.Status, earlier.Message, earlier.Queries
	}
	if l.Status == earlier.Status {
		l.Message = cmp.Or(l.Message, earlier.Message)
	}
	return l
}

// Digest identifies what the drift says: it changes when a line comes, goes or
// says something else. It is 16 hex digits.
func (d Drift) Digest() string {
	all := make([]string, len(d.Lines))
	for i, l := range d.Lines {
		all[i] = l.identity()
	}
	slices.Sort(all)
	sum := sha256.Sum256([]byte("peerbot drift 2\n" + strings.Join(all, "\n")))
	return hex.EncodeToString(sum[:])[:16]
}

// Keep returns the drift with what AWS showed at an earlier look and does not
// show any more. The digest stays the same.
func (d Drift) Keep(earlier []DriftLine) Drift {
	lines := slices.Clone(d.Lines)
	for i, l := range lines {
		for _, e := range earlier {
			if e.identity() == l.identity() {
				lines[i] = l.keep(e)
			}
		}
	}
	d.Lines = lines
	return d
}

// Drift is one class of difference of one peering, with everything that
// belongs to it: twelve missing routes are one drift, and a deleted peering is
// not also twelve missing routes.
type Drift struct {
	Class DriftClass
	Lines []DriftLine // at least one; sorted
}

// Queries returns the calls that can have made the drift, without repetition.
func (d Drift) Queries() []EventQuery {
	var out []EventQuery
	for _, l := range d.Lines {
		for _, t := range l.Queries {
			if !slices.ContainsFunc(out, t.same) {
				out = append(out, t)
			}
		}
	}
	return out
}
