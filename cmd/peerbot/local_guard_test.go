package main

import (
	"net/http"
	"net/url"
	"testing"
)

// No route of the local services answers a page of another site, nor a name that
// somebody pointed here.
func TestTheLocalServicesAnswerNoForeignPage(t *testing.T) {
	t.Parallel()
	l, err := startLocal(localOptions{addr: "127.0.0.1:0"})
	if err != nil {
		t.Fatal(err)
	}
	defer l.close()
	for _, base := range []string{l.slackURL, l.awsURL} {
		u, err := url.Parse(base)
		if err != nil {
			t.Fatal(err)
		}
		for _, path := range []string{"/", "/people", "/people/mina/channels", "/api/auth.test", "/link/", "/world", "/faults", "/panel", "/no-such-route"} {
			for _, method := range []string{http.MethodGet, http.MethodPost} {
				for name, edit := range map[string]func(*http.Request){
					"a foreign name":    func(r *http.Request) { r.Host = "evil.example:" + u.Port() },
					"a name like ours":  func(r *http.Request) { r.Host = "127.0.0.1.evil.example" },
					"a foreign page":    func(r *http.Request) { r.Header.Set("Origin", "https://evil.example") },
					"a page of no site": func(r *http.Request) { r.Header.Set("Origin", "null") },
					"another port":      func(r *http.Request) { r.Header.Set("Origin", "http://127.0.0.1:1") },
				} {
					req, err := http.NewRequestWithContext(t.Context(), method, base+path, nil)
					if err != nil {
						t.Fatal(err)
					}
					edit(req)
					resp, err := http.DefaultClient.Do(req)
					if err != nil {
						t.Fatal(err)
					}
					_ = resp.Body.Close()
					if resp.StatusCode != http.StatusForbidden {
						t.Errorf("%s %s%s from %s: status %d, want 403", method, base, path, name, resp.StatusCode)
					}
				}
			}
		}
	}
	for host, want := range map[string]bool{
		"127.0.0.1:8080": true, "localhost": true, "localhost:1": true, "[::1]:80": true, "::1": true, "10.0.0.1:80": true,
		"": false, "evil.example": false, "localhost.evil.example:80": false, "127.0.0.1.nip.io": false,
	} {
		if got := isLocalHost(host); got != want {
			t.Errorf("isLocalHost(%q) = %t", host, got)
		}
	}
}
