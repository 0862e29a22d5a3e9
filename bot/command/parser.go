package command

// A parser reads one command. It holds how far it has read, and the params of
// the verb with those that are set.
type parser struct {
	lexer
	params []param
	set    []bool // by param
	// last is the param of the words just before, when they had no quotes:
	// what looks like a key there may have been meant as text.
	last *param
}

// put sets param i from t. Its error names the param.
func (p *parser) put(i int, t token) *Error {
	p.set[i] = true
	err := read(p.params[i], t)
	if err != nil {
		err.Param = p.params[i].name
	}
	return err
}

// read sets the field of q from t. What names a verb is looked up here and not
// by the value: the grammar is made of values.
func read(q param, t token) *Error {
	if q.verb {
		v, err := verbOf(t)
		if err != nil {
			return err
		}
		t.chars = scan(v.name)
	}
	return q.value.set(t)
}

// named returns the index of the key or flag with this name; -1 for none.
func (p *parser) named(name string) int {
	for i, q := range p.params {
		if q.role != argumentRole && q.name == name {
			return i
		}
	}
	return -1
}
