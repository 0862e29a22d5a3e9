package sim

import "maps"

// place holds what one account has in one Region. All of it is guarded by the
// cloud's mutex.
type place struct {
	placeKey

	vpcs     shelf[*vpc]
	subnets  shelf[*subnet]
	tables   shelf[*table]
	gateways shelf[*gateway]
	groups   shelf[*group]
	peerings shelf[*peering] // those that are visible here at some time
	tags     map[string]map[string]string
	oldTags  map[string]*oldTags // what descriptions still show
}

// oldTags are the tags that descriptions of a resource still show.
type oldTags struct {
	tags  map[string]string
	reads int // how many more descriptions
}

// tag sets tags of a resource in one account and Region.
func (p *place) tag(id string, tags map[string]string) {
	if len(tags) == 0 {
		return
	}
	have := p.tags[id]
	if have == nil {
		have = map[string]string{}
		p.tags[id] = have
	}
	maps.Copy(have, tags)
}

// tableOf returns the table that a subnet is associated with, nil when the main
// one serves it.
func (p *place) tableOf(s *subnet) *table {
	for _, t := range p.tables.all {
		if t.find(s) != nil {
			return t
		}
	}
	return nil
}

// rule finds a rule of any group by id.
func (p *place) rule(id string) (*rule, bool) {
	for _, g := range p.groups.all {
		for _, r := range g.allRules() {
			if r.id == id {
				return r, true
			}
		}
	}
	return nil, false
}
