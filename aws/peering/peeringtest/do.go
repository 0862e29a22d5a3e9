package peeringtest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"peerbot/aws/peering"
)

// Prepare makes nothing ready: it reads who the credentials are of.
func (w *World) Prepare(ctx context.Context, actor peering.Actor, _ peering.Peering, accounts ...string) error {
	for _, at := range w.configuredPlaces() {
		if !slices.Contains(accounts, at.Account) {
			continue
		}
		c := Call{Action: "sts:GetCallerIdentity", Place: at, Actor: actor}
		if err := w.call(ctx, c, nil, func() error { return nil }); err != nil {
			return err
		}
	}
	return nil
}

// Do makes the call of one step, after peering.Guard. As with the SDK adapter,
// removing a route that is not there and deleting a connection that is gone are
// done, and a Create that is answered with a connection of somebody else is an
// error.
func (w *World) Do(ctx context.Context, actor peering.Actor, want peering.Peering, have peering.Observed, s peering.Step) (pcx string, err error) {
	c := Call{Action: s.Action(), Place: s.At.Place(), Actor: actor, Step: s}
	if err := w.refused(c, want, have); err != nil {
		return "", err
	}
	x := &Write{Want: want, Have: have}
	err = w.call(ctx, c, func(c Call) {
		w.mu.Lock()
		defer w.mu.Unlock()
		x.Call = c
		w.writes = append(w.writes, x)
	}, func() error {
		pcx = w.effect(x)
		return x.Err
	})
	w.mu.Lock()
	defer w.mu.Unlock()
	x.Lost = x.Made && !errors.Is(err, x.Err)
	switch {
	case err == nil && s.Kind == peering.Create:
		return pcx, x.checkCreated()
	case err == nil || isDone(s, err):
		return "", nil
	}
	return "", err
}

// refused is why a call is not made at all.
func (w *World) refused(c Call, want peering.Peering, have peering.Observed) error {
	err := peering.Guard(want, have, c.Step)
	if err == nil && (c.Actor.Request == "" || c.Actor.Person == "") {
		err = c.Step.Refuse(peering.NotOurs, peering.Refusal{Code: peering.NobodyNamed})
	}
	if err == nil && (c.Step.Kind == peering.Accept || c.Step.Kind == peering.Reject) && !slices.ContainsFunc(have.Accepter.Connections, func(x peering.Connection) bool {
		return x.ID == c.Step.PCX && x.Requester == want.Requester.VPC && x.Accepter == want.Accepter.VPC && x.Accepter == c.Step.At
	}) {
		err = c.Step.Refuse(peering.NotFound, peering.Refusal{Code: peering.NotVisible, PCX: c.Step.PCX})
	}
	if err != nil {
		w.mu.Lock()
		defer w.mu.Unlock()
		w.guarded = append(w.guarded, c.Step)
		return err
	}
	if c.Action == "" {
		return c.Step.Refuse(peering.Invalid, peering.Refusal{Code: peering.UnknownStep, Step: c.Step.Kind})
	}
	return nil
}

// effect makes the call of a write, and notes what it met and what it changed.
// It returns the id of the connection that Create was answered with.
func (a *aws) effect(x *Write) (pcx string) {
	s := x.Step
	k := caller{Place: x.Place, action: x.Action, arn: "arn:aws:sts::" + x.Account + ":assumed-role/peerbot/" + x.Actor.Request, request: x.Actor.Request}
	x.Made, x.Connection, x.Route = true, a.truth(s.PCX), a.routeAt(s.Table, s.Destination)
	before := a.print(x)
	switch s.Kind {
	case peering.Create:
		n := len(a.connections)
		var c *connection
		if c, x.Err = a.createPeering(k, s.At, s.Peer, s.Tags); c != nil {
			pcx, x.Connection = c.id, c.truth()
			x.Changed = x.Changed || len(a.connections) > n
		}
		return pcx
	case peering.Tag:
		x.Err = a.createTags(k, s.PCX, s.Tags)
	case peering.Untag:
		x.Err = a.deleteTags(k, s.PCX, s.Tags)
	case peering.Accept:
		x.Err = a.acceptPeering(k, s.PCX)
	case peering.Reject:
		x.Err = a.rejectPeering(k, s.PCX)
	case peering.Delete:
		x.Err = a.deletePeering(k, s.PCX)
	case peering.SetDNS:
		x.Err = a.setOption(k, s.PCX, s.Side, s.DNS)
	case peering.AddRoute:
		x.Err = a.createRoute(k, s.Table, s.Destination, s.PCX)
	case peering.RemoveRoute:
		x.Err = a.deleteRoute(k, s.Table, s.Destination)
	default:
		panic(fmt.Sprintf("peeringtest: no call for a step %q", s.Kind))
	}
	x.Changed = x.Changed || a.print(x) != before
	return ""
}

// print is the part of the world that a write is about, to be compared.
func (a *aws) print(x *Write) string {
	return fmt.Sprint(a.truth(x.Step.PCX), a.routeAt(x.Step.Table, x.Step.Destination))
}

// checkCreated makes sure that what Create was answered with is what was asked
// for: EC2 answers with the connection that exists when somebody made one.
func (x *Write) checkCreated() error {
	c := x.Connection
	switch {
	case x.Changed: // it is new, and answered as initiating-request whatever becomes of it
		return nil
	case c.Status != peering.Initiating && c.Status != peering.Pending && c.Status != peering.Provisioning:
		return x.Step.Refuse(peering.Exists, peering.Refusal{Code: peering.AnsweredExisting, PCX: c.ID, Status: c.Status})
	case !x.Want.Owns(c.Tags[peering.Requester]):
		return x.Step.Refuse(peering.Exists, peering.Refusal{Code: peering.AnsweredUntagged, PCX: c.ID})
	}
	return nil
}

// isDone reports whether an error says that a removal was done before.
func isDone(s peering.Step, err error) bool {
	call, ok := errors.AsType[*peering.CallError](err)
	if !ok {
		return false
	}
	switch s.Kind {
	case peering.RemoveRoute:
		return call.Code == "InvalidRoute.NotFound"
	case peering.Delete:
		return call.Code == "InvalidVpcPeeringConnectionID.NotFound" ||
			call.Code == "InvalidStateTransition" && strings.Contains(call.Message, "to deleting")
	default:
		return false
	}
}

// Converge observes and does what Diff says until it says nothing, as an
// operator with no need for approval would. It returns the steps that were
// done, and the first error.
func (w *World) Converge(ctx context.Context, want peering.Peering) (done []peering.Step, err error) {
	const rounds = 100
	var steps []peering.Step
	for range rounds {
		have, err := w.Observe(ctx, want)
		if err != nil {
			return done, err
		}
		if steps = peering.Ready(peering.Diff(want, have)); len(steps) == 0 {
			return done, nil
		}
		for _, s := range steps {
			if !s.Writes() {
				continue
			}
			if _, err := w.Do(ctx, peering.Actor{Request: "R1", Person: "U0TEST"}, want, have, s); err != nil {
				return done, err
			}
			done = append(done, s)
		}
	}
	return done, fmt.Errorf("no end after %d rounds; next: %v", rounds, steps)
}
