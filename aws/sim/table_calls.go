package sim

import "slices"

func (k *call) createRouteTable() error {
	id, token := k.vpcParam("VpcId"), k.in.text("ClientToken")
	tags, err := readTagSpecs(k.in, kindTable)
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
	if err := k.authorize(k.arn(kindVPC, id), k.arn(kindTable, "*")); err != nil {
		return err
	}
	have := 0
	for _, t := range k.place.tables.all {
		if token != "" && t.clientToken == token {
			if t.vpc != v {
				return refuse("IdempotentParameterMismatch", "The client token was used for a request with other parameters")
			}
			k.writeNewTable(t)
			return nil
		}
		if t.vpc == v {
			have++
		}
	}
	if have >= int(k.cloud.quota(k.place.placeKey, quotaTables)) {
		return refuse("RouteTableLimitExceeded", "The maximum number of route tables has been reached.")
	}
	t := k.cloud.newTable(v)
	t.clientToken = clip(token)
	k.place.tag(t.id, tags)
	k.writeNewTable(t)
	return nil
}

func (k *call) writeNewTable(t *table) {
	k.out.open("routeTable")
	k.writeTable(t, t.routes)
	k.out.close("routeTable")
	k.out.text("clientToken", t.clientToken)
}

func (k *call) deleteRouteTable() error {
	id := k.in.id("RouteTableId", kindTable)
	if err := k.in.bad(); err != nil {
		return err
	}
	t, err := k.table(id)
	if err != nil {
		return err
	}
	if err := k.authorize(k.arn(kindTable, id)); err != nil {
		return err
	}
	if len(t.associations) > 0 {
		return kindTable.errDependency(id)
	}
	k.place.tables.remove(t)
	delete(k.place.tags, id)
	k.out.flag("return", true)
	return nil
}

func (k *call) associateRouteTable() error {
	id, subnetID := k.in.id("RouteTableId", kindTable), k.in.id("SubnetId", kindSubnet)
	if err := k.in.bad(); err != nil {
		return err
	}
	t, err := k.table(id)
	if err != nil {
		return err
	}
	s, ok := k.place.subnets.get(subnetID)
	if !ok {
		return kindSubnet.errMissing(subnetID)
	}
	if err := k.authorize(k.arn(kindTable, id), k.arn(kindSubnet, subnetID)); err != nil {
		return err
	}
	if s.vpc != t.vpc {
		return refuse("InvalidParameterValue", "Route table %s and subnet %s belong to different networks", id, subnetID)
	}
	a := t.find(s)
	if a == nil {
		if other := k.place.tableOf(s); other != nil {
			return refuse("Resource.AlreadyAssociated", "the specified association for route table %s conflicts with an existing association of %s", id, other.id)
		}
		a = k.cloud.associate(t, s)
	}
	k.out.text("associationId", a.id)
	k.out.open("associationState")
	k.out.text("state", "associated")
	k.out.close("associationState")
	return nil
}

// association returns an association of the caller by id.
func (k *call) association(id string) (*table, *association, error) {
	for _, t := range k.place.tables.all {
		for _, a := range t.associations {
			if a.id == id {
				return t, a, nil
			}
		}
	}
	return nil, nil, kindAssociation.errMissing(id)
}

func (k *call) disassociateRouteTable() error {
	id := k.in.id("AssociationId", kindAssociation)
	if err := k.in.bad(); err != nil {
		return err
	}
	t, a, err := k.association(id)
	if err != nil {
		return err
	}
	if err := k.authorize(k.arn(kindTable, t.id)); err != nil {
		return err
	}
	if a.subnet == nil {
		return refuse("InvalidParameterValue", "cannot disassociate the main route table association %s", id)
	}
	t.associations = slices.DeleteFunc(t.associations, func(x *association) bool { return x == a })
	k.out.flag("return", true)
	return nil
}

// replaceRouteTableAssociation moves a subnet to another table, or makes
// another table the main one.
func (k *call) replaceRouteTableAssociation() error {
	id, tableID := k.in.id("AssociationId", kindAssociation), k.in.id("RouteTableId", kindTable)
	if err := k.in.bad(); err != nil {
		return err
	}
	from, a, err := k.association(id)
	if err != nil {
		return err
	}
	to, err := k.table(tableID)
	if err != nil {
		return err
	}
	if err := k.authorize(k.arn(kindTable, tableID)); err != nil {
		return err
	}
	if from.vpc != to.vpc {
		return refuse("InvalidParameterValue", "Route tables %s and %s belong to different networks", from.id, to.id)
	}
	from.associations = slices.DeleteFunc(from.associations, func(x *association) bool { return x == a })
	moved := k.cloud.associate(to, a.subnet)
	if a.subnet == nil {
		to.vpc.mainTable = to.id
	}
	k.out.text("newAssociationId", moved.id)
	k.out.open("associationState")
	k.out.text("state", "associated")
	k.out.close("associationState")
	return nil
}
