package sim

import (
	"errors"
	"io"
	"maps"
	"net/http"
	"strings"
)

// maxBody is the size in bytes that a request may have. The largest that makes
// sense, CreateTags with 1,000 ids and 50 tags, is a tenth of it.
const maxBody = 1 << 20

// ServeHTTP answers one request to any of the services.
func (c *Cloud) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	k := &call{cloud: c, id: c.ids.requestID()}
	a, entry := k.serve(r, body, err)
	defer k.free()
	if a.lost {
		hangUp(w)
	} else {
		w.Header().Set("Content-Type", a.contentType)
		w.Header().Set("X-Amzn-Requestid", entry.RequestID)
		w.WriteHeader(a.status)
		if _, err := w.Write(a.body); err != nil {
			c.log.Debug("answer not read", "request_id", entry.RequestID, "error", err)
		}
	}
	c.log.Debug("call", "account", entry.Account, "region", entry.Region,
		"action", entry.Action, "code", entry.Code, "request_id", entry.RequestID)
	if c.onCall != nil {
		c.onCall(entry)
	}
}

// hangUp closes the connection of a request without an answer.
func hangUp(w http.ResponseWriter) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		// Not HTTP/1: let net/http reset the stream, which is its meaning.
		panic(http.ErrAbortHandler)
	}
	_ = conn.Close() // nobody is left to be told
}

// serve handles a request and returns its answer with the entry of the call
// log.
func (k *call) serve(r *http.Request, body []byte, readErr error) (answer, Call) {
	f, err := k.handle(r, body, readErr)
	k.remember(r, err)
	a := k.render(err)
	if f != nil && f.Effect == DoThenLose {
		if f.HTTPStatus == 0 {
			a = answer{lost: true}
		} else {
			err = f.refusal()
			a = k.render(err)
		}
	}
	entry := k.entry(err)
	entry.Lost = a.lost
	k.cloud.calls.add(entry)
	return a, entry
}

// handle does what a request asks for. It also returns the fault that hit it.
func (k *call) handle(r *http.Request, body []byte, readErr error) (*Fault, error) {
	scope, signed := parseScope(r.Header.Get("Authorization"))
	run, err := k.read(r, body, readErr, scope, signed)
	defer k.lock()()
	k.now, k.trailDelay = k.cloud.clock(), k.cloud.delays.Trail
	if err != nil {
		return nil, err
	}
	if err := k.admit(signed, scope, r.Header); err != nil {
		return nil, err
	}
	if run == nil {
		return nil, k.errAction()
	}
	k.known = true
	if err := k.takeToken(); err != nil {
		return nil, err
	}
	k.open()
	f := k.cloud.faults.hit(k.who.account, k.region, k.action)
	if f != nil && f.Effect == Fail {
		return f, f.refusal()
	}
	if err := run(k); err != nil {
		return f, err
	}
	if k.place != nil && !k.looks() {
		k.cloud.places[k.place.placeKey] = k.place
	}
	if !k.authorized {
		return f, refuseWith(http.StatusInternalServerError, "InternalError", "%s did not ask for permission", k.action)
	}
	return f, nil
}

// read finds out what a request asks for, and returns what does it, nil for an
// action that does not exist. It touches nothing of the cloud.
func (k *call) read(r *http.Request, body []byte, readErr error, s scope, signed bool) (func(*call) error, error) {
	k.region = s.region
	if k.service = s.service; !signed {
		k.service = guessService(r.Header, body)
	}
	k.in = &params{}
	k.in.root = k.in
	switch {
	case readErr != nil && isTooLarge(readErr):
		return nil, refuseWith(http.StatusRequestEntityTooLarge, "RequestEntityTooLarge", "The request is larger than %d bytes", maxBody)
	case readErr != nil:
		return nil, refuse("InvalidRequest", "The body of the request could not be read")
	case r.Method != http.MethodPost:
		return nil, refuseWith(http.StatusMethodNotAllowed, "MethodNotAllowed", "Use POST, not %s", clip(r.Method))
	}
	var run func(*call) error
	switch k.service {
	case "servicequotas":
		k.action, run = k.quotaAction(r.Header, body)
	case "cloudtrail":
		k.action, run = k.trailAction(r.Header, body)
	case "ec2", "sts":
		in, err := parseParams(string(body))
		if err != nil {
			return nil, err
		}
		k.in = in
		k.action, run = k.queryAction()
	default:
		return nil, refuseWith(http.StatusForbidden, "SignatureDoesNotMatch", "Credential should be scoped to correct service: ec2, sts, servicequotas or cloudtrail.")
	}
	return run, nil
}

func isTooLarge(err error) bool {
	var big *http.MaxBytesError
	return errors.As(err, &big)
}

// guessService finds the service of a request without credentials, so that
// even that is refused in the right shape.
func guessService(h http.Header, body []byte) string {
	switch {
	case strings.Contains(h.Get("X-Amz-Target"), "CloudTrail"):
		return "cloudtrail"
	case h.Get("X-Amz-Target") != "" || strings.HasPrefix(h.Get("Content-Type"), "application/x-amz-json"):
		return "servicequotas"
	case strings.Contains(string(body), "Version="+stsVersion):
		return "sts"
	}
	return "ec2"
}

// maxCallParams is how many parameters of a request the log keeps.
const maxCallParams = 32

// entry describes a call for the log.
func (k *call) entry(err error) Call {
	e := Call{
		Time:      k.now,
		RequestID: k.id,
		Account:   k.who.account,
		Region:    clip(k.region),
		Service:   clip(k.service),
		Action:    clip(k.action),
		Principal: k.who.arn,
		Params:    k.in.flat(maxCallParams + 2),
	}
	maps.DeleteFunc(e.Params, func(name, _ string) bool { return name == "Action" || name == "Version" })
	if s := k.who.session; s != nil {
		e.Session, e.SourceIdentity, e.SessionTags = s.name, s.sourceIdentity, s.tags
	}
	if err != nil {
		e.Code = "InternalError"
		if r, ok := errors.AsType[*refusal](err); ok {
			e.Code = r.code
		}
	}
	return e
}
