package card

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"peerbot/aws/peering"
	"peerbot/bot/notice"
	"peerbot/bot/request"
)

// comparisonRow is one thing in the comparison of our record with AWS.
type comparisonRow struct {
	what, record, live string
	differ             bool // AWS contradicts our record
	apart              bool // the two say different things that can both be true
}

// comparisonTable are the comparison as lines narrow enough for a phone: what is
// the same is one line with one value; what differs is marked, and has both
// values below it. Of what could not be read only our side is shown.
func (m *message) comparisonTable(p notice.PeeringShown) []richText {
	read := p.Unread == nil
	all := m.compare(p)
	record, live := m.cell(format("beside.record")), m.cell(format("beside.live"))
	sides := max(utf8.RuneCountInString(record), utf8.RuneCountInString(live))
	first := 0
	for _, b := range all {
		first = max(first, utf8.RuneCountInString(b.what))
	}
	var out []richText
	add := func(fallback, layout string, parts ...any) {
		out = append(out, raw(inCode(fmt.Sprintf(layout, parts...), maxRow), fallback))
	}
	for _, b := range all {
		said := key("beside.same")
		switch {
		case !read:
			b.live, said = "", "beside.unread"
		case b.differ:
			said = "beside.differs"
		}
		words := format(said, clipped(b.what, maxRow, maxRow), clipped(b.record, maxRow, maxRow), clipped(b.live, maxRow, maxRow)).in(m.lang, fallback)
		if read && (b.differ || b.apart) {
			mark := ""
			if b.differ {
				mark = "≠ "
			}
			add(words, "%s%s", mark, b.what)
			add("", "    %-*s  %s", sides, record, b.record)
			add("", "    %-*s  %s", sides, live, b.live)
			continue
		}
		add(words, "%-*s  %s", first, b.what, b.record)
	}
	return out
}

// cell is what words of ours are in a fixed-width column.
func (m *message) cell(w richText) string { return w.in(m.lang, label) }

// compare is the record beside what AWS shows, in the order of importance.
func (m *message) compare(p notice.PeeringShown) []comparisonRow {
	rec := p.Peering
	var c peering.Connection
	if p.Connection != nil {
		c = *p.Connection
	}
	none := m.cell(format("beside.none"))
	out := []comparisonRow{
		{what: m.cell(format("beside.id")), record: cmp.Or(rec.Desired.PCX, none), live: cmp.Or(c.ID, none), differ: rec.Desired.PCX != c.ID && rec.State != request.Removed},
		{what: m.cell(format("beside.status")), record: m.cell(format("peering.state." + key(rec.State))), live: cmp.Or(statusText(c), none), differ: statusDiffers(rec.State, c.Status)},
	}
	for _, s := range bothSides() {
		known, now := rec.Requester, p.Plan.Requester
		shown, option := c.RequesterCIDRs, c.RequesterDNS
		if s == peering.Accepter {
			known, now = rec.Accepter, p.Plan.Accepter
			shown, option = c.AccepterCIDRs, c.AccepterDNS
		}
		record, live := sorted(prefixes(known.CIDRs)), sorted(shown)
		if len(live) == 0 {
			live = sorted(prefixes(now.CIDRs))
		}
		out = append(out, comparisonRow{m.cell(format("beside.cidrs." + key(s))), cmp.Or(few(record), none), cmp.Or(few(live), none), !slices.Equal(record, live), false})
		desired := rec.Desired.Side(s).DNS
		out = append(out, comparisonRow{m.cell(format("beside.dns." + key(s))), m.cell(onOff(desired)), m.cell(optionText(option)), option != nil && *option != desired, false})
	}
	for i := range out {
		out[i].apart = out[i].record != out[i].live
		if rec.State == request.Released { // others may change it now
			out[i].differ = false
		}
	}
	return out
}

// statusDiffers reports whether AWS's status contradicts our record.
func statusDiffers(s request.PeeringState, is peering.Status) bool {
	switch s {
	case request.Active, request.Drifted:
		return is != peering.Active
	case request.Removed:
		return is != "" && !is.Terminal()
	case request.Absent, request.PeerApplying, request.Released:
	}
	return false
}

// statusText is the status as AWS says it; nothing when there is no connection.
func statusText(c peering.Connection) string {
	if c.Message == "" || strings.EqualFold(c.Message, string(c.Status)) {
		return string(c.Status)
	}
	return line(string(c.Status) + ": " + c.Message)
}

func optionText(o *bool) richText {
	if o == nil {
		return format("dns.not-shown")
	}
	return onOff(*o)
}

func onOff(on bool) richText {
	if on {
		return format("dns.on")
	}
	return format("dns.off")
}

func sorted(in []string) []string {
	out := slices.Clone(in)
	slices.Sort(out)
	return out
}

// few keeps a cell narrow: the first blocks, and how many more.
func few(all []string) string {
	const most = 3
	if len(all) > most {
		return fmt.Sprintf("%s +%d", strings.Join(all[:most], " "), len(all)-most)
	}
	return strings.Join(all, " ")
}
