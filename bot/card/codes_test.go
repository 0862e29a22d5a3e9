package card

import (
	"net/netip"
	"strings"
	"testing"
	"time"

	"peerbot/aws/peering"
	"peerbot/bot/notice"
	"peerbot/bot/request"
)

// problemsAbout returns a problem of every code, with every value set and s in
// each that is a text, and one of a code that is not known.
func problemsAbout(s string) []peering.Problem {
	var out []peering.Problem
	for _, code := range append([]peering.ProblemCode{peering.ProblemCode(s)}, peering.ProblemCodes...) {
		out = append(out, peering.Problem{
			Code: code, Blocking: true, Side: peering.Accepter, PCX: s, Status: peering.Status(s), Reverse: true, Peering: s, Tool: s, TagKey: s, Table: s,
			Destination: netip.MustParsePrefix("10.1.0.0/16"), Existing: netip.MustParsePrefix("10.0.0.0/8"), Target: s, Blackhole: true, Propagated: true,
			RequesterCIDR: netip.MustParsePrefix("10.1.0.0/16"), AccepterCIDR: netip.MustParsePrefix("10.1.0.0/16"), Tables: []string{s, s}, Attributes: []string{s, s},
		})
	}
	return out
}

// driftLinesAbout is problemsAbout for differences.
func driftLinesAbout(s string) []peering.DriftLine {
	var out []peering.DriftLine
	for _, code := range append([]peering.DriftCode{peering.DriftCode("x" + s)}, peering.DriftCodes...) {
		out = append(out, peering.DriftLine{
			Code: code, Side: peering.Requester, PCX: s, Status: peering.Status(s), Message: s, Reverse: true, Table: s, Destination: netip.MustParsePrefix("10.1.0.0/16"),
			Target: s, Blackhole: true, Propagated: true, RequesterCIDR: netip.MustParsePrefix("10.1.0.0/16"), AccepterCIDR: netip.MustParsePrefix("10.1.0.0/16"),
			Tables: []string{s}, On: true, Attributes: []string{s}, TagKey: s, TagValue: s, Group: s, GroupName: s, Rule: &peering.GroupRule{Protocol: s, Group: s},
			EndsAt: noon(), Region: s, Action: s, Class: peering.Class(s), AWSCode: s,
		})
	}
	return out
}

// remarksAbout is problemsAbout for remarks.
func remarksAbout(s string) []peering.Remark {
	var out []peering.Remark
	for _, code := range append([]peering.RemarkCode{peering.RemarkCode(s)}, peering.RemarkCodes...) {
		out = append(out, peering.Remark{
			Code: code, Risk: peering.High, Side: peering.Accepter, Destination: netip.MustParsePrefix("10.1.0.0/16"), Tables: []peering.Named{{ID: s, Name: s}},
			Used: []netip.Prefix{netip.MustParsePrefix("10.1.0.0/24")}, Group: &peering.Named{ID: s, Name: s}, Rule: &peering.GroupRule{Protocol: s},
		})
	}
	return out
}

// mustSay fails unless w is a text with all its parts: not the key of one that
// is not there.
func mustSay(t *testing.T, what, code string, w richText) {
	t.Helper()
	if s := inText(w); s == "" || !strings.Contains(s, " ") || strings.Contains(s, "%!") || strings.Contains(s, "  ") {
		t.Errorf("%s %q has no words, or not all: %q", what, code, s)
	}
}

func TestEveryProblemHasWordsAndSaysWhatToDo(t *testing.T) {
	t.Parallel()
	plan := asked().Request.Plan
	for _, p := range problemsAbout("x")[1:] {
		for _, vary := range []func(*peering.Problem){
			func(*peering.Problem) {},
			func(p *peering.Problem) { p.Peering, p.Reverse = "", false },
			func(p *peering.Problem) { p.Status, p.Existing = peering.Pending, netip.MustParsePrefix("10.1.1.0/24") },
		} {
			vary(&p)
			text, hint := problem(names(), plan, p)
			mustSay(t, "problem", string(p.Code), text)
			mustSay(t, "the hint of problem", string(p.Code), hint)
		}
	}
}

// What is about both VPCs says which is which.
func TestAnOverlapNamesBothVPCs(t *testing.T) {
	t.Parallel()
	c := asked()
	x, y := netip.MustParsePrefix("10.1.0.0/16"), netip.MustParsePrefix("10.1.128.0/17")
	const want = "10.1.0.0/16 of tokyo/main overlaps 10.1.128.0/17 of seoul/main"
	text, _ := problem(c.Names, c.Request.Plan, peering.Problem{Code: peering.CIDROverlap, RequesterCIDR: x, AccepterCIDR: y})
	if got := inText(text); got != want+"." {
		t.Errorf("problem = %q, want %q", got, want+".")
	}
	if got := inText(driftText(c.Names, c.Peering, peering.DriftLine{Code: peering.OverlappingCIDRs, RequesterCIDR: x, AccepterCIDR: y})); got != want {
		t.Errorf("driftText = %q, want %q", got, want)
	}
}

func TestEveryDifferenceHasWords(t *testing.T) {
	t.Parallel()
	p := found("").Peering
	for _, l := range driftLinesAbout("x")[1:] {
		l.Status = peering.Deleted
		mustSay(t, "difference", string(l.Code), driftText(names(), p, l))
		if l.Code == peering.EndedPeering {
			l.Status = ""
		}
		l.Reverse, l.On, l.Asked, l.Class, l.Message = false, false, false, peering.Denied, ""
		l.Rule.Egress, l.Rule.Protocol = true, "-1"
		mustSay(t, "difference", string(l.Code), driftText(names(), p, l))
	}
	for _, class := range peering.Classes {
		mustSay(t, "unreadable by", string(class), driftText(names(), request.Peering{}, peering.DriftLine{Code: peering.UnreadablePlace, Region: "eu-west-1", Class: class, AWSCode: "X", Action: "x"}))
	}
}

func TestEveryRemarkHasWordsAndSaysWhatToDo(t *testing.T) {
	t.Parallel()
	p := finished(asked()).Peering
	for _, r := range remarksAbout("x")[1:] {
		for _, vary := range []func(*peering.Remark){
			func(*peering.Remark) {}, func(r *peering.Remark) { r.Whole = true }, func(r *peering.Remark) { r.Used = nil }, func(r *peering.Remark) { r.Whole = false },
		} {
			vary(&r)
			mustSay(t, "remark", string(r.Code), remarkText(names(), p, r))
			mustSay(t, "the hint of remark", string(r.Code), remarkHint(p, r))
		}
	}
}

func TestOnATerminalNothingSteersIt(t *testing.T) {
	t.Parallel()
	const bad = "a\x1b[31m\n<&>`b"
	p := request.Peering{Requester: peering.VPC{Ref: tokyoRef(), Name: bad}, Accepter: peering.VPC{Ref: seoulRef(), Name: bad}, EndsAt: noon().Add(time.Hour)}
	var all []string
	for _, l := range append(driftLinesAbout(bad), peering.DriftLine{Text: bad, Hint: bad}) {
		text, hint := DriftLine(names(), p, l)
		all = append(all, text, hint)
	}
	for _, r := range remarksAbout(bad) {
		text, hint := Remark(names(), p, r)
		all = append(all, text, hint)
	}
	for _, s := range all {
		if strings.ContainsAny(s, "\x1b\n") {
			t.Errorf("%q can steer a terminal", s)
		}
		if strings.Contains(s, "&lt;") {
			t.Errorf("%q is escaped for Slack", s)
		}
	}
}

func TestWhatAnEarlierReleaseWroteDownIsShown(t *testing.T) {
	t.Parallel()
	const text, hint = "nobody knows what 10.1.0.0/16 was", "ask `show P17`"
	c := failed(asked(), 1)
	c.Request.Failure = &request.Failure{Code: request.Refused, Text: text, Hint: hint}
	blocked := asked()
	blocked.Request.Plan.Problems = []peering.Problem{{Code: peering.RouteConflict, Blocking: true, Text: text, Hint: hint}}
	for _, n := range []notice.Notice{c, blocked, found(peering.Changed, peering.DriftLine{Side: peering.Accepter, Text: text})} {
		shown, _ := Render(n)
		if !strings.Contains(strings.ToLower(shown), text) {
			t.Errorf("%T does not say what was stored:\n%s", n, shown)
		}
	}
	if shown, _ := Render(c); !strings.Contains(shown, "/peering show P17") {
		t.Errorf("what to do is not shown:\n%s", shown)
	}
}
