package live

import (
	"bytes"
	"encoding/json"
	"fmt"
)

// Policy is an IAM policy document.
type Policy struct {
	Version   string
	Statement []Statement
}

// Statement is one statement of a Policy. Principal is set in trust policies,
// Resource in all others.
type Statement struct {
	Sid       string
	Effect    string
	Principal map[string]string `json:",omitempty"`
	Action    OneOrMany
	Resource  OneOrMany `json:",omitempty"`
	Condition Condition `json:",omitempty"`
}

// Condition maps operators to keys to values.
type Condition map[string]map[string]OneOrMany

// OneOrMany is a list that is written without brackets when it has one member.
type OneOrMany []string

// MarshalJSON returns a string or a list of strings.
func (l OneOrMany) MarshalJSON() ([]byte, error) {
	if len(l) == 1 {
		return json.Marshal(l[0])
	}
	return json.Marshal([]string(l))
}

// JSON returns the document as IAM takes it, indented, with a newline.
func (p Policy) JSON() ([]byte, error) {
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(p); err != nil {
		return nil, fmt.Errorf("policy: %w", err)
	}
	return out.Bytes(), nil
}

func (c Condition) add(operator, key string, values ...string) {
	if c[operator] == nil {
		c[operator] = map[string]OneOrMany{}
	}
	c[operator][key] = values
}

const policyVersion = "2012-10-17"
