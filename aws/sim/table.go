package sim

import "slices"

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

type association struct {
	id     string
	subnet *subnet // nil for the main association
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

// find returns the association of a subnet with the table, nil for none.
func (t *table) find(s *subnet) *association {
	for _, a := range t.associations {
		if a.subnet == s {
			return a
		}
	}
	return nil
}

func (t *table) eachAssociation(value func(*association) string) []string {
	list := make([]string, len(t.associations))
	for i, a := range t.associations {
		list[i] = value(a)
	}
	return list
}

// route returns the route that a person made, or the local one, for a
// destination. Propagated routes are not found: a static one may stand beside
// them.
func (t *table) route(dest route) *route {
	for _, r := range t.routes {
		if r.prefix == dest.prefix && r.list == dest.list && r.origin != originPropagation {
			return r
		}
	}
	return nil
}

// dropRoute removes a route from a table.
func (t *table) dropRoute(r *route) {
	t.routes = slices.DeleteFunc(t.routes, func(x *route) bool { return x == r })
}

// seed puts a route into a table.
func (t *table) seed(r Route) {
	made := &route{list: r.PrefixList, target: r.Target, origin: originRoute}
	if r.PrefixList == "" {
		made.prefix = r.Destination.Masked()
	}
	if r.Propagated {
		made.origin = originPropagation
		if !slices.Contains(t.propagating, r.Target) {
			t.propagating = append(t.propagating, r.Target)
		}
	}
	for _, have := range t.routes {
		if have.prefix == made.prefix && have.list == made.list && (have.origin == originPropagation) == r.Propagated {
			have.target = made.target
			return
		}
	}
	t.routes = append(t.routes, made)
}

// forget ends the association of a subnet with the table.
func (t *table) forget(s *subnet) {
	t.associations = slices.DeleteFunc(t.associations, func(a *association) bool { return a.subnet == s })
}
