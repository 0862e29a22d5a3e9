package live

import (
	"context"
	"errors"
	"net/http"
	"strings"

	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/smithy-go"

	"peerbot/aws/peering"
)

// classify says what the error of a call means for us. The SDK has no types
// for EC2's errors: what there is are codes, and EC2 does not spell even those
// the same everywhere (InvalidVpcID, InvalidVpcId).
// https://docs.aws.amazon.com/ec2/latest/devguide/errors-overview.html
func classify(a Account, region string, err error) *peering.CallError {
	e := &peering.CallError{
		Action: action(err), Account: a.ID, Region: region,
		Message: clean(err.Error(), a.ExternalID),
	}
	status := 0
	if response, ok := errors.AsType[*awshttp.ResponseError](err); ok {
		e.RequestID = response.ServiceRequestID()
		status = response.HTTPStatusCode()
	}
	var api smithy.APIError
	switch {
	// Cancelled first: an answer to an earlier attempt says nothing about the
	// one that was under way.
	case errors.Is(err, context.Canceled):
		e.Class, e.Err, e.Message = peering.Transient, context.Canceled, ""
		e.Refusal = &peering.Refusal{Code: peering.Cancelled}
	case errors.Is(err, errLimited):
		e.Class, e.Err = peering.Throttled, errLimited
	case errors.Is(err, context.DeadlineExceeded):
		e.Class, e.Err, e.Message = peering.Transient, context.DeadlineExceeded, ""
		e.Refusal = &peering.Refusal{Code: peering.NoAnswer}
	case errors.As(err, &api):
		e.Code = api.ErrorCode()
		e.Message = clean(api.ErrorMessage(), a.ExternalID)
		e.Class = classOf(e.Code, e.Message, status)
	default:
		e.Class = peering.Transient // broken on the way there or back
	}
	if _, ok := errors.AsType[*credentialError](err); ok {
		e.Class = credentialClass(err, e)
	}
	return e
}

// credentialClass is the class of a failure to get credentials. Whatever AWS
// refuses, it is the role that cannot be had; only what passes by itself does
// not count against it.
func credentialClass(err error, e *peering.CallError) peering.Class {
	switch {
	case errors.Is(err, errNoBase), isExpired(e.Code):
		return peering.AssumeRoleFailed
	case e.Class == peering.Throttled, e.Class == peering.Transient, e.Class == peering.NoRegion:
		return e.Class
	default:
		return peering.AssumeRoleFailed
	}
}

// isClass reports whether an error is one of a call, with this class.
func isClass(err error, class peering.Class) bool {
	var call *peering.CallError
	return errors.As(err, &call) && call.Class == class
}

// action returns the IAM action of the call that failed: of the innermost one,
// since a call may fail on the AssumeRole that it needed.
func action(err error) string {
	name := assumeRole // credentials that do not come from STS have no operation
	for err != nil {
		var op *smithy.OperationError
		if !errors.As(err, &op) {
			break
		}
		name = strings.ToLower(op.ServiceID) + ":" + op.OperationName
		err = op.Err
	}
	return name
}

// classOf returns the class of an answer.
func classOf(code, message string, status int) peering.Class {
	lower := strings.ToLower(code)
	if class, ok := classes[lower]; ok {
		return class
	}
	switch {
	case lower == "operationnotpermitted":
		return notPermitted(message)
	case strings.HasSuffix(lower, ".notfound"):
		return peering.NotFound
	case strings.HasSuffix(lower, ".malformed"):
		return peering.Invalid
	case strings.HasSuffix(lower, ".duplicate"), strings.HasSuffix(lower, "alreadyexists"):
		return peering.Exists
	case strings.HasSuffix(lower, "limitexceeded"):
		return peering.Limit
	case status >= http.StatusInternalServerError:
		return peering.Transient
	case strings.HasPrefix(lower, "invalidparameter"):
		return peering.Invalid
	}
	return peering.Unknown
}

// notPermitted tells apart what EC2 says under one code. The texts are those
// that people quote; see the tests.
func notPermitted(message string) peering.Class {
	m := strings.ToLower(message)
	for _, p := range [...]struct {
		part  string
		class peering.Class
	}{
		{"is not active", peering.WrongState},               // options before the peering is active
		{"incorrect region", peering.WrongAccount},          // accepted or rejected elsewhere
		{"must be accepted", peering.WrongAccount},          // the same, without the first sentence
		{"cannot accept peering", peering.WrongAccount},     // by another account than the accepter's
		{"cannot reject peering", peering.WrongAccount},     //
		{"does not have permission", peering.WrongAccount},  // the other side's options
		{"not supported for cross-region", peering.Invalid}, // ClassicLink, which we never send
	} {
		if strings.Contains(m, p.part) {
			return p.class
		}
	}
	return peering.Invalid
}

// isExpired reports whether a code says that the credentials are over. EC2
// says RequestExpired, STS ExpiredToken.
func isExpired(code string) bool {
	return strings.EqualFold(code, "RequestExpired") ||
		strings.EqualFold(code, "ExpiredToken") ||
		strings.EqualFold(code, "ExpiredTokenException")
}

// classes maps lower-case codes that no rule of classOf covers.
var classes = map[string]peering.Class{
	"requestlimitexceeded":      peering.Throttled,
	"bandwidthlimitexceeded":    peering.Throttled,
	"ec2throttledexception":     peering.Throttled,
	"throttling":                peering.Throttled,
	"throttlingexception":       peering.Throttled,
	"throttledexception":        peering.Throttled,
	"requestthrottled":          peering.Throttled,
	"requestthrottledexception": peering.Throttled,
	"toomanyrequestsexception":  peering.Throttled,
	"slowdown":                  peering.Throttled,
	"concurrenttagaccess":       peering.Throttled,

	"internalerror":         peering.Transient,
	"internalfailure":       peering.Transient,
	"serverinternal":        peering.Transient,
	"unavailable":           peering.Transient,
	"serviceunavailable":    peering.Transient,
	"requesttimeout":        peering.Transient,
	"requestexpired":        peering.Transient, // the credentials are renewed
	"expiredtoken":          peering.Transient,
	"expiredtokenexception": peering.Transient,

	"unauthorizedoperation": peering.Denied,
	"unauthorized":          peering.Denied,
	"accessdenied":          peering.Denied,
	"accessdeniedexception": peering.Denied,
	"blocked":               peering.Denied,
	"pendingverification":   peering.Denied,

	"invalidclienttokenid":        peering.AssumeRoleFailed,
	"unrecognizedclientexception": peering.AssumeRoleFailed,
	"signaturedoesnotmatch":       peering.AssumeRoleFailed,
	"incompletesignature":         peering.AssumeRoleFailed,
	"missingauthenticationtoken":  peering.AssumeRoleFailed,

	"optinrequired":           peering.NoRegion,
	"authfailure":             peering.NoRegion,
	"regiondisabledexception": peering.NoRegion,
	"regiondisabled":          peering.NoRegion,

	"invalidstatetransition": peering.WrongState,
	"dependencyviolation":    peering.WrongState,

	// Not a state that passes: a person has to switch host names on first.
	"invalidvpcpeeringconnectionstate.dnshostnamesdisabled": peering.Invalid,

	"filterlimitexceeded":    peering.Invalid,
	"missingparameter":       peering.Invalid,
	"unknownparameter":       peering.Invalid,
	"invalidfilter":          peering.Invalid,
	"invalidmaxresults":      peering.Invalid,
	"invalidnexttoken":       peering.Invalid,
	"invalidpaginationtoken": peering.Invalid,
	"invalidaction":          peering.Invalid,
	"invalidid":              peering.Invalid,
	"invalidvpcrange":        peering.Invalid,
	"invalidvpc.range":       peering.Invalid,
	"vpccidrconflict":        peering.Invalid,
	"tagpolicyviolation":     peering.Invalid,
	"validationerror":        peering.Invalid,
}
