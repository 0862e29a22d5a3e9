package command

// scan decodes Slack's entities and folds each character:
//
//   - every kind of space and line end, for both readings, is a space
//   - invisible characters (zero width, bidirectional marks) are dropped
//   - for the grammar only: typographic quotes, dashes (iOS turns -- into an
//     em dash) and the full-width forms of Japanese and Korean input methods
//     become ASCII; joiners and variation selectors, which emoji and some
//     scripts need, are not seen
func scan(text string) []char {
	in := []rune(text)
	out := make([]char, 0, len(in))
	for i := 0; i < len(in); {
		if r, n := escape(in[i:]); n > 0 {
			out = append(out, char{fold: r, typed: r, pos: i})
			i += n
			continue
		}
		e, ok := mentioned(in[i:])
		if !ok {
			out = fold(out, in[i], i)
			i++
			continue
		}
		if e.sigil != 0 {
			out = append(out, char{fold: e.sigil, typed: e.sigil, pos: i})
		}
		for j := i + e.from; j < i+e.to; {
			if r, n := escape(in[j:]); n > 0 {
				out = append(out, char{fold: r, typed: r, pos: j})
				j += n
				continue
			}
			out = fold(out, in[j], j)
			j++
		}
		i += e.size
	}
	return out
}
