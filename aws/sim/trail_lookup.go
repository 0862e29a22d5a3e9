package sim

import (
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// lookupInput is the input of LookupEvents.
type lookupInput struct {
	LookupAttributes   []lookupAttribute
	StartTime, EndTime *float64 // seconds since 1970
	EventCategory      string
	MaxResults         *int
	NextToken          string
}

type lookupAttribute struct{ AttributeKey, AttributeValue string }

// lookupOutput is one event on the wire.
type lookupOutput struct {
	EventID         string `json:"EventId"`
	EventName       string
	ReadOnly        string
	AccessKeyID     string `json:"AccessKeyId,omitempty"`
	EventTime       int64
	EventSource     string
	Username        string `json:",omitempty"`
	Resources       []eventResource
	CloudTrailEvent string
}

const maxLookup = 50 // events of one page, and as many when nobody asks

// lookupKeys are the attributes that events can be found by.
var lookupKeys = map[string]func(*event) []string{
	"AccessKeyId":  func(e *event) []string { return []string{e.accessKey} },
	"EventId":      func(e *event) []string { return []string{e.id} },
	"EventName":    func(e *event) []string { return []string{e.name} },
	"EventSource":  func(e *event) []string { return []string{e.source} },
	"ReadOnly":     func(e *event) []string { return []string{readOnly(e)} },
	"Username":     func(e *event) []string { return []string{e.username} },
	"ResourceName": func(e *event) []string { return e.each(func(r eventResource) string { return r.ResourceName }) },
	"ResourceType": func(e *event) []string { return e.each(func(r eventResource) string { return r.ResourceType }) },
}

func readOnly(e *event) string {
	if e.readOnly {
		return "true"
	}
	return "false"
}

func (e *event) each(value func(eventResource) string) []string {
	list := make([]string, len(e.resources))
	for i, r := range e.resources {
		list[i] = value(r)
	}
	return list
}

// trailAction returns the action of a request to CloudTrail and what does it,
// nil for one that does not exist. The SDKs do not agree on how much of the
// service's name they send.
func (k *call) trailAction(h http.Header, body []byte) (string, func(*call) error) {
	target := h.Get("X-Amz-Target")
	_, action, _ := strings.Cut(target, "CloudTrail_20131101.")
	if action != "LookupEvents" {
		return target, nil
	}
	return action, func(k *call) error {
		var in lookupInput
		if err := readJSON(body, &in); err != nil {
			return err
		}
		if err := k.authorize(); err != nil {
			return err
		}
		out, err := k.lookupEvents(in)
		if err != nil {
			return err
		}
		return json.NewEncoder(k.out).Encode(out)
	}
}

// lookupEvents lists the history of the caller's account and Region, newest
// first.
func (k *call) lookupEvents(in lookupInput) (any, error) {
	limit, err := in.check()
	if err != nil {
		return nil, err
	}
	before, err := k.lookupToken(in)
	if err != nil {
		return nil, err
	}
	out := struct {
		Events    []lookupOutput
		NextToken string `json:",omitempty"`
	}{Events: []lookupOutput{}}
	all := &k.cloud.trails
	all.mu.Lock()
	defer all.mu.Unlock()
	history := all.of[k.here()]
	if history == nil || in.EventCategory != "" { // there are no insights here
		return out, nil
	}
	var last uint64
	for _, e := range slices.Backward(history.events) {
		if e.seq >= before || k.now.Before(e.visible) || k.now.Sub(e.at) > trailLife || !in.pass(e) {
			continue
		}
		if len(out.Events) == limit {
			out.NextToken = pageToken(k, last, in.filters())
			break
		}
		last = e.seq
		out.Events = append(out.Events, lookupOutput{
			EventID: e.id, EventName: e.name, ReadOnly: readOnly(e), AccessKeyID: e.accessKey, EventTime: e.at.Unix(),
			EventSource: e.source, Username: e.username, Resources: e.resources, CloudTrailEvent: e.record,
		})
	}
	return out, nil
}

// check refuses what AWS refuses, and returns how long a page may be.
func (in lookupInput) check() (limit int, err error) {
	limit = maxLookup
	if in.MaxResults != nil {
		limit = *in.MaxResults
	}
	switch {
	case limit < 1 || limit > maxLookup:
		return 0, refuse("InvalidMaxResultsException", "Max results must be between 1 and %d.", maxLookup)
	case len(in.LookupAttributes) > 1:
		return 0, refuse("InvalidLookupAttributesException", "You can specify only one lookup attribute.")
	case in.StartTime != nil && in.EndTime != nil && *in.StartTime > *in.EndTime:
		return 0, refuse("InvalidTimeRangeException", "The start time must be before the end time.")
	case in.EventCategory != "" && in.EventCategory != "insight":
		return 0, refuse("InvalidEventCategoryException", "Invalid event category: %s", clip(in.EventCategory))
	}
	for _, a := range in.LookupAttributes {
		n := utf8.RuneCountInString(a.AttributeValue)
		if lookupKeys[a.AttributeKey] == nil || n < 1 || n > 2000 {
			return 0, refuse("InvalidLookupAttributesException", "Invalid lookup attribute: %s", clip(a.AttributeKey))
		}
	}
	return limit, nil
}

// pass says whether an event is asked for. The times are compared in whole
// seconds: CloudTrail knows no others.
func (in lookupInput) pass(e *event) bool {
	at := float64(e.at.Unix())
	if in.StartTime != nil && at < *in.StartTime || in.EndTime != nil && at > *in.EndTime {
		return false
	}
	for _, a := range in.LookupAttributes {
		if !slices.Contains(lookupKeys[a.AttributeKey](e), a.AttributeValue) {
			return false
		}
	}
	return true
}

// lookupToken returns the number that the next page stays below.
func (k *call) lookupToken(in lookupInput) (before uint64, err error) {
	if in.NextToken == "" {
		return 1<<64 - 1, nil
	}
	before, ok := readToken(k, in.NextToken, in.filters())
	if !ok {
		return 0, refuse("InvalidNextTokenException", "The token '%s' is invalid.", clip(in.NextToken))
	}
	return before, nil
}

// filters are what a token holds for.
func (in lookupInput) filters() []filter {
	list := []filter{{name: "time", values: []string{moment(in.StartTime), moment(in.EndTime)}}}
	for _, a := range in.LookupAttributes {
		list = append(list, filter{name: a.AttributeKey, values: []string{a.AttributeValue}})
	}
	return list
}

func moment(seconds *float64) string {
	if seconds == nil {
		return ""
	}
	return strconv.FormatFloat(*seconds, 'g', -1, 64)
}
