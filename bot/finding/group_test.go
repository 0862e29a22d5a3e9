package finding

import (
	"reflect"
	"testing"
	"time"

	"peerbot/aws/peering"
)

func TestGather(t *testing.T) {
	t.Parallel()
	all := []Pending{
		{peering.Changed, []string{"hub", "a"}},
		{peering.Changed, []string{"hub", "b"}},
		{peering.Missing, []string{"hub", "a"}},
		{peering.Changed, []string{"hub", "b"}},
	}
	want := []GroupedPending{{"hub", peering.Changed, []int{0, 1, 3}}}
	if got := GroupBy(all, 3); !reflect.DeepEqual(got, want) {
		t.Errorf("Gather of three = %+v, want %+v", got, want)
	}
	want = []GroupedPending{{"b", peering.Changed, []int{1, 3}}, {"hub", peering.Changed, []int{0, 1, 3}}}
	if got := GroupBy(all, 2); !reflect.DeepEqual(got, want) {
		t.Errorf("Gather of two = %+v, want %+v", got, want)
	}
	for _, least := range []int{0, 4} {
		if got := GroupBy(all, least); len(got) != 0 {
			t.Errorf("Gather of %d = %+v, want nothing", least, got)
		}
	}
}

func TestNews(t *testing.T) {
	t.Parallel()
	open := func(id string) Finding { return Finding{ID: id} }
	over := func(id string) Finding { return Finding{ID: id, Resolved: noon.Add(time.Hour)} }
	for _, tt := range []struct {
		name    string
		members []Finding
		reasons map[string]Reason
		want    Reason
	}{
		{"nothing", []Finding{open("F1"), open("F2")}, nil, None},
		{"one of two is resolved", []Finding{open("F1"), over("F2")}, map[string]Reason{"F2": Resolved}, None},
		{"the last is resolved", []Finding{over("F1"), over("F2")}, map[string]Reason{"F2": Resolved}, Resolved},
		{"one changed, one resolved", []Finding{open("F1"), over("F2")}, map[string]Reason{"F1": Changed, "F2": Resolved}, Changed},
		{"still, and changed", []Finding{open("F1"), open("F2")}, map[string]Reason{"F1": Still, "F2": Changed}, Changed},
		{"still", []Finding{open("F1"), open("F2")}, map[string]Reason{"F1": Still, "F2": Still}, Still},
		{"the news of another", []Finding{open("F1")}, map[string]Reason{"F9": Changed}, None},
	} {
		if got := GroupReason(tt.members, tt.reasons); got != tt.want {
			t.Errorf("%s: News = %q, want %q", tt.name, got, tt.want)
		}
	}
}
