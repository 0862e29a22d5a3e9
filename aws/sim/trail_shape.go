package sim

import (
	"encoding/xml"
	"strconv"
	"strings"
)

// requestParameters gives the parameters of a Query request the shape that
// CloudTrail shows: names in lower camel case, and the lists of EC2 as sets of
// items.
func (k *call) requestParameters() any {
	out := map[string]any{}
	for part, kid := range k.in.kids {
		if part != "Action" && part != "Version" {
			name, value := kid.shape(part)
			out[name] = value
		}
	}
	return out
}

// setNames are the lists whose set is not called after what is in it.
var setNames = map[string]string{
	"ResourceId": "resourcesSet", "IpPermissions": "ipPermissions", "Groups": "groups", "IpRanges": "ipRanges",
	"Ipv6Ranges": "ipv6Ranges", "PrefixListIds": "prefixListIds",
}

// shape returns the name and the value that CloudTrail gives to a parameter
// and everything below it.
func (p *params) shape(part string) (string, any) {
	name := lowerFirst(part)
	switch {
	case len(p.kids) == 0:
		return name, typed(name, clip(p.value))
	case p.kids["member"] != nil: // a list of STS
		return name, p.kids["member"].list("")
	case len(p.numbered()) == 0:
		out := map[string]any{}
		for inner, kid := range p.kids {
			name, value := kid.shape(inner)
			if name == "value" { // of an attribute, such as EnableDnsSupport.Value
				value = typed("", kid.value)
			}
			out[name] = value
		}
		return name, out
	case part == "Tag" && p.name != "Tag": // of a TagSpecification
		return "tags", p.list("")
	}
	set := setNames[part]
	if set == "" {
		set = name + "Set"
	}
	return set, map[string]any{"items": p.list(name)}
}

// list returns the members of a list. Those of a set that are plain values
// become structures with that value under the name.
func (p *params) list(name string) []any {
	out := []any{}
	for _, item := range p.numbered() {
		switch {
		case len(item.kids) > 0:
			inner := map[string]any{}
			for part, kid := range item.kids {
				key, value := kid.shape(part)
				inner[key] = value
			}
			out = append(out, inner)
		case name != "":
			out = append(out, map[string]any{name: clip(item.value)})
		default:
			out = append(out, clip(item.value))
		}
	}
	return out
}

// typed returns a value as JSON has it. What people choose stays text.
func typed(name, value string) any {
	switch name {
	case "key", "value", "description":
		return value
	case "fromPort", "toPort", "durationSeconds":
		if n, err := strconv.Atoi(value); err == nil {
			return n
		}
	}
	switch value {
	case "true":
		return true
	case "false":
		return false
	}
	return value
}

// node is an element of an answer.
type node struct {
	XMLName xml.Name
	Text    string `xml:",chardata"`
	Kids    []node `xml:",any"`
}

// responseElements gives the answer the shape that CloudTrail shows. What
// opens the new session of AssumeRole is left out.
func (k *call) responseElements() any {
	var root node
	if err := xml.Unmarshal([]byte("<x>"+string(k.out.Bytes()[k.head:])+"</x>"), &root); err != nil {
		return nil // it is our own XML, and a history without it is still one
	}
	out := root.fields()
	if k.service == "ec2" {
		out["requestId"] = k.id
	}
	if secret, ok := out["credentials"].(map[string]any); ok {
		delete(secret, "secretAccessKey")
		delete(secret, "sessionToken")
	}
	return out
}

func (n node) fields() map[string]any {
	out := map[string]any{}
	for _, kid := range n.Kids {
		name := lowerFirst(kid.XMLName.Local)
		if name == "return" {
			name = "_return"
		}
		out[name] = kid.value(name)
	}
	return out
}

func (n node) value(name string) any {
	switch {
	case len(n.Kids) == 0 && n.Text == "" && (strings.HasSuffix(name, "Set") || setNames[n.XMLName.Local] != ""):
		return map[string]any{}
	case len(n.Kids) == 0:
		return typed(name, n.Text)
	case n.Kids[0].XMLName.Local != "item":
		return n.fields()
	}
	items := []any{}
	for _, kid := range n.Kids {
		items = append(items, kid.value("item"))
	}
	return map[string]any{"items": items}
}
