package command

// A param is a place in a verb's text that fills one field.
type param struct {
	role     role
	name     string
	values   string   // of a key: what may follow name=, as in usage lines
	options  []string // the words that values stands for; nil when it spells them
	fallback string   // what is meant when the param is left out; may be empty
	value    value

	verb     bool // the value names a verb: set gets its present name, and no other word
	required bool
	text     bool // the value may be several words without quotes
	freeText bool // those words may come without name=
}

// A role says how a param is told from the others.
type role int

const (
	argumentRole role = iota // by its position
	keyRole                  // by name=
	flagRole                 // by its name, which stands alone
)

// A value reads one token into a field of a command, and prints it back.
type value interface {
	// set returns nil, or an error without its Verb and Param.
	set(tok token) *Error
	// String returns the canonical spelling, which set reads back to the same
	// field; empty when the field has its zero value.
	String() string
}

// argument is required unless optional says otherwise.
func argument(name string, v value) param {
	return param{role: argumentRole, name: name, value: v, required: true}
}

func key(name, values string, v value) param {
	return param{role: keyRole, name: name, values: values, value: v}
}

func flag(name string, p *bool) param {
	return param{role: flagRole, name: name, value: present{p}}
}

// reason is the key of a text.
func reason(p *string) param {
	return param{role: keyRole, name: "reason", values: `"…"`, value: oneLine{p}, text: true}
}

// ofVerb has the parser look the value up in the grammar.
func (p param) ofVerb() param { p.verb = true; return p }

func (p param) optional() param { p.required = false; return p }

func (p param) needed() param { p.required = true; return p }

// orRest lets the text follow the arguments without its key.
func (p param) orRest() param { p.freeText = true; return p }

func (p param) fallsBackTo(v string) param { p.fallback = v; return p }

func (p param) oneOf(words []string) param { p.options = words; return p }

// usage returns the param as in a usage line: in brackets when it may be left
// out.
func (p param) usage() string {
	u := p.name
	if p.role == keyRole {
		u += "=" + p.values
	}
	if !p.required {
		u = "[" + u + "]"
	}
	return u
}

// prefix returns the name as it is typed in front of a value.
func (p param) prefix() string {
	if p.role == keyRole {
		return p.name + "="
	}
	return p.name
}
