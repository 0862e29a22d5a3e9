package card

import (
	"maps"
	"slices"

	"peerbot/aws/peering"
	"peerbot/bot/directory"
)

// step is a text about a step of a plan: family ends with a dot, and the kind
// of the step is the rest of the key. The text may use %[1]s, the connection;
// %[2]s, the VPC; %[3]s, the destination of a route; %[4]s, its route table;
// %[5]s, the tags; and %[6]s, the DNS option.
func step(family key, n directory.Names, p peering.Plan, s peering.Step, pcx string) richText {
	return format(family+key(s.Kind), stepParts(n, p, s, pcx)...)
}

func stepParts(n directory.Names, p peering.Plan, s peering.Step, pcx string) []richText {
	it := format("peering.it")
	if pcx != "" {
		it = code(pcx)
	}
	destination := ""
	if s.Destination.IsValid() {
		destination = s.Destination.String()
	}
	return []richText{it, vpc(n, onSide(p, s.Side)), code(destination), code(s.Table), tags(s.Tags), onOff(s.DNS)}
}

// tags lists AWS tags in order of their keys.
func tags(t map[string]string) richText {
	var out []richText
	for i, k := range slices.Sorted(maps.Keys(t)) {
		if i == 12 {
			out = append(out, format("list.and-more", plural(len(t)-i, "more.tag")))
			break
		}
		out = append(out, code(k+"="+t[k]))
	}
	if len(out) == 0 {
		return nil
	}
	return format("list.tags", join(" ", out...))
}
