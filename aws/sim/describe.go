package sim

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// fields maps the names of filters to the values that a resource has there.
type fields[T any] map[string]func(T) []string

// listing says how one Describe call lists its resources.
type listing[T resource] struct {
	set     string // element around the items
	idParam string // list of ids; "" when the call takes none
	check   func(id string) error
	find    func(id string) (T, bool)
	lost    func(id string) error // for an id that find does not know
	all     []T                   // by order(); what is described without ids
	visible func(T) bool          // nil means all are
	// narrow, when set, may return a smaller list than all, in order, that
	// still has everything that passes the filters.
	narrow func([]filter) []T

	fields fields[T]
	tags   func(T) map[string]string // nil when there are no tags

	min, max int // bounds of MaxResults; max 0 when the call has no pages
	write    func(T)
}

// describe does a Describe call.
func describe[T resource](k *call, l listing[T]) error {
	var ids []string
	if l.idParam != "" {
		ids = k.in.texts(l.idParam)
	}
	filters, err := readFilters(k.in, func(name string) bool {
		return l.fields[name] != nil || l.tags != nil && (name == "tag-key" || strings.HasPrefix(name, "tag:"))
	})
	if err != nil {
		return err
	}
	limit, after, err := readPage(k, l.min, l.max, filters)
	if err != nil {
		return err
	}
	if err := k.authorize(); err != nil {
		return err
	}
	if len(ids) > 0 && limit > 0 && !k.cloud.answers.IDsWithMaxResults {
		return refuse("InvalidParameterCombination", "The parameter %s cannot be used with the parameter maxResults", lowerFirst(l.idParam))
	}
	from, err := choose(l, ids, filters)
	if err != nil {
		return err
	}
	k.out.open(l.set)
	n, last := 0, uint64(0)
	more := false
	for _, v := range from {
		if v.order() <= after || l.visible != nil && !l.visible(v) || !l.pass(v, filters) {
			continue
		}
		if limit > 0 && n == limit {
			more = true
			break
		}
		k.out.open("item")
		l.write(v)
		k.out.close("item")
		n, last = n+1, v.order()
	}
	k.out.close(l.set)
	if more {
		k.out.text("nextToken", pageToken(k, last, filters))
	}
	return nil
}

// choose returns the resources that a call is about before filters.
func choose[T resource](l listing[T], ids []string, filters []filter) ([]T, error) {
	if len(ids) == 0 {
		if l.narrow != nil {
			return l.narrow(filters), nil
		}
		return l.all, nil
	}
	for _, id := range ids {
		if err := l.check(id); err != nil {
			return nil, err
		}
	}
	var from []T
	for _, id := range ids {
		v, ok := l.find(id)
		if !ok || l.visible != nil && !l.visible(v) {
			return nil, l.lost(id)
		}
		from = append(from, v)
	}
	slices.SortFunc(from, func(a, b T) int { return int(int64(a.order() - b.order())) })
	return slices.Compact(from), nil
}

// pass says whether a resource has, for every filter, one of its values.
func (l listing[T]) pass(v T, filters []filter) bool {
	for _, f := range filters {
		var have []string
		switch {
		case l.fields[f.name] != nil:
			have = l.fields[f.name](v)
		case f.name == "tag-key":
			have = slices.Collect(maps.Keys(l.tags(v)))
		default:
			if value, ok := l.tags(v)[strings.TrimPrefix(f.name, "tag:")]; ok {
				have = []string{value}
			}
		}
		if !slices.ContainsFunc(have, f.match) {
			return false
		}
	}
	return true
}

// readPage reads MaxResults and NextToken. A limit of 0 means all; after is
// the order of the last resource of the page before.
func readPage(k *call, low, high int, filters []filter) (limit int, after uint64, err error) {
	if high == 0 {
		return 0, 0, nil
	}
	limit, ok := k.in.number("MaxResults")
	token := k.in.text("NextToken")
	switch {
	case ok && limit < low:
		return 0, 0, refuse("InvalidParameterValue", "Value ( %d ) for parameter maxResults is invalid. Expecting a value greater than or equal to %d.", limit, low)
	case ok && limit > high:
		return 0, 0, refuse("InvalidParameterValue", "Value ( %d ) for parameter maxResults is invalid. Expecting a value less than or equal to %d.", limit, high)
	case token == "":
		return limit, 0, nil
	}
	after, ok = readToken(k, token, filters)
	if !ok {
		return 0, 0, refuse("InvalidNextToken", "The token '%s' is invalid.", clip(token))
	}
	return limit, after, nil
}

// readToken returns the number that pageToken wrote, for the same question.
func readToken(k *call, token string, filters []filter) (n uint64, ok bool) {
	raw, err := base64.URLEncoding.DecodeString(token)
	if err != nil || len(raw) != 24 || string(raw[8:]) != string(tokenSum(k, raw[:8], filters)) {
		return 0, false
	}
	return binary.BigEndian.Uint64(raw), true
}

// pageToken names the end of a page. It holds for the same action, account,
// Region and filters only.
func pageToken(k *call, last uint64, filters []filter) string {
	raw := binary.BigEndian.AppendUint64(nil, last)
	return base64.URLEncoding.EncodeToString(append(raw, tokenSum(k, raw, filters)...))
}

func tokenSum(k *call, raw []byte, filters []filter) []byte {
	h := sha256.New()
	h.Write(raw)
	for _, s := range []string{strconv.FormatUint(k.cloud.ids.seed, 10), k.action, k.who.account, k.region} {
		h.Write([]byte(s + "\x00"))
	}
	for _, f := range filters {
		h.Write([]byte(f.name + "\x00" + strings.Join(f.values, "\x00") + "\x00"))
	}
	return h.Sum(nil)[:16]
}

// once returns f with a memory: a description looks at a resource once, however
// many filters look at it.
func once[K comparable, V any](f func(K) V) func(K) V {
	seen := map[K]V{}
	return func(k K) V {
		v, ok := seen[k]
		if !ok {
			v = f(k)
			seen[k] = v
		}
		return v
	}
}
