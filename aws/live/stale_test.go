package live

import (
	"slices"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"

	"peerbot/aws/peering"
)

func (w *world) group(t *testing.T, ref peering.Ref, name string) string {
	t.Helper()
	out, err := w.as(ref.Account, ref.Region).CreateSecurityGroup(t.Context(), &ec2.CreateSecurityGroupInput{
		GroupName: aws.String(name), Description: aws.String(name), VpcId: aws.String(ref.VPC),
	})
	if err != nil {
		t.Fatal(err)
	}
	return *out.GroupId
}

func TestStaleRulesAreSeenAfterADeletion(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	c := w.cloud(t)
	// References work inside a Region only.
	want := wish(w.vpc(t, prodID, tokyo, "payments", "10.1.0.0/16"), w.vpc(t, dataID, tokyo, "lake", "10.2.0.0/16"))
	advance(t, c, &want, "")
	r := want.Requester.VPC
	web, db := w.group(t, r, "web"), w.group(t, want.Accepter.VPC, "db")
	for _, port := range []int32{443, 5432} {
		if _, err := w.as(prodID, tokyo).AuthorizeSecurityGroupIngress(t.Context(), &ec2.AuthorizeSecurityGroupIngressInput{
			GroupId: aws.String(web),
			IpPermissions: []types.IpPermission{{
				IpProtocol: aws.String("tcp"), FromPort: aws.Int32(port), ToPort: aws.Int32(port),
				UserIdGroupPairs: []types.UserIdGroupPair{{UserId: aws.String(dataID), GroupId: aws.String(db)}},
			}},
		}); err != nil {
			t.Fatal(err)
		}
	}
	if got, err := c.StaleRules(t.Context(), r); err != nil || len(got) != 0 {
		t.Fatalf("StaleRules of an active peering = %v, %v, want none", got, err)
	}
	want.Absent = true
	advance(t, c, &want, "")
	got, err := c.StaleRules(t.Context(), r)
	if err != nil {
		t.Fatal(err)
	}
	if expect := []peering.StaleRule{{Group: web, Name: "web", VPC: r.VPC, PCX: want.PCX}}; !slices.Equal(got, expect) {
		t.Errorf("StaleRules = %+v, want %+v", got, expect)
	}
	_, err = c.StaleRules(t.Context(), peering.Ref{Account: prodID, Region: tokyo, VPC: "vpc-0123456789abcdef0"})
	wantClass(t, err, peering.NotFound)
}
