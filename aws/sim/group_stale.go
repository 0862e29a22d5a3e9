package sim

// staleRules returns the rules of a group, in and out, that name a group across
// a peering, when the peering or the group is gone.
func (k *call) staleRules(g *group) map[*rule]bool {
	stale := map[*rule]bool{}
	for _, r := range g.allRules() {
		if r.group == "" || r.vpc == g.vpc.id {
			continue
		}
		pc, active := k.cloud.link(g.vpc.id, r.vpc, k.region, k.now)
		if pc != nil && (!active || k.cloud.groupVPC(r.account, k.region, r.group) == "") {
			stale[r] = true
		}
	}
	return stale
}

func (k *call) describeStaleSecurityGroups() error {
	id := k.vpcParam("VpcId")
	if err := k.in.bad(); err != nil {
		return err
	}
	v, err := k.vpc(id)
	if err != nil {
		return err
	}
	var stale shelf[*group]
	for _, g := range k.place.groups.all {
		if g.vpc == v && len(k.staleRules(g)) > 0 {
			stale.put(g)
		}
	}
	return describe(k, listing[*group]{
		set: "staleSecurityGroupSet", min: 5, max: 255,
		all: stale.all,
		write: func(g *group) {
			k.out.text("groupId", g.id)
			k.out.text("groupName", g.name)
			k.out.text("description", g.description)
			k.out.text("vpcId", g.vpc.id)
			rules := k.staleRules(g)
			for i, set := range []string{"staleIpPermissions", "staleIpPermissionsEgress"} {
				k.out.open(set)
				for _, r := range *g.rules(i == 1) {
					if rules[r] {
						k.writePermission(g, r, true)
					}
				}
				k.out.close(set)
			}
		},
	})
}

// describeSecurityGroupReferences says which VPCs on the other side of a
// peering name groups of the caller.
func (k *call) describeSecurityGroupReferences() error {
	ids := k.in.texts("GroupId")
	if len(ids) == 0 {
		return errMissing("GroupId")
	}
	var arns []string
	for _, id := range ids {
		if err := kindGroup.check(id); err != nil {
			return err
		}
		if _, err := k.group(id); err != nil {
			return err
		}
		arns = append(arns, k.arn(kindGroup, id))
	}
	if err := k.authorize(arns...); err != nil {
		return err
	}
	k.out.open("securityGroupReferenceSet")
	for _, id := range ids {
		g, err := k.group(id)
		if err != nil {
			return err
		}
		for _, s := range k.cloud.references(g) {
			pc, _ := k.cloud.link(g.vpc.id, s, k.region, k.now)
			if pc == nil {
				continue
			}
			k.out.open("item")
			k.out.text("groupId", id)
			k.out.text("referencingVpcId", s)
			k.out.text("vpcPeeringConnectionId", pc.id)
			k.out.close("item")
		}
	}
	k.out.close("securityGroupReferenceSet")
	return nil
}

// references returns the other VPCs of the Region with a rule that names a
// group, each once.
func (c *Cloud) references(g *group) []string {
	var list []string
	seen := map[string]bool{g.vpc.id: true}
	for _, pc := range c.peeringsOf[g.vpc.id] {
		other := c.vpcOf(pc.other(g.vpc.id))
		if other == nil || seen[other.id] || other.region != g.vpc.region {
			continue
		}
		for _, have := range c.places[other.placeKey].groups.all {
			for _, r := range have.allRules() {
				if have.vpc == other && r.group == g.id && !seen[other.id] {
					seen[other.id] = true
					list = append(list, other.id)
				}
			}
		}
	}
	return list
}
