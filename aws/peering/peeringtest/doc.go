// Package peeringtest is an in-memory AWS for unit tests of peerings: VPCs,
// route tables, security groups and peering connections, with the answers that
// the core depends on. Only tests import it.
//
// A test builds a [World] and hands it to what it tests:
//
//	w := peeringtest.New(now)
//	tokyo := w.VPC(peeringtest.Tokyo, "main", "10.1.0.0/16")
//	seoul := w.VPC(peeringtest.Seoul, "main", "10.2.0.0/16")
//
// [World.Find], [World.Observe], [World.Do] and the others answer as the SDK
// adapter does that production uses: the same errors, with EC2's codes and our
// classes, and the same parts read. [World.Console] is somebody else who works
// in the same accounts. Methods that build or put things right away (VPC,
// Table, SetStatus and so on) obey none of EC2's rules, and panic when a test
// names something that does not exist.
//
// # What is like EC2
//
// Two VPCs have one live connection in a direction: creating it again answers
// the one that exists. Creating succeeds for VPCs that cannot be peered, and
// the connection becomes failed. Only the accepter accepts and rejects, while
// the request is pending; only the requester deletes a pending one, either
// side an active one. Each account and Region has its own tags, its own DNS
// option, and its own view of the connection. Requests expire after seven days,
// connections that ended are shown for two hours or two days, and routes to
// them stay as blackholes.
//
// # Time
//
// What AWS does by itself takes a [Delay]: a number of looks (an Observe,
// Refresh, Connection or Survey is one), or a time on the clock of the world.
// By default each state takes one look, and every change is shown at once.
// [World.SetDelays] changes that; a function of it that draws from a seeded
// source makes a world of which every read may be old, and every run the same.
//
// # Faults
//
// Every call goes through a [Hook], if there is one. It sees which EC2 action
// is called where, may let other people work before and after it, and may
// answer in AWS's place: see [World.Around], [World.Once] and the hooks of
// this package. Observe and Survey make one call for each thing that they
// read, so what they return may be of different moments.
//
// # Record
//
// [World.Writes] has every write that was tried: what it met, what it changed,
// and whether its answer came back. [Write.Foreign] says what of somebody
// else's it touched.
//
// A World is safe for concurrent use. Without concurrency it does the same in
// every run. It knows no IAM, no quotas and no wire format: for those there is
// aws/sim.
package peeringtest
