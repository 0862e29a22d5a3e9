package command

// Format returns the canonical text of c: Parse(Format(c)) equals c for every
// c that Parse can return, as long as the text is not longer than MaxLength
// (quoting can make it longer than what was typed). What has its zero value
// is left out.
func Format(c Command) string {
	if c == nil {
		return ""
	}
	spec := c.spec()
	out := spec.name
	for _, p := range spec.paramsOf(c) {
		v := p.value.String()
		if v == "" {
			continue
		}
		switch p.role {
		case argumentRole:
		case keyRole:
			v = p.name + "=" + v
		case flagRole:
			v = p.name
		}
		out += " " + v
	}
	return protect(out)
}
