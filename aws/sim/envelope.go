package sim

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"net/http"
	"sync"
)

// What requests and answers are marked with. Clients send no other versions.
const (
	ec2Version = "2016-11-15"
	stsVersion = "2011-06-15"
	jsonType   = "application/x-amz-json-1.1"
)

// answer is what goes back over HTTP.
type answer struct {
	status      int
	contentType string
	body        []byte
	lost        bool // the connection is closed instead
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

// faultSide says who is to blame for an error, in the words of STS.
func faultSide(status int) string {
	if status >= http.StatusInternalServerError {
		return "Receiver"
	}
	return "Sender"
}
