package card

import (
	"regexp"
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
	m.callMessage(n.Names, n.Err)
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
	if e.Class == peering.Denied && onOwnConnections[e.Action] {
		return format("call.hint.denied.tags", callParts(n, e)...)
	}
	return format("call.hint."+key(class), callParts(n, e)...)
}

// callMessage adds what AWS answered to a call, as it answered it, or why peerbot
// ended the call.
func (m *message) callMessage(n directory.Names, e *peering.CallError) {
	if e.Refusal != nil {
		m.required("message", callText(n, e))
		return
	}
	m.verbatim(withoutSession(e.Message))
}

// callText is callMessage in one line.
func callText(n directory.Names, e *peering.CallError) richText {
	r := e.Refusal
	if r == nil {
		return clipped(withoutSession(e.Message), 600, 200)
	}
	return format("call.refusal."+key(r.Code), code(r.PCX), code(string(r.Status)), callRef(n, r.Requester), callRef(n, r.Accepter),
		code(r.Destination.String()), code(r.Table), code(r.Target), code(r.VPC), bold(n.Account(r.Account)), code(string(r.Step)),
		bold(n.Account(e.Account)), userText(e.Region), userText(strings.Join(r.Regions, ", ")))
}

// sessionARN is how AWS names our own sessions: with the account, and on whose
// behalf they are. The log has it whole; a channel needs the role.
var sessionARN = regexp.MustCompile(`arn:aws[a-z-]*:sts::[0-9]*:assumed-role/([^/\s"']+)/[^\s"',;]+`)

// callRef is a VPC that AWS named.
func callRef(n directory.Names, r peering.Ref) richText {
	return join(" ", bold(n.Account(r.Account)), userText(r.Region), code(r.VPC))
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

// onOwnConnections are the actions that our policies allow only on connections
// with our tags: that they are denied may mean that somebody took the tags away.
var onOwnConnections = map[string]bool{
	"ec2:DeleteVpcPeeringConnection": true, "ec2:ModifyVpcPeeringConnectionOptions": true, "ec2:CreateTags": true, "ec2:DeleteTags": true,
}

// withoutSession returns a message of AWS's that names the role, not the session.
func withoutSession(message string) string {
	return sessionARN.ReplaceAllString(message, "role $1")
}
