package card

import (
	"fmt"
	"net/netip"
	"strings"
	"testing"
	"time"

	"peerbot/aws/peering"
	"peerbot/bot/finding"
	"peerbot/bot/notice"
	"peerbot/bot/request"
)

// found is a finding about the walkthrough's peering: a route was taken out of
// Seoul, and its DNS option was switched off.
func found(class peering.DriftClass, lines ...peering.DriftLine) notice.FindingCard {
	return notice.FindingCard{
		Names: names(), Peering: finished(asked()).Peering, Now: noon().Add(time.Hour),
		Finding: finding.Finding{
			ID: "F12", Version: 2, Peering: "P17", Class: class, Lines: lines, Digest: "0123456789abcdef",
			FirstSeen: noon(), LastSeen: noon().Add(time.Hour), Sweeps: 2, NotifiedAt: noon(),
		},
	}
}

func changed() notice.FindingCard {
	return found(peering.Changed,
		peering.DriftLine{Code: peering.MissingRoute, Side: peering.Accepter, Table: "rtb-02222000000000001", Destination: netip.MustParsePrefix("10.1.0.0/16")},
		peering.DriftLine{Code: peering.WrongDNSOption, Side: peering.Accepter},
	)
}

func findings() []example {
	edit := func(c notice.FindingCard, f func(*finding.Finding)) notice.FindingCard {
		f(&c.Finding)
		return c
	}
	superseded := edit(changed(), func(f *finding.Finding) { f.SupersededBy = peering.Missing })
	supersededUnknown := superseded
	superseded.By = found(peering.Missing).Finding
	superseded.By.ID = "F13"
	gone := found(peering.Missing, peering.DriftLine{Code: peering.EndedPeering, PCX: pcxID, Status: peering.Deleted, Message: "Deleted by 222222222222"})
	orphan := found(peering.Orphan,
		peering.DriftLine{Code: peering.OrphanPeering, PCX: pcxID, Status: peering.Active, Region: "ap-northeast-1", TagValue: "P17"},
		peering.DriftLine{Code: peering.OrphanPeering, PCX: "pcx-0a1b2c3d4e5f60719", Status: peering.Pending, Region: "ap-northeast-1", TagValue: "P18"})
	orphan.Finding.Peering, orphan.Finding.Account, orphan.Peering = "", "111111111111", request.Peering{}
	unread := found(peering.Unreadable, peering.DriftLine{Code: peering.UnreadablePlace, Region: "ap-northeast-2", Action: "sts:AssumeRole", Class: peering.AssumeRoleFailed, AWSCode: "AccessDenied"})
	unread.Finding.Peering, unread.Finding.Account, unread.Peering = "", "222222222222", request.Peering{}
	note := func(k notice.NoteKind, c notice.FindingCard) notice.FindingNote {
		return notice.FindingNote{Kind: k, Names: c.Names, Finding: c.Finding, Peering: c.Peering, Now: c.Now}
	}
	resolved := edit(changed(), func(f *finding.Finding) { f.Resolved = noon().Add(2 * time.Hour) })
	snoozed := edit(changed(), func(f *finding.Finding) {
		f.Snooze = finding.Snooze{Until: noon().Add(7 * 24 * time.Hour), Person: owner, Reason: "moved on Monday"}
	})
	peerings := map[string]request.Peering{"P17": changed().Peering}
	sweep := finding.Sweep{At: noon(), Took: 3 * time.Second, Peerings: 12, Open: 3, Unread: 1}
	want := wanted()
	have := made(world(), want)
	want.PCX = pcxID
	broken := have
	broken.Accepter.Tables = append([]peering.RouteTable(nil), have.Accepter.Tables...)
	broken.Accepter.Tables[1].Routes = nil
	mend := askedFor(want, broken)
	mend.Request.Kind, mend.Request.Reason = request.Repair, "F12"
	asIs, _ := peering.AsIs(want, broken, noon())
	keep := askedFor(asIs, broken)
	keep.Peering.Desired, keep.Peering.State = want, request.Drifted
	keep.Request.Kind, keep.Request.Reason = request.Keep, "the route was taken out on purpose"
	end := noon().Add(48 * time.Hour)
	ends := found(peering.Expiring, peering.DriftLine{Code: peering.LifetimeEnds, EndsAt: end})
	ends.Peering.EndsAt = noon().Add(48 * time.Hour)
	over := found(peering.Expiring, peering.DriftLine{Code: peering.LifetimeEnds, EndsAt: end, Asked: true})
	over.Peering.EndsAt, over.Peering.EndRequested, over.Now = noon().Add(48*time.Hour), true, noon().Add(50*time.Hour)
	waits := found(peering.Expiring, peering.DriftLine{Code: peering.AcceptanceDue, Side: peering.Accepter, PCX: pcxID, EndsAt: end})
	who := edit(changed(), func(f *finding.Finding) {
		f.AuditEvents = []peering.AuditEvent{
			{At: noon().Add(-5 * time.Minute), Event: "DeleteRoute", ID: "e1", Actor: "arn:aws:sts::222222222222:assumed-role/Admin/alice <!channel>", Agent: "[HashiCorp] Terraform/1.9 (+https://www.terraform.io)"},
			{At: noon().Add(-9 * time.Minute), Event: "ModifyVpcPeeringConnectionOptions", ID: "e2", Actor: "arn:aws:iam::999999999999:root", Agent: "unheard of"},
			{At: noon().Add(-10 * time.Minute), Event: "DeleteRoute", ID: "e3", Actor: "arn:aws:sts::222222222222:assumed-role/peerbot/peerbot-R12", Source: "slack-" + owner, Request: "R12"},
			{At: noon().Add(-11 * time.Minute), Event: "DeleteRoute", ID: "e4", Actor: "cloudformation.amazonaws.com", Agent: "cloudformation.amazonaws.com"},
		}
	})
	another := edit(changed(), func(f *finding.Finding) { f.ID, f.Peering = "F13", "P18" })
	third := edit(resolved, func(f *finding.Finding) { f.ID, f.Peering = "F14", "P19" })
	group := func(fs ...finding.Finding) notice.GroupCard {
		g := notice.GroupCard{Names: names(), Group: finding.Group{ID: "G3", Channel: "C1", Class: peering.Changed, At: noon()}, Findings: fs, Peerings: map[string]request.Peering{}, Now: noon().Add(time.Hour)}
		for _, f := range fs {
			g.Peerings[f.Peering] = changed().Peering
		}
		return g
	}
	some := group(third.Finding, another.Finding, snoozed.Finding)
	over3 := group(third.Finding, resolved.Finding)
	var lots []finding.Finding
	for i := range 200 {
		f := changed().Finding
		f.ID, f.Peering = fmt.Sprintf("F%d", i+1), fmt.Sprintf("P%d", i+1)
		lots = append(lots, f)
	}
	return []example{
		{"finding-who", who},
		{"group", group(another.Finding, changed().Finding)},
		{"group-some-left", some},
		{"group-many", group(lots...)},
		{"group-resolved", over3},
		{"group-note-changed", notice.GroupNote{Kind: notice.NoteChanged, GroupCard: some}},
		{"group-note-still", notice.GroupNote{Kind: notice.NoteStill, GroupCard: some}},
		{"group-note-resolved", notice.GroupNote{Kind: notice.NoteResolved, GroupCard: over3}},
		{"finding-changed", changed()},
		{"finding-missing", gone},
		{"finding-unreadable", unread},
		{"finding-snoozed", snoozed},
		{"finding-stale-group", staleGroup()},
		{"finding-being-mended", edit(changed(), func(f *finding.Finding) { f.Request = "R44" })},
		{"finding-resolved", resolved},
		{"finding-orphan", orphan},
		{"finding-superseded", superseded},
		{"finding-superseded-unknown", supersededUnknown},
		{"finding-expiring", ends},
		{"finding-expiring-over", over},
		{"finding-expiring-acceptance", waits},
		{"finding-expired", edit(ends, func(f *finding.Finding) { f.Resolved = noon().Add(2 * time.Hour) })},
		{"finding-note-expiring", note(notice.NoteStill, ends)},
		{"finding-note-expiring-over", note(notice.NoteChanged, over)},
		{"finding-note-changed", note(notice.NoteChanged, changed())},
		{"finding-note-still", note(notice.NoteStill, gone)},
		{"finding-note-resolved", note(notice.NoteResolved, resolved)},
		{"findings", notice.FindingsShown{Names: names(), Peerings: peerings, Sweep: sweep, Now: noon().Add(time.Hour), Findings: []finding.Finding{gone.Finding, snoozed.Finding, unread.Finding}}},
		{"findings-none", notice.FindingsShown{Sweep: finding.Sweep{At: noon(), Took: time.Second, Peerings: 12}}},
		{"findings-never", notice.FindingsShown{}},
		{"repair-pending", mend},
		{"repair-done", finished(mend)},
		{"keep-pending", keep},
		{"keep-done", finished(keep)},
	}
}

func TestAFindingOffersWhatCanMendIt(t *testing.T) {
	t.Parallel()
	want := map[peering.DriftClass]string{
		peering.Missing: "repair snooze", peering.Blackhole: "repair snooze", peering.Changed: "repair keep snooze",
		peering.Unmanaged: "keep snooze", peering.Conflict: "snooze", peering.Expiring: "snooze",
		peering.StaleGroup: "snooze", peering.Orphan: "snooze", peering.Unreadable: "snooze",
	}
	for _, class := range peering.DriftClasses {
		if got := offered(t, found(class)); got != want[class] {
			t.Errorf("buttons of a finding of class %s = %q, want %q", class, got, want[class])
		}
	}
	tests := []struct {
		name string
		edit func(*finding.Finding)
		want string
	}{
		{"resolved", func(f *finding.Finding) { f.Resolved = noon() }, ""},
		{"being mended", func(f *finding.Finding) { f.Request = "R44" }, "snooze"},
		{"quiet already", func(f *finding.Finding) { f.Snooze.Until = noon().Add(48 * time.Hour) }, "repair keep"},
		{"loud again", func(f *finding.Finding) { f.Snooze.Until = noon() }, "repair keep snooze"},
	}
	for _, tt := range tests {
		c := changed()
		tt.edit(&c.Finding)
		if got := offered(t, c); got != tt.want {
			t.Errorf("buttons of a finding that is %s = %q, want %q", tt.name, got, tt.want)
		}
	}
}

// offered returns the actions of a notice in one line.
func offered(t *testing.T, n notice.Notice) string {
	t.Helper()
	var out []string
	for _, b := range pressable(t, n) {
		out = append(out, b.ActionID)
	}
	return strings.Join(out, " ")
}

func TestAFindingAboutAnExpirySaysHowToExtendIt(t *testing.T) {
	t.Parallel()
	c := found(peering.Expiring,
		peering.DriftLine{Code: peering.LifetimeEnds, EndsAt: noon().Add(24 * time.Hour)},
		peering.DriftLine{Code: peering.AcceptanceDue, PCX: pcxID, EndsAt: noon().Add(24 * time.Hour)})
	c.Peering.EndsAt = noon().Add(48 * time.Hour)
	text, blocks := Render(c)
	for _, want := range []string{"expires 2026-11-25 12:00 UTC", "/peering extend P17", "AWS ends it"} {
		if !strings.Contains(text, want) {
			t.Errorf("the text does not say %q:\n%s", want, text)
		}
	}
	if shown := indent(t, blocks); !strings.Contains(shown, "<!date^") || !strings.Contains(shown, "extend P17") {
		t.Errorf("the blocks do not tell the end in the reader's time zone, or not how to extend it:\n%s", shown)
	}
	c.Peering.EndsAt = time.Time{} // extended for good since
	if text, _ := Render(c); !strings.Contains(text, "• expires 2026-11-24 12:00 UTC") {
		t.Errorf("what was found is not told of a peering without an end:\n%s", text)
	}
	c.Finding.Lines = c.Finding.Lines[1:]
	if text, _ := Render(c); strings.Contains(text, "extend") {
		t.Errorf("a finding about an acceptance speaks of extending:\n%s", text)
	}
}
