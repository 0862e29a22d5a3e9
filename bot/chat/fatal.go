package chat

import (
	"errors"
	"fmt"

	"github.com/slack-go/slack"

	"peerbot/bot/outbox"
)

// FatalError ends Run: going on would not help until somebody changes something.
type FatalError struct {
	Code  string // Slack's, "invalid_auth"
	Token string // which token Slack refused
	Check string // what to check
}

// Error returns what is wrong and what to check.
func (e *FatalError) Error() string {
	return fmt.Sprintf("Slack refused the %s (%s): %s", e.Token, e.Code, e.Check)
}

const (
	appToken = "app-level token (xapp-…)"
	botToken = "bot token (xoxb-…)"
)

// strikesOut is how often in a row Slack must say what might pass before it ends Run.
const strikesOut = 3

// fatal is what to check for codes that end Run at once.
var fatal = map[string]string{
	"invalid_auth":               "check that it is complete and belongs to this app, and that this machine's IP address is allowed",
	"not_authed":                 "check that it is set",
	"account_inactive":           "the app or its workspace was deactivated; check that the app is still installed",
	"token_revoked":              "it was revoked; make a new one, or install the app again",
	"token_expired":              "it has expired; make a new one, or turn token rotation off",
	"not_allowed_token_type":     "it is of the wrong kind; check that the app-level and the bot token are not swapped",
	"no_permission":              "the app may not do this; check its permissions in the workspace",
	"access_denied":              "the app may not do this; check its permissions in the workspace",
	"team_access_not_granted":    "the app is not granted access to this workspace; ask an administrator of the organisation",
	"forbidden_team":             "the app is not allowed in this workspace; ask an administrator",
	"user_removed_from_team":     "the app was removed from the workspace; install it again",
	"team_disabled":              "the workspace is disabled",
	"enterprise_is_restricted":   "the organisation does not allow this app; ask an administrator",
	"org_login_required":         "the workspace is being migrated to an organisation; install the app again afterwards",
	"link_disabled":              "Socket Mode is turned off in the app's settings; turn it on",
	"socket_mode_not_enabled":    "Socket Mode is turned off in the app's settings; turn it on",
	"two_factor_setup_required":  "the workspace asks for two-factor authentication of the person who installed the app",
	"app_missing_action_url":     "the app's settings are incomplete; compare them with the manifest",
	"ekm_access_denied":          "the organisation has suspended access; ask an administrator",
	"method_deprecated":          "Slack no longer has this method; a newer peerbot is needed",
	"deprecated_endpoint":        "Slack no longer has this method; a newer peerbot is needed",
	"missing_args":               "check that it is set",
	"invalid_app_id":             "check that it belongs to this app",
	"app_not_installed":          "install the app into the workspace",
	"not_allowed_for_enterprise": "the organisation does not allow this app; ask an administrator",
}

// doubtful is what to check for codes that end Run when they are said three
// times in a row.
var doubtful = map[string]string{
	"missing_scope": "a scope is missing: the app-level token needs connections:write; compare the app with the manifest",
	"http_404":      "there is no Slack Web API at the address; check the API URL",
}

// codeOf returns the code that a call ended with, or nothing when Slack did not
// answer with one.
func codeOf(err error) string {
	var answer slack.SlackErrorResponse
	var status slack.StatusCodeError
	var sent *outbox.SendError
	switch {
	case errors.As(err, &sent):
		return sent.Code
	case errors.As(err, &answer):
		return safeCode(answer.Err)
	case errors.As(err, &status):
		return fmt.Sprintf("http_%d", status.Code)
	}
	return ""
}

// fatalError returns a *FatalError when err ends Run. strikes is how often the
// same was said before in a row.
func fatalError(err error, token string, strikes int) error {
	code := codeOf(err)
	if check, ok := fatal[code]; ok {
		return &FatalError{Code: code, Token: token, Check: check}
	}
	if check, ok := doubtful[code]; ok && strikes+1 >= strikesOut {
		return &FatalError{Code: code, Token: token, Check: check}
	}
	return nil
}
