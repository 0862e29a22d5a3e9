package sim_test

import (
	"fmt"
	"maps"
	"strings"
	"testing"

	"peerbot/aws/sim"
)

func TestTagsAreSetReplacedAndDeleted(t *testing.T) {
	t.Parallel()
	w := newWorld(t, sim.Options{})
	id := w.tokyo.ID
	check := func(want map[string]string) {
		t.Helper()
		if got := w.VPCs()[0].Tags; !maps.Equal(got, want) {
			t.Errorf("tags = %v, want %v", got, want)
		}
	}
	tag := func(kv ...string) []string {
		p := []string{"ResourceId.1", id}
		for i := 0; i < len(kv); i += 2 {
			p = append(p, fmt.Sprintf("Tag.%d.Key", i/2+1), kv[i], fmt.Sprintf("Tag.%d.Value", i/2+1), kv[i+1])
		}
		return p
	}
	w.alice.must("CreateTags", tag("a", "1", "b", "", "c", "3")...)
	w.alice.must("CreateTags", tag("a", "2")...)
	check(map[string]string{"a": "2", "b": "", "c": "3"})
	r := w.alice.must("DescribeTags", "Filter.1.Name", "key", "Filter.1.Value.1", "a", "Filter.2.Name", "resource-type", "Filter.2.Value.1", "vpc")
	if got := r.get("tagSet/item/resourceId") + " " + r.get("tagSet/item/value"); got != id+" 2" {
		t.Errorf("DescribeTags = %q, want %q", got, id+" 2")
	}
	w.alice.must("DeleteTags", tag("a", "other")...) // another value: stays
	w.alice.must("DeleteTags", tag("b", "")...)
	w.alice.must("DeleteTags", "ResourceId.1", id, "Tag.1.Key", "c")
	check(map[string]string{"a": "2"})
	w.alice.must("DeleteTags", "ResourceId.1", id)
	check(nil)
}

func TestAnyTextComesBackAsItWas(t *testing.T) {
	t.Parallel()
	w := newWorld(t, sim.Options{})
	for _, value := range []string{"<", ">", "&", `"`, "'", "&amp;", "]]>", "日本", " a ", "tab\tline\n", ""} {
		w.alice.must("CreateTags", "ResourceId.1", w.tokyo.ID, "Tag.1.Key", "k", "Tag.1.Value", value)
		if got := w.alice.must("DescribeVpcs", "VpcId.1", w.tokyo.ID).get("vpcSet/item/tagSet/item/value"); got != value {
			t.Errorf("tag = %q, want %q", got, value)
		}
	}
}

func TestTagsThatAWSRefuses(t *testing.T) {
	t.Parallel()
	w := newWorld(t, sim.Options{})
	many := []string{"ResourceId.1", w.tokyo.ID}
	for i := range 51 {
		many = append(many, fmt.Sprintf("Tag.%d.Key", i+1), fmt.Sprint(i), fmt.Sprintf("Tag.%d.Value", i+1), "x")
	}
	one := func(id, key, value string) []string {
		return []string{"ResourceId.1", id, "Tag.1.Key", key, "Tag.1.Value", value}
	}
	for _, tt := range []struct {
		code   string
		params []string
	}{
		{"InvalidParameterValue", one(w.tokyo.ID, "aws:x", "y")},
		{"InvalidParameterValue", one(w.tokyo.ID, strings.Repeat("k", 128), "y")},
		{"InvalidParameterValue", one(w.tokyo.ID, "k", strings.Repeat("é", 257))},
		{"InvalidParameterValue", append(one(w.tokyo.ID, "k", "v"), "Tag.2.Key", "k", "Tag.2.Value", "w")},
		{"TagLimitExceeded", many},
		{"MissingParameter", one("", "", "v")},
		{"MissingParameter", []string{"Tag.1.Key", "a"}},
		{"MissingParameter", []string{"ResourceId.1", w.tokyo.ID}},
		{"InvalidID", one("banana", "k", "v")},
		{"InvalidVpcID.NotFound", one("vpc-00000000000000000", "k", "v")},
		{"InvalidVpcID.NotFound", one(w.seoul.ID, "k", "v")},
		{"InvalidVpcPeeringConnectionId.Malformed", one("pcx-1", "k", "v")},
	} {
		w.alice.refused(tt.code, "", "CreateTags", tt.params...)
	}
	w.alice.must("CreateTags", many[:2+4*25]...)
	w.alice.must("CreateTags", one(w.tokyo.ID, strings.Repeat("k", 127), strings.Repeat("é", 256))...)
	if got := w.VPCs()[0].Tags; len(got) != 26 {
		t.Errorf("%d tags, want 26", len(got))
	}
}
