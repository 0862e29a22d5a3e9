package slacksim

import (
	"encoding/json"
	"errors"
	"net/http"
	"os"
)

// personError is why a person cannot do what they tried: with a status for
// scripts, Slack's word for it where there is one, and a sentence.
type personError struct {
	status int
	code   string
	text   string
}

func (e *personError) Error() string { return e.text }

// outcome is what a person sees at once after they did something.
type outcome struct {
	OK        bool            `json:"ok"`
	Error     string          `json:"error,omitempty"`
	ErrorText string          `json:"error_text,omitempty"`
	Messages  []personMessage `json:"messages"`
	Confirm   json.RawMessage `json:"confirm,omitempty"`
}

// personMessage is a message as a person sees it.
type personMessage struct {
	TS          string          `json:"ts"`
	ThreadTS    string          `json:"thread_ts,omitempty"`
	Channel     string          `json:"channel"`
	User        string          `json:"user"`
	UserName    string          `json:"user_name"`
	Bot         bool            `json:"bot"`
	Text        string          `json:"text"`
	Blocks      json.RawMessage `json:"blocks,omitempty"`
	Attachments json.RawMessage `json:"attachments,omitempty"`
	Ephemeral   bool            `json:"ephemeral"`
	Edited      bool            `json:"edited,omitempty"`
	Broadcast   bool            `json:"broadcast,omitempty"`
	Files       []personFile    `json:"files,omitempty"`
}

func writePersonError(rw http.ResponseWriter, err error) {
	status, code := http.StatusInternalServerError, "internal_error"
	if e, ok := errors.AsType[*personError](err); ok {
		status, code = e.status, e.code
	}
	writeJSON(rw, status, outcome{Error: code, ErrorText: err.Error(), Messages: []personMessage{}})
}

func writeOutcome(rw http.ResponseWriter, o outcome, err error) {
	if err != nil {
		writePersonError(rw, err)
		return
	}
	writeJSON(rw, http.StatusOK, o)
}

// decode reads a JSON body; unknown keys are let pass, as scripts like to send
// a message back whole.
func decode(rw http.ResponseWriter, r *http.Request, v any) error {
	defer hurry(rw).Stop()
	err := json.NewDecoder(http.MaxBytesReader(rw, r.Body, maxBody)).Decode(v)
	_, large := errors.AsType[*http.MaxBytesError](err)
	switch {
	case large:
		return &personError{http.StatusRequestEntityTooLarge, "request_too_large", "the body is larger than 1 MiB"}
	case errors.Is(err, os.ErrDeadlineExceeded):
		return &personError{http.StatusRequestTimeout, "request_timeout", "the body did not come in time"}
	case err != nil:
		return &personError{http.StatusBadRequest, "invalid_json", "the body is not the JSON object that is expected: " + err.Error()}
	}
	return nil
}
