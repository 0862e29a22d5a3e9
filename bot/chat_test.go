package bot_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"
	"testing"

	"peerbot/bot/directory"
	"peerbot/bot/notice"
	"peerbot/bot/outbox"
)

// chat is a small Slack.
type chat struct {
	mu      sync.Mutex
	people  map[string]directory.Person
	groups  map[string][]string
	posts   []*post
	updates int
	lookups int
	asked   int                        // answers that were waited for
	told    map[string][]notice.Notice // by the channel that the answer went to

	unread error // Person and Members fail
	// sending, when set, goes around every post and update.
	sending  func(verb string, do func() error) error
	channels map[string]directory.Channel // those that others read
	noInfo   error                        // Channel fails
	// unreadable is what Slack answers to a look-up.
	unreadable error
}

type post struct {
	channel, thread, key, ts string
	notice                   notice.Notice
}

func newChat() *chat {
	c := &chat{people: map[string]directory.Person{}, groups: map[string][]string{seoulOwners: {joon}}, told: map[string][]notice.Notice{}}
	for _, id := range []string{mina, aiko, joon, omar, zoe} {
		c.people[id] = directory.Person{ID: id, Team: home}
	}
	return c
}

var errNoAnswer = &outbox.SendError{Unknown: true, Err: errors.New("connection reset")}

// Post implements outbox.Sender.
func (c *chat) Post(_ context.Context, channel, thread, key string, n notice.Notice) (postedIn, ts string, err error) {
	err = c.send("post", func() error {
		c.mu.Lock()
		defer c.mu.Unlock()
		ts = fmt.Sprintf("1763000000.%06d", len(c.posts)+1)
		c.posts = append(c.posts, &post{channel, thread, key, ts, n})
		return nil
	})
	if err != nil {
		return "", "", err
	}
	return channel, ts, nil
}

// Update implements outbox.Sender.
func (c *chat) Update(_ context.Context, channel, ts string, n notice.Notice) error {
	return c.send("update", func() error {
		c.mu.Lock()
		defer c.mu.Unlock()
		c.updates++
		i := slices.IndexFunc(c.posts, func(p *post) bool { return p.channel == channel && p.ts == ts })
		if i < 0 {
			return &outbox.SendError{Code: "message_not_found", Final: true}
		}
		c.posts[i].notice = n
		return nil
	})
}

func (c *chat) send(verb string, do func() error) error {
	c.mu.Lock()
	around := c.sending
	c.mu.Unlock()
	if around != nil {
		return around(verb, do)
	}
	return do()
}

// breaks has the next sending of a kind go wrong, times times.
func (c *chat) breaks(verb string, times int, how func(do func() error) error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.sending = func(v string, do func() error) error {
		c.mu.Lock()
		hit := v == verb && times > 0
		if hit {
			times--
		}
		c.mu.Unlock()
		if hit {
			return how(do)
		}
		return do()
	}
}

// Lookup implements outbox.Sender.
func (c *chat) Lookup(_ context.Context, channel, thread, key string) (string, bool, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.lookups++
	if c.unreadable != nil {
		return "", false, c.unreadable
	}
	for _, p := range c.posts {
		if p.channel == channel && p.thread == thread && p.key == key {
			return p.ts, true, nil
		}
	}
	return "", false, nil
}

// Ephemeral implements bot.Replier.
func (c *chat) Ephemeral(_ context.Context, to notice.Origin, n notice.Notice) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.told[to.Channel] = append(c.told[to.Channel], n)
	return nil
}

// Person implements directory.People.
func (c *chat) Person(_ context.Context, user string) (directory.Person, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.people[user], c.unread
}

// Channel implements directory.Channels.
func (c *chat) Channel(_ context.Context, id string) (directory.Channel, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.channels[id], c.noInfo
}

// Members implements directory.People.
func (c *chat) Members(_ context.Context, group string) ([]string, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Clone(c.groups[group]), c.unread
}

// answer returns what f is answered, which happens in a channel of its own.
func (c *chat) answer(t *testing.T, f func(channel string)) notice.Notice {
	t.Helper()
	c.mu.Lock()
	c.asked++
	channel := fmt.Sprintf("D0%04d", c.asked)
	c.mu.Unlock()
	f(channel)
	c.mu.Lock()
	defer c.mu.Unlock()
	if got := c.told[channel]; len(got) == 1 {
		return got[0]
	}
	t.Fatalf("told %d things, want one: %v", len(c.told[channel]), c.told[channel])
	return nil
}

// messages returns what was posted to a channel, a thread's after its card.
func (c *chat) messages(channel string) []post {
	c.mu.Lock()
	defer c.mu.Unlock()
	var out []post
	for _, p := range c.posts {
		if p.channel == channel {
			out = append(out, *p)
		}
	}
	return out
}

// owners lets these people, too, decide for seoul.
func (c *chat) owners(ids ...string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.groups[seoulOwners] = append(c.groups[seoulOwners], ids...)
	people := maps.Clone(c.people)
	for _, id := range ids {
		people[id] = directory.Person{ID: id, Team: home}
	}
	c.people = people
}
