package live

import (
	"slices"
	"testing"

	"peerbot/aws/peering"
	"peerbot/aws/sim"
)

func TestFind(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	c := w.cloud(t)
	payments := w.vpc(t, prodID, tokyo, "payments", "10.1.0.0/16")
	twin := w.vpc(t, prodID, seoul, "payments", "10.2.0.0/16")
	odd := w.vpc(t, prodID, tokyo, "vpc-main", "10.3.0.0/16")
	star := w.vpc(t, prodID, tokyo, "pay*", "10.4.0.0/16")
	slash := w.vpc(t, prodID, tokyo, `pay\ments?`, "10.7.0.0/16")
	w.vpc(t, dataID, tokyo, "payments", "10.5.0.0/16")
	for _, tt := range []struct {
		name string
		q    peering.Query
		want []peering.Ref
	}{
		{"by name in all Regions", peering.Query{Account: prodID, VPC: "payments"}, []peering.Ref{payments, twin}},
		{"by name in one Region", peering.Query{Account: prodID, Region: seoul, VPC: "payments"}, []peering.Ref{twin}},
		{"by id", peering.Query{Account: prodID, VPC: payments.VPC}, []peering.Ref{payments}},
		{"by id in another Region", peering.Query{Account: prodID, Region: seoul, VPC: payments.VPC}, nil},
		{"by id in another account", peering.Query{Account: dataID, VPC: payments.VPC}, nil},
		{"a name like an id", peering.Query{Account: prodID, VPC: "vpc-main"}, []peering.Ref{odd}},
		{"a name is no pattern", peering.Query{Account: prodID, VPC: "pay*"}, []peering.Ref{star}},
		{"a name is no pattern either", peering.Query{Account: prodID, VPC: "payment?"}, nil},
		{"a name with all that filters escape", peering.Query{Account: prodID, VPC: `pay\ments?`}, []peering.Ref{slash}},
		{"case counts", peering.Query{Account: prodID, VPC: "Payments"}, nil},
		{"nothing", peering.Query{Account: prodID, VPC: "nothing"}, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			vpcs, err := c.Find(t.Context(), tt.q)
			if err != nil {
				t.Fatal(err)
			}
			var got []peering.Ref
			for _, v := range vpcs {
				got = append(got, v.Ref)
			}
			if !slices.Equal(got, tt.want) {
				t.Errorf("Find = %v, want %v", got, tt.want)
			}
		})
	}
	if _, err := c.Find(t.Context(), peering.Query{Account: prodID}); err == nil {
		t.Error("Find without a name succeeded")
	}
}

// The VPC might be where nobody could look.
func TestFindNeverAnswersByHalves(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	c := w.cloud(t)
	w.vpc(t, prodID, tokyo, "payments", "10.1.0.0/16")
	w.Inject(sim.Fault{Region: seoul, Action: "DescribeVpcs", Times: -1})
	vpcs, err := c.Find(t.Context(), peering.Query{Account: prodID, VPC: "payments"})
	if call := wantClass(t, err, peering.Transient); call.Region != seoul || vpcs != nil {
		t.Errorf("Find = %v, %v", vpcs, err)
	}
}
