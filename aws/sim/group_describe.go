package sim

import "strconv"

func (k *call) describeSecurityGroups() error {
	names := k.in.texts("GroupName")
	all := k.place.groups.all
	if len(names) > 0 {
		all = nil
		for _, name := range names {
			found := false
			for _, g := range k.place.groups.all {
				if g.name == name {
					all, found = append(all, g), true
				}
			}
			if !found {
				return refuse("InvalidGroup.NotFound", "The security group '%s' does not exist", clip(name))
			}
		}
	}
	f := fields[*group]{
		"group-id":    func(g *group) []string { return []string{g.id} },
		"group-name":  func(g *group) []string { return []string{g.name} },
		"description": func(g *group) []string { return []string{g.description} },
		"owner-id":    func(g *group) []string { return []string{g.vpc.account} },
		"vpc-id":      func(g *group) []string { return []string{g.vpc.id} },
	}
	for prefix, egress := range map[string]bool{"ip-permission.": false, "egress.ip-permission.": true} {
		for name, value := range ruleFields {
			f[prefix+name] = func(g *group) []string {
				var list []string
				for _, r := range *g.rules(egress) {
					if s := value(r); s != "" {
						list = append(list, s)
					}
				}
				return list
			}
		}
	}
	return describe(k, listing[*group]{
		set: "securityGroupInfo", idParam: "GroupId", min: 5, max: 1000,
		check:  kindGroup.check,
		find:   k.place.groups.get,
		lost:   kindGroup.errMissing,
		all:    all,
		fields: f,
		tags:   func(g *group) map[string]string { return k.tagsOf(g.id) },
		write: func(g *group) {
			w := &k.out
			w.text("groupId", g.id)
			w.text("groupName", g.name)
			w.text("groupDescription", g.description)
			w.text("vpcId", g.vpc.id)
			w.text("ownerId", g.vpc.account)
			w.text("securityGroupArn", k.arn(kindGroup, g.id))
			w.open("ipPermissions")
			for _, r := range g.ingress {
				k.writePermission(g, r, false)
			}
			w.close("ipPermissions")
			w.open("ipPermissionsEgress")
			for _, r := range g.egress {
				k.writePermission(g, r, false)
			}
			w.close("ipPermissionsEgress")
			k.writeTags(g.id)
		},
	})
}

// ruleFields are the filters ip-permission.* and egress.ip-permission.* of
// DescribeSecurityGroups.
var ruleFields = map[string]func(*rule) string{
	"cidr":           func(r *rule) string { return r.source(false) },
	"ipv6-cidr":      func(r *rule) string { return r.source(true) },
	"from-port":      func(r *rule) string { return strconv.Itoa(r.from) },
	"to-port":        func(r *rule) string { return strconv.Itoa(r.to) },
	"group-id":       func(r *rule) string { return r.group },
	"group-name":     func(*rule) string { return "" }, // no rule in a VPC names a group so
	"prefix-list-id": func(r *rule) string { return r.list },
	"protocol":       func(r *rule) string { return r.protocol },
	"user-id":        func(r *rule) string { return r.account },
}

// writePermission writes a rule as an IpPermission of its own or as a
// StaleIpPermission.
func (k *call) writePermission(g *group, r *rule, stale bool) {
	w := &k.out
	w.open("item")
	w.text("ipProtocol", r.protocol)
	if r.protocol != "-1" {
		w.number("fromPort", r.from)
		w.number("toPort", r.to)
	}
	w.open("groups")
	if r.group != "" {
		k.writePair(g, r)
	}
	w.close("groups")
	k.writeSource("ipRanges", "cidrIp", r.source(false), r.description)
	if !stale { // a stale permission has none
		k.writeSource("ipv6Ranges", "cidrIpv6", r.source(true), r.description)
	}
	k.writeSource("prefixListIds", "prefixListId", r.list, r.description)
	w.close("item")
}

// writePair writes the group that a rule names. Of one across a peering it says
// which peering, and the account only as long as there is such a group.
func (k *call) writePair(g *group, r *rule) {
	k.out.open("item")
	k.writeNamed(g, r)
	k.out.some("description", r.description)
	k.out.close("item")
}

func (k *call) writeNamed(g *group, r *rule) {
	w := &k.out
	across := r.vpc != g.vpc.id
	if !across || k.cloud.groupVPC(r.account, k.region, r.group) != "" {
		w.text("userId", r.account)
	}
	w.text("groupId", r.group)
	if pc, _ := k.cloud.link(g.vpc.id, r.vpc, k.region, k.now); across && pc != nil {
		w.text("vpcId", r.vpc)
		w.text("vpcPeeringConnectionId", pc.id)
		w.text("peeringStatus", string(pc.state(k.now)))
	}
}

func (k *call) writeSource(set, element, value, description string) {
	k.out.open(set)
	if value != "" {
		k.out.open("item")
		k.out.text(element, value)
		k.out.some("description", description)
		k.out.close("item")
	}
	k.out.close(set)
}

// groupVPC returns the VPC of any account's group in a Region, "" when there
// is no such group.
func (c *Cloud) groupVPC(account, region, id string) string {
	if p := c.places[placeKey{account, region}]; p != nil {
		if g, ok := p.groups.get(id); ok {
			return g.vpc.id
		}
	}
	return ""
}
