// Package peering is the core of peerbot: a calculator for VPC peerings.
//
// A [Peering] is what should be, an [Observed] is what AWS says. [Diff]
// returns the steps from the one to the other. Creating is Diff against
// nothing; the drift check is Diff and only looking; repairing is Diff,
// approved, then done; deleting is Diff with Absent set. [Forecast] wraps the
// steps into a [Plan] with the problems that [Check] sees and a digest, which
// is what a person approves. [Guard] is the last look at a step before it is
// done: it holds the rules about what we may touch.
//
// What follows from the [Kind] of a step is a row of one table, kindSpecs:
// its IAM action, its place in a plan, its guard, what to expect after it. Diff
// decides which kinds are needed; nothing else here asks which kind a step has.
//
// The package does no I/O and imports the standard library only. It never
// reads the clock. Whoever performs steps observes again after each one: the
// world is the checkpoint, so a crash anywhere needs no special case.
package peering
