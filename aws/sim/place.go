package sim

import "slices"

// placeKey names one account in one Region.
type placeKey struct{ account, region string }

// place holds what one account has in one Region. All of it is guarded by the
// cloud's mutex.
type place struct {
	placeKey

	vpcs      shelf[*vpc]
	subnets   shelf[*subnet]
	tables    shelf[*table]
	gateways  shelf[*gateway]
	groups    shelf[*group]
	peerings  shelf[*peering] // those that are visible here at some time
	tags      map[string]map[string]string
	oldTags   map[string]*oldTags // what descriptions still show
	blockSeed int                 // of the next IPv6 block that AWS picks
}

// place returns the place of an account in a Region, a new one if needed.
func (c *Cloud) place(account, region string) *place {
	p := c.peek(account, region)
	c.places[p.placeKey] = p
	return p
}

// peek returns the place of an account in a Region. One that does not exist is
// empty and not kept: who only looks, or is refused, leaves no trace.
func (c *Cloud) peek(account, region string) *place {
	k := placeKey{account, region}
	if p := c.places[k]; p != nil {
		return p
	}
	return &place{placeKey: k, tags: map[string]map[string]string{}, oldTags: map[string]*oldTags{}}
}

// base is what every resource has.
type base struct {
	id  string
	seq uint64
}

func (b *base) key() string   { return b.id }
func (b *base) order() uint64 { return b.seq }

func (c *Cloud) newBase(k idKind) base { return base{id: c.newID(k), seq: c.nextSeq()} }

// resource is a pointer to a struct that embeds base.
type resource interface {
	comparable
	key() string
	order() uint64
}

// shelf keeps resources by id and in the order of their creation. The zero
// value is empty.
type shelf[T resource] struct {
	byID map[string]T
	all  []T // by order()
}

func (s *shelf[T]) get(id string) (T, bool) {
	v, ok := s.byID[id]
	return v, ok
}

func (s *shelf[T]) put(v T) {
	if s.byID == nil {
		s.byID = map[string]T{}
	}
	s.byID[v.key()] = v
	s.all = append(s.all, v)
}

func (s *shelf[T]) remove(v T) {
	delete(s.byID, v.key())
	if i := slices.Index(s.all, v); i >= 0 {
		s.all = slices.Delete(s.all, i, i+1)
	}
}
