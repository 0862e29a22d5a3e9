package live

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials/stscreds"
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

// roleProvider returns credentials that come from assuming the account's role for
// an actor, to write about a pair of VPCs; for the zero Actor, to read. A session
// policy leaves no more than that of what the role may do. CloudTrail shows session
// name, source identity and tags with every call.
func roleProvider(a Account, actor peering.Actor, vpcs pair, api *stsAPI) aws.CredentialsProvider {
	return stscreds.NewAssumeRoleProvider(roleAssumer(api.AssumeRole), a.RoleARN, func(o *stscreds.AssumeRoleOptions) {
		if a.ExternalID != "" {
			o.ExternalID = aws.String(a.ExternalID)
		}
		if actor == (peering.Actor{}) {
			o.RoleSessionName = sessionPrefix + "observe"
			o.SourceIdentity = aws.String(observeIdentity)
			o.Duration = readDuration
			o.Policy = aws.String(readPolicy().inline())
			return
		}
		o.RoleSessionName = sessionPrefix + actor.Request
		o.SourceIdentity = aws.String(sourcePrefix + actor.Person)
		o.Tags = []ststypes.Tag{
			{Key: aws.String(tagRequest), Value: aws.String(actor.Request)},
			{Key: aws.String(tagApprover), Value: aws.String(actor.Person)},
		}
		o.Duration = writeDuration
		o.Policy = aws.String(writePolicy(a, vpcs).inline())
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

// checkActor returns an error for an actor that cannot name a session, such as
// the zero one: nothing is written on behalf of nobody.
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

// credentialSource wraps the errors of a provider in *credentialError.
type credentialSource struct{ aws.CredentialsProvider }

func (p credentialSource) Retrieve(ctx context.Context) (aws.Credentials, error) {
	v, err := p.CredentialsProvider.Retrieve(ctx)
	if err != nil {
		err = &credentialError{err}
	}
	return v, err
}

// errNoBase is wrapped by the errors of calls that found no credentials to call
// STS with.
var errNoBase = errors.New("no AWS credentials for peerbot itself")

// baseCredentials wraps the errors of the base credentials in errNoBase.
type baseCredentials struct{ aws.CredentialsProvider }

func (p baseCredentials) Retrieve(ctx context.Context) (aws.Credentials, error) {
	v, err := p.CredentialsProvider.Retrieve(ctx)
	if err != nil {
		err = fmt.Errorf("%w: %w", errNoBase, err)
	}
	return v, err
}
