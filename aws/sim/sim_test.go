package sim_test

import (
	"encoding/xml"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"peerbot/aws/sim"
)

const (
	tokyo = "ap-northeast-1"
	seoul = "ap-northeast-2"
	alice = "111111111111"
	bob   = "222222222222"
)

// clock is a clock that stands still until it is moved.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func newClock() *clock { return &clock{now: time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC)} }

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// client calls one Region of a cloud with one access key.
type client struct {
	t      *testing.T
	cloud  http.Handler
	key    string
	token  string
	region string
}

func as(t *testing.T, cloud http.Handler, account, region string) client {
	return client{t: t, cloud: cloud, key: account, region: region}
}

func (c client) in(region string) client { c.region = region; return c }

// authorization is the header that an SDK sends, with a signature that nobody
// looks at.
func authorization(key, region, service string) string {
	return "AWS4-HMAC-SHA256 Credential=" + key + "/20261123/" + region + "/" + service +
		"/aws4_request, SignedHeaders=content-type;host;x-amz-date, Signature=" + strings.Repeat("ab", 32)
}

func (c client) request(service, action, version string, params ...string) *http.Request {
	c.t.Helper()
	form := url.Values{"Action": {action}, "Version": {version}}
	if len(params)%2 != 0 {
		c.t.Fatalf("%s: odd number of names and values: %q", action, params)
	}
	for i := 0; i < len(params); i += 2 {
		form.Set(params[i], params[i+1])
	}
	r := httptest.NewRequestWithContext(c.t.Context(), http.MethodPost, "/", strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded; charset=utf-8")
	r.Header.Set("Authorization", authorization(c.key, c.region, service))
	if c.token != "" {
		r.Header.Set("X-Amz-Security-Token", c.token)
	}
	return r
}

// ec2 calls an action of EC2 with names and values of parameters.
func (c client) ec2(action string, params ...string) reply {
	c.t.Helper()
	return send(c.t, c.cloud, c.request("ec2", action, "2016-11-15", params...))
}

// must calls an action of EC2 that has to succeed.
func (c client) must(action string, params ...string) reply {
	c.t.Helper()
	r := c.ec2(action, params...)
	if r.status != http.StatusOK {
		c.t.Fatalf("%s%q = %d %s: %s", action, params, r.status, r.code(), r.message())
	}
	return r
}

// refused calls an action of EC2 and checks the error that it answers.
func (c client) refused(code, message, action string, params ...string) {
	c.t.Helper()
	r := c.ec2(action, params...)
	if r.code() != code || !strings.Contains(r.message(), message) {
		c.t.Errorf("%s%q = %d %s: %s, want %s: %s", action, params, r.status, r.code(), r.message(), code, message)
	}
}

func (c client) sts(action string, params ...string) reply {
	c.t.Helper()
	return send(c.t, c.cloud, c.request("sts", action, "2011-06-15", params...))
}

func send(t *testing.T, h http.Handler, r *http.Request) reply {
	t.Helper()
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	out := reply{t: t, status: w.Code, body: w.Body.String(), header: w.Header()}
	if strings.HasPrefix(w.Header().Get("Content-Type"), "text/xml") {
		if err := xml.Unmarshal(w.Body.Bytes(), &out.root); err != nil {
			t.Fatalf("answer is not XML: %v\n%s", err, out.body)
		}
	}
	return out
}

// reply is an answer as a tree of elements.
type reply struct {
	t      *testing.T
	status int
	body   string
	header http.Header
	root   element
}

type element struct {
	XMLName xml.Name
	Text    string    `xml:",chardata"`
	Kids    []element `xml:",any"`
}

// all returns the text of every element at a path such as "vpcSet/item/vpcId".
func (r reply) all(path string) []string {
	at := []element{r.root}
	for name := range strings.SplitSeq(path, "/") {
		var next []element
		for _, e := range at {
			for _, kid := range e.Kids {
				if kid.XMLName.Local == name {
					next = append(next, kid)
				}
			}
		}
		at = next
	}
	out := []string{}
	for _, e := range at {
		out = append(out, e.Text)
	}
	return out
}

// get returns the text of the first element at a path, "" for none.
func (r reply) get(path string) string {
	if all := r.all(path); len(all) > 0 {
		return all[0]
	}
	return ""
}

func (r reply) has(path string) bool { return len(r.all(path)) > 0 }

func (r reply) code() string {
	if r.has("Errors") {
		return r.get("Errors/Error/Code")
	}
	return r.get("Error/Code")
}

func (r reply) message() string {
	if r.has("Errors") {
		return r.get("Errors/Error/Message")
	}
	return r.get("Error/Message")
}

// world is alice in Tokyo and bob in Seoul, with one VPC each.
type world struct {
	*sim.Cloud
	*clock
	t             *testing.T
	alice, bob    client
	tokyo, seoul  sim.VPC
	peeringParams []string
}

func newWorld(t *testing.T, o sim.Options) *world {
	t.Helper()
	w := &world{clock: newClock(), t: t}
	o.Now = w.Now
	w.Cloud = sim.New(o)
	w.alice, w.bob = as(t, w.Cloud, alice, tokyo), as(t, w.Cloud, bob, seoul)
	w.tokyo = w.vpc(alice, tokyo, "10.1.0.0/16")
	w.seoul = w.vpc(bob, seoul, "10.2.0.0/16")
	w.peeringParams = []string{"VpcId", w.tokyo.ID, "PeerVpcId", w.seoul.ID, "PeerOwnerId", bob, "PeerRegion", seoul}
	return w
}

func (w *world) vpc(account, region string, cidrs ...string) sim.VPC {
	w.t.Helper()
	v := sim.VPC{Account: account, Region: region}
	for _, s := range cidrs {
		v.CIDRs = append(v.CIDRs, netip.MustParsePrefix(s))
	}
	v, err := w.AddVPC(v)
	if err != nil {
		w.t.Fatal(err)
	}
	return v
}

// request asks for the peering of Tokyo with Seoul and returns its id.
func (w *world) request() string {
	w.t.Helper()
	return w.alice.must("CreateVpcPeeringConnection", w.peeringParams...).get("vpcPeeringConnection/vpcPeeringConnectionId")
}

// peered returns the id of an active peering of Tokyo with Seoul.
func (w *world) peered() string {
	w.t.Helper()
	id := w.request()
	w.bob.must("AcceptVpcPeeringConnection", "VpcPeeringConnectionId", id)
	return id
}

// status is what a client is told about a peering: its state or the code of
// the error.
func status(c client, id string) string {
	c.t.Helper()
	r := c.ec2("DescribeVpcPeeringConnections", "VpcPeeringConnectionId.1", id)
	if r.status != http.StatusOK {
		return r.code()
	}
	return r.get("vpcPeeringConnectionSet/item/status/code")
}
