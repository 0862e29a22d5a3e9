package sim

import (
	"bytes"
	"compress/flate"
	"encoding/base64"
	"encoding/json"
	"io"
	"maps"
	"slices"
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

// encodeDenial packs why the attempt of a caller was denied into a message that
// only DecodeAuthorizationMessage is meant to read.
func (a attempt) encodeDenial(who identity, reason string) string {
	d := decodedDenial{
		ExplicitDeny:      strings.Contains(reason, "explicit deny"),
		MatchedStatements: denialItems[any]{[]any{}},
		Failures:          denialItems[any]{[]any{}},
		Context: denialContext{
			Principal: denialPrincipal{who.userID, who.arn}, Action: a.action, Resource: a.resource,
			Conditions: denialItems[denialCondition]{[]denialCondition{}},
		},
	}
	for _, key := range slices.Sorted(maps.Keys(a.keys)) {
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

// decodeDenial returns what encodeDenial packed, as JSON.
func decodeDenial(message string) (plain string, ok bool) {
	packed, err := base64.URLEncoding.DecodeString(message)
	if err != nil {
		return "", false
	}
	raw, err := io.ReadAll(io.LimitReader(flate.NewReader(bytes.NewReader(packed)), maxDenial))
	var d decodedDenial
	if err != nil || json.Unmarshal(raw, &d) != nil || d.Context.Action == "" {
		return "", false
	}
	return strings.TrimSpace(string(raw)), true
}
