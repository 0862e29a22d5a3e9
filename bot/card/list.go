package card

import (
	"strings"
	"unicode/utf8"
)

// list is a title with rows below it.
type list struct {
	id       string
	title    richText
	rows     []richText
	more     key  // says how many more rows there are
	code     bool // the rows are a fixed-width block
	most     int  // rows in blocks; 0 is as many as fit
	sections int  // blocks to fill; 0 is 1
	fallback int  // rows in the fallback text; 0 is all that fit
	must     bool // the fallback text must have them
}

// list adds sections with as many rows as the list may have, and says how many
// there are more.
func (m *message) list(l list) {
	m.listText(l)
	if len(l.rows) == 0 {
		if !l.title.empty() {
			m.block(l.id, m.rich(l.title))
		}
		return
	}
	var rows []string
	for _, r := range l.rows {
		if l.most > 0 && len(rows) == l.most {
			break
		}
		rows = append(rows, m.rich(r))
	}
	open, shut := "", ""
	if l.code {
		open, shut = "```\n", "\n```"
	}
	head := m.rich(l.title)
	if head != "" {
		head += "\n"
	}
	shown := 0
	for n := max(l.sections, 1); n > 0 && shown < len(rows); n-- {
		const tail = 200 // for how many more there are
		taken := fitting(rows[shown:], maxSection-tail-utf8.RuneCountInString(head+open+shut))
		text := head + open + strings.Join(rows[shown:shown+taken], "\n") + shut
		shown += taken
		if rest := len(l.rows) - shown; rest > 0 && (n == 1 || shown == len(rows)) {
			text += "\n" + m.rich(m.left(rest, l.more))
		}
		m.block(l.id, text)
		head = ""
	}
}

// fitting is how many rows fit into that many characters, at least one.
func fitting(rows []string, room int) int {
	for i, r := range rows {
		room -= utf8.RuneCountInString(r) + 1
		if room < 0 {
			return max(i, 1)
		}
	}
	return len(rows)
}

func (m *message) listText(l list) {
	m.tell(l.title, l.must)
	n := len(l.rows)
	if l.fallback > 0 {
		n = min(n, l.fallback)
	}
	for _, r := range l.rows[:n] {
		m.tell(r, l.must)
	}
	if rest := len(l.rows) - n; rest > 0 {
		m.tell(m.left(rest, l.more), l.must)
	}
}

// maxRow keeps a fixed-width row within a few lines of a narrow screen.
const maxRow = 240
