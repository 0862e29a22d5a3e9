package live

import (
	"slices"
	"strings"

	"peerbot/aws/peering"
)

// RolePolicy returns what the role of an account must be allowed, on both
// sides of a peering: [Permissions] for the account's own Regions and
// resources, towards and from the peers only. Connections are changed only
// when they carry our tag; the statements whose Sid ends in Before are for those
// with the tag of earlier releases, until the last of them has a new one.
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
	before := s
	before.old = true
	for _, w := range writeSpecs {
		for _, g := range w.grants {
			all = grantIn(all, s.statement(g.sid, g.on, g.when), g.of(w))
			if g.when == nil || !g.when(s).onlyOnOwn() {
				continue // a new tag is given as to what has none
			}
			all = grantIn(all, before.statement(g.sid+"Before", g.on, g.when), g.of(w))
		}
	}
	return Policy{policyVersion, all}
}

// onlyOnOwn reports whether a condition demands our tag on the resource, and no
// tag in the call.
func (c Condition) onlyOnOwn() bool {
	return c["StringEquals"]["aws:ResourceTag/"+peering.TagManaged] != nil && c["StringEqualsIfExists"] == nil
}

// grantIn adds an action to the statement with the Sid, or that statement.
func grantIn(all []Statement, s Statement, action string) []Statement {
	i := slices.IndexFunc(all, func(x Statement) bool { return x.Sid == s.Sid })
	if i < 0 {
		i = len(all)
		all = append(all, s)
	}
	all[i].Action = append(all[i].Action, action)
	return all
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
