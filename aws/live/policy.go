package live

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"peerbot/aws/peering"
)

// Policy is an IAM policy document.
type Policy struct {
	Version   string
	Statement []Statement
}

// Statement is one statement of a Policy. Principal is set in trust policies,
// Resource in all others.
type Statement struct {
	Sid       string
	Effect    string
	Principal map[string]string `json:",omitempty"`
	Action    OneOrMany
	Resource  OneOrMany `json:",omitempty"`
	Condition Condition `json:",omitempty"`
}

// Condition maps operators to keys to values.
type Condition map[string]map[string]OneOrMany

// OneOrMany is a list that is written without brackets when it has one member.
type OneOrMany []string

// MarshalJSON returns a string or a list of strings.
func (l OneOrMany) MarshalJSON() ([]byte, error) {
	if len(l) == 1 {
		return json.Marshal(l[0])
	}
	return json.Marshal([]string(l))
}

// JSON returns the document as IAM takes it, indented, with a newline.
func (p Policy) JSON() ([]byte, error) {
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(p); err != nil {
		return nil, fmt.Errorf("policy: %w", err)
	}
	return out.Bytes(), nil
}

// PolicyOptions narrow a role's policy.
type PolicyOptions struct {
	// Peers are the accounts with whose VPCs those of the account may be
	// peered; nil means any account.
	Peers []Account
	// OnlyTagged are tags that a VPC or a route table must carry for peerbot
	// to change anything about it; nil means none.
	OnlyTagged map[string]string
}

// RolePolicy returns what the role of an account must be allowed, on both
// sides of a peering: [Permissions] for the account's own Regions and
// resources, towards and from the peers only. Connections are changed only
// when they carry our tag.
func RolePolicy(a Account, o PolicyOptions) Policy {
	s := policyScope{Account: a, PolicyOptions: o}
	all := []Statement{s.statement("Read", "*", nil)}
	for _, p := range otherPermissions {
		if p.Who != Role || !strings.HasPrefix(p.Action, "ec2:") {
			continue // AWS denies sts:GetCallerIdentity to nobody
		}
		for _, on := range p.Resources {
			if on == "*" {
				all[0].Action = append(all[0].Action, p.Action)
			} else {
				all = append(all, s.statement("Read"+sidOf(on), on, nil, p.Action))
			}
		}
	}
	all = append(all, Statement{Sid: "AskWhoChangedIt", Effect: "Allow", Action: OneOrMany{lookupEvents}, Resource: OneOrMany{"*"}})
	for _, w := range writeSpecs {
		for _, g := range w.grants {
			i := slices.IndexFunc(all, func(x Statement) bool { return x.Sid == g.sid })
			if i < 0 {
				i = len(all)
				all = append(all, s.statement(g.sid, g.on, g.when))
			}
			all[i].Action = append(all[i].Action, g.of(w))
		}
	}
	return Policy{policyVersion, all}
}

// TrustPolicy returns who may assume the role of an account, and how: only the
// principal, only with the external id if there is one, and only in sessions
// that say on whose behalf they are.
func TrustPolicy(principal, externalID string) Policy {
	source := []string{observeIdentity, sourcePrefix + "*"}
	assume := Condition{"StringLike": {"sts:RoleSessionName": {sessionPrefix + "*"}, "sts:SourceIdentity": source}}
	if externalID != "" {
		assume["StringEquals"] = map[string]OneOrMany{"sts:ExternalId": {externalID}}
	}
	out := Policy{Version: policyVersion}
	// The external id is no condition key of the two actions beside
	// AssumeRole, hence a statement for each.
	for _, s := range []Statement{
		{Sid: "Assume", Action: OneOrMany{assumeRole}, Condition: assume},
		{Sid: "NameThePerson", Action: OneOrMany{setSourceIdentity}, Condition: Condition{"StringLike": {"sts:SourceIdentity": source}}},
		{Sid: "NameTheRequest", Action: OneOrMany{tagSession}, Condition: Condition{"ForAllValues:StringEquals": {"aws:TagKeys": {tagRequest, tagApprover}}}},
	} {
		s.Effect, s.Principal = "Allow", map[string]string{"AWS": principal}
		out.Statement = append(out.Statement, s)
	}
	return out
}

// BotPolicy returns what the bot's own identity must be allowed: to assume the
// roles of the accounts, and in an account without a role what its role would
// be allowed.
func BotPolicy(accounts []Account, o PolicyOptions) Policy {
	assume := Statement{Sid: "AssumeRoles", Effect: "Allow"}
	for _, p := range Permissions() {
		if p.Who == Bot {
			assume.Action = append(assume.Action, p.Action)
		}
	}
	out := Policy{Version: policyVersion}
	for _, a := range accounts {
		if a.RoleARN != "" {
			assume.Resource = append(assume.Resource, a.RoleARN)
			continue
		}
		out.Statement = append(out.Statement, RolePolicy(a, o).Statement...)
	}
	if len(assume.Resource) > 0 {
		out.Statement = append([]Statement{assume}, out.Statement...)
	}
	return out
}

const policyVersion = "2012-10-17"

// policyScope is what a policy is for.
type policyScope struct {
	Account
	PolicyOptions
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

func (c Condition) add(operator, key string, values ...string) {
	if c[operator] == nil {
		c[operator] = map[string]OneOrMany{}
	}
	c[operator][key] = values
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
	c.add("StringEquals", "aws:RequestTag/"+peering.TagManaged, peering.ManagedBy)
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
	return Condition{"StringEquals": {"aws:ResourceTag/" + peering.TagManaged: {peering.ManagedBy}}}
}

// ourTags demands that no tag but ours is given, and that one of them says who
// manages it.
func (s policyScope) ourTags(operator string) Condition {
	keys := slices.Sorted(maps.Keys(peering.Peering{}.Tags()))
	return Condition{
		operator:                    {"aws:RequestTag/" + peering.TagManaged: {peering.ManagedBy}},
		"ForAllValues:StringEquals": {"aws:TagKeys": keys},
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
