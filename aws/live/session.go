package live

import (
	"context"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/sts"

	"peerbot/aws/peering"
)

// sessionKey says which calls share one set of credentials: all reads of an
// account, and the writes of an account about one pair of VPCs on behalf of one
// actor.
type sessionKey struct {
	account, role, externalID string // a role that is configured anew is assumed anew
	actor                     peering.Actor
	vpcs                      pair // what it may write about
}

// session is one account with credentials on somebody's behalf, and a client for
// each Region. It is safe for concurrent use.
type session struct {
	account Account
	limits  *limits
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

// newSession returns a session that assumes the account's role for an actor, to
// write about a pair of VPCs; in an account without a role it uses the base
// credentials.
func newSession(base aws.Config, limits *limits, a Account, actor peering.Actor, vpcs pair) *session {
	base = base.Copy()
	base.Region = a.Regions[0] // the Regional endpoint of STS, not the global one
	s := &session{
		account:   a,
		limits:    limits,
		asserting: make(chan struct{}, 1),
		clients:   map[string]*ec2API{},
		trails:    map[string]*trailAPI{},
	}
	base.Credentials = baseCredentials{base.Credentials}
	provider := base.Credentials
	if a.RoleARN != "" {
		provider = roleProvider(a, actor, vpcs, newSTS(base))
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

// ready gets valid credentials, if there are none yet. Clients would get them on
// their own, but inside their retries: a role that cannot be assumed would be
// tried five times five times. Its error is a *peering.CallError.
func (s *session) ready(ctx context.Context) error {
	_, err := s.creds.Retrieve(ctx)
	if err == nil {
		return nil
	}
	return classify(s.account, s.config.Region, &credentialError{err})
}

// assert asks AWS whose credentials the session has, and returns an error when
// they are not of the configured account. It asks until it succeeded once.
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
			Code: "WrongAccount", Class: peering.WrongAccount,
			Refusal: &peering.Refusal{Code: peering.OtherCredentials, Account: got},
		}
	}
	s.asserted.Store(true)
	return nil
}

// client returns the EC2 client of a Region, which stays below EC2's rates.
func (s *session) client(region string) *ec2API {
	s.mu.Lock()
	defer s.mu.Unlock()
	k := s.clients[region]
	if k == nil {
		k = newEC2(s.config, func(o *ec2.Options) {
			o.Region = region
			o.APIOptions = append(o.APIOptions, s.limits.middleware(s.account.ID, region), traced)
		})
		s.clients[region] = k
	}
	return k
}

// fail returns the error of a call as a *peering.CallError. When it may be due to
// credentials that AWS takes no longer, they are renewed for the next call.
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

// trail returns the CloudTrail client of a Region, which stays below its rate.
func (s *session) trail(region string) *trailAPI {
	s.mu.Lock()
	defer s.mu.Unlock()
	k := s.trails[region]
	if k == nil {
		k = newTrail(s.config, func(o *cloudtrail.Options) {
			o.Region = region
			o.APIOptions = append(o.APIOptions, s.limits.middleware(s.account.ID, region))
		})
		s.trails[region] = k
	}
	return k
}
