package bot

import (
	"context"
	"time"

	"peerbot/aws/peering"
	"peerbot/bot/directory"
	"peerbot/bot/notice"
)

// Cloud is AWS, as far as the bot needs it. Errors of single calls are
// *peering.CallError.
type Cloud interface {
	// Find returns the VPCs that match; none is not an error.
	Find(ctx context.Context, q peering.Query) ([]peering.VPC, error)
	// Observe reads both sides of a pair.
	Observe(ctx context.Context, p peering.Peering) (peering.Observed, error)
	// Refresh reads only the named parts again and returns a copy.
	Refresh(ctx context.Context, p peering.Peering, have peering.Observed, what peering.Part) (peering.Observed, error)
	// Prepare makes ready what an actor needs to write in these accounts. Do
	// works without it, and then takes longer.
	Prepare(ctx context.Context, actor peering.Actor, accounts ...string) error
	// Do performs one writing step, and returns the id of the connection that
	// Create made.
	Do(ctx context.Context, actor peering.Actor, want peering.Peering, have peering.Observed, s peering.Step) (pcx string, err error)
	// Connection finds a connection by id in every configured account and
	// Region: one entry per side that shows it.
	Connection(ctx context.Context, pcx string) ([]peering.Connection, error)
	// StaleRules lists security-group rules of a VPC that point to groups
	// behind a peering that is gone.
	StaleRules(ctx context.Context, vpc peering.Ref) ([]peering.StaleRule, error)
}

// Surveyor is AWS, as far as the drift check needs it.
type Surveyor interface {
	// Survey reads whole accounts and Regions: every place that these peerings
	// touch, with a few calls each however many there are, and the connections
	// of every other configured place. What could not be read says so in the
	// survey.
	Survey(ctx context.Context, managed []peering.Peering) peering.Survey
}

// Trail is CloudTrail, as far as the drift check needs it.
type Trail interface {
	// TrailEvents returns the calls between two times that match one of the traces,
	// newest first, beside an error that says what could not be read. A call is
	// there some minutes after it was made.
	TrailEvents(ctx context.Context, traces []peering.Trace, since, until time.Time) ([]peering.TrailEvent, error)
}

// Chat is Slack, as far as the bot needs it.
type Chat interface {
	// Post sends a message and returns its ts. The key is stored in the
	// message's metadata, so that Lookup finds it again. thread is the ts of
	// the message to answer to, or empty. channel may be a user id: then it is
	// a direct message, and the returned channel is the conversation's id.
	Post(ctx context.Context, channel, thread, key string, n notice.Notice) (postedIn, ts string, err error)
	// Update replaces a message of ours.
	Update(ctx context.Context, channel, ts string, n notice.Notice) error
	// Lookup finds a message of ours by the key it was posted with, among the
	// recent ones of a channel, or of a thread when one is named.
	Lookup(ctx context.Context, channel, thread, key string) (ts string, ok bool, err error)
	// Whisper answers one person where they typed or clicked; nobody else sees it.
	Whisper(ctx context.Context, to notice.Origin, n notice.Notice) error
	// Person reads a person fresh: the answer decides what they may do.
	Person(ctx context.Context, user string) (directory.Person, error)
	// Members reads the user ids of a user group fresh.
	Members(ctx context.Context, group string) ([]string, error)
}
