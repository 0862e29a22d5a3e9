package sim_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strings"
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

// The bot calls as a role with policies; root has none to ask.
func BenchmarkDescribeAsARole(b *testing.B) {
	c, vpcs := crowd(b)
	const arn = "arn:aws:iam::" + alice + ":role/peerbot"
	statement := when("ec2:Describe*", "*", `{"StringEquals":{"ec2:Region":["ap-northeast-1","ap-northeast-2"]}}`)
	if err := c.AddRole(sim.Role{ARN: arn, Policies: []string{policy(statement, statement, statement, statement)}}); err != nil {
		b.Fatal(err)
	}
	send := func(key, token, service string, form url.Values) string {
		r := httptest.NewRequestWithContext(b.Context(), http.MethodPost, "/", strings.NewReader(form.Encode()))
		r.Header.Set("Authorization", authorization(key, tokyo, service))
		if token != "" {
			r.Header.Set("X-Amz-Security-Token", token)
		}
		w := httptest.NewRecorder()
		c.ServeHTTP(w, r)
		if w.Code != http.StatusOK {
			b.Fatalf("%d: %.300s", w.Code, w.Body)
		}
		return w.Body.String()
	}
	session := send(alice, "", "sts", url.Values{"Action": {"AssumeRole"}, "Version": {"2011-06-15"}, "RoleArn": {arn}, "RoleSessionName": {"bench"}})
	inside := func(element string) string {
		_, rest, _ := strings.Cut(session, "<"+element+">")
		text, _, _ := strings.Cut(rest, "<")
		return text
	}
	key, token := inside("AccessKeyId"), inside("SessionToken")
	form := url.Values{
		"Action": {"DescribeVpcPeeringConnections"}, "Version": {"2016-11-15"},
		"Filter.1.Name": {"requester-vpc-info.vpc-id"}, "Filter.1.Value.1": {vpcs[7].ID},
		"Filter.2.Name": {"accepter-vpc-info.vpc-id"}, "Filter.2.Value.1": {vpcs[150].ID},
	}
	b.ReportAllocs()
	for b.Loop() {
		send(key, token, "ec2", form)
	}
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
			form := url.Values{"Action": {"DescribeVpcPeeringConnections"}, "Version": {"2016-11-15"}}
			for i := 0; i < len(bm.params); i += 2 {
				form.Set(bm.params[i], bm.params[i+1])
			}
			body, auth := form.Encode(), authorization(alice, tokyo, "ec2")
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
