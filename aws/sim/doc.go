// Package sim is a local AWS: one HTTP handler that speaks the EC2 Query
// protocol, STS, Service Quotas and the lookup of CloudTrail well enough that
// the AWS SDKs and the aws command cannot tell it from the real thing as far
// as VPC peering goes.
//
// # One port for everything
//
// The credential scope of the Authorization header says which service and
// Region a request is for, the access key says which account:
//
//   - An access key id of twelve digits is that account, as its root. Any
//     secret will do. (Unlike real root credentials these may assume roles.)
//   - A key of [Cloud.AddUser] (AKIA…) is that IAM user.
//   - A key that AssumeRole handed out (ASIA…) belongs to the account of the
//     role. Its requests must carry the matching X-Amz-Security-Token and are
//     refused after the session expired.
//   - Every other key is refused.
//
// Signatures are not verified and the date of a request is not compared with
// the clock: the header has to be there and well formed, nothing more. Never
// expose a Cloud to anybody but the tests and demos that own it.
//
// # IAM
//
// Users and roles may carry policies; without any they may do everything.
// Every call is asked of the policies of its caller: each resource that AWS
// authorizes it on, with the condition keys that AWS defines for that resource
// and no others, and the tags that it gives to what it creates. Trust policies
// and session policies are evaluated, too. An operator, a key or an element of
// a policy that is not known here is an error when it is added: nothing is
// ignored. Policy variables, NotAction, NotResource, NotPrincipal, permission
// boundaries and service control policies are not known.
//
// # Time
//
// A Cloud starts no goroutines and waits for nothing. Every state that AWS
// reaches by itself (pending-acceptance, active, deleted, expired, no longer
// visible) is computed from the clock of [Options] when somebody looks.
//
// # CloudTrail
//
// Every write, refused or not, and every AssumeRole is an event of the
// caller's account and Region, which LookupEvents finds after [Delays].Trail.
// An account keeps the newest thousand or so of every Region. Unlike on AWS,
// reads are not recorded, and the session token of a new session is left out.
//
// # The inside
//
// The files form layers, and none needs one above it. From below: what things
// are (kind, region, vpc, table, group, peering, principal, policy); the state
// of one account in a Region (place) and of everything (cloud); what changes it
// (network, peering_life, route_check); the methods of tests and demos (world*);
// one request and its permission (call, authorize); what the actions do
// (*_calls, *_describe, tag, sts*, trail*); and HTTP on top (actions, serve).
//
// The whole world is guarded by one lock: a request takes it once and holds it
// while its answer is written to memory. Calls that only look share it, unless
// [Lag] makes them count. The buckets, the faults, the log and the history have
// locks of their own. A call is handled in three steps: read every parameter,
// ask [call.authorize] with the resources it touches, then change the world.
// Authorize is where unknown parameters, missing permissions and DryRun end a
// call, so no effect can come before it.
//
// # What nobody could verify
//
// Where AWS documents nothing and no trace of a real answer was found, the
// choice is a field of [Answers], whose zero value is the answer that asks
// most of a client. Where no client can depend on it, being a text or about a
// call that only owners of VPCs make, it is fixed and said here:
//
//   - A wrong state for accept or reject names the state that was aimed at:
//     "from active to provisioning", "from active to rejected".
//   - The status messages of rejected and expired are "Inactive" and "Expired".
//   - Objects in a terminal state show neither CIDRs nor options.
//   - The accepter does not see a request while it is initiating-request.
//   - "does not have permission to modify the requester side peering options"
//     is worded as the sentence about the accepter's side, which was observed.
//   - A route to a peering that is failed, rejected, expired or deleted is
//     refused as if the peering did not exist.
//   - Every route that is not propagated counts towards the limit of a route
//     table, the local ones included; IPv4 and IPv6 apart.
//   - Adding a CIDR that meets a peered VPC or another CIDR of the same VPC
//     answers InvalidVpc.Range; an old API list also knows VpcCidrConflict.
//   - Tags at creation are asked of ec2:CreateTags without ec2:RequesterVpc and
//     ec2:AccepterVpc; a policy has to name ec2:CreateAction.
//   - What does not exist is NotFound to those without a permission, too.
//   - A call costs a token of its bucket even when it is refused.
//   - The options of a peering cannot be read on the other side, unless both
//     sides are in one account and Region.
//
// Accounts need no creation: any twelve digits are one. What is not modelled
// is refused, never ignored: an action that does not exist here answers
// InvalidAction, a parameter that nobody reads UnknownParameter.
package sim
