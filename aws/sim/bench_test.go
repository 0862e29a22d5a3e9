package sim_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"

	"peerbot/aws/sim"
)

// crowd is a cloud with 10,000 active peerings between alice in Tokyo and bob
// in Seoul, 100 VPCs each.
func crowd(b *testing.B) (*sim.Cloud, []sim.VPC) {
	b.Helper()
	c := sim.New(sim.Options{})
	var sides [2][]sim.VPC
	for side, place := range [][2]string{{alice, tokyo}, {bob, seoul}} {
		for i := range 100 {
			cidr := netip.MustParsePrefix(fmt.Sprintf("10.%d.0.0/16", side*100+i))
			v, err := c.AddVPC(sim.VPC{Account: place[0], Region: place[1], CIDRs: []netip.Prefix{cidr}})
			if err != nil {
				b.Fatal(err)
			}
			sides[side] = append(sides[side], v)
		}
	}
	for _, x := range sides[0] {
		for _, y := range sides[1] {
			if _, err := c.AddPeering(sim.Peering{Requester: sim.Side{VPC: x.ID, Tags: map[string]string{"managed-by": "peerbot"}}, Accepter: sim.Side{VPC: y.ID}}); err != nil {
				b.Fatal(err)
			}
		}
	}
	return c, append(sides[0], sides[1]...)
}

// caller sends signed requests to a cloud, without a network.
type caller struct {
	cloud      *sim.Cloud
	region     string
	key, token string
}

func (c caller) send(b *testing.B, service string, form url.Values) string {
	w := httptest.NewRecorder()
	c.cloud.ServeHTTP(w, c.request(b, service, form))
	if w.Code != http.StatusOK {
		b.Errorf("%d: %.300s", w.Code, w.Body)
	}
	return w.Body.String()
}

// sink takes an answer and forgets it.
type sink struct {
	header http.Header
	code   int
	bytes  int
}

func (s *sink) Header() http.Header         { return s.header }
func (s *sink) WriteHeader(code int)        { s.code = code }
func (s *sink) Write(p []byte) (int, error) { s.bytes += len(p); return len(p), nil }

// ask sends a request to EC2 and returns the size of the answer.
func (c caller) ask(b *testing.B, form url.Values) int {
	w := &sink{header: http.Header{}}
	c.cloud.ServeHTTP(w, c.request(b, "ec2", form))
	if w.code != http.StatusOK {
		b.Errorf("%s = %d", form, w.code)
	}
	return w.bytes
}

func (c caller) request(b *testing.B, service string, form url.Values) *http.Request {
	r := httptest.NewRequestWithContext(b.Context(), http.MethodPost, "/", strings.NewReader(form.Encode()))
	r.Header.Set("Authorization", authorization(c.key, c.region, service))
	if c.token != "" {
		r.Header.Set("X-Amz-Security-Token", c.token)
	}
	return r
}

// reader makes a role with the policies of an account that reads, as the bot
// has one, and returns a caller with a session of it.
func reader(b *testing.B, cloud *sim.Cloud, account, region string) caller {
	b.Helper()
	arn := "arn:aws:iam::" + account + ":role/peerbot"
	statement := when("ec2:Describe*", "*", `{"StringEquals":{"ec2:Region":["ap-northeast-1","ap-northeast-2"]}}`)
	if err := cloud.AddRole(sim.Role{ARN: arn, Policies: []string{policy(statement, statement, statement, statement)}}); err != nil {
		b.Fatal(err)
	}
	session := caller{cloud, region, account, ""}.send(b, "sts", url.Values{"Action": {"AssumeRole"}, "Version": {"2011-06-15"}, "RoleArn": {arn}, "RoleSessionName": {"bench"}})
	inside := func(element string) string {
		_, rest, _ := strings.Cut(session, "<"+element+">")
		text, _, _ := strings.Cut(rest, "<")
		return text
	}
	return caller{cloud, region, inside("AccessKeyId"), inside("SessionToken")}
}

func form(action string, params ...string) url.Values {
	f := url.Values{"Action": {action}, "Version": {"2016-11-15"}}
	for i := 0; i < len(params); i += 2 {
		f.Set(params[i], params[i+1])
	}
	return f
}

// The bot calls as a role with policies; root has none to ask.
func BenchmarkDescribeAsARole(b *testing.B) {
	c, vpcs := crowd(b)
	bot := reader(b, c, alice, tokyo)
	pair := form("DescribeVpcPeeringConnections", "Filter.1.Name", "requester-vpc-info.vpc-id", "Filter.1.Value.1", vpcs[7].ID,
		"Filter.2.Name", "accepter-vpc-info.vpc-id", "Filter.2.Value.1", vpcs[150].ID)
	b.ReportAllocs()
	for b.Loop() {
		bot.ask(b, pair)
	}
}

// A sweep of a hundred accounts at once: 10,000 peerings, each account with
// 20 VPCs that are peered with those of the next five accounts.
func BenchmarkAHundredAccountsAtOnce(b *testing.B) {
	cloud := sim.New(sim.Options{CallLog: 1000})
	const accounts, each = 100, 20
	var vpcs [accounts][each]sim.VPC
	var bots [accounts]caller
	for a := range accounts {
		account := fmt.Sprintf("%012d", 100000000000+a)
		for i := range each {
			v, err := cloud.AddVPC(sim.VPC{Account: account, Region: tokyo, CIDRs: []netip.Prefix{netip.PrefixFrom(netip.AddrFrom4([4]byte{10, byte(a), byte(8 * i), 0}), 21)}})
			if err != nil {
				b.Fatal(err)
			}
			vpcs[a][i] = v
		}
		bots[a] = reader(b, cloud, account, tokyo)
	}
	for a := range accounts {
		for i := range each {
			for n := 1; n <= 5; n++ {
				if _, err := cloud.AddPeering(sim.Peering{Requester: sim.Side{VPC: vpcs[a][i].ID, Tags: map[string]string{"managed-by": "peerbot"}}, Accepter: sim.Side{VPC: vpcs[(a+n)%accounts][i].ID}}); err != nil {
					b.Fatal(err)
				}
			}
		}
	}
	sweep := []url.Values{
		form("DescribeVpcPeeringConnections", "MaxResults", "1000"),
		form("DescribeRouteTables", "MaxResults", "100"),
		form("DescribeVpcs", "MaxResults", "1000"),
	}
	b.ReportAllocs()
	var next, bytes atomic.Int64
	b.SetParallelism(50)
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			n := int(next.Add(1))
			bytes.Add(int64(bots[n%accounts].ask(b, sweep[n%len(sweep)])))
		}
	})
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "calls/s")
	b.ReportMetric(float64(bytes.Load())/float64(b.N), "answer-B/op")
}

func BenchmarkDescribeVpcPeeringConnections(b *testing.B) {
	c, vpcs := crowd(b)
	for _, bm := range []struct {
		name   string
		params []string
		want   int
	}{
		{"pair of 10000", []string{"Filter.1.Name", "requester-vpc-info.vpc-id", "Filter.1.Value.1", vpcs[7].ID, "Filter.2.Name", "accepter-vpc-info.vpc-id", "Filter.2.Value.1", vpcs[150].ID}, 1},
		{"id of 10000", []string{"VpcPeeringConnectionId.1", c.Peerings()[5000].ID}, 1},
		{"status of 10000", []string{"Filter.1.Name", "status-code", "Filter.1.Value.1", "pending-acceptance"}, 0},
		{"page of 1000", []string{"MaxResults", "1000"}, 1000},
		{"all 10000", nil, 10000},
	} {
		b.Run(bm.name, func(b *testing.B) {
			body, auth := form("DescribeVpcPeeringConnections", bm.params...).Encode(), authorization(alice, tokyo, "ec2")
			b.ReportAllocs()
			for b.Loop() {
				r := httptest.NewRequestWithContext(b.Context(), http.MethodPost, "/", strings.NewReader(body))
				r.Header.Set("Authorization", auth)
				w := httptest.NewRecorder()
				c.ServeHTTP(w, r)
				if got := strings.Count(w.Body.String(), "<vpcPeeringConnectionId>"); got != bm.want {
					b.Fatalf("%d peerings, want %d: %.300s", got, bm.want, w.Body)
				}
			}
		})
	}
}
