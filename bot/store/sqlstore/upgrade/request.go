package upgrade

import (
	"encoding/json"
	"strings"

	"peerbot/bot/request"
)

// Request returns the body of a request with facts in place of sentences: the
// problems of its plan, why it failed, and why peerbot made it itself. What was
// approved stays as it is, with its digest.
func Request(body []byte) ([]byte, error) {
	return edit(body, func(o object) error {
		if err := o.edit("Plan", plan); err != nil {
			return err
		}
		if err := cause(o); err != nil {
			return err
		}
		var old *failure
		if err := o.read("Failure", &old); err != nil || old == nil {
			return err
		}
		return o.write("Failure", old.facts())
	})
}

func plan(p object) error {
	if err := p.edit("peering", ends); err != nil {
		return err
	}
	var problems []json.RawMessage
	if err := p.read("problems", &problems); err != nil || len(problems) == 0 {
		return err
	}
	for i, raw := range problems {
		var old sentence
		if err := json.Unmarshal(raw, &old); err != nil {
			return err
		}
		var err error
		if problems[i], err = json.Marshal(old.problem()); err != nil {
			return err
		}
	}
	return p.write("problems", problems)
}

// cause turns the reasons that peerbot gave itself into causes.
func cause(o object) error {
	var reason, asker string
	if err := o.read("Reason", &reason); err != nil {
		return err
	}
	if err := o.read("Asker", &asker); err != nil {
		return err
	}
	var c request.Cause
	id, undo := strings.CutPrefix(reason, "undo ")
	switch {
	case asker == request.System && reason == "its time is over":
		c.Code = request.ExpiryReached
	case undo && requestID.MatchString(id):
		c.Code, c.ID = request.UndoOf, id
	default:
		return nil
	}
	if err := o.write("Cause", c); err != nil {
		return err
	}
	return o.write("Reason", "")
}
