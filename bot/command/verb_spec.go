package command

// A verbSpec is one verb of the grammar.
type verbSpec struct {
	doc
	topic Topic // set by grammar
	// newParams returns the params of a new, zero command and a function that
	// returns that command once its params are set.
	newParams func() ([]param, func() Command)
	// paramsOf returns the params of c, to be read; nil when c is not this verb.
	paramsOf func(c Command) []param
}

// doc is what of a verb does not depend on its fields.
type doc struct {
	name     string
	examples []string // at least one; the first is shown when something is missing
	aliases  []string // former names: Parse reads them, nothing lists them
	guesses  []string // words that people try; only for "did you mean"
}

// verb makes the spec of the command C. params is called on a new C each time
// and ties names to its fields.
func verb[C Command](d doc, params func(*C) []param) verbSpec {
	return verbSpec{
		doc: d,
		newParams: func() ([]param, func() Command) {
			c := new(C)
			return params(c), func() Command { return *c }
		},
		paramsOf: func(cmd Command) []param {
			c, ok := cmd.(C)
			if !ok {
				return nil
			}
			return params(&c)
		},
	}
}

// usage returns the whole line: the verb and its params.
func (v verbSpec) usage() string {
	u := v.name
	params, _ := v.newParams()
	for _, p := range params {
		u += " " + p.usage()
	}
	return u
}

// shortUsage returns the usage line without what may be left out.
func (v verbSpec) shortUsage() string {
	u := v.name
	params, _ := v.newParams()
	for _, p := range params {
		if p.required {
			u += " " + p.usage()
		}
	}
	return u
}
