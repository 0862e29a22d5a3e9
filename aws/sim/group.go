package sim

import (
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"time"
)

// group is a security group.
type group struct {
	base
	vpc               *vpc
	name, description string
	ingress, egress   []*rule
}

// rules returns where the rules of one direction are kept.
func (g *group) rules(egress bool) *[]*rule {
	if egress {
		return &g.egress
	}
	return &g.ingress
}

// allRules returns the rules of both directions.
func (g *group) allRules() []*rule { return slices.Concat(g.ingress, g.egress) }

// rule is one rule of a security group: one protocol and port range, and one
// source or, for egress, one destination.
type rule struct {
	base
	ruleKey
	vpc         string // of the group that it names
	description string
}

// ruleKey is what makes two rules the same.
type ruleKey struct {
	protocol string // -1 means all
	from, to int    // -1 without ports
	cidr     netip.Prefix
	account  string // of the group
	group    string // sg- id
	list     string // pl- id
}

// peerRule allows everything from a group.
func peerRule(account, group string) ruleKey {
	return ruleKey{protocol: "-1", from: -1, to: -1, account: account, group: group}
}

func (c *Cloud) newRule(k ruleKey) *rule { return &rule{base: c.newBase(kindRule), ruleKey: k} }

// newGroup makes a security group that lets nothing in and everything out.
func (c *Cloud) newGroup(v *vpc, name, description string) *group {
	g := &group{base: c.newBase(kindGroup), vpc: v, name: name, description: description}
	g.egress = []*rule{c.newRule(ruleKey{protocol: "-1", from: -1, to: -1, cidr: netip.MustParsePrefix("0.0.0.0/0")})}
	if len(v.prefixes(true)) > 0 {
		g.egress = append(g.egress, c.newRule(ruleKey{protocol: "-1", from: -1, to: -1, cidr: netip.MustParsePrefix("::/0")}))
	}
	v.place.groups.put(g)
	return g
}

// rule finds a rule of any group by id.
func (p *place) rule(id string) (*rule, bool) {
	for _, g := range p.groups.all {
		for _, r := range g.allRules() {
			if r.id == id {
				return r, true
			}
		}
	}
	return nil, false
}

// group returns a security group of the caller's account and Region.
func (k *call) group(id string) (*group, error) {
	if g, ok := k.place.groups.get(id); ok {
		return g, nil
	}
	return nil, kindGroup.errMissing(id)
}

func (k *call) createSecurityGroup() error {
	name, description, id := k.in.must("GroupName"), k.in.must("GroupDescription"), k.vpcParam("VpcId")
	tags, err := readTagSpecs(k.in, kindGroup)
	if err != nil {
		return err
	}
	if err := k.in.bad(); err != nil {
		return err
	}
	v, err := k.vpc(id)
	if err != nil {
		return err
	}
	if err := k.authorize(k.arn(kindVPC, id), k.arn(kindGroup, "*")); err != nil {
		return err
	}
	if len(name) > 255 || strings.HasPrefix(name, "sg-") {
		return errValue("GroupName", clip(name))
	}
	for _, g := range k.place.groups.all {
		if g.vpc == v && g.name == name {
			return refuse("InvalidGroup.Duplicate", "The security group '%s' already exists for VPC '%s'", clip(name), id)
		}
	}
	g := k.cloud.newGroup(v, name, clip(description))
	k.place.tag(g.id, tags)
	k.out.text("groupId", g.id)
	k.writeTags(g.id)
	k.out.text("securityGroupArn", k.arn(kindGroup, g.id))
	return nil
}

func (k *call) deleteSecurityGroup() error {
	id := k.in.id("GroupId", kindGroup)
	if err := k.in.bad(); err != nil {
		return err
	}
	g, err := k.group(id)
	if err != nil {
		return err
	}
	if err := k.authorize(k.arn(kindGroup, id)); err != nil {
		return err
	}
	if g.name == "default" {
		return refuse("CannotDelete", "the specified group: \"%s\" name: \"default\" cannot be deleted by a user", id)
	}
	for _, other := range k.place.groups.all { // across a peering, what names it goes stale
		for _, r := range other.allRules() {
			if other != g && other.vpc == g.vpc && r.group == id {
				return refuse("DependencyViolation", "resource %s has a dependent object", id)
			}
		}
	}
	k.place.groups.remove(g)
	delete(k.place.tags, id)
	k.out.flag("return", true)
	k.out.text("groupId", id)
	return nil
}

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
		"owner-id":    func(g *group) []string { return []string{g.vpc.place.account} },
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
			w.text("ownerId", g.vpc.place.account)
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

// source returns the CIDR of a rule if it is of one family.
func (r *rule) source(ipv6 bool) string {
	if !r.cidr.IsValid() || r.cidr.Addr().Is6() != ipv6 {
		return ""
	}
	return r.cidr.String()
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

// link returns the newest peering between two VPCs of a Region, nil for none,
// and whether it is active.
func (c *Cloud) link(a, b, region string, now time.Time) (pc *peering, active bool) {
	for _, have := range c.peeringsOf[a] {
		if have.other(a).vpc != b || have.interRegion() || have.requester.region != region {
			continue
		}
		if pc = have; have.state(now) == stateActive {
			return have, true
		}
	}
	return pc, false
}
