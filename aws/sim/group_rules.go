package sim

import (
	"net/netip"
	"slices"
	"strconv"
	"strings"
)

// readRules reads IpPermissions.N, or the flat form that has one rule only.
func (k *call) readRules() ([]rule, error) {
	items := k.in.items("IpPermissions")
	var list []rule
	for _, item := range items {
		key, err := readPorts(item)
		if err != nil {
			return nil, err
		}
		sources, err := k.readSources(item)
		if err != nil {
			return nil, err
		}
		for _, r := range sources {
			r.protocol, r.from, r.to = key.protocol, key.from, key.to
			list = append(list, r)
		}
	}
	if cidr := k.in.text("CidrIp"); cidr != "" && len(items) == 0 {
		key, err := readPorts(k.in)
		if err != nil {
			return nil, err
		}
		if key.cidr, err = parseSource(cidr, false); err != nil {
			return nil, err
		}
		list = append(list, rule{ruleKey: key})
	}
	return list, nil
}

// readPorts reads the protocol and the ports of a rule.
func readPorts(in *params) (ruleKey, error) {
	protocol := strings.ToLower(in.must("IpProtocol"))
	from, fromOK := in.number("FromPort")
	to, toOK := in.number("ToPort")
	if err := in.bad(); err != nil {
		return ruleKey{}, err
	}
	names := map[string]string{"6": "tcp", "17": "udp", "1": "icmp", "58": "icmpv6", "all": "-1"}
	if name, ok := names[protocol]; ok {
		protocol = name
	}
	if n, err := strconv.Atoi(protocol); err == nil && n >= -1 && n <= 255 {
		return ruleKey{protocol: protocol, from: -1, to: -1}, nil
	}
	low := 0
	switch protocol {
	case "icmp", "icmpv6":
		low = -1 // -1 means every type or code
		if !fromOK && !toOK {
			from, to = -1, -1
		}
	case "tcp", "udp":
		if !fromOK || !toOK || from > to {
			return ruleKey{}, refuse("InvalidParameterValue", "Invalid port range: from %d to %d", from, to)
		}
	default:
		return ruleKey{}, refuse("InvalidPermission.Malformed", "Unsupported IP protocol \"%s\"  - supported: [tcp, udp, icmp, icmpv6]", clip(protocol))
	}
	if from < low || to < low || from > 65535 || to > 65535 {
		return ruleKey{}, refuse("InvalidParameterValue", "Invalid value for portRange: %d to %d", from, to)
	}
	return ruleKey{protocol: protocol, from: from, to: to}, nil
}

// readSources reads where a permission lets traffic in from.
func (k *call) readSources(in *params) ([]rule, error) {
	var list []rule
	for _, family := range []struct {
		set, element string
		ipv6         bool
	}{{"IpRanges", "CidrIp", false}, {"Ipv6Ranges", "CidrIpv6", true}} {
		for _, item := range in.items(family.set) {
			p, err := parseSource(item.text(family.element), family.ipv6)
			if err != nil {
				return nil, err
			}
			list = append(list, rule{ruleKey: ruleKey{cidr: p}, description: clip(item.text("Description"))})
		}
	}
	for _, item := range in.items("PrefixListIds") {
		list = append(list, rule{ruleKey: ruleKey{list: item.must("PrefixListId")}, description: clip(item.text("Description"))})
	}
	for _, item := range in.items("Groups") {
		id, account := item.id("GroupId", kindGroup), item.text("UserId")
		// A client may say which VPC and peering it means; the group decides.
		_, _ = item.text("VpcId"), item.text("VpcPeeringConnectionId")
		if account == "" {
			account = k.who.account
		}
		list = append(list, rule{ruleKey: ruleKey{group: id, account: account}, description: clip(item.text("Description"))})
	}
	if err := in.bad(); err != nil {
		return nil, err
	}
	if len(list) == 0 {
		return nil, refuse("MissingParameter", "The request must contain the parameter IpRanges, Ipv6Ranges, Groups or PrefixListIds")
	}
	return list, nil
}

func parseSource(s string, ipv6 bool) (netip.Prefix, error) {
	p, err := netip.ParsePrefix(s)
	if err != nil || p.Addr().Is6() != ipv6 {
		return p, refuse("InvalidParameterValue", "CIDR block %s is malformed", clip(s))
	}
	return p.Masked(), nil
}

func (k *call) authorizeIngress() error { return k.authorizeRules(false) }

func (k *call) authorizeEgress() error { return k.authorizeRules(true) }

// authorizeRules adds rules of one direction, all or none.
func (k *call) authorizeRules(egress bool) error {
	id := k.in.id("GroupId", kindGroup)
	rules, err := k.readRules()
	if err != nil {
		return err
	}
	tags, err := readTagSpecs(k.in, kindRule)
	if err != nil {
		return err
	}
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
	if len(rules) == 0 {
		return errMissing("IpPermissions")
	}
	if err := k.checkNewRules(g, egress, rules); err != nil {
		return err
	}
	k.out.flag("return", true)
	k.out.open("securityGroupRuleSet")
	for _, r := range rules {
		added := k.cloud.newRule(r.ruleKey)
		added.description = r.description
		added.vpc = k.cloud.groupVPC(r.account, k.region, r.group)
		*g.rules(egress) = append(*g.rules(egress), added)
		k.place.tag(added.id, tags)
		k.out.open("item")
		k.writeRule(g, added, egress, func() {
			k.out.text("groupId", added.group)
			k.out.text("userId", added.account)
		})
		k.out.close("item")
	}
	k.out.close("securityGroupRuleSet")
	return nil
}

// checkNewRules refuses rules that exist, are too many, or name a group that
// cannot be reached.
func (k *call) checkNewRules(g *group, egress bool, rules []rule) error {
	limit := int(k.cloud.quota(k.place.placeKey, quotaRules))
	seen := map[ruleKey]bool{}
	count := map[bool]int{}
	for _, r := range *g.rules(egress) {
		seen[r.ruleKey] = true
		count[r.cidr.Addr().Is6()]++
	}
	for _, r := range rules {
		if seen[r.ruleKey] {
			return refuse("InvalidPermission.Duplicate", "the specified rule \"peer: %s%s, %s, from port: %d, to port: %d, ALLOW\" already exists",
				r.source(r.cidr.Addr().Is6()), r.group, r.protocol, r.from, r.to)
		}
		seen[r.ruleKey] = true
		if count[r.cidr.Addr().Is6()]++; count[r.cidr.Addr().Is6()] > limit {
			return refuse("RulesPerSecurityGroupLimitExceeded", "The maximum number of rules per security group has been reached.")
		}
		if r.group == "" {
			continue
		}
		vpcID := k.cloud.groupVPC(r.account, k.region, r.group)
		if vpcID == g.vpc.id {
			continue
		}
		if vpcID == "" && r.account == k.who.account {
			return kindGroup.errMissing(r.group)
		}
		if _, active := k.cloud.link(g.vpc.id, vpcID, k.region, k.now); !active {
			return refuse("InvalidGroup.NotFound", "You have specified two resources that belong to different networks.")
		}
	}
	return nil
}

// writeRule writes a rule as a resource of its own; named writes the group that
// it names.
func (k *call) writeRule(g *group, r *rule, egress bool, named func()) {
	w := &k.out
	w.text("securityGroupRuleId", r.id)
	w.text("groupId", g.id)
	w.text("groupOwnerId", g.vpc.account)
	w.flag("isEgress", egress)
	w.text("ipProtocol", r.protocol)
	w.number("fromPort", r.from)
	w.number("toPort", r.to)
	w.some("cidrIpv4", r.source(false))
	w.some("cidrIpv6", r.source(true))
	w.some("prefixListId", r.list)
	if r.group != "" {
		w.open("referencedGroupInfo")
		named()
		w.close("referencedGroupInfo")
	}
	w.some("description", r.description)
	k.writeTags(r.id)
}

func (k *call) revokeIngress() error { return k.revokeRules(false) }

func (k *call) revokeEgress() error { return k.revokeRules(true) }

// revokeRules takes all of the rules of one direction away or, if one of them
// does not exist, none.
func (k *call) revokeRules(egress bool) error {
	id := k.in.id("GroupId", kindGroup)
	ids := k.in.texts("SecurityGroupRuleId")
	rules, err := k.readRules()
	if err != nil {
		return err
	}
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
	if len(ids) == 0 && len(rules) == 0 {
		return errMissing("IpPermissions")
	}
	from := g.rules(egress)
	doomed := map[*rule]bool{}
	for _, want := range ids {
		i := slices.IndexFunc(*from, func(r *rule) bool { return r.id == want })
		if i < 0 {
			return kindRule.errMissing(clip(want))
		}
		doomed[(*from)[i]] = true
	}
	for _, want := range rules {
		i := slices.IndexFunc(*from, func(r *rule) bool { return r.ruleKey == want.ruleKey })
		if i < 0 {
			return refuse("InvalidPermission.NotFound", "The specified rule does not exist in this security group.")
		}
		doomed[(*from)[i]] = true
	}
	k.out.flag("return", true)
	k.out.open("revokedSecurityGroupRuleSet")
	*from = slices.DeleteFunc(*from, func(r *rule) bool {
		if doomed[r] {
			delete(k.place.tags, r.id)
			k.out.open("item")
			k.writeRevoked(g, r, egress)
			k.out.close("item")
		}
		return doomed[r]
	})
	k.out.close("revokedSecurityGroupRuleSet")
	return nil
}

// writeRevoked writes a rule that is gone: flatter than one that exists.
func (k *call) writeRevoked(g *group, r *rule, egress bool) {
	w := &k.out
	w.text("securityGroupRuleId", r.id)
	w.text("groupId", g.id)
	w.flag("isEgress", egress)
	w.text("ipProtocol", r.protocol)
	w.number("fromPort", r.from)
	w.number("toPort", r.to)
	w.some("cidrIpv4", r.source(false))
	w.some("cidrIpv6", r.source(true))
	w.some("referencedGroupId", r.group)
	w.some("prefixListId", r.list)
	w.some("description", r.description)
}
