package blockkit

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Problem is one thing wrong with blocks, in the shape of blocks.validate.
type Problem struct {
	Code    string `json:"code"`
	Message string `json:"message"`
	Field   string `json:"field,omitempty"`
	Pointer string `json:"pointer"` // JSON pointer from the list of blocks
}

// maxProblems bounds what is said about one message.
const maxProblems = 20

// checker collects the problems of one list of blocks.
type checker struct {
	problems []Problem
}

func (c *checker) report(at, code, field, format string, args ...any) {
	if len(c.problems) < maxProblems {
		c.problems = append(c.problems, Problem{code, fmt.Sprintf(format, args...), field, at})
	}
}

// rule checks a decoded JSON value at a JSON pointer.
type rule func(c *checker, at string, v any)

// text is a string of 1 to n characters.
func text(n int) rule {
	return func(c *checker, at string, v any) {
		s, ok := v.(string)
		switch {
		case !ok:
			c.report(at, "invalid_type", "", "must be a string")
		case s == "":
			c.report(at, "too_short", "", "must be more than 0 characters")
		case utf8.RuneCountInString(s) > n:
			c.report(at, "too_long", "", "must be less than %d characters", n+1)
		}
	}
}

// textOrEmpty is a string of up to n characters.
func textOrEmpty(n int) rule {
	full := text(n)
	return func(c *checker, at string, v any) {
		if v != "" {
			full(c, at, v)
		}
	}
}

func boolean(c *checker, at string, v any) {
	if _, ok := v.(bool); !ok {
		c.report(at, "invalid_type", "", "must be a boolean")
	}
}

// integer is a whole number between lowest and highest.
func integer(lowest, highest int) rule {
	return func(c *checker, at string, v any) {
		n, ok := v.(float64)
		if !ok || n != float64(int(n)) || int(n) < lowest || int(n) > highest {
			c.report(at, "invalid_value", "", "must be an integer between %d and %d", lowest, highest)
		}
	}
}

func anything(*checker, string, any) {}

// one is one of the given strings.
func one(of ...string) rule {
	return func(c *checker, at string, v any) {
		if s, ok := v.(string); !ok || !slices.Contains(of, s) {
			c.report(at, "invalid_value", "", "must be one of [%s]", strings.Join(of, ", "))
		}
	}
}

// list is an array of lowest to highest items.
func list(lowest, highest int, item rule) rule {
	return func(c *checker, at string, v any) {
		items, ok := v.([]any)
		switch {
		case !ok:
			c.report(at, "invalid_type", "", "must be an array")
			return
		case len(items) > highest:
			c.report(at, "too_many_items", "", "no more than %d items allowed", highest)
		case len(items) < lowest:
			c.report(at, "too_few_items", "", "no less than %d items allowed", lowest)
		}
		for i, x := range items {
			if i < highest {
				item(c, at+"/"+strconv.Itoa(i), x)
			}
		}
	}
}

// fields are the keys of an object; those with a star must be there.
type fields map[string]rule

// object is an object with those keys and no others.
func object(keys fields) rule {
	need, rules := []string{}, fields{}
	for key, r := range keys {
		if name, ok := strings.CutPrefix(key, "*"); ok {
			need = append(need, name)
			key = name
		}
		rules[key] = r
	}
	slices.Sort(need)
	return func(c *checker, at string, v any) {
		o, ok := v.(map[string]any)
		if !ok {
			c.report(at, "invalid_type", "", "must be an object")
			return
		}
		for _, name := range need {
			if o[name] == nil {
				c.report(at, "missing_field", name, "missing required field: %s", name)
			}
		}
		names := make([]string, 0, len(o))
		for name := range o {
			names = append(names, name)
		}
		slices.Sort(names)
		for _, name := range names {
			switch r := rules[name]; {
			case r == nil:
				c.report(at, "invalid_property", name, "invalid additional property: %s", name)
			case o[name] != nil:
				r(c, at+"/"+name, o[name])
			}
		}
	}
}

// byType is an object whose key "type" says what else it holds.
func byType(types map[string]rule) rule {
	return func(c *checker, at string, v any) {
		o, ok := v.(map[string]any)
		if !ok {
			c.report(at, "invalid_type", "", "must be an object")
			return
		}
		kind, ok := o["type"].(string)
		if !ok {
			c.report(at, "missing_field", "type", "missing required field: type")
			return
		}
		r := types[kind]
		if r == nil {
			c.report(at+"/type", "unsupported_type", "type", "unsupported type: %s", kind)
			return
		}
		r(c, at, v)
	}
}

// both is a and then b.
func both(a, b rule) rule {
	return func(c *checker, at string, v any) {
		a(c, at, v)
		b(c, at, v)
	}
}

func only(types map[string]rule, names []string) map[string]rule {
	some := map[string]rule{}
	for _, name := range names {
		some[name] = types[name]
	}
	return some
}
