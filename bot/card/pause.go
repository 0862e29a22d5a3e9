package card

import (
	"peerbot/bot/notice"
	"peerbot/bot/request"
)

// paused says why nothing happens in AWS.
func (m *message) paused(p request.Pause) {
	if p.On {
		head := icon("⏸️", format("request.paused", person(p.Person), when(p.At), typed("resume")))
		m.required("paused", join("\n", head, quoted(p.Reason)))
	}
}

// pauseNote is the line that channels with open requests get.
func (m *message) pauseNote(n notice.PauseNote) {
	if m.paused(n.Pause); !n.Pause.On {
		m.required("resumed", icon("▶️", format("request.resumed", person(n.Pause.Person), when(n.Pause.At))))
	}
}

// waitsForResume reports whether a request that everybody approved waits only for
// the end of a pause. What changes nothing in AWS does not.
func waitsForResume(r request.Request, p request.Pause) bool {
	return p.On && r.Cancel == nil && !r.Kind.Rules().RecordOnly && (r.State == request.Approved || r.State == request.Applying)
}

// doing is what the request of an answer does now.
func doing(a notice.Answer) richText {
	if waitsForResume(a.Request, a.Paused) {
		return format("answer.paused", person(a.Paused.Person), when(a.Paused.At), code(a.Request.ID))
	}
	return format("request.doing." + key(a.Request.Kind))
}
