package sim

import "strconv"

func (k *call) describeRouteTables() error {
	see := once((*table).look)
	f := fields[*table]{
		"route-table-id": func(t *table) []string { return []string{t.id} },
		"vpc-id":         func(t *table) []string { return []string{t.vpc.id} },
		"owner-id":       func(t *table) []string { return []string{t.vpc.account} },
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

func (k *call) writeTable(t *table, routes []*route) {
	w := &k.out
	w.text("routeTableId", t.id)
	w.text("vpcId", t.vpc.id)
	w.text("ownerId", t.vpc.account)
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

// routeFields are the filters route.* of DescribeRouteTables.
var routeFields = map[string]func(*call, *route) string{
	"destination-cidr-block":          func(_ *call, r *route) string { return r.family(false) },
	"destination-ipv6-cidr-block":     func(_ *call, r *route) string { return r.family(true) },
	"destination-prefix-list-id":      func(_ *call, r *route) string { return r.list },
	"egress-only-internet-gateway-id": func(_ *call, r *route) string { return r.through("egressOnlyInternetGatewayId") },
	"gateway-id":                      func(_ *call, r *route) string { return r.through("gatewayId") },
	"instance-id":                     func(_ *call, r *route) string { return r.through("instanceId") },
	"nat-gateway-id":                  func(_ *call, r *route) string { return r.through("natGatewayId") },
	"transit-gateway-id":              func(_ *call, r *route) string { return r.through("transitGatewayId") },
	"vpc-peering-connection-id":       func(_ *call, r *route) string { return r.through("vpcPeeringConnectionId") },
	"origin":                          func(_ *call, r *route) string { return r.origin },
	"state":                           func(k *call, r *route) string { return k.cloud.routeState(k.place, r, k.now) },
}

func (k *call) writeRoute(r *route) {
	w := &k.out
	switch {
	case r.list != "":
		w.text("destinationPrefixListId", r.list)
	case r.prefix.Addr().Is6():
		w.text("destinationIpv6CidrBlock", r.prefix.String())
	default:
		w.text("destinationCidrBlock", r.prefix.String())
	}
	w.text(targetElement(r.target), r.target)
	w.text("state", k.cloud.routeState(k.place, r, k.now))
	w.text("origin", r.origin)
}
