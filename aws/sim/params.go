package sim

import (
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

const (
	maxParams = 5000 // of one request; CreateTags with 1,000 ids and 50 tags stays below
	maxDepth  = 8    // dots in the name of a parameter; IpPermissions.1.Groups.1.GroupId has 4
)

// params is the body of a Query request as a tree: "Filter.1.Name" is the
// child Name of the child 1 of the child Filter. It remembers what was read,
// so that a parameter that nobody asked for can be refused, not ignored.
//
// The methods that convert keep the first error in the root; see [params.bad].
type params struct {
	root *params
	name string // full name, for messages
	kids map[string]*params

	value     string
	set, used bool

	err error // only in the root
}

// parseParams reads a form. It refuses broken escapes, names that are too
// deep or given twice, and too many of them.
func parseParams(body string) (*params, error) {
	if strings.Count(body, "&") >= maxParams {
		return nil, refuse("InvalidParameterCombination", "The request has more than %d parameters", maxParams)
	}
	form, err := url.ParseQuery(body)
	if err != nil {
		return nil, refuse("MalformedQueryString", "The query string contains a syntax error")
	}
	root := &params{}
	root.root = root
	for name, values := range form {
		if len(values) != 1 {
			return nil, refuse("InvalidParameterCombination", "The parameter %s is given more than once", clip(name))
		}
		if strings.Count(name, ".") > maxDepth {
			return nil, errUnknownParam(name)
		}
		at := root
		for part := range strings.SplitSeq(name, ".") {
			at = at.grow(part)
		}
		at.name, at.value, at.set = name, values[0], true
	}
	return root, nil
}

func (p *params) grow(part string) *params {
	kid := p.kids[part]
	if kid == nil {
		name := part
		if p != p.root {
			name = p.name + "." + part
		}
		kid = &params{root: p.root, name: name}
		if p.kids == nil {
			p.kids = map[string]*params{}
		}
		p.kids[part] = kid
	}
	return kid
}

// bad returns the first error of any conversion of the request.
func (p *params) bad() error { return p.root.err }

func (p *params) fail(err error) {
	if p.root.err == nil {
		p.root.err = err
	}
}

// has says whether a parameter or anything below it was sent.
func (p *params) has(name string) bool { return p.kids[name] != nil }

// text returns a value, "" when it was not sent.
func (p *params) text(name string) string {
	kid := p.kids[name]
	if kid == nil {
		return ""
	}
	kid.used = true
	return kid.value
}

// must returns a value that has to be there.
func (p *params) must(name string) string {
	v := p.text(name)
	if v == "" {
		p.fail(errMissing(name))
	}
	return v
}

// id returns a value that has to be there and be an id of a kind.
func (p *params) id(name string, kind idKind) string {
	v := p.must(name)
	if v != "" {
		if err := kind.check(v); err != nil {
			p.fail(err)
		}
	}
	return v
}

// flag returns a boolean, false when it was not sent.
func (p *params) flag(name string) bool {
	switch v := strings.ToLower(p.text(name)); v {
	case "true":
		return true
	case "", "false":
		return false
	default:
		p.fail(errValue(name, v))
		return false
	}
}

// number returns an integer and whether it was sent.
func (p *params) number(name string) (n int, ok bool) {
	v := p.text(name)
	if v == "" {
		return 0, false
	}
	n, err := strconv.Atoi(v)
	if err != nil {
		p.fail(errValue(name, v))
	}
	return n, true
}

// items returns the members of a list of structures, by number.
func (p *params) items(name string) []*params {
	kid := p.kids[name]
	if kid == nil {
		return nil
	}
	kid.used = kid.used || !kid.set
	return kid.numbered()
}

// numbered returns what is below the names 1, 2 and so on.
func (p *params) numbered() []*params {
	numbers := make([]int, 0, len(p.kids))
	for part := range p.kids {
		if n, err := strconv.Atoi(part); err == nil && n > 0 && part == strconv.Itoa(n) {
			numbers = append(numbers, n)
		}
	}
	slices.Sort(numbers)
	list := make([]*params, len(numbers))
	for i, n := range numbers {
		list[i] = p.kids[strconv.Itoa(n)]
	}
	return list
}

// texts returns the members of a list of values, by number.
func (p *params) texts(name string) []string {
	items := p.items(name)
	list := make([]string, len(items))
	for i, item := range items {
		item.used = true
		list[i] = item.value
	}
	return list
}

// inner returns the members of a structure, never nil.
func (p *params) inner(name string) *params {
	if kid := p.kids[name]; kid != nil {
		return kid
	}
	return &params{root: p.root, name: name}
}

// unread refuses the request if it has a parameter that nobody read.
func (p *params) unread() error {
	if p.set && !p.used {
		return errUnknownParam(p.name)
	}
	for _, part := range slices.Sorted(maps.Keys(p.kids)) {
		if err := p.kids[part].unread(); err != nil {
			return err
		}
	}
	return nil
}

// flat returns up to limit parameters by full name, for the call log.
func (p *params) flat(limit int) map[string]string {
	out := map[string]string{}
	var walk func(*params)
	walk = func(at *params) {
		if at.set && len(out) < limit {
			out[clip(at.name)] = clip(at.value)
		}
		for _, part := range slices.Sorted(maps.Keys(at.kids)) {
			if len(out) < limit {
				walk(at.kids[part])
			}
		}
	}
	walk(p)
	return out
}

func errUnknownParam(name string) error {
	return refuse("UnknownParameter", "The parameter %s is not recognized", clip(name))
}
