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
// when they carry our tag. An error says that a permission has no grant.
func RolePolicy(a Account, o PolicyOptions) (Policy, error) {
	s := policyScope{Account: a, PolicyOptions: o}
	var reads []string
	var rest []Statement
	granted := map[string]bool{}
	for _, p := range Permissions() {
		if p.Who != Role || !strings.HasPrefix(p.Action, "ec2:") {
			continue // AWS denies sts:GetCallerIdentity to nobody
		}
		for _, on := range p.Resources {
			switch {
			case on == "*" && !p.Writes:
				reads = append(reads, p.Action)
			case !p.Writes:
				rest = append(rest, s.statement("Read"+sidOf(on), on, nil, p.Action))
			case !slices.ContainsFunc(grants[:], func(g grant) bool { return g.action == p.Action && g.on == on }):
				return Policy{}, fmt.Errorf("%s on %s has no grant", p.Action, on)
			}
			granted[p.Action+" "+on] = true
		}
	}
	all := append([]Statement{s.statement("Read", "*", nil, reads...)}, rest...)
	all = append(all, Statement{Sid: "AskWhoChangedIt", Effect: "Allow", Action: OneOrMany{lookupEvents}, Resource: OneOrMany{"*"}})
	for _, g := range grants {
		if !granted[g.action+" "+g.on] {
			return Policy{}, fmt.Errorf("%s on %s is granted and not needed", g.action, g.on)
		}
		if last := &all[len(all)-1]; last.Sid == g.sid {
			last.Action = append(last.Action, g.action)
			continue
		}
		all = append(all, s.statement(g.sid, g.on, g.when(s), g.action))
	}
	return Policy{policyVersion, all}, nil
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
func BotPolicy(accounts []Account, o PolicyOptions) (Policy, error) {
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
		own, err := RolePolicy(a, o)
		if err != nil {
			return Policy{}, err
		}
		out.Statement = append(out.Statement, own.Statement...)
	}
	if len(assume.Resource) > 0 {
		out.Statement = append([]Statement{assume}, out.Statement...)
	}
	return out, nil
}

const policyVersion = "2012-10-17"

// policyScope is what a policy is for.
type policyScope struct {
	Account
	PolicyOptions
}

// statement allows actions on all resources of a type in the account and its
// Regions.
func (s policyScope) statement(sid, on string, when Condition, actions ...string) Statement {
	if on != "*" {
		on = s.arn(s.ID, on)
	}
	if when == nil {
		when = Condition{}
	}
	when.add("StringEquals", "ec2:Region", s.Regions...)
	return Statement{Sid: sid, Effect: "Allow", Action: actions, Resource: OneOrMany{on}, Condition: when}
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

// grant is how a write on one type of resource is allowed. Neighbours with the
// same sid become one statement.
type grant struct {
	sid, action, on string
	when            func(policyScope) Condition
}

var grants = [...]grant{
	{"CreateFromOwnVpcs", "ec2:CreateVpcPeeringConnection", "vpc", policyScope.tagged},
	{"CreateTowardsKnownAccounts", "ec2:CreateVpcPeeringConnection", connectionType, func(s policyScope) Condition {
		c := s.known("ec2:AccepterVpc")
		c.add("StringEquals", "aws:RequestTag/"+peering.TagManaged, peering.ManagedBy)
		return c
	}},
	{"TagWhatIsCreated", "ec2:CreateTags", connectionType, func(s policyScope) Condition {
		c := s.ourTags("StringEquals")
		c.add("StringEquals", "ec2:CreateAction", "CreateVpcPeeringConnection")
		return c
	}},
	{"AcceptIntoOwnVpcs", "ec2:AcceptVpcPeeringConnection", "vpc", policyScope.tagged},
	{"AcceptFromKnownAccounts", "ec2:AcceptVpcPeeringConnection", connectionType, func(s policyScope) Condition { return s.known("ec2:RequesterVpc") }},
	{"RejectFromAnybody", "ec2:RejectVpcPeeringConnection", connectionType, func(policyScope) Condition { return Condition{} }},
	{"TagWhatKnownAccountsAsk", "ec2:CreateTags", connectionType, func(s policyScope) Condition {
		c := s.ourTags("StringEquals")
		maps.Copy(c, s.known("ec2:RequesterVpc"))
		return c
	}},
	// A tag that got lost is put back alone, without the one that says managed.
	{"MendOwnTags", "ec2:CreateTags", connectionType, func(s policyScope) Condition {
		c := s.ourTags("StringEqualsIfExists")
		maps.Copy(c, s.own())
		return c
	}},
	{"ChangeOwnPeerings", "ec2:DeleteVpcPeeringConnection", connectionType, policyScope.own},
	{"ChangeOwnPeerings", "ec2:ModifyVpcPeeringConnectionOptions", connectionType, policyScope.own},
	// DeleteTags without any tag takes all of them, and ForAllValues holds of
	// no values too, hence Null.
	{"TakeOwnTagsAway", "ec2:DeleteTags", connectionType, func(s policyScope) Condition {
		c := s.own()
		c["ForAllValues:StringEquals"] = s.ourTags("")["ForAllValues:StringEquals"]
		c.add("Null", "aws:TagKeys", "false")
		return c
	}},
	// IAM has no key for the target of a route. Never ec2:ReplaceRoute: it
	// could lead anything anywhere.
	{"Routes", "ec2:CreateRoute", "route-table", policyScope.tagged},
	{"Routes", "ec2:DeleteRoute", "route-table", policyScope.tagged},
}

// tagged demands the tags of OnlyTagged on the resource.
func (s policyScope) tagged() Condition {
	c := Condition{}
	for _, key := range slices.Sorted(maps.Keys(s.OnlyTagged)) {
		c.add("StringEquals", "aws:ResourceTag/"+key, s.OnlyTagged[key])
	}
	return c
}

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
