package card

import (
	"net/netip"
	"slices"
	"strings"
	"testing"

	"peerbot/aws/peering"
	"peerbot/bot/command"
	"peerbot/bot/notice"
	"peerbot/bot/request"
)

// wide is the walkthrough's peering with what could be narrower.
func wide() notice.Accessed {
	want := wanted()
	want.PCX = pcxID
	have := made(world(), want)
	t := &have.Requester.Tables[0]
	t.Routes = append(slices.Clone(t.Routes), peering.Route{Destination: netip.MustParsePrefix("0.0.0.0/0"), Target: "igw-0123456789abcdef0"})
	have.Requester.Groups = []peering.Group{{ID: "sg-0123456789abcdef0", Name: "web", Rules: []peering.GroupRule{{Protocol: "tcp", From: 443, To: 443, CIDR: netip.MustParsePrefix("10.0.0.0/8")}}}}
	have.Accepter.Groups = []peering.Group{{ID: "sg-0fedcba9876543210", Name: "default"}}
	return notice.Accessed{Peering: finished(asked()).Peering, Remarks: peering.Access(want, have)}
}

func accesses() []example {
	some := notice.AccessShown{Names: names(), Judged: 12, Found: []notice.Accessed{wide(), wide()}, Inactive: 1, Unread: 2, At: noon()}
	some.Found[1].Peering.ID = "P18"
	one := notice.AccessShown{Names: names(), Command: command.Access{Peering: "P17"}, Judged: 1, Found: some.Found[:1], At: noon()}
	return []example{
		{"access", some},
		{"access-one", one},
		{"access-narrow", notice.AccessShown{Command: command.Access{Account: "seoul"}, Judged: 3, At: noon()}},
		{"access-unread", notice.AccessShown{Unread: 1, At: noon()}},
		{"access-none", notice.AccessShown{Command: command.Access{Account: "seoul"}, At: noon()}},
	}
}

func hugeAccess() []example {
	a := notice.AccessShown{Names: names(), Judged: 5000, More: 4980, At: noon()}
	for range 20 {
		f := notice.Accessed{Peering: request.Peering{ID: "P17", Requester: huge().Peering.Requester, Accepter: huge().Peering.Accepter}}
		for range 300 {
			f.Remarks = append(f.Remarks, peering.Remark{
				Code: peering.OpenGroup, Risk: peering.High, Side: peering.Accepter,
				Group: &peering.Named{ID: "sg-0123456789abcdef0", Name: long("<web> ", 255)},
				Rule:  &peering.GroupRule{Protocol: "tcp", From: 1, To: 65535, CIDR: netip.MustParsePrefix("10.0.0.0/8")},
			})
		}
		a.Found = append(a.Found, f)
	}
	return []example{{"huge-access", a}}
}

func TestAccessOfOnePeeringSaysWhatMakesItNarrower(t *testing.T) {
	t.Parallel()
	many, _ := Render(notice.AccessShown{Names: names(), Judged: 2, Found: []notice.Accessed{wide()}})
	one, blocks := Render(notice.AccessShown{Names: names(), Command: command.Access{Peering: "P17"}, Judged: 1, Found: []notice.Accessed{wide()}})
	if !strings.Contains(one, "→") || !strings.Contains(indent(t, blocks), "`/peering keep P17`") {
		t.Errorf("no way to make it narrower:\n%s", one)
	}
	if strings.Contains(many, "→") || !strings.Contains(many, "/peering access P17") {
		t.Errorf("a list of many does not point to one of them:\n%s", many)
	}
}
