// Package chat is Slack: it listens on Socket Mode for what people type and
// click, and says what the bot has to say through the Web API.
//
// Listening follows one rule: every envelope is answered at once, from the
// goroutine that reads the socket, and the work is done afterwards by a few
// workers behind a bounded queue. Nothing is dropped without a word: when the
// queue is full the person is told so, and when even that cannot be done the
// envelope stays unanswered, because then Slack itself shows that it failed.
//
// What people may do is not decided here. Ids of people, teams and channels
// are taken from where Slack writes them, never from what a button carries.
package chat

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"log/slog"
	mathrand "math/rand/v2"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/slack-go/slack"

	"peerbot/bot"
	"peerbot/bot/notice"
)

// Handler is who answers what people type and click.
type Handler interface {
	// HandleCommand is called before the command is acknowledged, so it must only
	// think: no I/O, a few milliseconds. now is shown to the person at once and
	// may be nil; later is run by a worker afterwards and may be nil.
	HandleCommand(ctx context.Context, t bot.Command) (now notice.Notice, later func(context.Context))
	// HandleInteraction is called by a worker after the click was acknowledged. A denial
	// comes with the reason that was typed into the form.
	HandleInteraction(ctx context.Context, c bot.Interaction)
}

// Options say which Slack to use. Zero fields have the default that their
// comment names.
type Options struct {
	BotToken string // xoxb-…
	AppToken string // xapp-…, for Socket Mode
	APIURL   string // https://slack.com/api/

	HTTPClient *http.Client // copied; a zero Timeout becomes 30 s, and redirects are never followed
	Now        func() time.Time
	Log        *slog.Logger // discards

	Command   string        // the slash command, with its slash: /peering
	Workers   int           // how much is worked on at a time: 16
	QueueSize int           // how much may wait: 1024
	WorkTime  time.Duration // for one command or click: 5 minutes
	Grace     time.Duration // for unfinished work when Run ends: 10 s
	// Others is called once, with how many, when other processes are connected with
	// the same app and still are after OthersTime; nil: that is fine.
	Others     func(ctx context.Context, n int)
	OthersTime time.Duration // 1 minute

	TokenTime time.Duration // between two looks whether the bot token is still good: 1 minute
}

const (
	defaultAPIURL     = "https://slack.com/api/"
	defaultCommand    = "/peering"
	defaultWorkers    = 16
	defaultQueueSize  = 1024
	defaultWorkTime   = 5 * time.Minute
	defaultGrace      = 10 * time.Second
	defaultTokenTime  = time.Minute
	defaultOthersTime = time.Minute
	callTimeout       = 30 * time.Second
)

// Client is one connection to one Slack workspace. It is safe for concurrent
// use. Its methods of bot.Slack work whether or not Run is running.
type Client struct {
	opts   Options
	log    *slog.Logger
	http   *http.Client
	api    *slack.Client
	health *health

	crowded chan struct{} // Slack has counted other connections than ours

	running atomic.Bool
	jitter  func() float64 // 0 to 1
	ref     func() string  // what a person quotes when something broke

	mu sync.Mutex // guards me
	me *Identity  // nil until Slack has told
}

var _ bot.Slack = (*Client)(nil)

// New returns a client. It does not connect: Run does.
func New(opts Options) *Client {
	opts = opts.withDefaults()
	c := &Client{
		opts:   opts,
		log:    opts.Log,
		health: &health{now: opts.Now},

		crowded: make(chan struct{}, 1),
		jitter:  mathrand.Float64,
		ref:     newRef,
	}
	c.http = httpClient(opts.HTTPClient)
	c.api = slack.New(opts.BotToken,
		slack.OptionAppLevelToken(opts.AppToken),
		slack.OptionAPIURL(opts.APIURL),
		slack.OptionHTTPClient(&opener{
			client: c.http,
			now:    opts.Now,
			jitter: func() float64 { return c.jitter() },
			opened: c.health.opened,
		}),
	)
	return c
}

func (o Options) withDefaults() Options {
	setDefault(&o.APIURL, defaultAPIURL)
	if !strings.HasSuffix(o.APIURL, "/") {
		o.APIURL += "/" // slack-go joins it with the method by hand
	}
	setDefault(&o.Command, defaultCommand)
	setDefault(&o.Workers, defaultWorkers)
	setDefault(&o.QueueSize, defaultQueueSize)
	setDefault(&o.WorkTime, defaultWorkTime)
	setDefault(&o.Grace, defaultGrace)
	setDefault(&o.TokenTime, defaultTokenTime)
	setDefault(&o.OthersTime, defaultOthersTime)
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	return o
}

func setDefault[T comparable](v *T, def T) {
	var zero T
	if *v == zero {
		*v = def
	}
}

// httpClient returns a copy of base that gives up in time and never carries a
// token to where a redirect points.
func httpClient(base *http.Client) *http.Client {
	var c http.Client
	if base != nil {
		c = *base
	}
	setDefault(&c.Timeout, callTimeout)
	c.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &c
}

// newRef returns what a person quotes and the log repeats: 8 hex digits.
func newRef() string {
	var b [4]byte
	rand.Read(b[:]) // never fails; see its documentation
	return hex.EncodeToString(b[:])
}
