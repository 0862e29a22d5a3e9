package chat

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strings"

	"github.com/slack-go/slack"

	"peerbot/bot/notice"
)

// errForeignURL is about a response URL that did not come from Slack.
var errForeignURL = errors.New("the response URL is not Slack's")

// Ephemeral sends an answer that only one person sees; see bot.Replier. It uses the response URL, which
// works in channels that the bot is not in, and chat.postEphemeral when there
// is none or it has expired. Errors are *outbox.SendError.
func (c *Client) Ephemeral(ctx context.Context, to notice.Origin, n notice.Notice) error {
	m := ephemeral(n)
	var first error
	if to.ResponseURL != "" {
		if first = c.respond(ctx, to.ResponseURL, m); first == nil {
			return nil
		}
		c.log.Debug("response URL failed, using chat.postEphemeral", "user", to.User, "error", first)
	}
	opts := []slack.MsgOption{slack.MsgOptionText(m.Text, false), slack.MsgOptionParse(false)}
	if len(m.Blocks) > 0 {
		opts = append(opts, slack.MsgOptionBlocks(m.Blocks...))
	}
	_, err := c.api.PostEphemeralContext(ctx, to.Channel, to.User, opts...)
	if err == nil {
		return nil
	}
	return sendError(err, false)
}

// respond posts m to a response URL. Its errors never contain the URL.
func (c *Client) respond(ctx context.Context, to string, m ackMessage) error {
	if !c.isSlacks(to) {
		return errForeignURL
	}
	body, err := json.Marshal(m)
	if err != nil {
		return fmt.Errorf("respond: %w", err)
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, to, bytes.NewReader(body))
	if err != nil {
		return errForeignURL // the error of http holds the URL
	}
	req.Header.Set("Content-Type", "application/json; charset=utf-8")
	resp, err := c.http.Do(req)
	if err != nil {
		return fmt.Errorf("respond: %w", withoutSecrets(err))
	}
	defer resp.Body.Close()
	answer, err := io.ReadAll(io.LimitReader(resp.Body, 4096))
	if err != nil {
		return fmt.Errorf("respond: %w", withoutSecrets(err))
	}
	if resp.StatusCode != http.StatusOK {
		return fmt.Errorf("respond: %w", statusError(resp.StatusCode)) // 404 once it has expired
	}
	return responded(resp.Header.Get("Content-Type"), answer)
}

// responded returns what is wrong with the answer of a response URL: it is
// "ok", or JSON with an error.
func responded(contentType string, body []byte) error {
	if kind, _, _ := mime.ParseMediaType(contentType); kind != "application/json" {
		if string(bytes.TrimSpace(body)) == "ok" {
			return nil
		}
		return fmt.Errorf("respond: %s", safeCode(string(body)))
	}
	var answer struct {
		OK    bool   `json:"ok"`
		Error string `json:"error"`
	}
	if err := json.Unmarshal(body, &answer); err != nil {
		return fmt.Errorf("respond: %w", withoutSecrets(err))
	}
	if !answer.OK {
		return fmt.Errorf("respond: %s", safeCode(answer.Error))
	}
	return nil
}

// isSlacks reports whether a response URL leads to Slack: by https to a host of
// slack.com or slack-gov.com, or to where the Web API is. One comes back to us
// through a form, so it is not taken on trust.
func (c *Client) isSlacks(to string) bool {
	u, err := url.Parse(to)
	if err != nil || u.Host == "" || u.User != nil {
		return false
	}
	if api, err := url.Parse(c.opts.APIURL); err == nil && u.Scheme == api.Scheme && u.Host == api.Host {
		return true
	}
	host := strings.ToLower(u.Hostname())
	return u.Scheme == "https" && (strings.HasSuffix(host, ".slack.com") || strings.HasSuffix(host, ".slack-gov.com"))
}
