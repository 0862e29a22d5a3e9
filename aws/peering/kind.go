package peering

import "strings"

// The kinds. The Await kinds write nothing: they say what must be true before
// the next step. What else there is to know of a kind is in its row of
// kindSpecs.
const (
	RemoveRoute  Kind = "remove-route" // only when the target is our own connection
	Delete       Kind = "delete"
	AwaitGone    Kind = "await-gone"
	Untag        Kind = "untag"  // only tags of ours
	Create       Kind = "create" // tagged in the same call
	AwaitPending Kind = "await-pending"
	Tag          Kind = "tag"
	Accept       Kind = "accept"
	Reject       Kind = "reject"
	AwaitActive  Kind = "await-active"
	AddRoute     Kind = "add-route"
	SetDNS       Kind = "set-dns"
)

// kindSpec is what there is to know of a kind of step. The zero value stands
// for every kind that has no row: it writes, and [Guard] refuses it.
type kindSpec struct {
	kind Kind

	// A step either waits and writes nothing, or makes one call that needs an
	// IAM action, "ec2:CreateRoute".
	waits  bool
	action string

	// removes: it takes something away, from the one connection that was
	// approved. Steps that add may be about one that does not exist yet.
	removes bool
	// needsTables: the route tables must have been read before it, since it
	// changes them or comes after steps that do.
	needsTables bool
	// moves: it changes the status of the connection.
	moves bool
	// bothSides: it changes something for both accounts, whichever calls.
	bothSides bool

	// text says what the step does; Step.fill replaces what is in braces.
	text string
	// value returns what the step sets, for its key; nil where Step's fields
	// that every kind has in its key say it all.
	value func(Step) string
	// guard returns why the step must not be done now, nil when it may.
	guard func(Peering, Observed, Step) *Refusal
	// expect changes what was observed to what will be once the step is done.
	// created is the id that Create answered with.
	expect func(have *Observed, s Step, created string)
	// drift adds the difference that the step would remove; nil where the
	// difference shows in something else.
	drift func(*drifter, Step)
}

// kindSpecs has a row for every kind, in the order in which a plan does them.
// Steps of one kind do not depend on each other and may run at the same time.
//
// Routes come before DNS options: a name that resolves to a private address
// before there is a route to it would cut a path that worked until then.
var kindSpecs = [...]kindSpec{
	{
		kind: RemoveRoute, action: "ec2:DeleteRoute", removes: true, needsTables: true,
		text:  "remove route {destination} to {pcx} from {table}",
		guard: guardRemoveRoute, expect: expectNoRoute, drift: (*drifter).deadRoute,
	},
	{
		kind: Delete, action: "ec2:DeleteVpcPeeringConnection", removes: true, needsTables: true, moves: true, bothSides: true,
		text:  "delete {pcx}",
		guard: guardConnection, expect: expectStatus(Deleting),
	},
	{
		kind: AwaitGone, waits: true,
		text:  "wait until AWS reports it deleted",
		drift: (*drifter).notActive,
	},
	{
		kind: Untag, action: "ec2:DeleteTags", removes: true,
		text:  "remove our tags from {pcx} on the {side}'s side",
		guard: guardUntag, expect: expectNoTags,
	},
	{
		kind: Create, action: "ec2:CreateVpcPeeringConnection", moves: true,
		text:  "create the peering from {at} to {peer}",
		guard: guardCreate, expect: expectCreated,
	},
	{
		kind: AwaitPending, waits: true,
		text:  "wait until both sides see the request",
		drift: (*drifter).notActive,
	},
	{
		kind: Tag, action: "ec2:CreateTags",
		text:  "tag {pcx} on the {side}'s side",
		guard: guardConnection, expect: expectTags, drift: (*drifter).changedTags,
	},
	{
		kind: Accept, action: "ec2:AcceptVpcPeeringConnection", moves: true,
		text:  "accept {pcx} in {region}",
		guard: guardConnection, expect: expectStatus(Provisioning), drift: (*drifter).notActive,
	},
	{
		kind: Reject, action: "ec2:RejectVpcPeeringConnection", removes: true, moves: true,
		text:  "reject {pcx} in {region}",
		guard: guardConnection, expect: expectStatus(Rejected),
	},
	{
		kind: AwaitActive, waits: true,
		text:  "wait until AWS reports it active",
		drift: (*drifter).notActive,
	},
	{
		kind: AddRoute, action: "ec2:CreateRoute", needsTables: true,
		text:  "add route {destination} to {pcx} in {table}",
		guard: guardAddRoute, expect: expectRoute, drift: (*drifter).missingRoute,
	},
	{
		kind: SetDNS, action: "ec2:ModifyVpcPeeringConnectionOptions", needsTables: true,
		text:  "turn {dns} DNS resolution on the {side}'s side",
		value: dnsValue,
		guard: guardConnection, expect: expectDNS, drift: (*drifter).wrongDNS,
	},
}

// Kinds returns every kind, in the order in which a plan does them. The caller
// owns the result.
func Kinds() []Kind {
	out := make([]Kind, len(kindSpecs))
	for i, spec := range kindSpecs {
		out[i] = spec.kind
	}
	return out
}

// phase is the place of a kind in a plan, -1 of one that has no row.
func (k Kind) phase() int {
	for i := range kindSpecs {
		if kindSpecs[i].kind == k {
			return i
		}
	}
	return -1
}

// spec returns the row of a kind, the zero value when it has none.
func (k Kind) spec() kindSpec {
	if i := k.phase(); i >= 0 {
		return kindSpecs[i]
	}
	return kindSpec{}
}

// fill puts what the step is about into a text of kindSpecs.
func (s Step) fill(text string) string {
	pcx, dns := s.PCX, "off"
	if pcx == "" {
		pcx = "the new peering"
	}
	if s.DNS {
		dns = "on"
	}
	return strings.NewReplacer(
		"{at}", s.At.String(), "{peer}", s.Peer.String(), "{region}", s.At.Region, "{side}", string(s.Side),
		"{pcx}", pcx, "{table}", s.Table, "{destination}", s.Destination.String(), "{dns}", dns,
	).Replace(text)
}
