// Package drift checks, on a schedule, that AWS still has what was approved.
//
//   - A sweep reads everything in bulk and compares it in memory (compare.go).
//   - What it finds is reconciled with the open findings (reconcile.go): a
//     finding is one class of difference of one peering, so twelve missing
//     routes are one, and a deleted peering is not also twelve missing routes.
//   - People are notified for a reason, which package finding decides. Many
//     findings of one class that come up at once are one message of a channel:
//     whatever caused them, it is one thing to people. The group belongs to the
//     channel: the hub's owners read of two hundred spokes once, and the owners
//     of each spoke of theirs.
//   - Who made a difference is looked up after it was found, and never waited
//     for (attribution.go).
//   - Peerings whose expiry date has come, and those that were requested
//     directly in AWS, become requests (requests.go).
//
// It changes nothing in AWS.
package drift

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"peerbot/aws/peering"
	"peerbot/bot/directory"
	"peerbot/bot/finding"
	"peerbot/bot/outbox"
	"peerbot/bot/request"
	"peerbot/bot/store"
)

// Surveyor is AWS, as far as the drift check needs it.
type Surveyor interface {
	// Survey reads whole accounts and Regions: every place that these peerings
	// touch, with a few calls each however many there are, and the connections
	// of every other configured place. What could not be read says so in the
	// survey.
	Survey(ctx context.Context, managed []peering.Peering) peering.Survey
}

// Observer reads both sides of one pair.
type Observer interface {
	Observe(ctx context.Context, p peering.Peering) (peering.Observed, error)
}

// AuditLog is CloudTrail.
type AuditLog interface {
	// AuditEvents returns the calls between two times that match one of the
	// queries, newest first, beside an error that says what could not be read. A
	// call is there some minutes after it was made.
	AuditEvents(ctx context.Context, queries []peering.EventQuery, since, until time.Time) ([]peering.AuditEvent, error)
}

// Store is what the drift check needs of the database.
type Store interface {
	Requests(ctx context.Context, f store.RequestFilter) ([]request.Request, error)
	Peering(ctx context.Context, id string) (request.Peering, error)
	Peerings(ctx context.Context, f store.PeeringFilter) ([]request.Peering, error)
	Finding(ctx context.Context, id string) (finding.Finding, error)
	Findings(ctx context.Context, f store.FindingFilter) ([]finding.Finding, error)
	Group(ctx context.Context, id string) (finding.Group, error)
	GroupsOf(ctx context.Context, findings []string) (map[string][]string, error)
	NextGroup(ctx context.Context) (id string, err error)
	LastSweep(ctx context.Context) (finding.Sweep, error)
	Save(ctx context.Context, c store.Change) (store.Change, error)
	SaveFindings(ctx context.Context, c store.Change) (store.Change, error)
	UpdatePeering(ctx context.Context, id string, f func(request.Peering) (store.Change, error)) (store.Change, error)
	UpdateFinding(ctx context.Context, id string, f func(finding.Finding) (store.Change, error)) (store.Change, error)
	UpdateFindings(ctx context.Context, filter store.FindingFilter, f func([]finding.Finding) (store.Change, error)) (store.Change, error)
}

// Requests is what the drift check requests by itself.
type Requests interface {
	// ExpiryReached asks the owners to delete a peering whose expiry date has
	// come; false while another request about it is open.
	ExpiryReached(ctx context.Context, record request.Peering) (asked bool, err error)
	// AcceptExternal asks the owners about a connection that was requested
	// directly in AWS, unless an open request is about the same two VPCs.
	AcceptExternal(ctx context.Context, c peering.Connection) error
	// ReviewExternal closes the open request about such a connection when it was
	// decided in AWS, and brings its card up to date otherwise.
	ReviewExternal(ctx context.Context, id string) error
}

// Service is the drift check. It is safe for concurrent use.
type Service struct {
	Surveyor  Surveyor
	Observer  Observer
	AuditLog  AuditLog // nil: nobody looks up who changed what
	Store     Store
	Requests  Requests
	Directory *directory.Directory
	Routing   outbox.Routing
	Locks     *store.Locks
	Policy    finding.NotifyPolicy
	Install   string // names this installation in tags

	Poll time.Duration // before trying again what somebody else was faster with
	Now  func() time.Time
	Log  *slog.Logger
}

// managed returns every peering that is managed.
func (s *Service) managed(ctx context.Context) ([]request.Peering, error) {
	return s.Store.Peerings(ctx, store.PeeringFilter{States: request.ManagedStates()})
}

// openRequests returns, by peering, the requests that are open: about one
// peering, or about all when id is empty. There is one of each at most.
func (s *Service) openRequests(ctx context.Context, id string) (map[string]request.Request, error) {
	open, err := s.Store.Requests(ctx, store.RequestFilter{States: request.OpenStates(), Peering: id})
	if err != nil {
		return nil, fmt.Errorf("open requests: %w", err)
	}
	out := make(map[string]request.Request, len(open))
	for _, r := range open {
		out[r.Peering] = r
	}
	return out, nil
}

// age is how long ago something was; zero when it never was.
func (s *Service) age(t time.Time) time.Duration {
	if t.IsZero() {
		return 0
	}
	return s.Now().Sub(t)
}
