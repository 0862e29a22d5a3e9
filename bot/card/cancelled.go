package card

import "peerbot/bot/request"

// ended says who withdrew or cancelled a request, and why.
func ended(r request.Request) richText {
	head := format("request.withdrawn", person(r.EndedBy()), when(r.UpdatedAt))
	if r.EndedBy() != r.RequestedBy {
		head = format("request.cancelled", person(r.EndedBy()), when(r.UpdatedAt))
	}
	var why richText
	if r.Cancel != nil {
		why = quoted(r.Cancel.Reason)
	}
	return join("\n", icon("↩️", head), why)
}

// leftBehind says what becomes of what a request has done that ended before it was
// done. The advice is that of its kind.
func (m *message) leftBehind(r request.Request) {
	if len(r.Done) > 0 {
		m.required("left", leftover(r))
	}
}

func leftover(r request.Request) richText {
	return format("request.left."+key(r.Kind), typed("show "+r.Peering), typed("delete "+r.Peering), typed("release "+r.Peering))
}
