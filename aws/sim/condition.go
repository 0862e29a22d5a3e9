package sim

import (
	"fmt"
	"slices"
	"strings"
)

// condition is one key of a statement's Condition with the values that it is
// compared with.
type condition struct {
	key    string // in lower case
	values []string
	op     operator
}

// operator says how a key is compared.
type operator struct {
	match    func(want, have string) bool
	negated  bool
	null     bool   // Null: whether the key is there at all
	set      string // ForAllValues, ForAnyValue or ""
	ifExists bool
}

const (
	forAll = "ForAllValues"
	forAny = "ForAnyValue"
)

var operators = map[string]operator{
	"StringEquals":              {match: func(want, have string) bool { return want == have }},
	"StringNotEquals":           {match: func(want, have string) bool { return want == have }, negated: true},
	"StringEqualsIgnoreCase":    {match: strings.EqualFold},
	"StringNotEqualsIgnoreCase": {match: strings.EqualFold, negated: true},
	"StringLike":                {match: glob},
	"StringNotLike":             {match: glob, negated: true},
	"ArnEquals":                 {match: globARN}, // AWS treats it like ArnLike
	"ArnLike":                   {match: globARN},
	"ArnNotEquals":              {match: globARN, negated: true},
	"ArnNotLike":                {match: globARN, negated: true},
	"Null":                      {null: true},
}

// conditionKeys are the keys that calls here may carry, in lower case. One
// that ends in a slash is followed by the key of a tag. The value says that a
// key has many values, which only ForAllValues and ForAnyValue can compare.
var conditionKeys = map[string]bool{
	"aws:principalaccount": false, "aws:principalarn": false, "aws:principaltag/": false,
	"aws:requestedregion": false, "aws:requesttag/": false, "aws:resourceaccount": false,
	"aws:resourcetag/": false, "aws:sourceidentity": false, "aws:tagkeys": true,

	"ec2:acceptervpc": false, "ec2:createaction": false, "ec2:region": false, "ec2:requestervpc": false,
	"ec2:resourcetag/": false, "ec2:routetableid": false, "ec2:securitygroupid": false, "ec2:tenancy": false,
	"ec2:vpc": false, "ec2:vpcid": false, "ec2:vpcpeeringconnectionid": false,

	"sts:externalid": false, "sts:rolesessionname": false, "sts:sourceidentity": false, "sts:transitivetagkeys": true,
}

// parseCondition refuses operators and keys that are not known, values with
// policy variables, and many-valued keys compared as if they had one.
func parseCondition(opName, key string, values []string) (condition, error) {
	c := condition{key: strings.ToLower(key), values: values}
	set, name, ok := strings.Cut(opName, ":")
	if !ok {
		set, name = "", opName
	}
	name, ifExists := strings.CutSuffix(name, "IfExists")
	op, known := operators[name]
	if !known || set != "" && set != forAll && set != forAny || op.null && (set != "" || ifExists) {
		return c, fmt.Errorf("condition operator %q is not known here", clip(opName))
	}
	c.op = op
	c.op.set, c.op.ifExists = set, ifExists
	name = c.key
	if i := strings.IndexByte(name, '/'); i >= 0 {
		name = name[:i+1]
	}
	many, known := conditionKeys[name]
	switch {
	case !known || name == c.key && strings.HasSuffix(name, "/"):
		return c, fmt.Errorf("condition key %q is not known here", clip(key))
	case many && set == "" && !op.null:
		return c, fmt.Errorf("condition key %s has many values: compare it with %s or %s", clip(key), forAll, forAny)
	case len(values) == 0:
		return c, fmt.Errorf("condition key %s is compared with nothing", clip(key))
	}
	for _, v := range values {
		if strings.Contains(v, "${") {
			return c, fmt.Errorf("condition value %q: policy variables are not supported here", clip(v))
		}
		if op.null && v != "true" && v != "false" {
			return c, fmt.Errorf("condition operator Null compares with true or false, not %q", clip(v))
		}
	}
	return c, nil
}

// holds says whether the condition is met by what a call carries: the values
// of each key, by name in lower case.
func (c condition) holds(keys map[string][]string) bool {
	have, present := keys[c.key]
	test := func(v string) bool {
		return c.op.negated != slices.ContainsFunc(c.values, func(want string) bool { return c.op.match(want, v) })
	}
	switch {
	case c.op.null:
		return slices.Contains(c.values, fmt.Sprint(!present))
	case c.op.set == forAll: // also true of no values at all
		return !slices.ContainsFunc(have, func(v string) bool { return !test(v) })
	case !present:
		return c.op.ifExists || c.op.negated && c.op.set == ""
	case c.op.set == forAny:
		return slices.ContainsFunc(have, test)
	}
	return test(have[0])
}

// glob matches with * and ?, without any way to mean them literally.
func glob(pattern, s string) bool { return wildcard(strings.ReplaceAll(pattern, `\`, `\\`), s) }

// arnParts is how many parts an ARN has. The last may have colons of its own.
const arnParts = 6

// globARN matches part by part: no * reaches over a colon, but in the last
// part.
func globARN(pattern, s string) bool {
	want, have := strings.SplitN(pattern, ":", arnParts), strings.SplitN(s, ":", arnParts)
	if len(want) != arnParts || len(have) != arnParts {
		return false
	}
	for i := range want {
		if !glob(want[i], have[i]) {
			return false
		}
	}
	return true
}
