package sim

import (
	"slices"
	"strings"
)

// maxFilterValues is how many values one call may filter by. The number is
// AWS's, from memory.
const maxFilterValues = 200

// filter is one Filter.N of a request.
type filter struct {
	name   string
	values []string // with * and ? as wildcards and \ before a literal one
}

// readFilters reads Filter.N and refuses names that the call does not know.
func readFilters(in *params, known func(name string) bool) ([]filter, error) {
	var list []filter
	values := 0
	for _, item := range in.items("Filter") {
		f := filter{name: item.text("Name"), values: item.texts("Value")}
		if f.name == "" {
			return nil, errMissing("Filter.Name")
		}
		if !known(f.name) {
			return nil, refuse("InvalidParameterValue", "The filter '%s' is invalid", clip(f.name))
		}
		if len(f.values) == 0 {
			return nil, refuse("InvalidParameterValue", "The filter '%s' has no values", clip(f.name))
		}
		values += len(f.values)
		list = append(list, f)
	}
	if values > maxFilterValues {
		return nil, refuse("FilterLimitExceeded", "The maximum number of filter values specified on a single call is %d", maxFilterValues)
	}
	return list, nil
}

// match says whether a value of a resource is one of those of the filter.
func (f filter) match(have string) bool {
	return slices.ContainsFunc(f.values, func(pattern string) bool { return wildcard(pattern, have) })
}

// exact returns the values of the filter called name when it is among the
// filters and none of its values has a wildcard.
func exact(filters []filter, name string) ([]string, bool) {
	for _, f := range filters {
		if f.name == name && !slices.ContainsFunc(f.values, func(v string) bool { return strings.ContainsAny(v, `*?\`) }) {
			return f.values, true
		}
	}
	return nil, false
}

// wildcard says whether s matches a pattern in which * stands for any number
// of characters, ? for one and \ makes the next one literal. It takes time
// proportional to len(pattern)*len(s) at most.
func wildcard(pattern, s string) bool {
	var p, i int
	star, from := -1, 0 // the last * and where the text after it is tried
	for i < len(s) {
		switch {
		case p < len(pattern) && pattern[p] == '*':
			star, from = p, i
			p++
			continue
		case p < len(pattern) && pattern[p] == '?':
			p++
			i++
			for i < len(s) && s[i]&0xc0 == 0x80 { // the rest of a rune
				i++
			}
			continue
		case p+1 < len(pattern) && pattern[p] == '\\' && pattern[p+1] == s[i]:
			p += 2
			i++
			continue
		case p < len(pattern) && pattern[p] != '\\' && pattern[p] == s[i]:
			p++
			i++
			continue
		case star >= 0:
			from++
			p, i = star+1, from
			continue
		}
		return false
	}
	return strings.Trim(pattern[p:], "*") == ""
}
