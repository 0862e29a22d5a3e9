package sim

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"regexp"
	"slices"
	"strings"
)

// document is an IAM policy. It is parsed strictly: what is not modelled here
// is an error, so that no policy means less than its author believes.
type document []statement

// statement allows or denies actions.
type statement struct {
	deny       bool
	principals []string // of a trust policy: ARNs, accounts or "*"
	actions    []string // patterns, in lower case
	resources  []string // patterns; none in a trust policy
	conditions []condition
}

// policyKind is what a document is for.
type policyKind int

const (
	identityPolicy policyKind = iota // of a role, a user or a session: has Resource
	trustPolicy                      // of a role: has Principal
)

// documentJSON is a policy as it is written.
type documentJSON struct {
	Version   string
	ID        string `json:"Id"`
	Statement statementsJSON
}

type statementJSON struct {
	Sid       string
	Effect    string
	Principal json.RawMessage
	Action    oneOrMany
	Resource  oneOrMany
	Condition map[string]map[string]oneOrMany
}

// statementsJSON is a list of statements, or one without the list.
type statementsJSON []statementJSON

func (s *statementsJSON) UnmarshalJSON(raw []byte) error {
	if bytes.HasPrefix(bytes.TrimSpace(raw), []byte("{")) {
		*s = statementsJSON{{}}
		return strictJSON(raw, &(*s)[0])
	}
	return strictJSON(raw, (*[]statementJSON)(s))
}

// oneOrMany is a list of strings, or one without the list.
type oneOrMany []string

func (l *oneOrMany) UnmarshalJSON(raw []byte) error {
	var one string
	if err := json.Unmarshal(raw, &one); err == nil {
		*l = oneOrMany{one}
		return nil
	}
	var many []string
	if err := json.Unmarshal(raw, &many); err != nil {
		return errors.New("expected a string or a list of strings")
	}
	*l = many
	return nil
}

// strictJSON decodes one JSON value without unknown fields and with nothing
// behind it.
func strictJSON(raw []byte, to any) error {
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.DisallowUnknownFields()
	if err := dec.Decode(to); err != nil {
		return err
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return errors.New("something follows the document")
	}
	return nil
}

// checkKeys refuses an object that has a key twice: encoding/json keeps the
// last one and forgets what the others said.
func checkKeys(dec *json.Decoder) error {
	token, err := dec.Token()
	if err != nil {
		return err
	}
	open, ok := token.(json.Delim)
	if !ok {
		return nil
	}
	seen := map[json.Token]bool{}
	for dec.More() {
		if open == '{' {
			key, err := dec.Token()
			if err != nil {
				return err
			}
			if seen[key] {
				return fmt.Errorf("key %q is there twice", key)
			}
			seen[key] = true
		}
		if err := checkKeys(dec); err != nil {
			return err
		}
	}
	_, err = dec.Token() // the closing one
	return err
}

// parsePolicy reads a policy document.
func parsePolicy(text string, kind policyKind) (document, error) {
	if err := checkKeys(json.NewDecoder(strings.NewReader(text))); err != nil {
		return nil, fmt.Errorf("policy: %w", err)
	}
	var in documentJSON
	if err := strictJSON([]byte(text), &in); err != nil {
		return nil, fmt.Errorf("policy: %w", err)
	}
	if in.Version != "2012-10-17" {
		return nil, fmt.Errorf("policy: version %q is not 2012-10-17", clip(in.Version))
	}
	if len(in.Statement) == 0 {
		return nil, errors.New("policy: it has no statement")
	}
	var out document
	sids := map[string]bool{}
	for i, s := range in.Statement {
		if s.Sid != "" && sids[s.Sid] {
			return nil, fmt.Errorf("policy: two statements are called %s", clip(s.Sid))
		}
		sids[s.Sid] = true
		parsed, err := s.parse(kind)
		if err != nil {
			return nil, fmt.Errorf("policy: statement %d %s: %w", i+1, clip(s.Sid), err)
		}
		out = append(out, parsed)
	}
	return out, nil
}

var (
	sidShape    = regexp.MustCompile(`^[A-Za-z0-9]*$`)
	actionShape = regexp.MustCompile(`^(\*|[A-Za-z0-9-]+:[A-Za-z0-9*?]+)$`)
)

func (s statementJSON) parse(kind policyKind) (statement, error) {
	out := statement{deny: s.Effect == "Deny"}
	if s.Effect != "Allow" && s.Effect != "Deny" {
		return out, fmt.Errorf("effect %q is neither Allow nor Deny", clip(s.Effect))
	}
	if !sidShape.MatchString(s.Sid) {
		return out, errors.New("a Sid has letters and digits only")
	}
	if len(s.Action) == 0 {
		return out, errors.New("it has no Action")
	}
	for _, a := range s.Action {
		if !actionShape.MatchString(a) {
			return out, fmt.Errorf("action %q is not of the form ec2:CreateRoute", clip(a))
		}
		out.actions = append(out.actions, strings.ToLower(a))
	}
	if err := s.parseTarget(kind, &out); err != nil {
		return out, err
	}
	for _, op := range slices.Sorted(maps.Keys(s.Condition)) {
		for _, key := range slices.Sorted(maps.Keys(s.Condition[op])) {
			c, err := parseCondition(op, key, s.Condition[op][key])
			if err != nil {
				return out, err
			}
			out.conditions = append(out.conditions, c)
		}
	}
	return out, nil
}

// parseTarget reads Resource or Principal, whichever the kind has.
func (s statementJSON) parseTarget(kind policyKind, out *statement) error {
	if kind == trustPolicy {
		if len(s.Resource) > 0 {
			return errors.New("a trust policy has no Resource")
		}
		var err error
		out.principals, err = parsePrincipals(s.Principal)
		return err
	}
	if s.Principal != nil {
		return errors.New("only a trust policy has a Principal")
	}
	if len(s.Resource) == 0 {
		return errors.New("it has no Resource")
	}
	for _, r := range s.Resource {
		if strings.Contains(r, "${") {
			return fmt.Errorf("resource %q: policy variables are not supported here", clip(r))
		}
		if r != "*" && len(strings.SplitN(r, ":", arnParts)) != arnParts {
			return fmt.Errorf("resource %q is not an ARN", clip(r))
		}
	}
	out.resources = s.Resource
	return nil
}

var principalShape = regexp.MustCompile(`^(\*|\d{12}|arn:[\w-]+:(iam|sts)::\d{12}:(root|(role|user|assumed-role)/[\w+=,.@/-]+))$`)

func parsePrincipals(raw json.RawMessage) ([]string, error) {
	if string(raw) == `"*"` {
		return []string{"*"}, nil
	}
	var who struct{ AWS oneOrMany }
	if err := strictJSON(raw, &who); err != nil || len(who.AWS) == 0 {
		return nil, errors.New(`the Principal is not of the form {"AWS": "arn:aws:iam::111111111111:role/x"}`)
	}
	for _, p := range who.AWS {
		if !principalShape.MatchString(p) {
			return nil, fmt.Errorf("principal %q is not the ARN of a role, user or root, nor an account", clip(p))
		}
	}
	return who.AWS, nil
}

// Sizes that IAM allows, in characters without white space.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
const (
	maxManaged = 6144  // one managed policy
	maxInline  = 10240 // all inline policies of a role
	maxTrust   = 2048  // a trust policy; may be raised to 4096
)

// policySize is the size that IAM counts: characters without white space.
func policySize(text string) int { return len([]rune(strings.Join(strings.Fields(text), ""))) }
