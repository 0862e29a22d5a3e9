package command

import "slices"

// A mention is how Slack sends a person, a channel or a link when the command has
// should_escape on: <@U012|bob>, <#C1|net>, <!here>, <https://…|text>,
// <mailto:…|…>. What the person saw while typing is read in its place: the
// name or the label when Slack gives one, else the id or the address.
// https://docs.slack.dev/messaging/formatting-message-text
type mention struct {
	sigil    rune // '@' or '#' to put in front; 0 for none
	from, to int  // the label, as rune offsets from the <
	size     int  // runes from < to >
}

// mentioned reads a mention at the start of in; false when there is none, which
// leaves the < as it is.
func mentioned(in []rune) (mention, bool) {
	if len(in) < 4 || in[0] != '<' {
		return mention{}, false
	}
	bar, end := 0, 0
	for i := 1; i < len(in) && end == 0; i++ {
		switch in[i] {
		case '<', '\n':
			return mention{}, false
		case '|':
			if bar == 0 {
				bar = i
			}
		case '>':
			end = i
		}
	}
	if end == 0 {
		return mention{}, false
	}
	m := mention{from: bar + 1, to: end, size: end + 1}
	target := end
	if bar > 0 {
		target = bar
	}
	labelled := bar > 0 && bar+1 < end
	switch in[1] {
	case '@', '#':
		if !slackID(in[2:target]) {
			return mention{}, false
		}
		m.sigil = in[1]
		if !labelled {
			m.from, m.to = 2, target
		}
	case '!':
		if target < 3 {
			return mention{}, false
		}
		if !labelled { // <!here>, <!subteam^S012>
			m.sigil, m.from, m.to = '@', 2, target
		}
	default:
		scheme := schemeLen(in[1:target])
		if scheme == 0 || 1+scheme == target {
			return mention{}, false
		}
		if !labelled {
			m.from, m.to = 1, target
			if hasPrefix(in[1:], "mailto:") || hasPrefix(in[1:], "tel:") {
				m.from += scheme
			}
		}
	}
	return m, true
}

// schemeLen is the length of "https:" and the like, with the colon, in front
// of a link without spaces; 0 when it is not one.
func schemeLen(link []rune) int {
	if slices.ContainsFunc(link, space) {
		return 0
	}
	for i, r := range link {
		switch {
		case letter(r):
		case i > 0 && (digit(r) || r == '+' || r == '-' || r == '.'):
		case i > 0 && r == ':':
			return i + 1
		default:
			return 0
		}
	}
	return 0
}

// slackID reports the shape of a user, channel or group id.
func slackID(rs []rune) bool {
	for _, r := range rs {
		if !letter(r) && !digit(r) {
			return false
		}
	}
	return len(rs) > 0
}

func letter(r rune) bool { return 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' }

func digit(r rune) bool { return '0' <= r && r <= '9' }
