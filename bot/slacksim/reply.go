package slacksim

import (
	"encoding/json"
	"errors"
	"maps"
	"net/http"
	"strconv"
)

// reply is the body of an answer.
type reply map[string]any

// apiError is a failed call as Slack tells it.
type apiError struct {
	code  string
	extra reply // further keys of the answer
}

func (e *apiError) Error() string { return e.code }

func fail(code string) error { return &apiError{code: code} }

func failure(err error) reply {
	body := reply{"ok": false, "error": err.Error()}
	if e, ok := errors.AsType[*apiError](err); ok {
		maps.Copy(body, e.extra)
	}
	return body
}

func writeJSON(rw http.ResponseWriter, status int, body any) {
	data, err := json.Marshal(body)
	if err != nil {
		status, data = http.StatusInternalServerError, []byte(`{"ok":false,"error":"fatal_error"}`)
	}
	rw.Header().Set("Content-Type", "application/json; charset=utf-8")
	rw.Header().Set("Content-Length", strconv.Itoa(len(data)))
	rw.WriteHeader(status)
	_, _ = rw.Write(data) // a client that is gone needs no answer
}

// mustJSON encodes our own types, which cannot fail: their raw parts were
// parsed before.
func mustJSON(v any) []byte {
	b, err := json.Marshal(v)
	if err != nil {
		return []byte("null")
	}
	return b
}
