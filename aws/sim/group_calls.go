package sim

import "strings"

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
