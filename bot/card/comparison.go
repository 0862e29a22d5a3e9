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

// comparisonRow is one line of the comparison of our record with AWS.
type comparisonRow struct {
	what, record, live string
	differ             bool
}

// comparisonTable are the comparison as a table; lines that differ are marked. Of
// what could not be read only our side is shown.
func (m *message) comparisonTable(p notice.PeeringShown) []richText {
	read := p.Unread == nil
	all := m.compare(p)
	record, live := m.cell(format("beside.record")), ""
	if read {
		live = m.cell(format("beside.live"))
	}
	first, second := 0, utf8.RuneCountInString(record)
	for _, b := range all {
		first, second = max(first, utf8.RuneCountInString(b.what)), max(second, utf8.RuneCountInString(b.record))
	}
	row := func(mark, what, record, live string) string {
		return inCode(strings.TrimRight(fmt.Sprintf("%s %-*s  %-*s  %s", mark, first, what, second, record, live), " "), maxRow)
	}
	out := []richText{raw(row(" ", "", record, live), "")}
	for _, b := range all {
		mark, said := " ", key("beside.same")
		switch {
		case !read:
			b.live, said = "", "beside.unread"
		case b.differ:
			mark, said = "≠", "beside.differs"
		}
		w := format(said, clipped(b.what, maxRow, maxRow), clipped(b.record, maxRow, maxRow), clipped(b.live, maxRow, maxRow))
		out = append(out, raw(row(mark, b.what, b.record, b.live), w.in(m.lang, fallback)))
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
		out = append(out, comparisonRow{m.cell(format("beside.cidrs." + key(s))), cmp.Or(few(record), none), cmp.Or(few(live), none), !slices.Equal(record, live)})
		wish := rec.Desired.Side(s).DNS
		out = append(out, comparisonRow{m.cell(format("beside.dns." + key(s))), m.cell(onOff(wish)), m.cell(optionText(option)), option != nil && *option != wish})
	}
	if rec.State == request.Released { // it may be changed by whoever looks after it
		for i := range out {
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
	if c.Message != "" {
		return line(string(c.Status) + ": " + c.Message)
	}
	return string(c.Status)
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
