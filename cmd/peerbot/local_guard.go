package main

import (
	"net"
	"net/http"
	"net/netip"
	"net/url"
)

// socketOrigin is what slack-go says of itself when it opens a socket, wherever to.
const socketOrigin = "https://api.slack.com"

// onlyLocal refuses requests that a page of somebody else's in a browser of this
// machine may have sent: the local Slack and AWS have no passwords worth the name.
// The Host has to be an address or localhost, which no foreign name that was
// pointed here is; an Origin has to be that Host.
func onlyLocal(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !isLocalHost(r.Host) {
			http.Error(w, "this local service answers only to an IP address or localhost, not to "+url.PathEscape(r.Host), http.StatusForbidden)
			return
		}
		if origin := r.Header.Get("Origin"); origin != "" && origin != "http://"+r.Host && origin != socketOrigin {
			http.Error(w, "this local service does not answer pages of other sites", http.StatusForbidden)
			return
		}
		h.ServeHTTP(w, r)
	})
}

// isLocalHost reports whether a Host header names an address, or localhost.
func isLocalHost(host string) bool {
	name, _, err := net.SplitHostPort(host)
	if err != nil {
		name = host
	}
	if name == "localhost" {
		return true
	}
	if len(name) > 2 && name[0] == '[' {
		name = name[1 : len(name)-1]
	}
	_, err = netip.ParseAddr(name)
	return err == nil
}
