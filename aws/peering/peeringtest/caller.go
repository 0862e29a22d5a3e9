package peeringtest

import (
	"fmt"
	"strings"
	"time"

	"peerbot/aws/peering"
)

// caller is who calls EC2, where, and what.
type caller struct {
	peering.Place
	action  string // "ec2:CreateRoute"
	arn     string
	request string // ours, of the bot's calls
}

// refuse is an error that AWS answers.
func (k caller) refuse(class peering.Class, code, format string, args ...any) error {
	return &peering.CallError{
		Action: k.action, Account: k.Account, Region: k.Region, Class: class, Code: code, Message: fmt.Sprintf(format, args...),
	}
}

func (k caller) missing(pcx string) error {
	return k.refuse(peering.NotFound, "InvalidVpcPeeringConnectionID.NotFound", "The vpcPeeringConnection ID '%s' does not exist", pcx)
}

func (k caller) transition(c *connection, to peering.Status) error {
	return k.refuse(peering.WrongState, "InvalidStateTransition", "Invalid state transition for %s, attempted to transition from %s to %s", c.id, c.status, to)
}

// event is the action as CloudTrail names it.
func (k caller) event() string { return strings.TrimPrefix(k.action, "ec2:") }

// trailEvent is a call that CloudTrail has written down.
type trailEvent struct {
	peering.AuditEvent
	values []string // of its parameters
	from   time.Time
}
