package sim

import "slices"

// base is what every resource has.
type base struct {
	id  string
	seq uint64
}

func (b *base) key() string { return b.id }

func (b *base) order() uint64 { return b.seq }

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
