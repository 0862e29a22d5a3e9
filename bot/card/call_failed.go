package card

import (
	"strings"

	"peerbot/aws/peering"
	"peerbot/bot/directory"
	"peerbot/bot/notice"
)

// callFailed says what AWS did not do, and what to do about it.
func (m *message) callFailed(n notice.CallFailed) {
	title := m.optional("call.doing."+key(n.Doing), callParts(n.Names, n.Err)...)
	if title == nil {
		title = format("call.other", callParts(n.Names, n.Err)...)
	}
	m.required("title", icon("⚠️", strong(title)))
	m.verbatim(n.Err.Message)
	if hint := callHint(n.Names, n.Err); !hint.empty() {
		m.required("hint", arrow(hint))
	}
}

// callParts are what the texts of failed calls are made of, in the order in
// which english_failure.go counts them.
func callParts(n directory.Names, e *peering.CallError) []richText {
	return []richText{bold(n.Account(e.Account)), userText(e.Region), code(e.MissingAction()), code(e.Code), code(e.RequestID), code(e.Action)}
}

// callHint is what to do about a call that failed.
func callHint(n directory.Names, e *peering.CallError) richText {
	class := string(e.Class)
	if class == "" {
		class = "unknown"
		if e.RequestID == "" {
			class = "unknown-untraced"
		}
	}
	return format("call.hint."+key(class), callParts(n, e)...)
}

// verbatim adds what was said as it was said: AWS's messages hold ARNs and
// quotation marks that people copy.
func (m *message) verbatim(text string) {
	if line(text) == "" {
		return
	}
	m.block("message", "```\n"+inCode(strings.TrimSpace(text), 1500)+"\n```")
	m.tellText(neutral(line(text), 400), true)
}
