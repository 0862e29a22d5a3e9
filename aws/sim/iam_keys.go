package sim

import (
	"maps"
	"slices"
	"strings"
)

// createdTags returns the tags of TagSpecification.N by resource type.
func (k *call) createdTags() map[string]map[string]string {
	out := map[string]map[string]string{}
	for _, spec := range k.in.items("TagSpecification") {
		kind := spec.text("ResourceType")
		out[kind] = map[string]string{}
		for _, tag := range spec.items("Tag") {
			out[kind][tag.text("Key")] = tag.text("Value")
		}
	}
	return out
}

// keys returns what conditions may ask about one resource of the call. A key
// that AWS does not define for an action and resource is not there.
func (k *call) keys(arn string) map[string][]string {
	keys := k.principalKeys()
	keys["aws:requestedregion"] = []string{k.region}
	if k.service != "ec2" {
		return keys
	}
	keys["ec2:region"] = []string{k.region}
	if arn == "*" {
		return keys
	}
	kind, id, _ := strings.Cut(arn[strings.LastIndexByte(arn, ':')+1:], "/")
	keys["aws:resourceaccount"] = []string{k.who.account}
	tags := k.createdTags()[kind]
	if k.action == "CreateTags" || k.action == "DeleteTags" {
		tags = map[string]string{}
		for _, t := range k.in.items("Tag") {
			tags[t.text("Key")] = t.text("Value")
		}
	}
	addTags(keys, tags, "aws:requesttag/")
	if len(tags) > 0 {
		keys["aws:tagkeys"] = slices.Sorted(maps.Keys(tags))
	}
	addTags(keys, k.place.tags[id], "aws:resourcetag/", "ec2:resourcetag/")
	switch kind {
	case kindVPC.resource:
		keys["ec2:vpcid"], keys["ec2:tenancy"] = []string{id}, []string{"default"}
	case kindPeering.resource:
		k.peeringKeys(keys, id)
	case kindTable.resource:
		keys["ec2:routetableid"] = []string{id}
		if t, ok := k.place.tables.get(id); ok {
			keys["ec2:vpc"] = []string{k.cloud.vpcARN(k.here(), t.vpc.id)}
		}
	case kindGroup.resource:
		keys["ec2:securitygroupid"] = []string{id}
		if g, ok := k.place.groups.get(id); ok {
			keys["ec2:vpc"] = []string{k.cloud.vpcARN(k.here(), g.vpc.id)}
		}
	}
	return keys
}

// peeringKeys adds the keys of a peering: of one that exists, or of the one
// that the call would create.
func (k *call) peeringKeys(keys map[string][]string, id string) {
	requester, accepter := k.asked[0], k.asked[1]
	if pc, ok := k.place.peerings.get(id); ok {
		requester, accepter = pc.requester, pc.accepter
		keys["ec2:vpcpeeringconnectionid"] = []string{id}
	}
	if requester.vpc != "" {
		keys["ec2:requestervpc"] = []string{k.cloud.vpcARN(requester.placeKey, requester.vpc)}
		keys["ec2:acceptervpc"] = []string{k.cloud.vpcARN(accepter.placeKey, accepter.vpc)}
	}
}

func (c *Cloud) vpcARN(p placeKey, id string) string {
	return "arn:" + c.partition + ":ec2:" + p.region + ":" + p.account + ":vpc/" + id
}

// principalKeys are about the caller.
func (k *call) principalKeys() map[string][]string {
	keys := map[string][]string{
		"aws:principalarn":     {k.who.arn},
		"aws:principalaccount": {k.who.account},
	}
	if s := k.who.session; s != nil {
		keys["aws:principalarn"] = []string{s.roleARN}
		addTags(keys, s.tags, "aws:principaltag/")
		if s.sourceIdentity != "" {
			keys["aws:sourceidentity"] = []string{s.sourceIdentity}
		}
	}
	return keys
}

// addTags adds tags under prefixes. The names of keys know no case, even
// where they contain the key of a tag.
func addTags(keys map[string][]string, tags map[string]string, prefixes ...string) {
	for _, key := range slices.Sorted(maps.Keys(tags)) {
		for _, p := range prefixes {
			keys[p+strings.ToLower(key)] = []string{tags[key]}
		}
	}
}
