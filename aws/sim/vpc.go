package sim

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"time"
)

// vpc is a VPC with what belongs to it alone.
type vpc struct {
	base
	place        *place
	blocks       []*block // the first IPv4 one is the primary CIDR
	dhcpOptions  string
	isDefault    bool
	dnsSupport   bool
	dnsHostnames bool
	usageMetrics bool
	main         *table
}

// block is a CIDR of a VPC, IPv4 or IPv6.
type block struct {
	id     string
	prefix netip.Prefix
	gone   bool // disassociated
}

func (b *block) state() string {
	if b.gone {
		return "disassociated"
	}
	return "associated"
}

// prefixes returns the associated CIDRs of one family, the primary first.
func (v *vpc) prefixes(ipv6 bool) []netip.Prefix {
	var list []netip.Prefix
	for _, b := range v.blocks {
		if !b.gone && b.prefix.Addr().Is6() == ipv6 {
			list = append(list, b.prefix)
		}
	}
	return list
}

// meets says whether a CIDR overlaps an associated one of the VPC.
func (v *vpc) meets(p netip.Prefix) bool {
	return slices.ContainsFunc(v.blocks, func(b *block) bool { return !b.gone && b.prefix.Overlaps(p) })
}

// vpc returns a VPC of the caller's account and Region.
func (k *call) vpc(id string) (*vpc, error) {
	if v, ok := k.place.vpcs.get(id); ok {
		return v, nil
	}
	return nil, kindVPC.errMissing(id)
}

// checkVPC refuses an id that does not look like one of a VPC.
func (k *call) checkVPC(id string) error {
	kind := kindVPC
	if k.cloud.answers.LowerCaseVpcIdMalformed {
		kind.malformed = "InvalidVpcId.Malformed"
	}
	return kind.check(id)
}

// vpcParam reads a parameter that has to be the id of a VPC.
func (k *call) vpcParam(name string) string {
	id := k.in.must(name)
	if id != "" {
		if err := k.checkVPC(id); err != nil {
			k.in.fail(err)
		}
	}
	return id
}

// newVPC makes a VPC with what AWS makes along with it: a main route table
// and a default security group.
func (c *Cloud) newVPC(p *place, primary netip.Prefix) *vpc {
	v := &vpc{base: c.newBase(kindVPC), place: p, dhcpOptions: "dopt-" + strings.Repeat("0", 9) + "12345678", dnsSupport: true}
	p.vpcs.put(v)
	c.vpcs[v.id] = v
	v.main = c.newTable(v)
	v.main.associate(c, nil)
	c.addBlock(v, primary)
	g := c.newGroup(v, "default", "default VPC security group")
	g.ingress = []*rule{c.newRule(peerRule(p.account, g.id))}
	return v
}

// addBlock associates a CIDR with a VPC; every route table gets its local
// route.
func (c *Cloud) addBlock(v *vpc, p netip.Prefix) *block {
	b := &block{id: c.newID(kindCIDR), prefix: p}
	v.blocks = append(v.blocks, b)
	for _, t := range v.place.tables.all {
		if t.vpc == v {
			t.routes = append(t.routes, localRoute(p))
		}
	}
	return b
}

// newIPv6 picks an IPv6 block as AWS does: a /56 that nobody else has.
func (c *Cloud) newIPv6(p *place) netip.Prefix {
	p.blockSeed++
	n := c.nextSeq()
	a := [16]byte{0x24, 0x06, 0xda, 0x10 | byte(len(p.region)&0xf), byte(n >> 16), byte(n >> 8), byte(n)}
	return netip.PrefixFrom(netip.AddrFrom16(a), 56)
}

// parseIPv4Block reads a CIDR for a VPC or a subnet, canonical, /16 to /28.
func parseIPv4Block(s, rangeCode string) (netip.Prefix, error) {
	p, err := netip.ParsePrefix(s)
	if err != nil || !p.Addr().Is4() {
		return p, errCIDR("CidrBlock", clip(s))
	}
	if p.Bits() < 16 || p.Bits() > 28 {
		return p, refuse(rangeCode, "The CIDR '%s' is invalid.", p)
	}
	return p.Masked(), nil
}

func (k *call) createVPC() error {
	cidr := k.in.must("CidrBlock")
	ipv6 := k.in.flag("AmazonProvidedIpv6CidrBlock")
	tenancy := k.in.text("InstanceTenancy")
	tags, err := readTagSpecs(k.in, kindVPC)
	if err != nil {
		return err
	}
	if err := k.in.bad(); err != nil {
		return err
	}
	prefix, err := parseIPv4Block(cidr, "InvalidVpc.Range")
	if err != nil {
		return err
	}
	if tenancy != "" && tenancy != "default" {
		return refuse("InvalidParameterValue", "Tenancy %s is not supported here; use default", clip(tenancy))
	}
	if err := k.authorize(k.arn(kindVPC, "*")); err != nil {
		return err
	}
	v := k.cloud.newVPC(k.place, prefix)
	if ipv6 {
		k.cloud.addBlock(v, k.cloud.newIPv6(k.place))
	}
	k.place.tag(v.id, tags)
	k.out.open("vpc")
	k.writeVPC(v)
	k.out.close("vpc")
	return nil
}

func (k *call) deleteVPC() error {
	id := k.vpcParam("VpcId")
	if err := k.in.bad(); err != nil {
		return err
	}
	v, err := k.vpc(id)
	if err != nil {
		return err
	}
	if err := k.authorize(k.arn(kindVPC, id)); err != nil {
		return err
	}
	if k.cloud.vpcInUse(v, k.now) {
		return errDependency(kindVPC, id)
	}
	k.cloud.dropVPC(v, k.now)
	k.out.flag("return", true)
	return nil
}

// vpcInUse says whether anything keeps a VPC from being deleted: what lives
// in it, a peering that is not over, or a request from another account. The
// requests that it has itself sent do not; they are deleted with it.
func (c *Cloud) vpcInUse(v *vpc, now time.Time) bool {
	p := v.place
	for _, pc := range c.peeringsOf[v.id] {
		switch pc.state(now) {
		case statePending, stateInitiating:
			if pc.requester.vpc != v.id && pc.requester.account != p.account {
				return true
			}
		case stateProvisioning, stateActive, stateDeleting:
			return true
		}
	}
	return slices.ContainsFunc(p.subnets.all, func(s *subnet) bool { return s.vpc == v }) ||
		slices.ContainsFunc(p.tables.all, func(t *table) bool { return t.vpc == v && t != v.main }) ||
		slices.ContainsFunc(p.gateways.all, func(g *gateway) bool { return g.vpc == v }) ||
		slices.ContainsFunc(p.groups.all, func(g *group) bool { return g.vpc == v && g.name != "default" })
}

// dropVPC deletes a VPC with its main route table, its default security group
// and the peering requests that are open.
func (c *Cloud) dropVPC(v *vpc, now time.Time) {
	p := v.place
	for _, pc := range c.peeringsOf[v.id] {
		if s := pc.state(now); s == statePending || s == stateInitiating {
			c.deletePeering(pc, p.account, now)
		}
	}
	for _, t := range slices.Clone(p.tables.all) {
		if t.vpc == v {
			p.tables.remove(t)
			delete(p.tags, t.id)
		}
	}
	for _, g := range slices.Clone(p.groups.all) {
		if g.vpc == v {
			p.groups.remove(g)
			delete(p.tags, g.id)
		}
	}
	p.vpcs.remove(v)
	delete(p.tags, v.id)
	delete(c.vpcs, v.id)
}

func (k *call) describeVPCs() error {
	return describe(k, listing[*vpc]{
		set: "vpcSet", idParam: "VpcId", min: 5, max: 1000,
		check: k.checkVPC,
		find:  k.place.vpcs.get,
		lost:  kindVPC.errMissing,
		all:   k.place.vpcs.all,
		fields: fields[*vpc]{
			"vpc-id":   func(v *vpc) []string { return []string{v.id} },
			"cidr":     func(v *vpc) []string { return texts(v.prefixes(false)[:1]) },
			"owner-id": func(v *vpc) []string { return []string{v.place.account} },
			"state":    func(*vpc) []string { return []string{"available"} },
			"cidr-block-association.cidr-block": func(v *vpc) []string {
				return v.eachBlock(false, func(b *block) string { return b.prefix.String() })
			},
			"cidr-block-association.association-id": func(v *vpc) []string {
				return v.eachBlock(false, func(b *block) string { return b.id })
			},
			"cidr-block-association.state": func(v *vpc) []string { return v.eachBlock(false, (*block).state) },
			"ipv6-cidr-block-association.ipv6-cidr-block": func(v *vpc) []string {
				return v.eachBlock(true, func(b *block) string { return b.prefix.String() })
			},
			"ipv6-cidr-block-association.ipv6-pool": func(v *vpc) []string {
				return v.eachBlock(true, func(*block) string { return "Amazon" })
			},
			"ipv6-cidr-block-association.association-id": func(v *vpc) []string {
				return v.eachBlock(true, func(b *block) string { return b.id })
			},
			"ipv6-cidr-block-association.state": func(v *vpc) []string { return v.eachBlock(true, (*block).state) },
			"dhcp-options-id":                   func(v *vpc) []string { return []string{v.dhcpOptions} },
			"is-default":                        func(v *vpc) []string { return []string{fmt.Sprint(v.isDefault)} },
		},
		tags:  func(v *vpc) map[string]string { return k.tagsOf(v.id) },
		write: k.writeVPC,
	})
}

func (v *vpc) eachBlock(ipv6 bool, value func(*block) string) []string {
	var list []string
	for _, b := range v.blocks {
		if b.prefix.Addr().Is6() == ipv6 {
			list = append(list, value(b))
		}
	}
	return list
}

func (k *call) writeVPC(v *vpc) {
	w := &k.out
	w.text("vpcId", v.id)
	w.text("ownerId", v.place.account)
	w.text("state", "available")
	w.text("cidrBlock", v.prefixes(false)[0].String())
	w.open("cidrBlockAssociationSet")
	for _, b := range v.blocks {
		if b.prefix.Addr().Is4() {
			w.open("item")
			k.writeBlock(b)
			w.close("item")
		}
	}
	w.close("cidrBlockAssociationSet")
	if len(v.eachBlock(true, (*block).state)) > 0 {
		w.open("ipv6CidrBlockAssociationSet")
		for _, b := range v.blocks {
			if b.prefix.Addr().Is6() {
				w.open("item")
				k.writeBlock(b)
				w.close("item")
			}
		}
		w.close("ipv6CidrBlockAssociationSet")
	}
	w.text("dhcpOptionsId", v.dhcpOptions)
	w.text("instanceTenancy", "default")
	w.flag("isDefault", v.isDefault)
	k.writeTags(v.id)
}

func (k *call) writeBlock(b *block) {
	w := &k.out
	w.text("associationId", b.id)
	name := "cidrBlock"
	if b.prefix.Addr().Is6() {
		name = "ipv6CidrBlock"
	}
	w.text(name, b.prefix.String())
	w.open(name + "State")
	w.text("state", b.state())
	w.close(name + "State")
	if b.prefix.Addr().Is6() {
		w.text("networkBorderGroup", k.region)
		w.text("ipv6Pool", "Amazon")
	}
}

// texts returns CIDRs as AWS writes them.
func texts(list []netip.Prefix) []string {
	out := make([]string, len(list))
	for i, p := range list {
		out[i] = p.String()
	}
	return out
}
