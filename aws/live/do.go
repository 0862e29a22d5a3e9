package live

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net/netip"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"

	"peerbot/aws/peering"
)

// Prepare assumes the accounts' roles for an actor and proves who they are, all
// at once, so that the first step does not wait for it. Do does the same when
// it must; a caller that observes anyway can prepare meanwhile.
func (c *Cloud) Prepare(ctx context.Context, actor peering.Actor, accounts ...string) error {
	if err := checkActor(actor); err != nil {
		return err
	}
	return each(ctx, accounts, func(ctx context.Context, id string) error {
		a, err := c.account(id)
		if err != nil {
			return err
		}
		s := c.session(a, actor)
		if err := s.ready(ctx); err != nil {
			return err
		}
		return s.assert(ctx)
	})
}

// Do does one step that writes, with one call, for the actor. Before the call
// [peering.Guard] looks at the step and the credentials are proved to be of
// the account. Create returns the id of the new connection; every other step
// returns "".
//
// Removing a route that is not there and deleting a connection that is gone
// are done. Other surprises come back as errors of class Exists, WrongState or
// NotFound: the caller observes again and asks Diff what is left.
func (c *Cloud) Do(ctx context.Context, actor peering.Actor, want peering.Peering, have peering.Observed, s peering.Step) (pcx string, err error) {
	if err := peering.Guard(want, have, s); err != nil {
		return "", err
	}
	w, ok := writeOf(s.Kind)
	if !ok {
		return "", refuse(s, peering.Invalid, fmt.Sprintf("%q is not a step that writes", s.Kind))
	}
	if err := checkActor(actor); err != nil {
		return "", refuse(s, peering.NotOurs, err.Error())
	}
	if w.before != nil {
		if err := w.before(want, have, s); err != nil {
			return "", err
		}
	}
	p, err := c.writer(ctx, actor, s.At.Account, s.At.Region)
	if err != nil {
		return "", err
	}
	answer, err := w.call(ctx, p, s, nil)
	if err != nil {
		err = p.fail(ctx, err)
		if call, ok := errors.AsType[*peering.CallError](err); ok && w.isDone != nil && w.isDone(call) {
			return "", nil
		}
		return "", err
	}
	if w.created == nil {
		return "", nil
	}
	return w.created(want, s, answer)
}

// createdID returns the id of the connection that Create answered with. It
// makes sure that it is what was asked for: EC2 answers 200 with the connection
// that exists when somebody made one before; only its status and tags tell.
func createdID(want peering.Peering, s peering.Step, answer any) (string, error) {
	out, ok := answer.(*ec2.CreateVpcPeeringConnectionOutput)
	if !ok || out.VpcPeeringConnection == nil || aws.ToString(out.VpcPeeringConnection.VpcPeeringConnectionId) == "" {
		return "", refuse(s, peering.Passing, "AWS answered without saying what it made")
	}
	made, err := toConnection(*out.VpcPeeringConnection)
	if err != nil {
		return "", refuse(s, peering.Passing, err.Error())
	}
	switch {
	case !sameRef(made.Requester, s.At), !sameRef(made.Accepter, s.Peer):
		return "", refuse(s, peering.Exists, fmt.Sprintf("AWS answered %s, which is from %s to %s", made.ID, made.Requester, made.Accepter))
	case made.Status != peering.Initiating && made.Status != peering.Pending && made.Status != peering.Provisioning:
		return "", refuse(s, peering.Exists, fmt.Sprintf("AWS answered %s, which is %s already", made.ID, made.Status))
	case !want.Owns(made.Tags):
		return "", refuse(s, peering.Exists, fmt.Sprintf("AWS answered %s, which does not carry our tags", made.ID))
	}
	return made.ID, nil
}

// sameRef compares a VPC with what an answer says of it. Answers to Create
// leave out what the caller said, Regions for one.
func sameRef(said, want peering.Ref) bool {
	return (said.Account == "" || said.Account == want.Account) &&
		(said.Region == "" || said.Region == want.Region) &&
		said.VPC == want.VPC
}

// checkAcceptTarget makes sure, before it is accepted or rejected, that the
// connection is from and to exactly the VPCs that were approved, as the
// accepter's account shows it.
func checkAcceptTarget(want peering.Peering, have peering.Observed, s peering.Step) error {
	for _, c := range have.Accepter.Connections {
		if c.ID != s.PCX {
			continue
		}
		if c.Requester == want.Requester.VPC && c.Accepter == want.Accepter.VPC && s.At == c.Accepter {
			return nil
		}
		return refuse(s, peering.NotOurs, fmt.Sprintf("%s is from %s to %s, not what was approved", c.ID, c.Requester, c.Accepter))
	}
	return refuse(s, peering.NotFound, fmt.Sprintf("%s is not visible in %s %s", s.PCX, s.At.Account, s.At.Region))
}

func isRouteGone(e *peering.CallError) bool {
	return strings.EqualFold(e.Code, "InvalidRoute.NotFound")
}

// isConnectionGone reports whether there is nothing left to delete. An
// InvalidStateTransition "to deleting" is of a connection that is being
// deleted or is over.
func isConnectionGone(e *peering.CallError) bool {
	return strings.EqualFold(e.Code, "InvalidVpcPeeringConnectionID.NotFound") ||
		strings.EqualFold(e.Code, "InvalidStateTransition") && strings.Contains(e.Message, "to deleting")
}

func destination(p netip.Prefix) (v4, v6 *string) {
	if p.Addr().Is4() {
		return aws.String(p.String()), nil
	}
	return nil, aws.String(p.String())
}

func toTags(tags map[string]string) []types.Tag {
	out := make([]types.Tag, 0, len(tags))
	for _, k := range slices.Sorted(maps.Keys(tags)) {
		out = append(out, types.Tag{Key: aws.String(k), Value: aws.String(tags[k])})
	}
	return out
}

// refuse is an error of ours about a step: nothing was written, or what was
// answered is not what was asked for.
func refuse(s peering.Step, class peering.Class, why string) error {
	return &peering.CallError{
		Action: s.Action(), Account: s.At.Account, Region: s.At.Region,
		Code: "RefusedByPeerbot", Class: class, Message: why,
	}
}
