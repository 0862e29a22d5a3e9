package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"peerbot/bot/request"
	"peerbot/bot/store"
)

// operate serves /healthz, /readyz and /metrics until ctx is done.
func (s *service) operate(ctx context.Context, addr string, log *slog.Logger) error {
	ln, err := net.Listen("tcp", addr)
	if err != nil {
		return fmt.Errorf("listen: %w; correct it in the configuration", err)
	}
	srv := &http.Server{Handler: s.operations(), ReadHeaderTimeout: 5 * time.Second}
	log.InfoContext(ctx, "serving health and metrics", "address", ln.Addr().String())
	stopped := context.AfterFunc(ctx, func() { _ = srv.Close() }) // nothing there is worth waiting for
	defer stopped()
	if err := srv.Serve(ln); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

func (s *service) operations() http.Handler {
	reg := prometheus.NewRegistry()
	reg.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}), &gauges{s})
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusOK)
	})
	mux.HandleFunc("GET /readyz", s.serveReady)
	mux.Handle("GET /metrics", promhttp.HandlerFor(reg, promhttp.HandlerOpts{}))
	return mux
}

// readiness is the answer of /readyz: 200 when nothing is wrong.
type readiness struct {
	Ready         bool            `json:"ready"`
	Slack         string          `json:"slack"`    // "connected", or what is wrong
	Database      string          `json:"database"` // "ok", or what is wrong
	Undeliverable []undeliverable `json:"undeliverable,omitempty"`
}

// undeliverable is a message that Slack does not take.
type undeliverable struct {
	About   string `json:"about"` // "R42" or "F3"; empty for others
	Channel string `json:"channel"`
	Reason  string `json:"reason"`
}

// serveReady says whether this replica can do its work. A message that cannot
// be delivered is reported, and does not make it unready: a restart would not help.
func (s *service) serveReady(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), 5*time.Second)
	defer cancel()
	out := readiness{Slack: "connected", Database: "ok"}
	if !s.chat.Health().Connected {
		out.Slack = "not connected"
	}
	err := s.store.Probe(ctx)
	if err != nil {
		out.Database = "takes no writes"
		s.log.WarnContext(ctx, "not ready", "error", err)
	}
	left, rerr := s.store.Undelivered(ctx)
	if rerr != nil {
		out.Database, err = "cannot be read", rerr
	}
	for _, i := range left {
		if i.Reason != "" {
			out.Undeliverable = append(out.Undeliverable, undeliverable{About: i.About, Channel: i.To.Address, Reason: i.Reason})
		}
	}
	out.Ready = out.Slack == "connected" && err == nil
	w.Header().Set("Content-Type", "application/json")
	if !out.Ready {
		w.WriteHeader(http.StatusServiceUnavailable)
	}
	_ = json.NewEncoder(w).Encode(out) // the other side is gone, and that is all
}

// gauges are read when they are asked for: what they count is in the database.
type gauges struct{ s *service }

var (
	slackConnected = desc("slack_connected", "1 while there is a connection to Slack.")
	slackOpens     = desc("slack_reconnects_total", "Connections to Slack after the first.")
	requestsOpen   = desc("requests", "Requests that are not over, by state.", "state")
	peeringsIn     = desc("peerings", "Managed peerings, by state.", "state")
	findingsOpen   = desc("findings", "Open findings of the drift check, by class.", "class")
	messagesStuck  = desc("messages_undeliverable", "Messages that Slack does not take.")
	sweptAt        = desc("last_sweep_timestamp_seconds", "When the last drift check began.")
	sweepTook      = desc("last_sweep_duration_seconds", "How long it took.")
	sweepUnread    = desc("last_sweep_unread", "Accounts and Regions that it could not read.")
	jobsIn         = desc("jobs", "Jobs in the queue, by state.", "state")
	paused         = desc("paused", "1 while every write to AWS is stopped.")
)

func desc(name, help string, labels ...string) *prometheus.Desc {
	return prometheus.NewDesc("peerbot_"+name, help, labels, nil)
}

// Describe implements prometheus.Collector.
func (g *gauges) Describe(ch chan<- *prometheus.Desc) { prometheus.DescribeByCollect(g, ch) }

// Collect implements prometheus.Collector. What cannot be read is left out: a
// gap is noticed, a zero is believed.
func (g *gauges) Collect(ch chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	gauge := func(d *prometheus.Desc, v float64, labels ...string) {
		ch <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, v, labels...)
	}
	h := g.s.chat.Health()
	gauge(slackConnected, one(h.Connected))
	ch <- prometheus.MustNewConstMetric(slackOpens, prometheus.CounterValue, float64(h.Reconnects))
	if rs, err := g.s.store.Requests(ctx, store.RequestFilter{States: request.OpenStates()}); err == nil {
		n := map[string]int{}
		for _, r := range rs {
			n[string(r.State)]++
		}
		for _, s := range request.OpenStates() {
			gauge(requestsOpen, float64(n[string(s)]), string(s))
		}
	}
	if ps, err := g.s.store.Peerings(ctx, store.PeeringFilter{}); err == nil {
		n := map[string]int{}
		for _, p := range ps {
			n[string(p.State)]++
		}
		for s, c := range n {
			gauge(peeringsIn, float64(c), s)
		}
	}
	if fs, err := g.s.store.Findings(ctx, store.FindingFilter{}); err == nil {
		n := map[string]int{}
		for _, f := range fs {
			n[string(f.Class)]++
		}
		for c, k := range n {
			gauge(findingsOpen, float64(k), c)
		}
	}
	if left, err := g.s.store.Undelivered(ctx); err == nil {
		n := 0
		for _, i := range left {
			if i.Reason != "" {
				n++
			}
		}
		gauge(messagesStuck, float64(n))
	}
	if last, err := g.s.store.LastSweep(ctx); err == nil && !last.At.IsZero() {
		gauge(sweptAt, float64(last.At.UnixMilli())/1000)
		gauge(sweepTook, last.Took.Seconds())
		gauge(sweepUnread, float64(last.Unread))
	}
	if q, err := g.s.store.Queue(ctx); err == nil {
		for state, n := range q {
			gauge(jobsIn, float64(n), strings.ToLower(state))
		}
	}
	if p, err := g.s.store.Paused(ctx); err == nil {
		gauge(paused, one(p.On))
	}
}

func one(b bool) float64 {
	if b {
		return 1
	}
	return 0
}
