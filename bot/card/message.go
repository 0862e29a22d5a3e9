package card

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/slack-go/slack"
)

// Slack's limits, in characters unless said otherwise.
// https://docs.slack.dev/reference/block-kit/blocks
const (
	maxBlocks  = 50   // per message
	maxSection = 3000 // text of a section, and of any text object
	maxField   = 2000 // each field of a section
	maxFields  = 10   // per section
	maxHeader  = 150
	maxContext = 10 // elements of a context block
	maxConfirm = 300
	// maxText is ours, in bytes: chat.update refuses more than 4,000 with
	// msg_too_long, and people found out that bytes are counted, after escaping.
	// https://docs.slack.dev/reference/methods/chat.update
	maxText = 3500
)

// message is being built: blocks and the sentences of the fallback text. Block
// ids are stable, so that an edited card is compared block by block.
type message struct {
	lang   *Language
	blocks []slack.Block
	text   []told
	ids    map[string]int
	more   richText // the command that shows what is left out; may be empty
}

// told is one line of the fallback text.
type told struct {
	plain string
	must  bool // stays when the text becomes too long
}

// id returns a block id that is unique in the message: "routes", "routes-2".
func (m *message) id(name string) string {
	if m.ids == nil {
		m.ids = map[string]int{}
	}
	m.ids[name]++
	if n := m.ids[name]; n > 1 {
		return fmt.Sprintf("%s-%d", name, n)
	}
	return name
}

func (m *message) tell(w richText, must bool) {
	m.tellText(w.in(m.lang, fallback), must)
}

func (m *message) tellText(plain string, must bool) {
	if plain != "" {
		m.text = append(m.text, told{plain, must})
	}
}

// note adds to the fallback text alone what the blocks say by other means.
func (m *message) note(w richText) { m.tell(w, true) }

// rich is what words are in a block.
func (m *message) rich(w richText) string { return w.in(m.lang, mrkdwn) }

// label is what words are in a title, on a button or in a dialog, in at most
// limit characters.
func (m *message) label(w richText, limit int) *slack.TextBlockObject {
	return slack.NewTextBlockObject(slack.PlainTextType, cut(w.in(m.lang, label), limit), true, false)
}

// header adds the title.
func (m *message) header(w richText) {
	title := m.label(w, maxHeader)
	m.blocks = append(m.blocks, slack.NewHeaderBlock(title, slack.HeaderBlockOptionBlockID(m.id("header"))))
	m.tellText(title.Text, true)
}

// required adds a section that the fallback text must have too.
func (m *message) required(id string, w richText) { m.section(id, w, true) }

// body adds a section.
func (m *message) body(id string, w richText) { m.section(id, w, false) }

func (m *message) section(id string, w richText, must bool) {
	if w.empty() {
		return
	}
	m.block(id, m.rich(w))
	m.tell(w, must)
}

func (m *message) block(id, mrkdwn string) {
	m.blocks = append(m.blocks, slack.NewSectionBlock(rich(mrkdwn, maxSection), nil, nil,
		slack.SectionBlockOptionBlockID(m.id(id))))
}

// preformatted adds a fixed-width block of text of others.
func (m *message) preformatted(id, text string) {
	text = strings.Trim(text, "\n")
	if line(text) == "" {
		return
	}
	m.block(id, "```\n"+inCode(text, 2900)+"\n```")
	m.tellText(neutral(text, 900), true)
}

// fields adds a section of two columns.
func (m *message) fields(id string, fields ...richText) {
	var objects []*slack.TextBlockObject
	for _, f := range fields {
		if f.empty() || len(objects) == maxFields {
			continue
		}
		objects = append(objects, rich(m.rich(f), maxField))
		m.tellText(strings.ReplaceAll(f.in(m.lang, fallback), "\n", ", "), false)
	}
	if len(objects) > 0 {
		m.blocks = append(m.blocks, slack.NewSectionBlock(nil, objects, nil, slack.SectionBlockOptionBlockID(m.id(id))))
	}
}

// context adds a line in small print.
func (m *message) context(id string, parts ...richText) {
	w := join(" · ", parts...)
	if w.empty() {
		return
	}
	m.blocks = append(m.blocks, slack.NewContextBlock(m.id(id), rich(m.rich(w), maxSection)))
	m.tell(w, false)
}

// actions adds buttons.
func (m *message) actions(id string, buttons ...slack.BlockElement) {
	if len(buttons) > 0 {
		m.blocks = append(m.blocks, slack.NewActionBlock(m.id(id), buttons...))
	}
}

// divider adds a line.
func (m *message) divider() {
	d := slack.NewDividerBlock()
	d.BlockID = m.id("divider")
	m.blocks = append(m.blocks, d)
}

// done returns the message. Within the limits of the parts it can only have
// too many of them: then the middle goes, and the buttons stay.
func (m *message) done() (string, []slack.Block) {
	if n := len(m.blocks); n > maxBlocks {
		last := m.blocks[n-1]
		m.blocks = m.blocks[:maxBlocks-2]
		m.block("left", m.rich(m.left(n-maxBlocks+1, "more.part")))
		m.blocks = append(m.blocks, last)
	}
	return m.fallback(), m.blocks
}

// left says how many of something are not shown, and what shows them.
func (m *message) left(n int, more key) richText {
	if m.more == nil {
		return format("more.left", plural(n, more))
	}
	return format("more.shown-by", plural(n, more), m.more)
}

// fallback joins the sentences: all that must be there, and of the others, in
// order, what fits.
func (m *message) fallback() string {
	room := maxText - 100 // for how many more there are
	for _, s := range m.text {
		if s.must {
			room -= len(s.plain) + 1
		}
	}
	var out []string
	dropped := 0
	for _, s := range m.text {
		if !s.must {
			size := len(s.plain) + 1
			if size > room || dropped > 0 {
				dropped++
				continue
			}
			room -= size
		}
		out = append(out, s.plain)
	}
	if dropped > 0 {
		out = append(out, m.left(dropped, "more.line").in(m.lang, fallback))
	}
	return cutBytes(strings.Join(out, "\n"), maxText)
}

// rich is mrkdwn in which Slack resolves our tokens and nothing else: verbatim
// keeps it from finding links and names in plain words.
func rich(mrkdwn string, limit int) *slack.TextBlockObject {
	return slack.NewTextBlockObject(slack.MarkdownType, cut(mrkdwn, limit), false, true)
}

// cut is the last resort for a text that is too long. It never leaves half of
// a token or of an escape behind.
func cut(s string, limit int) string {
	r := []rune(s)
	if len(r) <= limit {
		return s
	}
	return unhalved(string(r[:limit-1])) + "…"
}

// cutBytes is cut for a limit in bytes.
func cutBytes(s string, limit int) string {
	if len(s) <= limit {
		return s
	}
	end := limit - len("…")
	for !utf8.RuneStart(s[end]) {
		end--
	}
	return unhalved(s[:end]) + "…"
}

// unhalved takes half a token or half an escape off the end.
func unhalved(s string) string {
	if i := strings.LastIndexByte(s, '<'); i > strings.LastIndexByte(s, '>') {
		s = s[:i]
	}
	if i := strings.LastIndexByte(s, '&'); i > strings.LastIndexByte(s, ';') {
		s = s[:i]
	}
	return s
}
