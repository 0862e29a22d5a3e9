package sim

import (
	"encoding/json"
	"regexp"
	"strings"
	"time"
	"unicode/utf8"
)

const (
	defaultSession = time.Hour
	minSession     = 15 * time.Minute
	maxSession     = 12 * time.Hour
	maxChained     = time.Hour // when a role assumes a role
	maxPolicy      = 2048      // characters of an inline session policy
)

// assumeInput is what AssumeRole is asked for.
type assumeInput struct {
	role, name, externalID, sourceIdentity, policy string

	duration   time.Duration
	tags       map[string]string
	transitive map[string]bool
	limit      document // the policy, parsed
}

// readAssume reads and checks the input of AssumeRole.
func (k *call) readAssume() (assumeInput, error) {
	in := assumeInput{
		role:           k.in.text("RoleArn"),
		name:           k.in.text("RoleSessionName"),
		externalID:     k.in.text("ExternalId"),
		sourceIdentity: k.in.text("SourceIdentity"),
		policy:         k.in.text("Policy"),
		duration:       defaultSession,
		transitive:     map[string]bool{},
	}
	if seconds, ok := k.in.number("DurationSeconds"); ok {
		in.duration = time.Duration(seconds) * time.Second
		switch {
		case seconds < int(minSession.Seconds()):
			return in, errConstraint(k.in.text("DurationSeconds"), "durationSeconds", "Member must have value greater than or equal to 900")
		case seconds > int(maxSession.Seconds()):
			return in, errConstraint(k.in.text("DurationSeconds"), "durationSeconds", "Member must have value less than or equal to 43200")
		}
	}
	switch {
	case len(in.role) < 20 || len(in.role) > 2048:
		return in, errConstraint(in.role, "roleArn", "Member must have length between 20 and 2048")
	case !roleShape.MatchString(in.role):
		return in, refuse("ValidationError", "%s is invalid", clip(in.role))
	case !sessionNameShape.MatchString(in.name):
		return in, errConstraint(in.name, "roleSessionName", `Member must satisfy regular expression pattern: [\w+=,.@-]* and have length between 2 and 64`)
	case in.externalID != "" && (len(in.externalID) > 1224 || !externalIDShape.MatchString(in.externalID)):
		return in, errConstraint("****", "externalId", `Member must satisfy regular expression pattern: [\w+=,.@:\/-]* and have length between 2 and 1224`)
	case in.sourceIdentity != "" && !sessionNameShape.MatchString(in.sourceIdentity):
		return in, errConstraint(in.sourceIdentity, "sourceIdentity", `Member must satisfy regular expression pattern: [\w+=,.@-]* and have length between 2 and 64`)
	case utf8.RuneCountInString(in.policy) > maxPolicy:
		return in, errConstraint("****", "policy", "Member must have length less than or equal to 2048")
	case in.policy != "" && !json.Valid([]byte(in.policy)):
		return in, refuse("MalformedPolicyDocument", "The policy is not in the valid JSON format.")
	}
	if in.policy != "" {
		var err error
		if in.limit, err = parsePolicy(in.policy, identityPolicy); err != nil {
			return in, refuse("MalformedPolicyDocument", "%s", clip(err.Error()))
		}
	}
	return in, k.readSessionTags(&in)
}

func (k *call) readSessionTags(in *assumeInput) error {
	in.tags = map[string]string{}
	seen := map[string]bool{}
	items := k.in.inner("Tags").items("member")
	if len(items) > maxTags {
		return errConstraint("****", "tags", "Member must have length less than or equal to 50")
	}
	for _, item := range items {
		key, value := item.text("Key"), item.text("Value")
		switch lower := strings.ToLower(key); {
		case key == "" || utf8.RuneCountInString(key) > 128:
			return errConstraint(key, "tags.member.key", "Member must have length between 1 and 128")
		case utf8.RuneCountInString(value) > 256:
			return errConstraint(value, "tags.member.value", "Member must have length less than or equal to 256")
		case strings.HasPrefix(lower, "aws:"):
			return refuse("InvalidParameterValue", "Tag keys starting with 'aws:' are reserved for internal use")
		case seen[lower]:
			return refuse("InvalidParameterValue", "Duplicate tag keys found. Please note that Tag keys are case insensitive.")
		default:
			seen[lower] = true
			in.tags[key] = value
		}
	}
	for _, key := range k.in.inner("TransitiveTagKeys").texts("member") {
		if !seen[strings.ToLower(key)] {
			return refuse("InvalidParameterValue", "The specified transitive tag key must be included in the requested tags.")
		}
		in.transitive[strings.ToLower(key)] = true
	}
	return nil
}

func errConstraint(value, member, constraint string) error {
	return refuse("ValidationError", "1 validation error detected: Value '%s' at '%s' failed to satisfy constraint: %s", clip(value), member, constraint)
}

var (
	sessionNameShape = regexp.MustCompile(`^[\w+=,.@-]{2,64}$`) // of SourceIdentity too
	externalIDShape  = regexp.MustCompile(`^[\w+=,.@:/-]{2,}$`)
)
