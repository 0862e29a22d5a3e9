package chat

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/url"
	"regexp"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"peerbot/bot/outbox"
)

// noRetryAfter is how long to wait when Slack says "too fast" and not how long.
const noRetryAfter = 10 * time.Second

// mayHaveHappened are codes of which Slack says that part of the call may have
// been done all the same (https://docs.slack.dev/reference/methods/chat.postMessage#errors).
var mayHaveHappened = set("internal_error", "fatal_error")

// Codes that stay until somebody changes the message, the channel, the app or
// the workspace. Bad tokens are not among them: the message is not to blame,
// and it goes out once the token is right.
var final = set(
	// the channel
	"not_in_channel", "channel_not_found", "is_archived", "channel_type_not_supported",
	"user_not_found", "users_not_found", "user_not_in_channel", "messages_tab_disabled",
	"cannot_dm_bot", "user_disabled", "users_list_not_supplied", "not_allowed_for_channel_type",
	"restricted_action", "restricted_action_read_only_channel", "restricted_action_thread_only_channel",
	"restricted_action_non_threadable_channel", "restricted_action_thread_locked",
	"slack_connect_canvas_sharing_blocked", "as_user_not_supported", "method_not_supported_for_channel_type",
	// the message
	"msg_too_long", "no_text", "invalid_blocks", "invalid_blocks_format", "invalid_attachments",
	"too_many_attachments", "invalid_metadata_format", "invalid_metadata_schema", "metadata_too_large",
	"metadata_must_be_sent_from_app", "invalid_arguments", "invalid_arg_name", "invalid_array_arg",
	"invalid_form_data", "invalid_json", "missing_post_type", "invalid_post_type", "invalid_charset",
	"duplicate_message_not_found", "markdown_text_conflict", "only_one_table_allowed",
	// the thread, or the message to be edited
	"message_not_found", "thread_not_found", "cannot_reply_to_message", "invalid_thread_ts",
	"cant_update_message", "edit_window_closed", "is_inactive", "cant_broadcast_message",
	// the app and the workspace
	"missing_scope", "not_allowed_token_type", "access_denied", "no_permission",
	"ekm_access_denied", "unknown_method", "deprecated_endpoint", "method_deprecated",
	"no_such_subteam", "subteam_not_found", "plan_upgrade_required",
)

func set(codes ...string) map[string]bool {
	m := make(map[string]bool, len(codes))
	for _, c := range codes {
		m[c] = true
	}
	return m
}

// sendError classes what came of a call. once says that the call must not be
// made twice: then an answer that was lost makes the outcome unknown. It
// returns nil for nil.
func sendError(err error, once bool) error {
	if err == nil {
		return nil
	}
	var (
		limited *slack.RateLimitedError
		status  slack.StatusCodeError
		answer  slack.SlackErrorResponse
	)
	switch {
	case errors.As(err, &limited):
		return &outbox.SendError{Code: "ratelimited", RetryAfter: max(limited.RetryAfter, time.Second), Err: limited}
	case errors.As(err, &status) && status.Code == 429:
		return &outbox.SendError{Code: "ratelimited", RetryAfter: noRetryAfter, Err: statusError(status.Code)}
	case errors.As(err, &status):
		return &outbox.SendError{Unknown: once && status.Code >= 500, Err: statusError(status.Code)}
	case errors.As(err, &answer):
		return answered(answer, once)
	case notSent(err):
		return &outbox.SendError{Err: withoutSecrets(err)}
	default: // a lost connection, a timeout, or a body that is not Slack's
		return &outbox.SendError{Unknown: once, Err: withoutSecrets(err)}
	}
}

func answered(a slack.SlackErrorResponse, once bool) error {
	code := safeCode(a.Err)
	e := &outbox.SendError{Code: code, Final: final[code], Err: errorDetail(code, a)}
	if code == "ratelimited" || code == "rate_limited" {
		e.RetryAfter = noRetryAfter
	}
	e.Unknown = once && mayHaveHappened[code]
	return e
}

// errorDetail adds to a code what Slack says is wrong, and which scope is missing.
func errorDetail(code string, a slack.SlackErrorResponse) error {
	var more []string
	for _, m := range a.ResponseMetadata.Messages {
		more = append(more, clip(m, 200))
	}
	if a.Needed != "" {
		more = append(more, "needed "+clip(a.Needed, 200))
	}
	if len(more) == 0 {
		return errors.New(code)
	}
	return fmt.Errorf("%s: %s", code, strings.Join(more, "; "))
}

// tokenShape is what must never be repeated, whoever wrote it.
var tokenShape = regexp.MustCompile(`\bx(ox[a-z.]+|app|wfp)-[0-9A-Za-z-]+`)

// clip returns at most n bytes of one line of s, without tokens.
func clip(s string, n int) string {
	s = tokenShape.ReplaceAllString(s, "x…")
	s, _, _ = strings.Cut(s, "\n")
	if len(s) > n {
		s = strings.ToValidUTF8(s[:n], "") + "…"
	}
	return s
}

var codeShape = regexp.MustCompile(`^[a-z][a-z0-9_]{0,79}$`)

// safeCode returns a code of Slack's as it is, and anything else as unreadable_code.
func safeCode(code string) string {
	if codeShape.MatchString(code) {
		return code
	}
	return "unreadable_code"
}

// notSent reports that err came before anything could have reached Slack.
func notSent(err error) bool {
	var op *net.OpError
	var name *net.DNSError
	return errors.As(err, &op) && op.Op == "dial" || errors.As(err, &name)
}

func statusError(code int) error { return fmt.Errorf("HTTP status %d", code) }

// withoutSecrets returns err without what must not be repeated: net/http and net/url put
// the address into their errors, and a response URL or a socket's address is
// as good as a password. errors.Is and errors.As still work.
func withoutSecrets(err error) error {
	if u, ok := errors.AsType[*url.Error](err); ok {
		err = u.Err
	}
	if _, ok := errors.AsType[*json.SyntaxError](err); ok {
		return fmt.Errorf("the answer is not JSON: %w", err)
	}
	if errors.Is(err, context.DeadlineExceeded) {
		return fmt.Errorf("no answer in time: %w", err)
	}
	if text := err.Error(); tokenShape.MatchString(text) {
		return errors.New(clip(text, 200))
	}
	return err
}
