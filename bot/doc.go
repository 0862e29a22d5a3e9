// Package bot is what happens between Slack, AWS and the database.
//
// It owns the interfaces to the three, each as small as its use ([Chat],
// [Cloud] and [Surveyor], [Store] and [FindingStore]), and compiles without any
// of them: cmd/peerbot connects it. A reader may follow a request:
//
//	typed.go    a command or a click comes in        package command parses it
//	resolve.go  names become VPCs
//	ask.go      a request is planned and stored      package request holds the states and who may decide
//	decide.go   yes, no, taken back, tried again
//	apply.go    AWS is changed                       package peering says how
//	outcome.go  it is done, stuck, or asked again
//	deliver.go  people are told                      package card says what it looks like
//	sweep.go    what was approved is still there
//	merge.go    what is news about it is told        package finding says when to speak
//	trace.go    who it was
//	drift.go    repair, keep, ignore
//	mending.go  which request is to mend what
//	admit.go    what was asked for outside
//	lifetime.go adopt, release, and peerings with an end
//
// Decisions that are made here:
//
//   - The world is the checkpoint. Apply keeps no list of what is left: it
//     computes it from AWS in every run, and does only what the approved plan
//     covers. Between two steps it expects what the step does, and reads where
//     something is decided: a state that AWS reaches by itself is believed after
//     two looks in a row, everything is read before the first write to a route
//     table, and what was written is read back at the end.
//   - Routes are added before DNS options are switched on: a name that resolves
//     to a private address before there is a route to it would cut a path that
//     worked until then.
//   - Deleting takes a peering from both sides, so both owners are asked, also
//     where only one side has routes. There the accepter's owner may be the one
//     who asks: one person of each side is what it takes.
//   - A no needs a reason. A plan that became impossible stays on its card with
//     the reason: nothing is lost, and the next yes looks again.
//   - A card goes to the channels of the accounts that must say yes, to that of
//     the requester's account, and to where the command was typed.
//   - A finding is one class of difference of one peering: twelve missing routes
//     are one finding, and a deleted peering is not also twelve missing routes.
//   - Many findings of one class that come up at once are one message of a
//     channel: whatever caused them, it is one thing to people. The group belongs
//     to the channel: the hub's owners read of two hundred spokes once, and the
//     owners of each spoke of theirs.
//   - Who made a difference is looked for after it was found, and never waited
//     for: the card is told first and gets the name when CloudTrail has it.
//   - A message that Slack refuses for a reason that somebody can mend is kept
//     and tried again; the operators are told once.
//   - What peerbot asks for itself (a peering at its end, a request that was made
//     outside) has the asker [request.System], and needs every owner's yes.
package bot
