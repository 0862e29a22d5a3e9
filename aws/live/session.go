package live

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials/stscreds"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/sts"
	ststypes "github.com/aws/aws-sdk-go-v2/service/sts/types"

	"peerbot/aws/peering"
)

// How long assumed-role credentials live. Those of a person's decision are for
// a few calls; those that observe are renewed as long as the process lives. A
// role that was itself assumed may assume for an hour at most.
const (
	readDuration  = time.Hour
	writeDuration = 15 * time.Minute
	renewBefore   = time.Minute
)

// sessionKey is what one set of credentials is kept for. There is one for
// reading per account, and one per account and Actor for writing until it
// expires.
type sessionKey struct {
	account, role, externalID string // a role that is configured anew is assumed anew
	actor                     peering.Actor
}

// session is one account with credentials on somebody's behalf, and a client
// per Region.
type session struct {
	account Account
	cloud   *Cloud
	config  aws.Config // with the session's credentials
	creds   *aws.CredentialsCache
	sts     *stsAPI

	asserted  atomic.Bool
	asserting chan struct{} // holds one token while somebody asserts

	used time.Time // guarded by Cloud.mu

	mu      sync.Mutex
	clients map[string]*ec2API // by Region
	trails  map[string]*trailAPI
}

// session returns the session of an account for an actor. It calls nobody.
func (c *Cloud) session(a Account, actor peering.Actor) *session {
	key := sessionKey{a.ID, a.RoleARN, a.ExternalID, actor}
	if a.RoleARN == "" {
		key.actor = peering.Actor{} // the base credentials carry nobody's name
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	now := c.now()
	s := c.sessions[key]
	if s == nil {
		for k, old := range c.sessions {
			if k.actor != (peering.Actor{}) && now.Sub(old.used) > writeDuration {
				delete(c.sessions, k) // its credentials have expired
			}
		}
		s = c.newSession(a, key.actor)
		c.sessions[key] = s
	}
	s.used = now
	return s
}

func (c *Cloud) newSession(a Account, actor peering.Actor) *session {
	base := c.base.Copy()
	base.Region = a.Regions[0] // the Regional endpoint of STS, not the global one
	s := &session{
		account:   a,
		cloud:     c,
		asserting: make(chan struct{}, 1),
		clients:   map[string]*ec2API{},
		trails:    map[string]*trailAPI{},
	}
	base.Credentials = baseCredentials{base.Credentials}
	provider := base.Credentials
	if a.RoleARN != "" {
		provider = roleProvider(a, actor, newSTS(base))
	}
	s.creds = aws.NewCredentialsCache(credentialSource{provider}, func(o *aws.CredentialsCacheOptions) {
		o.ExpiryWindow = renewBefore
		o.ExpiryWindowJitterFrac = 0.5
	})
	s.config = base
	s.config.Credentials = s.creds
	s.sts = newSTS(s.config)
	return s
}

// roleProvider assumes the account's role. CloudTrail shows session name,
// source identity and tags with every call.
func roleProvider(a Account, actor peering.Actor, api *stsAPI) aws.CredentialsProvider {
	return stscreds.NewAssumeRoleProvider(roleAssumer(api.AssumeRole), a.RoleARN, func(o *stscreds.AssumeRoleOptions) {
		if a.ExternalID != "" {
			o.ExternalID = aws.String(a.ExternalID)
		}
		if actor == (peering.Actor{}) {
			o.RoleSessionName = sessionPrefix + "observe"
			o.SourceIdentity = aws.String(observeIdentity)
			o.Duration = readDuration
			return
		}
		o.RoleSessionName = sessionPrefix + actor.Request
		o.SourceIdentity = aws.String(sourcePrefix + actor.Person)
		o.Tags = []ststypes.Tag{
			{Key: aws.String(tagRequest), Value: aws.String(actor.Request)},
			{Key: aws.String(tagApprover), Value: aws.String(actor.Person)},
		}
		o.Duration = writeDuration
	})
}

// Names of sessions, source identities and session tags. Trust policies allow
// these and no others; see [TrustPolicy].
const (
	sessionPrefix   = "peerbot-"
	sourcePrefix    = "slack-"
	observeIdentity = "peerbot" // when nobody asked
	tagRequest      = "request"
	tagApprover     = "approver"
)

// actorName is what STS takes in session names and source identities, with
// room for our prefixes in the 64 characters it allows.
// https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
var actorName = regexp.MustCompile(`^[A-Za-z0-9_+=,.@-]{1,56}$`)

// checkActor refuses to write for nobody.
func checkActor(a peering.Actor) error {
	if !actorName.MatchString(a.Request) || !actorName.MatchString(a.Person) {
		return fmt.Errorf("actor %q, %q cannot name an AWS session", a.Request, a.Person)
	}
	return nil
}

// credentialError is a failure to get credentials, as opposed to one of the
// call that needs them.
type credentialError struct{ error }

func (e *credentialError) Unwrap() error { return e.error }

// credentialSource marks the errors of a provider.
type credentialSource struct{ aws.CredentialsProvider }

func (p credentialSource) Retrieve(ctx context.Context) (aws.Credentials, error) {
	v, err := p.CredentialsProvider.Retrieve(ctx)
	if err != nil {
		err = &credentialError{err}
	}
	return v, err
}

// errNoBase is the cause when there is nothing to call STS with.
var errNoBase = errors.New("no AWS credentials of the bot's own")

// baseCredentials marks the errors of the base credentials.
type baseCredentials struct{ aws.CredentialsProvider }

func (p baseCredentials) Retrieve(ctx context.Context) (aws.Credentials, error) {
	v, err := p.CredentialsProvider.Retrieve(ctx)
	if err != nil {
		err = fmt.Errorf("%w: %w", errNoBase, err)
	}
	return v, err
}

// ready makes sure that there are valid credentials. Clients would get them on
// their own, but inside their retries: a role that cannot be assumed would be
// tried five times five times.
func (s *session) ready(ctx context.Context) error {
	_, err := s.creds.Retrieve(ctx)
	if err == nil {
		return nil
	}
	return classify(s.account, s.config.Region, &credentialError{err})
}

// assert proves, once per session, that its credentials are of the account
// that the configuration says. A failure is not remembered.
func (s *session) assert(ctx context.Context) error {
	if s.asserted.Load() {
		return nil
	}
	select {
	case s.asserting <- struct{}{}:
		defer func() { <-s.asserting }()
	case <-ctx.Done():
		return classify(s.account, s.config.Region, ctx.Err())
	}
	if s.asserted.Load() {
		return nil
	}
	out, err := s.sts.GetCallerIdentity(ctx, &sts.GetCallerIdentityInput{})
	if err != nil {
		return s.fail(ctx, s.config.Region, err)
	}
	if got := aws.ToString(out.Account); got != s.account.ID {
		return &peering.CallError{
			Action: callerIdentity, Account: s.account.ID, Region: s.config.Region,
			Code: "WrongAccount", Class: peering.WrongPlace,
			Message: fmt.Sprintf("the credentials for account %s are of account %q", s.account, got),
		}
	}
	s.asserted.Store(true)
	return nil
}

// client returns the EC2 client of a Region.
func (s *session) client(region string) *ec2API {
	s.mu.Lock()
	defer s.mu.Unlock()
	k := s.clients[region]
	if k == nil {
		k = newEC2(s.config, func(o *ec2.Options) {
			o.Region = region
			o.APIOptions = append(o.APIOptions, s.cloud.limits.middleware(s.account.ID, region))
		})
		s.clients[region] = k
	}
	return k
}

// fail turns the error of a call into a *peering.CallError.
func (s *session) fail(ctx context.Context, region string, err error) error {
	e := classify(s.account, region, err)
	switch {
	case isExpired(e.Code):
		s.creds.Invalidate() // whatever our clock says
	case strings.EqualFold(e.Code, "AuthFailure"):
		// EC2 says this in a Region that is not enabled, and of credentials
		// whose role was taken away. New credentials tell which.
		s.creds.Invalidate()
		if err := s.ready(ctx); err != nil {
			return err
		}
	}
	return e
}
