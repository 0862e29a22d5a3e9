package command

// A row is one verb of the grammar.
type row struct {
	doc
	name string
	// fresh returns the slots of a new, zero command and a function that
	// returns that command once they are filled.
	fresh func() ([]slot, func() Command)
	// filled returns the slots of c, to be read; nil when c is not this verb.
	filled func(c Command) []slot
}

// doc is what a row says to people.
type doc struct {
	summary  string   // a sentence without a full stop
	examples []string // the first one is also the hint for what is missing
	instead  []string // words that people try; only for "did you mean"
}

// verb makes the row of the command C. slots is called on a fresh C each time
// and ties names to its fields.
func verb[C Command](d doc, slots func(*C) []slot) row {
	var zero C
	return row{
		doc:  d,
		name: zero.verb(),
		fresh: func() ([]slot, func() Command) {
			c := new(C)
			return slots(c), func() Command { return *c }
		},
		filled: func(cmd Command) []slot {
			c, ok := cmd.(C)
			if !ok {
				return nil
			}
			return slots(&c)
		},
	}
}

// find returns the row of a verb.
func find(name string) (row, bool) {
	for _, r := range grammar() {
		if r.name == name {
			return r, true
		}
	}
	return row{}, false
}

// A value reads one token into a field of a command, and prints it back.
type value interface {
	// set returns nil, or an error with everything but its Usage.
	set(tok token) *Error
	// String returns the canonical spelling, which set reads back to the same
	// field; empty when the field has its zero value.
	String() string
}

// A role says where a slot stands in the text.
type role int

const (
	argument role = iota // by position
	keyed                // name=value
	bare                 // the name alone
)

// A slot is a place in a verb's text that fills one field.
type slot struct {
	role   role
	name   string
	values string // for keyed: what may follow, as in usage lines
	help   string // what it means, without a full stop
	normal string // what is meant when it is left out; may be empty
	value  value

	must    bool // an error when it is missing
	free    bool // the value may be several words without quotes
	keyless bool // those words may come without name=
}

func arg(name, help string, v value) slot {
	return slot{role: argument, name: name, help: help, value: v, must: true}
}

func key(name, values, help string, v value) slot {
	return slot{role: keyed, name: name, values: values, help: help, value: v}
}

// why is the key of a reason: its value is prose.
func why(help string, p *string) slot {
	return slot{role: keyed, name: "reason", values: `"…"`, help: help, value: line{p}, free: true}
}

func word(name, help string, p *bool) slot {
	return slot{role: bare, name: name, help: help, value: yes{p}}
}

func (s slot) required() slot { s.must = true; return s }

func (s slot) optional() slot { s.must = false; return s }

func (s slot) rest() slot { s.keyless = true; return s }

func (s slot) normally(v string) slot { s.normal = v; return s }

// usage is the slot in a usage line, in brackets when it may be left out.
func (s slot) usage() string {
	u := s.name
	if s.role == keyed {
		u += "=" + s.values
	}
	if !s.must {
		u = "[" + u + "]"
	}
	return u
}

// usage is the whole line: the verb and its slots.
func (r row) usage() string {
	u := r.name
	slots, _ := r.fresh()
	for _, s := range slots {
		u += " " + s.usage()
	}
	return u
}
