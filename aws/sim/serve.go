package sim

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"net/http"
	"strings"
	"sync"
	"time"
)

// maxBody is the size in bytes that a request may have. The largest that makes
// sense, CreateTags with 1,000 ids and 50 tags, is a tenth of it.
const maxBody = 1 << 20

// call is one request on its way through the cloud.
type call struct {
	cloud   *Cloud
	now     time.Time
	service string // ec2, sts, servicequotas or cloudtrail
	action  string
	region  string
	id      string // request id
	who     identity
	in      *params
	out     xmlWriter
	head    int           // where the envelope ends in out
	buffer  *bytes.Buffer // below out; nil before there is an answer

	trailDelay time.Duration                     // until CloudTrail can be asked about the call
	place      *place                            // of the caller; EC2 only
	asked      [2]side                           // of the peering that the call would create
	seeTags    func(id string) map[string]string // see tagsOf
	noDryRun   bool
	authorized bool
	known      bool // the action exists
}

// answer is what goes back over HTTP.
type answer struct {
	status      int
	contentType string
	body        []byte
	lost        bool // the connection is closed instead
}

// ServeHTTP answers one request to any of the services.
func (c *Cloud) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	k := &call{cloud: c, id: c.requestID()}
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
	f := k.cloud.faults.hit(k)
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

// lock takes the cloud for the call and returns what gives it back. Calls that
// only look run side by side, so that a sweep of many accounts is not one
// queue. While reads lag they count, and that is a write.
func (k *call) lock() (unlock func()) {
	c := k.cloud
	if k.looks() {
		c.mu.RLock()
		if !c.lags {
			return c.mu.RUnlock
		}
		c.mu.RUnlock()
	}
	c.mu.Lock()
	return c.mu.Unlock
}

// looks says that the action changes nothing.
func (k *call) looks() bool {
	switch k.service {
	case "ec2":
		return strings.HasPrefix(k.action, "Describe")
	case "sts":
		return k.action != "AssumeRole"
	}
	return true
}

// admit checks who calls, and from where.
func (k *call) admit(signed bool, s scope, h http.Header) error {
	deny := noHeader
	if signed {
		k.who, deny = k.cloud.identify(s, h, k.now)
	}
	if deny == none {
		deny = k.cloud.regionDenial(k.who.account, k.region)
	}
	if deny != none {
		return deny.refusal(k.service, k.region)
	}
	if k.service == "ec2" {
		k.place = k.cloud.peek(k.who.account, k.region)
	}
	return nil
}

// queryAction returns the name of the action of a Query request and what does
// it, nil for one that does not exist.
func (k *call) queryAction() (string, func(*call) error) {
	action, version := k.in.text("Action"), k.in.text("Version")
	switch {
	case k.service == "sts" && version == stsVersion:
		return action, stsActions[action]
	case k.service == "ec2" && version == ec2Version:
		k.noDryRun = action == "AssociateVpcCidrBlock" || action == "DisassociateVpcCidrBlock" || action == "ModifyVpcAttribute"
		return action, ec2Actions[action]
	}
	return action, nil
}

func (k *call) errAction() error {
	if speaksJSON(k.service) {
		return refuse("UnknownOperationException", "")
	}
	if k.action == "" {
		return refuse("MissingAction", "The request must contain the parameter Action")
	}
	return refuse("InvalidAction", "The action %s is not valid for this web service.", clip(k.action))
}

// authorize decides whether the caller may do the action to the resources,
// given as ARNs; none means "*". Handlers call it once, when they have read
// all parameters and before the first effect. It is also what refuses unknown
// parameters and ends a dry run.
func (k *call) authorize(resources ...string) error {
	k.authorized = true
	if speaksJSON(k.service) {
		return k.permit(resources)
	}
	dry := k.service == "ec2" && !k.noDryRun && k.in.flag("DryRun")
	if err := k.in.bad(); err != nil {
		return err
	}
	if err := k.in.unread(); err != nil {
		return err
	}
	if k.service == "ec2" {
		if err := k.permit(resources); err != nil {
			return err
		}
	}
	if dry {
		return errDryRun()
	}
	return nil
}

func errDryRun() error {
	return refuseWith(http.StatusPreconditionFailed, "DryRunOperation", "Request would have succeeded, but DryRun flag is set.")
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

// buffers are what answers are written into: that of a full page is more than
// a megabyte, which would keep the collector busy.
var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// maxPooled is the size up to which a buffer is kept.
const maxPooled = 4 << 20

// open begins a good answer with the envelope of its service.
func (k *call) open() {
	k.buffer = buffers.Get().(*bytes.Buffer)
	k.buffer.Reset()
	k.out = xmlWriter{k.buffer}
	switch k.service {
	case "sts":
		k.out.WriteString(xml.Header + "<" + k.action + `Response xmlns="https://sts.amazonaws.com/doc/` + stsVersion + `/"><` + k.action + "Result>")
	case "ec2":
		k.out.WriteString(xml.Header + "<" + k.action + `Response xmlns="http://ec2.amazonaws.com/doc/` + ec2Version + `/"><requestId>` + k.id + "</requestId>")
	}
	k.head = k.out.Len()
}

// free gives the buffer of an answer back that was sent.
func (k *call) free() {
	if k.buffer != nil && k.buffer.Cap() <= maxPooled {
		buffers.Put(k.buffer)
	}
}

// close ends a good answer.
func (k *call) close() answer {
	switch k.service {
	case "sts":
		k.out.WriteString("</" + k.action + "Result><ResponseMetadata><RequestId>" + k.id + "</RequestId></ResponseMetadata></" + k.action + "Response>")
		return answer{status: http.StatusOK, contentType: "text/xml", body: k.out.Bytes()}
	case "ec2":
		k.out.WriteString("</" + k.action + "Response>")
		return answer{status: http.StatusOK, contentType: "text/xml;charset=UTF-8", body: k.out.Bytes()}
	}
	return answer{status: http.StatusOK, contentType: jsonType, body: k.out.Bytes()}
}

// render wraps the result of a call in the envelope of its service.
func (k *call) render(err error) answer {
	if err == nil {
		return k.close()
	}
	w := xmlWriter{new(bytes.Buffer)}
	var r *refusal
	if !errors.As(err, &r) {
		r = &refusal{status: http.StatusInternalServerError, code: "InternalError", message: "An internal error has occurred"}
	}
	switch k.service {
	case "servicequotas", "cloudtrail":
		body, err := json.Marshal(map[string]string{"__type": r.code, "Message": r.message})
		if err != nil {
			body = []byte(`{"__type":"ServiceException"}`)
		}
		return answer{status: r.status, contentType: jsonType, body: body}
	case "sts":
		w.WriteString(`<ErrorResponse xmlns="https://sts.amazonaws.com/doc/` + stsVersion + `/"><Error>`)
		w.text("Type", faultSide(r.status))
		w.text("Code", r.code)
		w.text("Message", r.message)
		w.WriteString("</Error><RequestId>" + k.id + "</RequestId></ErrorResponse>")
		return answer{status: r.status, contentType: "text/xml", body: w.Bytes()}
	default:
		w.WriteString(`<?xml version="1.0" encoding="UTF-8"?>` + "\n<Response><Errors><Error>")
		w.text("Code", r.code)
		w.text("Message", r.message)
		w.WriteString("</Error></Errors><RequestID>" + k.id + "</RequestID></Response>")
		return answer{status: r.status, contentType: "text/xml;charset=UTF-8", body: w.Bytes()}
	}
}

// speaksJSON says that a service speaks AWS JSON 1.1, not the Query protocol.
func speaksJSON(service string) bool { return service == "servicequotas" || service == "cloudtrail" }

// readJSON reads the body of a request. What nobody would read is refused.
func readJSON(body []byte, into any) error {
	d := json.NewDecoder(bytes.NewReader(body))
	d.DisallowUnknownFields()
	if err := d.Decode(into); err != nil {
		return refuse("SerializationException", "The body of the request is not the JSON of this action")
	}
	return nil
}

func faultSide(status int) string {
	if status >= http.StatusInternalServerError {
		return "Receiver"
	}
	return "Sender"
}
