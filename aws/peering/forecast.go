package peering

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"slices"
)

// Forecast returns the plan from what is observed to what should be.
func Forecast(want Peering, have Observed) Plan {
	p := Plan{
		Peering:   want,
		Requester: shown(want.Requester.VPC, have.Requester),
		Accepter:  shown(want.Accepter.VPC, have.Accepter),
		Steps:     Diff(want, have),
		Problems:  Check(want, have),
	}
	p.Digest = p.digest()
	return p
}

// Unchanged returns a plan without steps, for a request that changes nothing in
// AWS.
func Unchanged(want Peering, requester, accepter VPC) Plan {
	p := Plan{Peering: want, Requester: requester, Accepter: accepter}
	p.Digest = p.digest()
	return p
}

func shown(ref Ref, v View) VPC {
	if !v.Found {
		return VPC{Ref: ref}
	}
	out := v.VPC
	out.CIDRs = sortedPrefixes(out.CIDRs)
	return out
}

// digest covers what a person approves: which VPCs with which blocks, wanted
// how, and every write. Names, states, waiting and warnings may change without
// changing what will be done. Its text keeps the words that it had when the
// first approvals were stored.
func (p Plan) digest() string {
	h := sha256.New()
	w := p.Peering
	fmt.Fprintf(h, "peerbot plan 1\n%s absent=%t released=%t adopted=%t admitted=%t pcx=%s\n", w.ID, w.Absent, w.Released, w.Adopted, w.External, w.PCX)
	for _, s := range sides {
		end, vpc := w.Side(s), p.Requester
		if s == Accepter {
			vpc = p.Accepter
		}
		tables := slices.Sorted(slices.Values(end.Routes.Tables))
		fmt.Fprintf(h, "%s %s cidrs=%v routes=%q %v without=%q beside=%q dns=%t\n", s, end.VPC, vpc.CIDRs,
			end.Routes.Mode, slices.Compact(tables), end.Routes.Excluded, end.Routes.Extra, end.DNS)
	}
	for _, s := range p.Steps {
		if s.Writes() {
			_, _ = io.WriteString(h, s.key()+"\n") // a hash never fails to write
		}
	}
	return hex.EncodeToString(h.Sum(nil))
}

// Covers reports whether the approved plan holds this step. While a plan is
// applied, the rest of it is computed again from what AWS says; only steps
// that were approved are done.
func (p Plan) Covers(s Step) bool {
	if !s.Writes() {
		return true
	}
	k := s.key()
	return slices.ContainsFunc(p.Steps, func(o Step) bool { return o.key() == k })
}

// Blocked returns the problems that make the plan impossible.
func (p Plan) Blocked() []Problem {
	var out []Problem
	for _, x := range p.Problems {
		if x.Blocking {
			out = append(out, x)
		}
	}
	return out
}

// Empty reports whether there is nothing to do.
func (p Plan) Empty() bool { return len(p.Steps) == 0 }

// Writes returns the steps that change something.
func (p Plan) Writes() []Step {
	var out []Step
	for _, s := range p.Steps {
		if s.Writes() {
			out = append(out, s)
		}
	}
	return out
}

// Accounts returns the accounts that the plan changes something for, the
// requester's first. Deleting a connection takes it from both sides, whoever
// makes the call.
func (p Plan) Accounts() []string {
	var out []string
	for _, side := range sides {
		account := p.Peering.Side(side).VPC.Account
		changes := slices.ContainsFunc(p.Steps, func(s Step) bool { return s.changes(side) })
		if changes && !slices.Contains(out, account) {
			out = append(out, account)
		}
	}
	return out
}
