package sim

func (k *call) describeVPCAttribute() error {
	id, attribute := k.vpcParam("VpcId"), k.in.must("Attribute")
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
	value, ok := v.attribute(attribute)
	if !ok {
		return errValue("Attribute", clip(attribute))
	}
	k.out.text("vpcId", id)
	k.out.open(attribute)
	k.out.flag("value", *value)
	k.out.close(attribute)
	return nil
}

// attribute returns where a VPC keeps the attribute of a name.
func (v *vpc) attribute(name string) (value *bool, ok bool) {
	switch name {
	case "enableDnsSupport":
		return &v.dnsSupport, true
	case "enableDnsHostnames":
		return &v.dnsHostnames, true
	case "enableNetworkAddressUsageMetrics":
		return &v.usageMetrics, true
	}
	return nil, false
}

// modifyVPCAttribute changes one attribute. It has no DryRun.
func (k *call) modifyVPCAttribute() error {
	id := k.vpcParam("VpcId")
	var name string
	var value bool
	given := 0
	for _, n := range []string{"EnableDnsSupport", "EnableDnsHostnames", "EnableNetworkAddressUsageMetrics"} {
		if k.in.has(n) {
			name, value = lowerFirst(n), k.in.inner(n).flag("Value")
			given++
		}
	}
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
	if given != 1 {
		return refuse("InvalidParameterCombination", "The request must change exactly one attribute, it has %d", given)
	}
	if name == "enableDnsHostnames" && value && !v.dnsSupport {
		return refuse("InvalidParameterValue", "DNS hostnames need DNS support: enable enableDnsSupport of %s first", id)
	}
	at, _ := v.attribute(name)
	*at = value
	k.out.flag("return", true)
	return nil
}
