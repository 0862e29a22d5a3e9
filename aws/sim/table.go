package sim

import (
	"slices"
	"strconv"
)

// table is a route table. The main one of a VPC has an association without a
// subnet and serves the subnets that have no association of their own.
type table struct {
	base
	vpc          *vpc
	routes       []*route
	associations []*association
	propagating  []string // vgw- ids
	clientToken  string   // of the request that made it; clients send one by themselves

	before []*route // what descriptions still show
	reads  int      // how many more of them
}

// lag makes the next descriptions show the routes as they are now.
func (t *table) lag(reads int) {
	t.before, t.reads = nil, reads
	if reads == 0 {
		return
	}
	for _, r := range t.routes {
		was := *r
		t.before = append(t.before, &was)
	}
}

// look returns the routes that one description shows.
func (t *table) look() []*route {
	if t.reads > 0 {
		t.reads--
		return t.before
	}
	return t.routes
}

type association struct {
	id     string
	subnet *subnet // nil for the main association
}

// newTable makes a route table with the local routes of its VPC.
func (c *Cloud) newTable(v *vpc) *table {
	t := &table{base: c.newBase(kindTable), vpc: v}
	for _, b := range v.blocks {
		if !b.gone {
			t.routes = append(t.routes, localRoute(b.prefix))
		}
	}
	v.place.tables.put(t)
	return t
}

// associate ties a subnet to the table, nil for the VPC as a whole.
func (t *table) associate(c *Cloud, s *subnet) *association {
	a := &association{id: c.newID(kindAssociation), subnet: s}
	t.associations = append(t.associations, a)
	return a
}

// tableOf returns the table that serves a subnet and whether that is explicit.
func (p *place) tableOf(s *subnet) (t *table, explicit bool) {
	for _, t := range p.tables.all {
		if t.vpc == s.vpc && slices.ContainsFunc(t.associations, func(a *association) bool { return a.subnet == s }) {
			return t, true
		}
	}
	return s.vpc.main, false
}

// table returns a route table of the caller's account and Region.
func (k *call) table(id string) (*table, error) {
	if t, ok := k.place.tables.get(id); ok {
		return t, nil
	}
	return nil, kindTable.errMissing(id)
}

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
		return errDependency(kindTable, id)
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
		if other, explicit := k.place.tableOf(s); explicit {
			return refuse("Resource.AlreadyAssociated", "the specified association for route table %s conflicts with an existing association of %s", id, other.id)
		}
		a = t.associate(k.cloud, s)
	}
	k.out.text("associationId", a.id)
	k.out.open("associationState")
	k.out.text("state", "associated")
	k.out.close("associationState")
	return nil
}

// find returns the association of a subnet with the table, nil for none.
func (t *table) find(s *subnet) *association {
	for _, a := range t.associations {
		if a.subnet == s {
			return a
		}
	}
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
	moved := to.associate(k.cloud, a.subnet)
	if a.subnet == nil {
		to.vpc.main = to
	}
	k.out.text("newAssociationId", moved.id)
	k.out.open("associationState")
	k.out.text("state", "associated")
	k.out.close("associationState")
	return nil
}

func (k *call) describeRouteTables() error {
	see := once((*table).look)
	f := fields[*table]{
		"route-table-id": func(t *table) []string { return []string{t.id} },
		"vpc-id":         func(t *table) []string { return []string{t.vpc.id} },
		"owner-id":       func(t *table) []string { return []string{t.vpc.place.account} },
		"association.route-table-association-id": func(t *table) []string {
			return t.eachAssociation(func(a *association) string { return a.id })
		},
		"association.route-table-id": func(t *table) []string {
			return t.eachAssociation(func(*association) string { return t.id })
		},
		"association.subnet-id": func(t *table) []string {
			return t.eachAssociation(func(a *association) string {
				if a.subnet == nil {
					return ""
				}
				return a.subnet.id
			})
		},
		"association.main": func(t *table) []string {
			return t.eachAssociation(func(a *association) string { return strconv.FormatBool(a.subnet == nil) })
		},
		"association.gateway-id": func(*table) []string { return nil },
	}
	for name, value := range routeFields {
		f["route."+name] = func(t *table) []string {
			var list []string
			for _, r := range see(t) {
				if s := value(k, r); s != "" {
					list = append(list, s)
				}
			}
			return list
		}
	}
	return describe(k, listing[*table]{
		set: "routeTableSet", idParam: "RouteTableId", min: 5, max: 100,
		check:  kindTable.check,
		find:   k.place.tables.get,
		lost:   kindTable.errMissing,
		all:    k.place.tables.all,
		fields: f,
		tags:   func(t *table) map[string]string { return k.tagsOf(t.id) },
		write:  func(t *table) { k.writeTable(t, see(t)) },
	})
}

func (t *table) eachAssociation(value func(*association) string) []string {
	list := make([]string, len(t.associations))
	for i, a := range t.associations {
		list[i] = value(a)
	}
	return list
}

func (k *call) writeTable(t *table, routes []*route) {
	w := &k.out
	w.text("routeTableId", t.id)
	w.text("vpcId", t.vpc.id)
	w.text("ownerId", t.vpc.place.account)
	w.open("routeSet")
	for _, r := range routes {
		w.open("item")
		k.writeRoute(r)
		w.close("item")
	}
	w.close("routeSet")
	w.open("associationSet")
	for _, a := range t.associations {
		w.open("item")
		w.text("routeTableAssociationId", a.id)
		w.text("routeTableId", t.id)
		if a.subnet != nil {
			w.text("subnetId", a.subnet.id)
		}
		w.flag("main", a.subnet == nil)
		w.open("associationState")
		w.text("state", "associated")
		w.close("associationState")
		w.close("item")
	}
	w.close("associationSet")
	w.open("propagatingVgwSet")
	for _, id := range t.propagating {
		w.open("item")
		w.text("gatewayId", id)
		w.close("item")
	}
	w.close("propagatingVgwSet")
	k.writeTags(t.id)
}
