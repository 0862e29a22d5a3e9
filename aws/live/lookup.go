package live

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"sync"

	"golang.org/x/sync/errgroup"

	"peerbot/aws/peering"
)

var pcxID = regexp.MustCompile(`^pcx-[0-9a-f]{8,17}$`)

// lookups is how many places are asked at once when all are.
const lookups = 32

// Connection looks for a connection in every configured account and Region: it
// returns one entry for each that shows it, the requester's first. None is not
// an error, unless some place could not be read. An error together with
// entries means that a side of the connection could not be read.
func (c *Cloud) Connection(ctx context.Context, pcx string) ([]peering.Connection, error) {
	if !pcxID.MatchString(pcx) {
		return nil, fmt.Errorf("%q is not the id of a peering connection (pcx-…)", pcx)
	}
	type sight struct {
		account, region string
		peering.Connection
	}
	var (
		mu     sync.Mutex
		seen   []sight
		failed = map[placeKey]error{}
		g      errgroup.Group
	)
	g.SetLimit(lookups)
	for _, a := range c.accounts.Roles() {
		for _, region := range a.Regions {
			g.Go(func() error {
				found, err := c.connectionIn(ctx, a.ID, region, pcx)
				mu.Lock()
				defer mu.Unlock()
				if err != nil {
					failed[placeKey{a.ID, region}] = err
				}
				for _, one := range found {
					seen = append(seen, sight{a.ID, region, one})
				}
				return nil // one place that cannot be read does not hide the others
			})
		}
	}
	if err := g.Wait(); err != nil {
		return nil, err
	}
	if len(seen) == 0 {
		return nil, joined(failed)
	}
	slices.SortFunc(seen, func(a, b sight) int {
		return cmp.Or(
			cmp.Compare(order(a.account, a.region, a.Connection), order(b.account, b.region, b.Connection)),
			cmp.Compare(a.account, b.account), cmp.Compare(a.region, b.region),
		)
	})
	out := make([]peering.Connection, len(seen))
	unread := map[placeKey]error{}
	for i, s := range seen {
		out[i] = s.Connection
		for _, ref := range [...]peering.Ref{s.Requester, s.Accepter} {
			k := placeKey{ref.Account, ref.Region}
			if err := failed[k]; err != nil {
				unread[k] = err
			}
		}
	}
	return out, joined(unread)
}

// placeKey names one account in one Region.
type placeKey struct{ account, region string }

// order is 0 for the requester's view.
func order(account, region string, c peering.Connection) int {
	if c.Requester.Account == account && c.Requester.Region == region {
		return 0
	}
	return 1
}

func joined(errs map[placeKey]error) error {
	keys := make([]placeKey, 0, len(errs))
	for k := range errs {
		keys = append(keys, k)
	}
	slices.SortFunc(keys, func(a, b placeKey) int {
		return cmp.Or(cmp.Compare(a.account, b.account), cmp.Compare(a.region, b.region))
	})
	all := make([]error, len(keys))
	for i, k := range keys {
		all[i] = errs[k]
	}
	return errors.Join(all...)
}

func (c *Cloud) connectionIn(ctx context.Context, account, region, pcx string) ([]peering.Connection, error) {
	p, err := c.reader(ctx, account, region)
	if err != nil {
		return nil, err
	}
	var found []peering.Connection
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error { return p.assert(ctx) })
	g.Go(func() (err error) { // a filter, not an id: an unknown id would be an error
		found, err = p.readConnections(ctx, filter("vpc-peering-connection-id", pcx))
		return err
	})
	if err := g.Wait(); err != nil {
		return nil, err
	}
	return slices.DeleteFunc(found, func(one peering.Connection) bool { return one.ID != pcx }), nil
}
