package card

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"peerbot/aws/peering"
	"peerbot/bot/notice"
	"peerbot/bot/request"
)

// beside is one line of the comparison of our record with AWS.
type beside struct {
	what, record, live string
	differ             bool
}

// besideRows are the comparison as a table; lines that differ are marked. Of
// what could not be read only our side is shown.
func besideRows(p notice.PeeringShown) []words {
	read := p.Unread == ""
	all := compare(p)
	first, second := 0, len("record")
	for _, b := range all {
		first, second = max(first, utf8.RuneCountInString(b.what)), max(second, utf8.RuneCountInString(b.record))
	}
	row := func(mark, what, record, live string) string {
		return strings.TrimRight(fmt.Sprintf("%s %-*s  %-*s  %s", mark, first, what, second, record, live), " ")
	}
	head := "AWS now"
	if !read {
		head = ""
	}
	out := []words{raw(inCode(row(" ", "", "record", head), maxRow), "")}
	for _, b := range all {
		mark, spoken := " ", fmt.Sprintf("%s: record %s, AWS %s", b.what, b.record, b.live)
		switch {
		case !read:
			b.live, spoken = "", fmt.Sprintf("%s: record %s", b.what, b.record)
		case b.differ:
			mark, spoken = "≠", spoken+" (they differ)"
		}
		out = append(out, raw(inCode(row(mark, b.what, b.record, b.live), maxRow), neutral(line(spoken), maxRow)))
	}
	return out
}

// compare is the record beside what AWS shows, in the order of importance.
func compare(p notice.PeeringShown) []beside {
	rec := p.Peering
	var c peering.Connection
	if p.Connection != nil {
		c = *p.Connection
	}
	out := []beside{
		{what: "id", record: orNone(rec.Want.PCX), live: orNone(c.ID), differ: rec.Want.PCX != c.ID && rec.State != request.Removed},
		{what: "status", record: string(rec.State), live: statusText(p.Connection), differ: statusDiffers(rec.State, c.Status)},
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
		out = append(out, beside{string(s) + " CIDRs", few(record), few(live), !slices.Equal(record, live)})
		wish := rec.Want.Side(s).DNS
		out = append(out, beside{string(s) + " DNS", onOff(wish), optionText(option), option != nil && *option != wish})
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
		return is != "" && !is.Over()
	}
	return false
}

func statusText(c *peering.Connection) string {
	switch {
	case c == nil:
		return "none"
	case c.Message != "":
		return line(string(c.Status) + ": " + c.Message)
	}
	return string(c.Status)
}

func optionText(o *bool) string {
	if o == nil {
		return "not shown"
	}
	return onOff(*o)
}

func onOff(on bool) string {
	if on {
		return "on"
	}
	return "off"
}

func orNone(s string) string {
	if s == "" {
		return "none"
	}
	return s
}

func sorted(in []string) []string {
	out := slices.Clone(in)
	slices.Sort(out)
	return out
}

// few keeps a cell narrow: the first blocks, and how many more.
func few(all []string) string {
	const most = 3
	if len(all) == 0 {
		return "none"
	}
	if len(all) > most {
		return fmt.Sprintf("%s +%d", strings.Join(all[:most], " "), len(all)-most)
	}
	return strings.Join(all, " ")
}
