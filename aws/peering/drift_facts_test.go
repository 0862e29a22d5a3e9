package peering

import (
	"reflect"
	"testing"
	"time"
)

// Findings are stored with a digest of the identities of their lines, and a
// release must read those of the one before it: an identity that changes tells
// every open finding again.
func TestIdentitiesStayAsTheyWereStored(t *testing.T) {
	t.Parallel()
	every := DriftLine{
		Side: Accepter, PCX: "pcx-1", Status: Failed, Message: "m", Reverse: true, Table: "rtb-1", Destination: mustPrefix("10.1.0.0/16"),
		Target: "tgw-1", Blackhole: true, Propagated: true, RequesterCIDR: mustPrefix("10.1.0.0/16"), AccepterCIDR: mustPrefix("10.2.0.0/16"),
		Tables: []string{"rtb-1", "rtb-2"}, On: true, Attributes: []string{"enableDnsSupport", "enableDnsHostnames"}, TagKey: "Name", TagValue: `a "b"`,
		Group: "sg-1", GroupName: "n", Rule: &GroupRule{Egress: true, Protocol: "tcp", From: 1, To: 2, PCX: "pcx-1", Group: "sg-2", Account: "1"},
		EndsAt: noon.Add(time.Second), Asked: true, Region: "eu-west-1", Action: "ec2:DescribeVpcs", Class: Denied, AWSCode: "UnauthorizedOperation",
		Queries: []EventQuery{{Event: "DeleteRoute"}},
	}
	const (
		begin = ` side="accepter" pcx="pcx-1"`
		end   = ` table="rtb-1" destination="10.1.0.0/16" target="tgw-1" blackhole="true" propagated="true"` +
			` requester_cidr="10.1.0.0/16" accepter_cidr="10.2.0.0/16" tables="rtb-1 rtb-2" on="true" attributes="enableDnsSupport enableDnsHostnames"` +
			` tag_key="Name" tag_value="a \"b\"" group="sg-1" rule="sg-2 out tcp 1-2" ends_at="2026-11-23T12:00Z" asked="true"` +
			` region="eu-west-1" cause="denied ec2:DescribeVpcs"`
	)
	for _, code := range DriftCodes {
		l, status := every, ` status="failed"`
		if l.Code = code; code == EndedPeering {
			status = ""
		}
		if got, want := l.identity(), string(code)+begin+status+end; got != want {
			t.Errorf("identity = %s\nwant       %s", got, want)
		}
	}
	d := Drift{Class: Changed, Lines: []DriftLine{{Code: MissingRoute, Side: Requester, Table: "rtb-1", Destination: mustPrefix("10.2.0.0/16")}, {Code: WrongDNSOption, Side: Requester}}}
	if got, want := d.Digest(), "f1682602888ff657"; got != want {
		t.Errorf("Digest = %s, want %s", got, want)
	}
	d.Lines[0], d.Lines[1] = d.Lines[1], d.Lines[0]
	if got := d.Digest(); got != (Drift{Lines: []DriftLine{d.Lines[1], d.Lines[0]}}).Digest() {
		t.Error("the digest depends on the order of the lines")
	}
}

func TestTheCauseOfAnUnreadablePlaceIsWhatAPersonHasToDo(t *testing.T) {
	t.Parallel()
	line := func(class Class, code string) DriftLine {
		return DriftLine{Code: UnreadablePlace, Region: "eu-west-1", Action: "ec2:DescribeVpcs", Class: class, AWSCode: code}
	}
	for _, tt := range []struct {
		name string
		a, b DriftLine
		same bool
	}{
		{"throttled under two codes", line(Throttled, "Throttling"), line(Throttled, "RequestLimitExceeded"), true},
		{"two codes of the role", line(AssumeRoleFailed, "AccessDenied"), line(AssumeRoleFailed, "InvalidClientTokenId"), true},
		{"a role, a permission", line(AssumeRoleFailed, "AccessDenied"), line(Denied, "AccessDenied"), false},
		{"two codes of no class", line(Unknown, "A"), line(Unknown, "B"), false},
	} {
		if got := tt.a.identity() == tt.b.identity(); got != tt.same {
			t.Errorf("%s: the same %t, want %t", tt.name, got, tt.same)
		}
	}
}

func TestHowAConnectionEndedIsKept(t *testing.T) {
	t.Parallel()
	told := DriftLine{Code: EndedPeering, PCX: "pcx-1", Status: Deleted, Message: "Deleted by 222222222222", Queries: []EventQuery{{Event: "DeleteVpcPeeringConnection"}}}
	for _, tt := range []struct {
		name      string
		now, want DriftLine
	}{
		{"forgotten", DriftLine{Code: EndedPeering, PCX: "pcx-1"}, told},
		{"without the message", DriftLine{Code: EndedPeering, PCX: "pcx-1", Status: Deleted, Queries: told.Queries}, told},
		{"in other words", DriftLine{Code: EndedPeering, PCX: "pcx-1", Status: Deleted, Message: "by 2"}, DriftLine{Code: EndedPeering, PCX: "pcx-1", Status: Deleted, Message: "by 2"}},
		{"ended otherwise", DriftLine{Code: EndedPeering, PCX: "pcx-1", Status: Failed}, DriftLine{Code: EndedPeering, PCX: "pcx-1", Status: Failed}},
		{"another connection", DriftLine{Code: EndedPeering, PCX: "pcx-2"}, DriftLine{Code: EndedPeering, PCX: "pcx-2"}},
	} {
		got := Drift{Lines: []DriftLine{tt.now}}.Keep([]DriftLine{told}).Lines[0]
		if !reflect.DeepEqual(got, tt.want) {
			t.Errorf("%s: Keep = %+v, want %+v", tt.name, got, tt.want)
		}
	}
}
