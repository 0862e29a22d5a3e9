package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// person does through the people API what a person does on the page.
type person struct {
	url  string // of the people API
	name string // or user id
}

// message is what a person sees in a channel.
type message struct {
	TS        string          `json:"ts"`
	ThreadTS  string          `json:"thread_ts"`
	Channel   string          `json:"channel"`
	UserName  string          `json:"user_name"`
	Text      string          `json:"text"`
	Blocks    json.RawMessage `json:"blocks"`
	Ephemeral bool            `json:"ephemeral"`
	Bot       bool            `json:"bot"`
}

// reaction is what the person sees at once.
type reaction struct {
	OK        bool      `json:"ok"`
	Error     string    `json:"error"`
	ErrorText string    `json:"error_text"`
	Messages  []message `json:"messages"`
	Cursor    string    `json:"cursor"`
}

// types runs a slash command in a channel.
func (p person) types(ctx context.Context, channel, text string) (reaction, error) {
	return p.post(ctx, "command", map[string]string{"channel": channel, "text": text})
}

// clicks presses a button of a message.
func (p person) clicks(ctx context.Context, m message, action string) (reaction, error) {
	return p.post(ctx, "click", map[string]string{"channel": m.Channel, "ts": m.TS, "action_id": action})
}

// messages returns what the person sees, after a change since the cursor when
// one is given.
func (p person) messages(ctx context.Context, channel, since string) ([]message, string, error) {
	q := url.Values{}
	if since != "" {
		q.Set("since", since)
		q.Set("wait", "20")
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, p.url+"/"+p.name+"/channels/"+channel+"/messages?"+q.Encode(), nil)
	if err != nil {
		return nil, "", err
	}
	r, err := send(req)
	return r.Messages, r.Cursor, err
}

// sees waits until a message of a channel satisfies want, and returns it.
func (p person) sees(ctx context.Context, channel, what string, want func(message) bool) (message, error) {
	since := ""
	for {
		all, cursor, err := p.messages(ctx, channel, since)
		if err != nil {
			return message{}, fmt.Errorf("%s waits for %s: %w", p.name, what, err)
		}
		if i := slices.IndexFunc(all, want); i >= 0 {
			return all[i], nil
		}
		since = cursor
	}
}

func (p person) post(ctx context.Context, verb string, body any) (reaction, error) {
	raw, err := json.Marshal(body)
	if err != nil {
		return reaction{}, err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, p.url+"/"+p.name+"/"+verb, bytes.NewReader(raw))
	if err != nil {
		return reaction{}, err
	}
	req.Header.Set("Content-Type", "application/json")
	return send(req)
}

func send(req *http.Request) (reaction, error) {
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return reaction{}, err
	}
	defer func() { _ = resp.Body.Close() }() // it was read, or its error is told
	var r reaction
	if err := json.NewDecoder(resp.Body).Decode(&r); err != nil {
		return r, fmt.Errorf("%s %s: %s: %w", req.Method, req.URL.Path, resp.Status, err)
	}
	if !r.OK {
		return r, fmt.Errorf("%s %s: %s: %s", req.Method, req.URL.Path, r.Error, r.ErrorText)
	}
	return r, nil
}

// has reports whether a card shows a button.
func (m message) has(action string) bool {
	return strings.Contains(string(m.Blocks), `"action_id":`+strconv.Quote(action))
}
