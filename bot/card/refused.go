package card

import (
	"slices"
	"strings"

	"peerbot/bot/directory"
	"peerbot/bot/notice"
	"peerbot/bot/request"
)

// refused says why somebody may not do something, or why it cannot be done, and
// what to do instead.
func (m *message) refused(n notice.Refused) {
	text, hint := m.refusal(n.Names, n.Err)
	m.required("text", icon("⚠️", text))
	if n.Err.Code == request.VPCAmbiguous {
		m.required("hint", arrow(hint)) // it announces the choices
		m.preformatted("choices", strings.Join(n.Err.Choices, "\n"))
		hint = nil
	}
	if !hint.empty() {
		m.required("hint", arrow(hint))
	}
	m.cardLinks(n.Links)
}

// refusal is the words of a user error, and of what to do; the latter may be
// empty.
func (m *message) refusal(n directory.Names, e *request.UserError) (text, hint richText) {
	if e.Code == request.Blocked {
		text, hint = problem(n, *e.Blocked, e.Blocked.Blocked()[0])
		return format("refused.blocked", code(e.ID), text), hint
	}
	if e.Code == request.DecidedOutside {
		return format("refused.decided-outside", code(e.ID), decidedOutside(e.Other, e.State)), nil
	}
	code := refusalCode(e)
	text = format("refused.text."+key(code), refusalParts(n, e)...)
	if e.Code == request.VPCNotFound && len(e.Choices) > 0 {
		code += ".elsewhere"
	}
	return text, m.optional("refused.hint."+key(code), refusalParts(n, e)...)
}

// refusalCode is the code of an error, and where it has several texts, which of
// them.
func refusalCode(e *request.UserError) string {
	code := string(e.Code)
	switch {
	case e.Code == request.RequestIs:
		return code + "." + e.State
	case e.Code == request.AdminsOnly && len(e.Users) == 0:
		return code + ".nobody"
	case e.Code == request.VPCNotFound && e.Region != "":
		return code + ".region"
	case e.Code == request.NotFound:
		if kind := request.SubjectOf(e.ID); kind == request.SubjectFinding || kind == request.SubjectGroup {
			return code + ".finding"
		}
	}
	return code
}

// optional is a text that not every code of its family has; nothing for those.
func (m *message) optional(k key, parts ...richText) richText {
	if !m.lang.has(k) {
		return nil
	}
	return format(k, parts...)
}

// maxChoices is how many alternatives a refusal names.
const maxChoices = 12

// refusalParts are what the texts of user errors are made of, in the order in
// which english_refused.go counts them.
func refusalParts(n directory.Names, e *request.UserError) []richText {
	choices := slices.Clone(e.Choices)
	more := len(choices) - maxChoices
	if more > 0 {
		choices = choices[:maxChoices]
	}
	listed := userText(strings.Join(choices, ", "))
	if more > 0 {
		listed = join(", ", listed, format("list.and-more", digits(more)))
	}
	return []richText{
		code(e.ID), code(e.Other), bold(n.Account(e.Account)), userText(e.Region), code(e.VPC), stateOf(e),
		when(e.Until), people(e.Users), listed, userText(e.ID), userText(e.Other), digits(len(e.Choices)),
	}
}

// stateOf is the state that an error names: of a request, a peering or a
// connection in AWS.
func stateOf(e *request.UserError) richText {
	switch {
	case e.State == "":
		return nil
	case request.SubjectOf(e.ID) == request.SubjectPeering:
		return format("peering.state." + key(e.State))
	case request.SubjectOf(e.ID) == request.SubjectRequest:
		return format("request.state." + key(e.State))
	}
	return userText(e.State)
}
