// Package live is AWS for peerbot: any configured account, any Region, through
// assumed roles. It finds VPCs, observes both sides of a peering in parallel,
// and does one step of a plan at a time.
//
// What it promises to its caller:
//
//   - Nobody can write past [peering.Guard]: [Cloud.Do] asks it first.
//   - Nothing is written, and nothing read is believed, before the credentials
//     have proved to be of the configured account.
//   - Every error of a call is a *[peering.CallError] with a class, AWS's code
//     and request id, and without anything secret.
//   - Calls stay below EC2's own rates per account, Region and action.
//
// [Permissions] lists what the roles must allow.
package live

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"regexp"
	"slices"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"golang.org/x/sync/errgroup"

	"peerbot/aws/peering"
)

// Options is what New needs. Accounts and Config.Credentials are required.
type Options struct {
	Accounts Source

	// Config holds the base credentials, which assume the roles, and may hold
	// a base endpoint for EC2 and STS. config.LoadDefaultConfig makes one from
	// the environment. Retries, timeouts and the SDK's own log are set here.
	Config aws.Config

	Install string // name of the peerbot installation; empty means peerbot

	Now func() time.Time // nil means time.Now
	Log *slog.Logger     // nil means none

	// backoff is how long to wait before the n-th retry; nil means the SDK's
	// exponential backoff with jitter.
	backoff func(n int, err error) (time.Duration, error)
}

// Cloud is every account of a Source. Its methods are safe for concurrent use.
type Cloud struct {
	accounts Source
	base     aws.Config
	install  string
	now      func() time.Time
	log      *slog.Logger
	limits   limits

	mu       sync.Mutex
	sessions map[sessionKey]*session
}

var accountID = regexp.MustCompile(`^[0-9]{12}$`)

// New checks the accounts and returns a Cloud. It calls nobody: roles are
// assumed when they are first needed.
func New(o Options) (*Cloud, error) {
	var errs []error
	if o.Config.Credentials == nil {
		errs = append(errs, errors.New("no base credentials for AWS"))
	}
	if o.Accounts == nil || len(o.Accounts.Roles()) == 0 {
		return nil, errors.Join(append(errs, errors.New("no AWS accounts"))...)
	}
	seen := map[string]bool{}
	for _, a := range o.Accounts.Roles() {
		if !accountID.MatchString(a.ID) {
			errs = append(errs, fmt.Errorf("account %q: id %q is not 12 digits", a.Alias, a.ID))
		}
		if len(a.Regions) == 0 {
			errs = append(errs, fmt.Errorf("account %q: no Regions", a.Alias))
		}
		for _, name := range slices.Compact([]string{a.ID, a.Alias}) {
			if name != "" && seen[name] {
				errs = append(errs, fmt.Errorf("account %q is configured twice", name))
			}
			seen[name] = true
		}
	}
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	return &Cloud{
		accounts: o.Accounts,
		base:     baseConfig(o.Config, o.backoff),
		install:  cmp.Or(o.Install, defaultInstall),
		now:      o.Now,
		log:      o.Log,
		sessions: map[sessionKey]*session{},
	}, nil
}

// account returns a configured account by id; a *peering.CallError of class
// AssumeRoleFailed when there is none.
func (c *Cloud) account(id string) (Account, error) {
	for _, a := range c.accounts.Roles() {
		if a.ID == id {
			return a, nil
		}
	}
	return Account{}, &peering.CallError{
		Action: assumeRole, Account: id, Code: "NotConfigured", Class: peering.AssumeRoleFailed,
		Refusal: &peering.Refusal{Code: peering.AccountUnconfigured},
	}
}

// inRegion returns a configured account that has the Region; a *peering.CallError
// of class AssumeRoleFailed or NoRegion when there is none.
func (c *Cloud) inRegion(id, region string) (Account, error) {
	a, err := c.account(id)
	if err != nil {
		return Account{}, err
	}
	if !a.has(region) {
		return Account{}, &peering.CallError{
			Action: assumeRole, Account: id, Region: region, Code: "NotConfigured", Class: peering.NoRegion,
			Refusal: &peering.Refusal{Code: peering.RegionUnconfigured, Regions: a.Regions},
		}
	}
	return a, nil
}

// session returns the session of an account for an actor who writes about a pair of
// VPCs; the zero Actor reads. It calls nobody. Sessions that write are dropped when their credentials have
// expired.
func (c *Cloud) session(a Account, actor peering.Actor, vpcs pair) *session {
	key := sessionKey{a.ID, a.RoleARN, a.ExternalID, actor, vpcs}
	if a.RoleARN == "" {
		key.actor, key.vpcs = peering.Actor{}, pair{} // the base credentials are the same for all
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
		s = newSession(c.base, &c.limits, a, key.actor, key.vpcs)
		c.sessions[key] = s
	}
	s.used = now
	return s
}

// each runs f for every item at the same time and returns all errors joined.
func each[T any](ctx context.Context, items []T, f func(context.Context, T) error) error {
	errs := make([]error, len(items))
	var g errgroup.Group
	for i, v := range items {
		g.Go(func() error {
			errs[i] = f(ctx, v)
			return nil
		})
	}
	return errors.Join(g.Wait(), errors.Join(errs...))
}
