package bot

import (
	"context"
	"strconv"
	"time"
)

// lease runs f while holding a named lock; it reports false, without having
// run f, if somebody else holds it.
func (b *Bot) lease(ctx context.Context, name string, ttl time.Duration, f func() error) (bool, error) {
	holder := b.Instance + "/" + strconv.FormatInt(b.holders.Add(1), 10)
	now := b.Now()
	ok, err := b.Store.Lease(ctx, name, holder, now, now.Add(ttl))
	if err != nil || !ok {
		return false, err
	}
	err = f()
	// The work is done or not, whatever becomes of the lock: it runs out by
	// itself. It is released also while the process is being stopped.
	if rerr := b.Store.Release(context.WithoutCancel(ctx), name, holder); rerr != nil {
		b.Log.WarnContext(ctx, "lease not released", "lease", name, "error", rerr)
	}
	return true, err
}
