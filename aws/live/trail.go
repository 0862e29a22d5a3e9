package live

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail/types"

	"peerbot/aws/peering"
)

// CloudTrail's event history gives 50 events a page. What is found in the
// first pages is enough: the newest come first, and each read costs one of two
// calls a second that the whole account has.
// https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_LookupEvents.html
const (
	trailPageSize = 50
	trailPages    = 4
)

// AuditEvents looks in CloudTrail's event history for calls that succeeded between
// two times and match one of the queries: for each query the newest, without
// repetition, newest first. Events are there some minutes after the call; none
// is not an error. The events that were found are returned beside an error.
func (c *Cloud) AuditEvents(ctx context.Context, queries []peering.EventQuery, since, until time.Time) ([]peering.AuditEvent, error) {
	type lookup struct {
		at    peering.Place
		event string
	}
	wanted := map[lookup][]peering.EventQuery{}
	var lookups []lookup
	for _, t := range queries {
		l := lookup{t.Place, t.Event}
		if wanted[l] == nil {
			lookups = append(lookups, l)
		}
		wanted[l] = append(wanted[l], t)
	}
	found := make([][]peering.AuditEvent, len(lookups))
	index := make([]int, len(lookups))
	for i := range index {
		index[i] = i
	}
	err := each(ctx, index, func(ctx context.Context, i int) (err error) {
		l := lookups[i]
		found[i], err = c.lookup(ctx, l.at, l.event, wanted[l], since, until)
		return err
	})
	out := slices.Concat(found...)
	slices.SortFunc(out, func(a, b peering.AuditEvent) int { return b.At.Compare(a.At) })
	return out, err
}

// lookup reads the history of one kind of event in one place.
func (c *Cloud) lookup(ctx context.Context, at peering.Place, event string, queries []peering.EventQuery, since, until time.Time) ([]peering.AuditEvent, error) {
	a, err := c.inRegion(at.Account, at.Region)
	if err != nil {
		return nil, err
	}
	s := c.session(a, peering.Actor{}, pair{})
	if err := s.ready(ctx); err != nil {
		return nil, err
	}
	if err := s.assert(ctx); err != nil {
		return nil, err
	}
	api := s.trail(at.Region)
	in := &cloudtrail.LookupEventsInput{
		LookupAttributes: []types.LookupAttribute{{AttributeKey: types.LookupAttributeKeyEventName, AttributeValue: aws.String(event)}},
		StartTime:        aws.Time(since), EndTime: aws.Time(until), MaxResults: aws.Int32(trailPageSize),
	}
	var out []peering.AuditEvent
	left := slices.Clone(queries)
	for range trailPages {
		page, err := api.LookupEvents(ctx, in)
		if err != nil {
			return out, s.fail(ctx, at.Region, err)
		}
		for _, e := range page.Events {
			r, err := readEvent(e)
			if err != nil {
				c.log.InfoContext(ctx, "cannot read CloudTrail event", "account", at.Account, "region", at.Region, "event", aws.ToString(e.EventId), "error", err)
				continue
			}
			if r.ErrorCode != "" {
				continue
			}
			values := texts(r.Parameters, nil)
			if n := len(left); n > len(without(left, values)) {
				left = without(left, values)
				out = append(out, r.event(at))
			}
		}
		if page.NextToken == nil || len(left) == 0 {
			break
		}
		in.NextToken = page.NextToken
	}
	return out, nil
}

// without returns the queries that an event does not match.
func without(queries []peering.EventQuery, values []string) []peering.EventQuery {
	return slices.DeleteFunc(slices.Clone(queries), func(t peering.EventQuery) bool { return t.Matches(values) })
}

// record is what we need of the record of an event.
// https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html
type record struct {
	Time       time.Time `json:"eventTime"`
	Name       string    `json:"eventName"`
	ID         string    `json:"eventID"`
	Agent      string    `json:"userAgent"`
	From       string    `json:"sourceIPAddress"`
	ErrorCode  string    `json:"errorCode"`
	Parameters any       `json:"requestParameters"`
	Identity   struct {
		Type      string `json:"type"`
		ARN       string `json:"arn"`
		Account   string `json:"accountId"`
		InvokedBy string `json:"invokedBy"`
		Session   struct {
			Source string `json:"sourceIdentity"`
		} `json:"sessionContext"`
	} `json:"userIdentity"`
}

func readEvent(e types.Event) (record, error) {
	var r record
	if e.CloudTrailEvent == nil {
		return r, errors.New("it has no record")
	}
	if err := json.Unmarshal([]byte(*e.CloudTrailEvent), &r); err != nil {
		return r, fmt.Errorf("its record: %w", err)
	}
	return r, nil
}

// event returns the event without what only CloudTrail needs.
func (r record) event(at peering.Place) peering.AuditEvent {
	d := peering.AuditEvent{
		At: r.Time.UTC(), Place: at, Event: r.Name, ID: r.ID, Source: r.Identity.Session.Source,
		Agent: clean(r.Agent, ""), From: r.From, Actor: r.Identity.ARN,
	}
	if d.Actor == "" {
		d.Actor = r.Identity.InvokedBy
	}
	if d.Actor == "" {
		d.Actor = r.Identity.Type
	}
	// The session's name is ours when its source identity is: nobody else may
	// take one of these.
	if _, name, ok := strings.Cut(d.Who(), "/"+sessionPrefix); ok && strings.HasPrefix(d.Source, sourcePrefix) {
		d.Request = name
	}
	return d
}

// texts returns every string in decoded JSON.
func texts(v any, out []string) []string {
	switch v := v.(type) {
	case string:
		return append(out, v)
	case []any:
		for _, x := range v {
			out = texts(x, out)
		}
	case map[string]any:
		for _, x := range v {
			out = texts(x, out)
		}
	}
	return out
}
