package sim

import (
	"maps"
	"strings"
	"time"
)

func (k *call) assumeRole() error {
	in, err := k.readAssume()
	if err != nil {
		return err
	}
	if err := k.authorize(in.role); err != nil {
		return err
	}
	if caller := k.who.session; caller != nil {
		if err := k.inherit(caller, &in); err != nil {
			return err
		}
	}
	if err := k.mayAssume(in); err != nil {
		return err
	}
	switch {
	case in.duration > k.cloud.roles[in.role].maxSession():
		return refuse("ValidationError", "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.")
	case k.who.session != nil && in.duration > maxChained:
		return refuse("ValidationError", "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.")
	}
	s := k.cloud.newSession(in, k.now)
	k.writeSession(s)
	return nil
}

// inherit gives the new session what sticks to everything that follows: the
// source identity and the transitive tags of the session that asks.
func (k *call) inherit(caller *session, in *assumeInput) error {
	if caller.sourceIdentity != "" {
		if in.sourceIdentity != "" && in.sourceIdentity != caller.sourceIdentity {
			return k.errAssume("sts:SetSourceIdentity", in.role, "")
		}
		in.sourceIdentity = caller.sourceIdentity
	}
	for key := range caller.transitive {
		for have, value := range caller.tags {
			if strings.EqualFold(have, key) {
				in.tags[have] = value
				in.transitive[key] = true
			}
		}
	}
	return nil
}

// newSession hands out credentials for a role. Sessions that have expired
// long ago are forgotten.
func (c *Cloud) newSession(in assumeInput, now time.Time) *session {
	maps.DeleteFunc(c.sessions, func(_ string, s *session) bool { return now.Sub(s.expires) > maxSession })
	accessKey := "ASIA" + c.ids.token(16)
	s := &session{
		roleARN:        in.role,
		account:        roleAccount(in.role),
		name:           in.name,
		userID:         "AROA" + c.ids.token(17) + ":" + in.name,
		accessKey:      accessKey,
		secret:         c.ids.token(40),
		token:          "FwoGZXIvYXdzE" + c.ids.token(200),
		created:        now,
		expires:        now.Add(in.duration).Truncate(time.Second),
		sourceIdentity: in.sourceIdentity,
		tags:           in.tags,
		transitive:     in.transitive,
		policy:         in.policy,
		limit:          in.limit,
	}
	c.sessions[accessKey] = s
	return s
}

func (k *call) writeSession(s *session) {
	w := &k.out
	w.open("Credentials")
	w.text("AccessKeyId", s.accessKey)
	w.text("SecretAccessKey", s.secret)
	w.text("SessionToken", s.token)
	w.text("Expiration", s.expires.UTC().Format(time.RFC3339))
	w.close("Credentials")
	w.open("AssumedRoleUser")
	w.text("AssumedRoleId", s.userID)
	w.text("Arn", s.arn(k.cloud.partition))
	w.close("AssumedRoleUser")
	w.number("PackedPolicySize", min(100, len(s.policy)*100/maxPolicy))
	w.some("SourceIdentity", s.sourceIdentity)
}
