package sim

import "strconv"

func (k *call) createSubnet() error {
	id, cidr, zone := k.vpcParam("VpcId"), k.in.must("CidrBlock"), k.in.text("AvailabilityZone")
	tags, err := readTagSpecs(k.in, kindSubnet)
	if err != nil {
		return err
	}
	if err := k.in.bad(); err != nil {
		return err
	}
	p, err := parseIPv4Block(cidr, "InvalidSubnet.Range")
	if err != nil {
		return err
	}
	v, err := k.vpc(id)
	if err != nil {
		return err
	}
	if zone == "" {
		zone = k.region + "a"
	}
	if err := k.authorize(k.arn(kindVPC, id), k.arn(kindSubnet, "*")); err != nil {
		return err
	}
	if len(zone) != len(k.region)+1 || zone[:len(k.region)] != k.region || zone[len(k.region)] < 'a' || zone[len(k.region)] > 'c' {
		return errValue("AvailabilityZone", clip(zone))
	}
	s, err := k.cloud.newSubnet(v, p, zone)
	if err != nil {
		return err
	}
	k.place.tag(s.id, tags)
	k.out.open("subnet")
	k.writeSubnet(s)
	k.out.close("subnet")
	return nil
}

func (k *call) deleteSubnet() error {
	id := k.in.id("SubnetId", kindSubnet)
	if err := k.in.bad(); err != nil {
		return err
	}
	s, ok := k.place.subnets.get(id)
	if !ok {
		return kindSubnet.errMissing(id)
	}
	if err := k.authorize(k.arn(kindSubnet, id)); err != nil {
		return err
	}
	for _, t := range k.place.tables.all {
		t.forget(s)
	}
	k.place.subnets.remove(s)
	delete(k.place.tags, id)
	k.out.flag("return", true)
	return nil
}

func (k *call) describeSubnets() error {
	return describe(k, listing[*subnet]{
		set: "subnetSet", idParam: "SubnetId", min: 5, max: 1000,
		check: kindSubnet.check,
		find:  k.place.subnets.get,
		lost:  kindSubnet.errMissing,
		all:   k.place.subnets.all,
		fields: fields[*subnet]{
			"subnet-id":            func(s *subnet) []string { return []string{s.id} },
			"vpc-id":               func(s *subnet) []string { return []string{s.vpc.id} },
			"state":                func(*subnet) []string { return []string{"available"} },
			"availability-zone":    func(s *subnet) []string { return []string{s.zone} },
			"availability-zone-id": func(s *subnet) []string { return []string{s.zoneID()} },
			"cidr-block":           func(s *subnet) []string { return []string{s.prefix.String()} },
			"owner-id":             func(s *subnet) []string { return []string{s.vpc.account} },
			"default-for-az":       func(*subnet) []string { return []string{"false"} },
			// No subnet here has an IPv6 CIDR.
			"ipv6-cidr-block-association.association-id":  func(*subnet) []string { return nil },
			"ipv6-cidr-block-association.ipv6-cidr-block": func(*subnet) []string { return nil },
			"ipv6-cidr-block-association.state":           func(*subnet) []string { return nil },
		},
		tags:  func(s *subnet) map[string]string { return k.tagsOf(s.id) },
		write: k.writeSubnet,
	})
}

func (k *call) writeSubnet(s *subnet) {
	w := &k.out
	w.text("subnetId", s.id)
	w.text("subnetArn", k.arn(kindSubnet, s.id))
	w.text("vpcId", s.vpc.id)
	w.text("ownerId", s.vpc.account)
	w.text("state", "available")
	w.text("cidrBlock", s.prefix.String())
	// Five addresses of every subnet are AWS's own.
	w.text("availableIpAddressCount", strconv.Itoa(1<<(32-s.prefix.Bits())-5))
	w.text("availabilityZone", s.zone)
	w.text("availabilityZoneId", s.zoneID())
	w.flag("defaultForAz", false)
	w.flag("mapPublicIpOnLaunch", false)
	w.flag("assignIpv6AddressOnCreation", false)
	k.writeTags(s.id)
}
