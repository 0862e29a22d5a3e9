package live

import (
	"regexp"
	"strings"
	"unicode/utf8"
)

// maxMessage is how many bytes of a message are kept.
const maxMessage = 500

// What AWS puts into messages and nobody should read in a log or a channel:
// the encoded authorization message that only sts:DecodeAuthorizationMessage
// reads, the canonical request of a wrong signature with its session token,
// and anything else of that length that is not words.
var (
	encoded   = regexp.MustCompile(`(?i)encoded authorization failure message:?\s*\S*`)
	canonical = regexp.MustCompile(`(?is)\s*the canonical string for this request should have been.*`)
	secret    = regexp.MustCompile(`(?i)(x-amz-security-token|security-?token|session-?token|secret-?access-?key)["']?\s*[:=]\s*["']?[^\s"',;&<]+`)
	blob      = regexp.MustCompile(`[A-Za-z0-9+/=_-]{80,}`)
)

// clean returns a message of AWS or of the SDK in one line without anything
// secret. STS repeats an external id that it does not like.
func clean(message, externalID string) string {
	message = canonical.ReplaceAllString(message, "")
	message = encoded.ReplaceAllString(message, "")
	message = secret.ReplaceAllString(message, "[cut]")
	message = blob.ReplaceAllString(message, "[cut]")
	if externalID != "" {
		message = strings.ReplaceAll(message, externalID, "[external id]")
	}
	message = strings.Join(strings.Fields(message), " ")
	if len(message) > maxMessage {
		end := maxMessage
		for end > 0 && !utf8.RuneStart(message[end]) {
			end--
		}
		message = message[:end] + "…"
	}
	return message
}
