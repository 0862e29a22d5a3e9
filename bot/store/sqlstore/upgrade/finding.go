package upgrade

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"peerbot/aws/peering"
)

// line is a difference as it was stored.
type line struct {
	Side   peering.Side
	What   string
	Text   string
	Hint   string
	Traces []peering.EventQuery
}

// Finding returns the body of a finding with facts in place of sentences. What
// people were told counts as told: its digest is that of the facts. vpcs returns
// the ids of the VPCs of a peering, the requester's first.
func Finding(body []byte, vpcs func(peering string) [2]string) ([]byte, error) {
	return edit(body, func(o object) error {
		var class peering.DriftClass
		var about, digest, told string
		var lines []line
		for _, f := range []struct {
			key  string
			into any
		}{{"Class", &class}, {"Peering", &about}, {"Digest", &digest}, {"ToldDigest", &told}, {"Lines", &lines}} {
			if err := o.read(f.key, f.into); err != nil {
				return err
			}
		}
		d := peering.Drift{Class: class}
		for _, l := range lines {
			d.Lines = append(d.Lines, l.facts(class, vpcs(about))...)
		}
		if told == digest && told != "" {
			told = d.Digest()
		}
		if err := o.write("Lines", d.Lines); err != nil {
			return err
		}
		if err := o.write("Digest", d.Digest()); err != nil {
			return err
		}
		return o.write("ToldDigest", told)
	})
}

var (
	instead  = regexp.MustCompile(`^(pcx-\S+) connects the two VPCs instead \(([a-z-]+)\), and was not made by peerbot$`)
	dead     = regexp.MustCompile(`^route \S+ in rtb-\S+ leads to (pcx-\S+), which is gone$`)
	aRoute   = regexp.MustCompile(`^route (\S+) (rtb-\S+)$`) // of What
	wrongTag = regexp.MustCompile(`(?s)^tag (.+) is not (".*")$`)
	inactive = regexp.MustCompile(`^(pcx-\S+) is ([a-z-]+), and should be active$`)
	awaits   = regexp.MustCompile(`^(pcx-\S+) waits for its acceptance, and AWS ends it at (.+)$`)
	lifetime = regexp.MustCompile(`^its time (ends|ended) at ([0-9-]+ [0-9:]+ UTC)[;,]`)
	aGroup   = regexp.MustCompile(`^group (sg-\S+) (sg-\S+) (in|out) (.+)$`) // of What
	named    = regexp.MustCompile(`(?s)^security group (.+) \((sg-\S+)\) lets `)
)

// facts returns what a line says: several lines for one that said several
// things. What cannot be read back is one line of text.
func (l line) facts(class peering.DriftClass, vpcs [2]string) []peering.DriftLine {
	out := peering.DriftLine{Side: l.Side, Queries: l.Traces}
	if class == peering.Missing && l.What == "peering" {
		return l.gone(vpcs)
	}
	if l.read(class, &out) {
		return []peering.DriftLine{out}
	}
	return []peering.DriftLine{l.asText()}
}

// asText returns the line as it was written.
func (l line) asText() peering.DriftLine {
	return peering.DriftLine{Side: l.Side, Text: l.Text, Hint: l.Hint, Queries: l.Traces}
}

func (l line) read(class peering.DriftClass, out *peering.DriftLine) bool {
	switch {
	case class == peering.Unreadable:
		return l.unreadable(out)
	case class == peering.Conflict:
		return l.conflict(out)
	case strings.HasPrefix(l.What, "route "):
		return l.route(class, out)
	case strings.HasPrefix(l.What, "group "):
		return l.group(out)
	case strings.HasPrefix(l.What, "tag "):
		m := wrongTag.FindStringSubmatch(l.Text)
		if m == nil {
			return false
		}
		value, err := strconv.Unquote(m[2])
		out.Code, out.TagKey, out.TagValue = peering.MissingTag, m[1], value
		return err == nil
	}
	switch l.What {
	case "other peering":
		if m := instead.FindStringSubmatch(l.Text); m != nil {
			out.Code, out.PCX, out.Status = peering.OtherPeering, m[1], peering.Status(m[2])
			return true
		}
		m := connects.FindStringSubmatch(l.Text)
		if m == nil {
			return false
		}
		out.Code, out.PCX, out.Reverse, out.Status = peering.OtherPeering, m[1], m[2] != "", peering.Status(m[3])
	case "dns":
		out.Code, out.On = peering.WrongDNSOption, strings.HasPrefix(l.Text, "DNS resolution is on")
	case "dns attribute":
		p := sentence{Code: peering.DNSOff, Text: l.Text}.problem()
		out.Code, out.Attributes = peering.DNSAttributesOff, p.Attributes
		return p.Text == ""
	case "table":
		p := sentence{Code: peering.TableMissing, Text: l.Text}.problem()
		out.Code, out.Tables = peering.MissingTable, p.Tables
		return p.Text == ""
	case "status":
		m := inactive.FindStringSubmatch(l.Text)
		if m == nil {
			return false
		}
		out.Code, out.PCX, out.Status = peering.InactivePeering, m[1], peering.Status(m[2])
	case "acceptance":
		m := awaits.FindStringSubmatch(l.Text)
		if m == nil {
			return false
		}
		out.Code, out.PCX = peering.AcceptanceDue, m[1]
		return moment(m[2], &out.EndsAt)
	case "end":
		m := lifetime.FindStringSubmatch(l.Text)
		if m == nil {
			return false
		}
		out.Code, out.Asked = peering.LifetimeEnds, m[1] == "ended"
		return moment(m[2], &out.EndsAt)
	default:
		return false
	}
	return true
}

func moment(text string, into *time.Time) bool {
	t, err := time.Parse("2006-01-02 15:04 UTC", text)
	*into = t
	return err == nil
}

// gone reads how a connection ended, and which VPC is gone with it.
func (l line) gone(vpcs [2]string) []peering.DriftLine {
	text := l.Text
	var lines []peering.DriftLine
	for i, side := range []peering.Side{peering.Accepter, peering.Requester} {
		cut, ok := strings.CutSuffix(text, "; "+vpcs[1-i]+" itself is gone")
		if ok {
			text = cut
			lines = append(lines, peering.DriftLine{Code: peering.MissingVPC, Side: side})
		}
	}
	if strings.HasSuffix(text, " itself is gone") {
		return []peering.DriftLine{l.asText()} // a VPC of which side is not known
	}
	out := peering.DriftLine{Code: peering.EndedPeering, Queries: l.Traces}
	id, what, ok := strings.Cut(text, " ")
	if !strings.HasPrefix(id, "pcx-") {
		id, ok = "", strings.HasPrefix(text, "the peering connection ")
		what = strings.TrimPrefix(text, "the peering connection ")
	}
	out.PCX = id
	switch says, deleted := strings.CutPrefix(what, "was deleted ("); {
	case !ok:
		return []peering.DriftLine{l.asText()}
	case deleted:
		out.Status, out.Message = peering.Deleted, strings.TrimSuffix(says, ")")
		if out.Message == "AWS does not say by whom" {
			out.Message = ""
		}
	case what == "is being deleted":
		out.Status = peering.Deleting
	case what == "was rejected by its accepter":
		out.Status = peering.Rejected
	case strings.HasPrefix(what, "expired: "):
		out.Status = peering.Expired
	case strings.HasPrefix(what, "failed: "):
		out.Status, out.Message = peering.Failed, strings.TrimPrefix(what, "failed: ")
	case strings.HasPrefix(what, "is not there any more"):
	default:
		return []peering.DriftLine{l.asText()}
	}
	return append([]peering.DriftLine{out}, lines...)
}

func (l line) conflict(out *peering.DriftLine) bool {
	if l.What == "overlap" {
		var p peering.Problem
		ok := sentence{Text: l.Text}.overlap(&p)
		out.Code, out.RequesterCIDR, out.AccepterCIDR = peering.OverlappingCIDRs, p.RequesterCIDR, p.AccepterCIDR
		return ok
	}
	p := sentence{Code: peering.RouteConflict, Text: l.Text}.problem()
	out.Code, out.Table, out.Destination = peering.ConflictingRoute, p.Table, p.Destination
	out.Target, out.Blackhole, out.Propagated = p.Target, p.Blackhole, p.Propagated
	return p.Text == ""
}

func (l line) route(class peering.DriftClass, out *peering.DriftLine) bool {
	m := aRoute.FindStringSubmatch(l.What)
	if m == nil {
		return false
	}
	out.Table = m[2]
	switch d := dead.FindStringSubmatch(l.Text); {
	case class == peering.Changed:
		out.Code = peering.MissingRoute
	case class == peering.Unmanaged:
		out.Code = peering.ExtraRoute
	case class == peering.Blackhole && d != nil:
		out.Code, out.Target = peering.DeadRoute, d[1]
	case class == peering.Blackhole:
		out.Code = peering.BlackholeRoute
	default:
		return false
	}
	return prefix(m[1], &out.Destination)
}

func (l line) group(out *peering.DriftLine) bool {
	m := aGroup.FindStringSubmatch(l.What)
	if m == nil {
		return false
	}
	out.Code, out.Group = peering.StaleGroupRule, m[1]
	if n := named.FindStringSubmatch(l.Text); n != nil && n[2] == out.Group {
		out.GroupName = n[1]
	}
	out.Rule = &peering.GroupRule{Group: m[2], Egress: m[3] == "out", From: -1, To: -1}
	return traffic(m[4], l.Hint, out.Rule)
}

// traffic reads what a rule lets through: "everything", "tcp 443", "tcp 80-81",
// "icmp", "icmp type 8". The code of an ICMP type is in the command alone that
// takes the rule away.
func traffic(text, hint string, r *peering.GroupRule) bool {
	protocol, ports, _ := strings.Cut(text, " ")
	r.Protocol = protocol
	switch kind, icmp := strings.CutPrefix(ports, "type "); {
	case text == "everything":
		r.Protocol = "-1"
		return true
	case ports == "":
		return true
	case icmp:
		if _, command, ok := strings.Cut(hint, "--port "); ok {
			command, _, _ = strings.Cut(command, " ")
			if _, err := fmt.Sscanf(command, kind+"-%d", &r.To); err != nil {
				r.To, _ = strconv.Atoi(kind)
			}
		}
		_, err := fmt.Sscanf(kind, "%d", &r.From)
		return err == nil
	}
	if n, err := fmt.Sscanf(ports, "%d-%d", &r.From, &r.To); err != nil || n < 2 {
		r.To = r.From
	}
	return r.From >= 0
}

// unreadable reads why a Region of an account could not be read: of the class
// of the error where that had words of its own, or else AWS's code.
func (l line) unreadable(out *peering.DriftLine) bool {
	why, ok := strings.CutPrefix(l.Text, l.What+": ")
	out.Code, out.Region = peering.UnreadablePlace, l.What
	action, denied := strings.CutSuffix(why, " is not allowed")
	code, answers := strings.CutPrefix(why, "AWS answers ")
	switch {
	case why == "the role cannot be assumed":
		out.Class = peering.AssumeRoleFailed
	case why == "the role belongs to another account":
		out.Class = peering.WrongAccount
	case why == "AWS is being asked too often":
		out.Class = peering.Throttled
	case why == "the Region is not enabled":
		out.Class = peering.NoRegion
	case denied:
		out.Class, out.Action = peering.Denied, action
	case answers:
		out.AWSCode = code
	case why == "AWS did not answer":
	default:
		return false
	}
	return ok
}
