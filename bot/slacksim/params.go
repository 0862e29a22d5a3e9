package slacksim

import (
	"encoding/json"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"
	"os"
	"strconv"
	"strings"
	"time"
)

// maxBody is how much of a request is read. Slack names no number; the largest
// thing that it takes on these methods is a view of 250 KB.
const maxBody = 1 << 20

// params are the arguments of a call. Nested values are JSON text whatever way
// they came: as a JSON value, or as a string that holds JSON.
type params map[string]string

// parseParams reads the query and a body of any of the kinds that Slack takes.
// The error is Slack's code for what is wrong.
func parseParams(rw http.ResponseWriter, r *http.Request) (params, error) {
	p := params{}
	query, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		return nil, errors.New("invalid_form_data")
	}
	p.addForm(query)
	// Apps made since 2021 cannot bring their token there;
	// https://docs.slack.dev/changelog/2020-11-no-more-tokens-in-querystrings-for-newly-created-apps
	delete(p, "token")
	if r.Method != http.MethodPost {
		return p, nil
	}
	defer hurry(rw).Stop()
	r.Body = http.MaxBytesReader(rw, r.Body, maxBody)
	header := r.Header.Get("Content-Type")
	var kind string
	var options map[string]string
	if header != "" {
		if kind, options, err = mime.ParseMediaType(header); err != nil {
			return nil, errors.New("invalid_post_type")
		}
	}
	switch kind {
	case "application/x-www-form-urlencoded":
		err = p.readForm(r.Body)
	case "application/json":
		err = p.readJSON(r.Body)
	case "multipart/form-data":
		err = p.readMultipart(multipart.NewReader(r.Body, options["boundary"]))
	case "text/plain":
	case "":
		var n int
		if n, err = io.ReadFull(r.Body, make([]byte, 1)); n > 0 {
			err = errors.New("missing_post_type")
		} else if errors.Is(err, io.EOF) {
			err = nil
		} else {
			err = bodyError(err, "request_timeout")
		}
	default:
		err = errors.New("invalid_post_type")
	}
	return p, err
}

func (p params) addForm(form url.Values) {
	for name, values := range form {
		if len(values) > 0 {
			p[name] = strings.ToValidUTF8(values[len(values)-1], "�")
		}
	}
}

func (p params) readForm(body io.Reader) error {
	data, err := io.ReadAll(body)
	if err != nil {
		return bodyError(err, "request_timeout")
	}
	form, err := url.ParseQuery(string(data))
	if err != nil {
		return errors.New("invalid_form_data")
	}
	p.addForm(form)
	return nil
}

func (p params) readJSON(body io.Reader) error {
	data, err := io.ReadAll(body)
	if err != nil {
		return bodyError(err, "request_timeout")
	}
	if len(strings.TrimSpace(string(data))) == 0 {
		return nil // slack-go opens a connection with an empty JSON body
	}
	if !json.Valid(data) {
		return errors.New("invalid_json")
	}
	var object map[string]json.RawMessage
	if err := json.Unmarshal(data, &object); err != nil || object == nil {
		return errors.New("json_not_object")
	}
	for name, raw := range object {
		if v, ok := paramText(raw); ok {
			p[name] = v
		}
	}
	return nil
}

// paramText is what a form would carry for a JSON value; null is absent.
func paramText(raw json.RawMessage) (string, bool) {
	if string(raw) == "null" {
		return "", false
	}
	var s string
	if json.Unmarshal(raw, &s) == nil {
		return s, true
	}
	return strings.ToValidUTF8(string(raw), "�"), true
}

func (p params) readMultipart(r *multipart.Reader) error {
	for {
		part, err := r.NextPart()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return bodyError(err, "invalid_form_data")
		}
		data, err := io.ReadAll(part)
		if err != nil {
			return bodyError(err, "invalid_form_data")
		}
		if name := part.FormName(); name != "" && part.FileName() == "" {
			p[name] = strings.ToValidUTF8(string(data), "�")
		}
	}
}

// errTooLarge has no documented code; the status 413 tells it.
var errTooLarge = errors.New("request_too_large")

func bodyError(err error, code string) error {
	if _, large := errors.AsType[*http.MaxBytesError](err); large {
		return errTooLarge
	}
	if errors.Is(err, os.ErrDeadlineExceeded) {
		code = "request_timeout"
	}
	return errors.New(code)
}

// bodyWait is how long somebody may take to send a body. Slack names no number.
const bodyWait = 30 * time.Second

// hurry ends the reading of a body that does not come in time. The caller stops
// it once the body is there.
func hurry(rw http.ResponseWriter) *time.Timer {
	return time.AfterFunc(bodyWait, func() {
		_ = http.NewResponseController(rw).SetReadDeadline(time.Unix(1, 0)) // without deadlines, the client is waited for
	})
}

// flag reads a boolean, which clients write in four ways.
func (p params) flag(name string) bool {
	switch strings.ToLower(p[name]) {
	case "1", "true":
		return true
	}
	return false
}

// number reads an integer between lowest and highest, or returns def.
func (p params) number(name string, def, lowest, highest int) int {
	n, err := strconv.Atoi(p[name])
	if err != nil {
		return def
	}
	return min(max(n, lowest), highest)
}

// list reads "a,b", or the JSON array that a JSON body may hold instead.
func (p params) list(name string) []string {
	s := p[name]
	var values []string
	if json.Unmarshal([]byte(s), &values) != nil {
		values = strings.Split(s, ",")
	}
	found := []string{}
	for _, v := range values {
		if v = strings.TrimSpace(v); v != "" {
			found = append(found, v)
		}
	}
	return found
}

// call is one call of a method by somebody with the right token.
type call struct {
	params
	r *http.Request
}

func bearer(r *http.Request) (string, bool) {
	scheme, token, ok := strings.Cut(r.Header.Get("Authorization"), " ")
	token = strings.TrimSpace(token)
	return token, ok && strings.EqualFold(scheme, "Bearer") && token != ""
}

// hostOf is where a request came in.
type hostOf struct {
	host string
	tls  bool
}

func hostFrom(r *http.Request) hostOf { return hostOf{r.Host, r.TLS != nil} }

func (h hostOf) origin() string {
	if h.tls {
		return "https://" + h.host
	}
	return "http://" + h.host
}

// pageOf cuts items to the page that cursor and limit ask for; next is the
// cursor of the page after it, or "". A cursor is the number of items before.
func pageOf[T any](items []T, p params) (page []T, next string) {
	from := min(p.number("cursor", 0, 0, len(items)), len(items))
	limit := p.number("limit", 100, 1, 1000)
	page = items[from:]
	if len(page) > limit {
		page, next = page[:limit], strconv.Itoa(from+limit)
	}
	return page, next
}
