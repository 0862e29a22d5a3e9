package sim

import (
	"bytes"
	"compress/flate"
	"encoding/base64"
	"encoding/json"
	"io"
	"net/http"
	"strings"
)

// maxDenial is the size of what a decoded authorization message may have.
const maxDenial = 64 << 10

// decodedDenial is what sts:DecodeAuthorizationMessage says about a denial.
type decodedDenial struct {
	Allowed           bool             `json:"allowed"`
	ExplicitDeny      bool             `json:"explicitDeny"`
	MatchedStatements denialItems[any] `json:"matchedStatements"`
	Failures          denialItems[any] `json:"failures"`
	Context           denialContext    `json:"context"`
}

type denialItems[T any] struct {
	Items []T `json:"items"`
}

type denialContext struct {
	Principal  denialPrincipal              `json:"principal"`
	Action     string                       `json:"action"`
	Resource   string                       `json:"resource"`
	Conditions denialItems[denialCondition] `json:"conditions"`
}

type denialPrincipal struct {
	ID  string `json:"id"`
	ARN string `json:"arn"`
}

type denialCondition struct {
	Key    string                   `json:"key"`
	Values denialItems[denialValue] `json:"values"`
}

type denialValue struct {
	Value string `json:"value"`
}

// encodeDenial packs why an attempt was denied into a message that only
// DecodeAuthorizationMessage is meant to read.
func (k *call) encodeDenial(a attempt, reason string) string {
	d := decodedDenial{
		ExplicitDeny:      strings.Contains(reason, "explicit deny"),
		MatchedStatements: denialItems[any]{[]any{}},
		Failures:          denialItems[any]{[]any{}},
		Context: denialContext{
			Principal: denialPrincipal{k.who.userID, k.who.arn}, Action: a.action, Resource: a.resource,
			Conditions: denialItems[denialCondition]{[]denialCondition{}},
		},
	}
	for _, key := range sortedKeys(a.keys) {
		c := denialCondition{Key: key}
		for _, v := range a.keys[key] {
			c.Values.Items = append(c.Values.Items, denialValue{v})
		}
		d.Context.Conditions.Items = append(d.Context.Conditions.Items, c)
	}
	var out bytes.Buffer
	w, err := flate.NewWriter(&out, flate.BestSpeed)
	if err != nil {
		return ""
	}
	if json.NewEncoder(w).Encode(d) != nil || w.Close() != nil {
		return ""
	}
	return base64.URLEncoding.EncodeToString(out.Bytes())
}

// decodeAuthorizationMessage tells what is in the message of a denial.
func (k *call) decodeAuthorizationMessage() error {
	message := k.in.text("EncodedMessage")
	if err := k.authorize(); err != nil {
		return err
	}
	a := attempt{"sts:DecodeAuthorizationMessage", "*", k.keys("*")}
	if reason := k.who.refusalReason(a); reason != "" {
		return refuseWith(http.StatusForbidden, "AccessDenied", "User: %s is not authorized to perform: %s %s", k.who.arn, a.action, reason)
	}
	if message == "" || len(message) > 10240 {
		return errConstraint(message, "encodedMessage", "Member must have length between 1 and 10240")
	}
	packed, err := base64.URLEncoding.DecodeString(message)
	if err != nil {
		return errDenial()
	}
	plain, err := io.ReadAll(io.LimitReader(flate.NewReader(bytes.NewReader(packed)), maxDenial))
	var d decodedDenial
	if err != nil || json.Unmarshal(plain, &d) != nil || d.Context.Action == "" {
		return errDenial()
	}
	k.out.text("DecodedMessage", strings.TrimSpace(string(plain)))
	return nil
}

func errDenial() error {
	return refuse("InvalidAuthorizationMessageException", "Message is not valid.")
}
