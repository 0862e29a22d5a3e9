package sim

import (
	"net/http"
	"strings"
	"time"
)

// scope is what the Authorization header says about a request.
type scope struct {
	accessKey, region, service string
}

// session is what AssumeRole handed out.
type session struct {
	accessKey, roleARN, account, name string
	userID                            string
	secret, token                     string
	created, expires                  time.Time
	sourceIdentity                    string
	tags                              map[string]string
	transitive                        map[string]bool // lower-case keys of tags that go on to the next role
	policy                            string
	limit                             document // the policy, parsed; nil for none
}

// identity is who makes a call.
type identity struct {
	account string
	key     string // access key id
	arn     string // of the root, a user, or an assumed-role session
	userID  string
	session *session // nil for a root and a user

	policies []document // nil: everything is allowed
}

// parseScope reads an Authorization header of Signature Version 4. It reports
// false when the header is missing or malformed.
func parseScope(header string) (scope, bool) {
	rest, ok := strings.CutPrefix(header, "AWS4-HMAC-SHA256 ")
	if !ok {
		return scope{}, false
	}
	var credential, headers, signature string
	for field := range strings.SplitSeq(rest, ",") {
		name, value, _ := strings.Cut(strings.TrimSpace(field), "=")
		switch name {
		case "Credential":
			credential = value
		case "SignedHeaders":
			headers = value
		case "Signature":
			signature = value
		}
	}
	part := strings.Split(credential, "/")
	if len(part) != 5 || part[0] == "" || len(part[1]) != 8 || part[4] != "aws4_request" || headers == "" || signature == "" {
		return scope{}, false
	}
	return scope{accessKey: part[0], region: part[2], service: part[3]}, true
}

// identify returns who uses a key, or the reason why it is refused, which
// each service words in its own way.
func (c *Cloud) identify(s scope, h http.Header, now time.Time) (identity, denial) {
	token := h.Get("X-Amz-Security-Token")
	if isAccount(s.accessKey) {
		if token != "" {
			return identity{}, badKey
		}
		return identity{
			account: s.accessKey,
			key:     s.accessKey,
			arn:     "arn:" + c.partition + ":iam::" + s.accessKey + ":root",
			userID:  s.accessKey,
		}, none
	}
	if u := c.users[s.accessKey]; u != nil && token == "" {
		return identity{account: userShape.FindStringSubmatch(u.ARN)[1], key: s.accessKey, arn: u.ARN, userID: u.id, policies: u.policies}, none
	}
	ses := c.sessions[s.accessKey]
	if ses == nil || token != ses.token {
		return identity{}, badKey
	}
	role := c.roles[ses.roleARN]
	if role == nil {
		return identity{}, badKey
	}
	if !now.Before(ses.expires) {
		return identity{}, expired
	}
	return identity{
		account:  ses.account,
		key:      s.accessKey,
		arn:      c.sessionARN(ses),
		userID:   ses.userID,
		session:  ses,
		policies: role.policies,
	}, none
}

func (c *Cloud) sessionARN(s *session) string {
	return "arn:" + c.partition + ":sts::" + s.account + ":assumed-role/" + roleName(s.roleARN) + "/" + s.name
}

// isAccount says whether s is an account id: twelve digits.
func isAccount(s string) bool {
	return len(s) == 12 && strings.Trim(s, "0123456789") == ""
}

// denial is a reason for which credentials are refused.
type denial int

const (
	none denial = iota
	noHeader
	badKey
	expired
	badRegion
	closedRegion // exists, but the account did not opt in
)

// refusal words a denial as a service does.
func (d denial) refusal(service string, region string) error {
	if service == "ec2" {
		switch d {
		case noHeader:
			return refuse("MissingParameter", "The request must contain the parameter AWSAccessKeyId")
		case expired:
			return refuse("RequestExpired", "Request has expired.")
		case badRegion:
			return refuseWith(http.StatusUnauthorized, "AuthFailure", "Credential should be scoped to a valid Region, not '%s'.", clip(region))
		default:
			return refuseWith(http.StatusUnauthorized, "AuthFailure", "AWS was not able to validate the provided access credentials")
		}
	}
	status, names := http.StatusForbidden, [...]string{noHeader: "MissingAuthenticationToken", badKey: "InvalidClientTokenId", expired: "ExpiredToken", badRegion: "SignatureDoesNotMatch", closedRegion: "InvalidClientTokenId"}
	if speaksJSON(service) {
		status = http.StatusBadRequest
		names = [...]string{noHeader: "MissingAuthenticationTokenException", badKey: "UnrecognizedClientException", expired: "ExpiredTokenException", badRegion: "InvalidSignatureException", closedRegion: "UnrecognizedClientException"}
	}
	text := "The security token included in the request is invalid."
	switch d {
	case noHeader:
		text = "Request is missing Authentication Token"
	case expired:
		text = "The security token included in the request is expired"
	case badRegion:
		text = "Credential should be scoped to a valid region, not '" + clip(region) + "'."
	}
	return refuseWith(status, names[d], "%s", text)
}
