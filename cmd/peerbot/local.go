package main

import (
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"peerbot/aws/sim"
	"peerbot/bot/slacksim"
)

// local is a local Slack and a local AWS that listen on loopback, and the
// configuration with which peerbot uses them. See startLocal.
type local struct {
	slack        *slacksim.Workspace
	cloud        *sim.Cloud
	slackURL     string // http://127.0.0.1:port
	awsURL       string // empty without AWS
	dir          string // temporary: configuration and database
	world        []demoAccount
	vpcs         map[string][]sim.VPC // by alias
	servers      []*http.Server
	consoleCalls atomic.Int64 // calls that were made in the console

	mu           sync.Mutex
	revokedRoles map[string]bool // aliases whose role was taken away
}

// localOptions say what to start.
type localOptions struct {
	addr  string // of the local Slack; "127.0.0.1:0" picks a port
	noAWS bool
	// wrap goes around the local AWS; nil for nothing.
	wrap func(http.Handler) http.Handler
	log  *slog.Logger
}

// listen serves a handler until close is called, and returns its URL.
func (l *local) listen(addr string, h http.Handler) (string, error) {
	ln, err := net.Listen("tcp", addr)
	if err != nil {
		return "", fmt.Errorf("cannot listen: %w; choose another address with --addr", err)
	}
	srv := &http.Server{Handler: onlyLocal(h), ReadHeaderTimeout: 10 * time.Second}
	l.servers = append(l.servers, srv)
	go func() { _ = srv.Serve(ln) }() // ends with ErrServerClosed when close is called
	return "http://" + ln.Addr().String(), nil
}

// close stops both services and removes the temporary directory.
func (l *local) close() {
	if l.slack != nil {
		l.slack.Close()
	}
	for _, s := range l.servers {
		_ = s.Close() // open connections are cut on purpose
	}
	if l.dir != "" {
		_ = os.RemoveAll(l.dir) // a temporary directory that stays is no harm
	}
}
