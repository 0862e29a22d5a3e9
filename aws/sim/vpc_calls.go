package sim

import "net/netip"

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
		return kindVPC.errDependency(id)
	}
	k.cloud.dropVPC(v, k.now)
	k.out.flag("return", true)
	return nil
}
