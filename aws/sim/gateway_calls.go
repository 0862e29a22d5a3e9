package sim

func (k *call) createInternetGateway() error {
	tags, err := readTagSpecs(k.in, kindInternet)
	if err != nil {
		return err
	}
	if err := k.authorize(k.arn(kindInternet, "*")); err != nil {
		return err
	}
	g := &gateway{base: k.cloud.ids.newBase(kindInternet), kind: kindInternet}
	k.place.gateways.put(g)
	k.place.tag(g.id, tags)
	k.out.open("internetGateway")
	k.writeInternetGateway(g)
	k.out.close("internetGateway")
	return nil
}

// internetGateway reads the parameters of the calls that attach and detach.
func (k *call) internetGateway() (*gateway, *vpc, error) {
	id, vpcID := k.in.id("InternetGatewayId", kindInternet), k.vpcParam("VpcId")
	if err := k.in.bad(); err != nil {
		return nil, nil, err
	}
	g, ok := k.place.gateways.get(id)
	if !ok {
		return nil, nil, kindInternet.errMissing(id)
	}
	v, err := k.vpc(vpcID)
	if err != nil {
		return nil, nil, err
	}
	return g, v, k.authorize(k.arn(kindInternet, id), k.arn(kindVPC, vpcID))
}

func (k *call) attachInternetGateway() error {
	g, v, err := k.internetGateway()
	if err != nil {
		return err
	}
	if g.vpc != nil {
		return refuse("Resource.AlreadyAssociated", "resource %s is already attached to network %s", g.id, g.vpc.id)
	}
	for _, other := range k.place.gateways.all {
		if other.kind == kindInternet && other.vpc == v {
			return refuse("InvalidParameterValue", "Network %s already has an internet gateway attached", v.id)
		}
	}
	g.vpc = v
	k.out.flag("return", true)
	return nil
}

func (k *call) detachInternetGateway() error {
	g, v, err := k.internetGateway()
	if err != nil {
		return err
	}
	if g.vpc != v {
		return refuse("Gateway.NotAttached", "resource %s is not attached to network %s", g.id, v.id)
	}
	g.vpc = nil
	k.out.flag("return", true)
	return nil
}

func (k *call) deleteInternetGateway() error {
	id := k.in.id("InternetGatewayId", kindInternet)
	if err := k.in.bad(); err != nil {
		return err
	}
	g, ok := k.place.gateways.get(id)
	if !ok {
		return kindInternet.errMissing(id)
	}
	if err := k.authorize(k.arn(kindInternet, id)); err != nil {
		return err
	}
	if g.vpc != nil {
		return kindInternet.errDependency(id)
	}
	k.place.gateways.remove(g)
	delete(k.place.tags, id)
	k.out.flag("return", true)
	return nil
}

func (k *call) describeInternetGateways() error {
	var all shelf[*gateway]
	for _, g := range k.place.gateways.all {
		if g.kind == kindInternet {
			all.put(g)
		}
	}
	return describe(k, listing[*gateway]{
		set: "internetGatewaySet", idParam: "InternetGatewayId", min: 5, max: 1000,
		check: kindInternet.check,
		find:  all.get,
		lost:  kindInternet.errMissing,
		all:   all.all,
		fields: fields[*gateway]{
			"internet-gateway-id": func(g *gateway) []string { return []string{g.id} },
			"owner-id":            func(*gateway) []string { return []string{k.who.account} },
			"attachment.vpc-id": func(g *gateway) []string {
				if g.vpc == nil {
					return nil
				}
				return []string{g.vpc.id}
			},
		},
		tags:  func(g *gateway) map[string]string { return k.tagsOf(g.id) },
		write: k.writeInternetGateway,
	})
}

func (k *call) writeInternetGateway(g *gateway) {
	w := &k.out
	w.text("internetGatewayId", g.id)
	w.text("ownerId", k.who.account)
	w.open("attachmentSet")
	if g.vpc != nil {
		w.open("item")
		w.text("vpcId", g.vpc.id)
		w.text("state", "available")
		w.close("item")
	}
	w.close("attachmentSet")
	k.writeTags(g.id)
}
