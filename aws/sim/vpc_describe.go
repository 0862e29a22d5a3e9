package sim

import "fmt"

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
			"owner-id": func(v *vpc) []string { return []string{v.account} },
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

func (k *call) writeVPC(v *vpc) {
	w := &k.out
	w.text("vpcId", v.id)
	w.text("ownerId", v.account)
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
