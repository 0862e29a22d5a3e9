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
		arn:      ses.arn(c.partition),
		userID:   ses.userID,
		session:  ses,
		policies: role.policies,
	}, none
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
	case none, badKey, closedRegion:
	}
	return refuseWith(status, names[d], "%s", text)
}

// regionDenial says whether an account may call a Region.
func (c *Cloud) regionDenial(account, region string) denial {
	optIn, ok := regions[region]
	switch {
	case !ok:
		return badRegion
	case optIn && !c.optedIn[placeKey{account, region}]:
		return closedRegion
	}
	return none
}

// admit checks who calls, and from where.
func (k *call) admit(signed bool, s scope, h http.Header) error {
	deny := noHeader
	if signed {
		k.who, deny = k.cloud.identify(s, h, k.now)
	}
	if deny == none {
		deny = k.cloud.regionDenial(k.who.account, k.region)
	}
	if deny != none {
		return deny.refusal(k.service, k.region)
	}
	if k.service == "ec2" {
		k.place = k.cloud.peek(k.who.account, k.region)
	}
	return nil
}

// lock takes the cloud for the call and returns what gives it back. Calls that
// only look run side by side, so that a sweep of many accounts is not one
// queue. While reads lag they count, and that is a write.
func (k *call) lock() (unlock func()) {
	c := k.cloud
	if k.looks() {
		c.mu.RLock()
		if !c.lags {
			return c.mu.RUnlock
		}
		c.mu.RUnlock()
	}
	c.mu.Lock()
	return c.mu.Unlock
}

// takeToken refuses a call for which its bucket has no token left. Calls that
// are refused for another reason, or with DryRun, cost a token too.
func (k *call) takeToken() error {
	r := rateOf(k.service, k.action)
	if r.size == 0 {
		return nil
	}
	key := bucketKey{k.here(), k.action, false}
	if k.service == "sts" {
		key.action = ""
	}
	// Of the actions that exist here only this one is on the list of those
	// that are dearer without a filter and without pages.
	if k.action == "DescribeSecurityGroups" && !k.in.has("Filter") && !k.in.has("MaxResults") {
		key.all, r = true, rateReadAll
	}
	switch {
	case k.cloud.throttle.take(key, r, k.now):
		return nil
	case k.service == "sts":
		return refuse("Throttling", "Rate exceeded")
	case k.service == "ec2":
		return refuseWith(http.StatusServiceUnavailable, "RequestLimitExceeded", "Request limit exceeded.")
	}
	return refuse("ThrottlingException", "Rate exceeded")
}
