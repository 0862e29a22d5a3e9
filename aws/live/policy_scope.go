package live

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"peerbot/aws/peering"
)

// defaultInstall is the name of an installation that has none of its own.
const defaultInstall = "peerbot"

// PolicyOptions narrow a role's policy.
type PolicyOptions struct {
	// Peers are the accounts with whose VPCs those of the account may be
	// peered; nil means any account.
	Peers []Account
	// Install is the name of the peerbot installation, which its tags carry;
	// empty means peerbot.
	Install string
	// OnlyTagged are tags that a VPC or a route table must carry for peerbot
	// to change anything about it; nil means none.
	OnlyTagged map[string]string
}

// policyScope is the account that a role's policy is for, and what narrows it. Its
// methods that return a Condition are what the rows of writeSpecs demand.
type policyScope struct {
	Account
	PolicyOptions
	old bool // about peerings with the tags of earlier releases
}

// managed are the key and the value of the tag that says who manages.
func (s policyScope) managed() (key, value string) {
	if s.old {
		return peering.OldTagManaged, peering.OldManagedBy
	}
	return peering.TagManaged, cmp.Or(s.Install, defaultInstall)
}

// tagKeys are the keys that may be written. The tags of an earlier release are
// replaced.
func (s policyScope) tagKeys() []string {
	now, old := peering.TagKeys()
	if !s.old {
		return now
	}
	all := slices.Concat(now, old)
	slices.Sort(all)
	return slices.Compact(all)
}

// statement allows actions on all resources of a type in the account and its
// Regions, under a condition if there is one.
func (s policyScope) statement(sid, on string, when func(policyScope) Condition, actions ...string) Statement {
	if on != "*" {
		on = s.arn(s.ID, on)
	}
	c := Condition{}
	if when != nil {
		c = when(s)
	}
	c.add("StringEquals", "ec2:Region", s.Regions...)
	return Statement{Sid: sid, Effect: "Allow", Action: actions, Resource: OneOrMany{on}, Condition: c}
}

// arn matches all resources of a type of an account, in any Region.
func (s policyScope) arn(account, kind string) string {
	return "arn:" + s.partition() + ":ec2:*:" + account + ":" + kind + "/*"
}

// partition is aws but in China and in the Regions of the US government.
func (a Account) partition() string {
	if parts := strings.SplitN(a.RoleARN, ":", 3); len(parts) == 3 {
		return parts[1]
	}
	for prefix, partition := range map[string]string{"cn-": "aws-cn", "us-gov-": "aws-us-gov"} {
		if len(a.Regions) > 0 && strings.HasPrefix(a.Regions[0], prefix) {
			return partition
		}
	}
	return "aws"
}

// sidOf makes "vpc-peering-connection" fit for a Sid.
func sidOf(kind string) string {
	var b strings.Builder
	for part := range strings.SplitSeq(kind, "-") {
		b.WriteString(strings.ToUpper(part[:1]) + part[1:])
	}
	return b.String()
}

// tagged demands the tags of OnlyTagged on the resource.
func (s policyScope) tagged() Condition {
	c := Condition{}
	for _, key := range slices.Sorted(maps.Keys(s.OnlyTagged)) {
		c.add("StringEquals", "aws:ResourceTag/"+key, s.OnlyTagged[key])
	}
	return c
}

// toPeers demands that what is created is tagged as ours, and goes to the VPC of
// one of the peers.
func (s policyScope) toPeers() Condition {
	c := s.known("ec2:AccepterVpc")
	key, value := s.managed()
	c.add("StringEquals", "aws:RequestTag/"+key, value)
	return c
}

// fromPeers demands that the requester is a VPC of one of the peers.
func (s policyScope) fromPeers() Condition { return s.known("ec2:RequesterVpc") }

// known demands that the VPC that a key names is of one of the peers.
func (s policyScope) known(key string) Condition {
	c := Condition{}
	if s.Peers != nil {
		c["ArnLike"] = map[string]OneOrMany{}
	}
	for _, p := range s.Peers {
		c["ArnLike"][key] = append(c["ArnLike"][key], s.arn(p.ID, "vpc"))
	}
	return c
}

// own demands our tag on the resource.
func (s policyScope) own() Condition {
	key, value := s.managed()
	return Condition{"StringEquals": {"aws:ResourceTag/" + key: {value}}}
}

// ourTags demands that no tag but ours is given, and that one of them says who
// manages it.
func (s policyScope) ourTags(operator string) Condition {
	key, value := s.managed()
	return Condition{
		operator:                    {"aws:RequestTag/" + key: {value}},
		"ForAllValues:StringEquals": {"aws:TagKeys": s.tagKeys()},
	}
}

// tagsAtCreation lets our tags be given in the call that creates.
func (s policyScope) tagsAtCreation() Condition {
	c := s.ourTags("StringEquals")
	c.add("StringEquals", "ec2:CreateAction", "CreateVpcPeeringConnection")
	return c
}

// tagsFromPeers lets our tags be given to what one of the peers requested.
func (s policyScope) tagsFromPeers() Condition {
	c := s.ourTags("StringEquals")
	maps.Copy(c, s.fromPeers())
	return c
}

// tagsOnOwn lets our tags be given to what is ours. A tag that got lost is put
// back alone, without the one that says managed.
func (s policyScope) tagsOnOwn() Condition {
	c := s.ourTags("StringEqualsIfExists")
	maps.Copy(c, s.own())
	return c
}

// onlyOurTags lets our tags be taken away, and no other. DeleteTags without any
// tag takes all of them, and ForAllValues holds of no values too, hence Null.
func (s policyScope) onlyOurTags() Condition {
	c := s.own()
	c["ForAllValues:StringEquals"] = s.ourTags("")["ForAllValues:StringEquals"]
	c.add("Null", "aws:TagKeys", "false")
	return c
}
