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
