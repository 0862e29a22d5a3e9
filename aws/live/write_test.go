package live

import (
	"context"
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"

	"peerbot/aws/peering"
)

// everySample is a Region that has something to try each write on.
var everySample = samples{
	at:     peering.Ref{Account: dataID, Region: seoul},
	vpcs:   []string{"vpc-1", "vpc-2"},
	tables: []string{"rtb-1", "rtb-2"},
	connections: []peering.Connection{
		{ID: "pcx-1", Requester: peering.Ref{Account: dataID, Region: seoul}, Accepter: peering.Ref{Account: prodID, Region: tokyo}},
		{ID: "pcx-2", Requester: peering.Ref{Account: prodID, Region: tokyo}, Accepter: peering.Ref{Account: dataID, Region: seoul}},
	},
}

func TestEveryKindThatWritesHasARow(t *testing.T) {
	t.Parallel()
	allowed := map[string]bool{}
	for _, s := range rolePolicy(t, newWorld(t), PolicyOptions{}).Statement {
		for _, action := range s.Action {
			allowed[action] = true
		}
	}
	var kinds []peering.Kind
	for _, kind := range peering.Kinds() {
		s := peering.Step{Kind: kind}
		if !s.Writes() {
			continue
		}
		kinds = append(kinds, kind)
		w, ok := writeOf(kind)
		switch {
		case !ok:
			t.Errorf("%s writes, and has no row in writeSpecs", kind)
			continue
		case w.call == nil:
			t.Errorf("%s: its row in writeSpecs has no call", kind)
		case w.probes == nil || len(w.probes(everySample)) == 0:
			t.Errorf("%s: its row in writeSpecs has nothing to try with DryRun", kind)
		case len(w.probes(samples{})) > 0:
			t.Errorf("%s: its row in writeSpecs tries with DryRun where there is nothing to try on", kind)
		}
		if len(w.grants) == 0 {
			t.Errorf("%s: its row in writeSpecs has no grant", kind)
		}
		if !slices.ContainsFunc(Permissions(), func(p Permission) bool { return p.Action == s.Action() && p.Writes && p.Who == Role }) {
			t.Errorf("%s needs %s, which is no permission to write", kind, s.Action())
		}
		if !allowed[s.Action()] {
			t.Errorf("%s needs %s, which the policy of a role does not allow", kind, s.Action())
		}
	}
	for _, w := range writeSpecs {
		if i := slices.Index(kinds, w.kind); i < 0 {
			t.Errorf("writeSpecs has a row for %q, which does not write or has one already", w.kind)
		} else {
			kinds = slices.Delete(kinds, i, i+1)
		}
	}
}

// Grants that share a statement share what it is about.
func TestGrantsOfOneSidAreAlike(t *testing.T) {
	t.Parallel()
	s := policyScope{Account: Account{ID: prodID}, PolicyOptions: PolicyOptions{Peers: []Account{{ID: dataID}}, OnlyTagged: map[string]string{"a": "b"}}}
	bySid := map[string]Statement{}
	for _, w := range writeSpecs {
		for _, g := range w.grants {
			got := s.statement(g.sid, g.on, g.when)
			if first, ok := bySid[g.sid]; ok && !reflect.DeepEqual(got, first) {
				t.Errorf("%s: %s is granted as %v, another kind as %v", w.kind, g.sid, got, first)
			}
			bySid[g.sid] = got
		}
	}
}

// madeCall is what a row called, and with which input.
type madeCall struct {
	operation string
	input     reflect.Value
}

// recordCalls returns a place whose calls do nothing but being recorded. They
// fail with errRecorded.
func recordCalls(calls *[]madeCall) *place {
	api := &ec2API{}
	v := reflect.ValueOf(api).Elem()
	for i := range v.NumField() {
		name, op := v.Type().Field(i).Name, v.Field(i)
		op.Set(reflect.MakeFunc(op.Type(), func(args []reflect.Value) []reflect.Value {
			*calls = append(*calls, madeCall{name, args[1].Elem()})
			return []reflect.Value{reflect.Zero(op.Type().Out(0)), reflect.ValueOf(&errRecorded).Elem()}
		}))
	}
	return &place{ec2API: api}
}

var errRecorded = errors.New("recorded")

// The permission of a row is that of the call it makes, and its probe is the
// same call with DryRun: what verify tries is what Do does.
func TestEveryRowCallsItsActionAndKnowsDryRun(t *testing.T) {
	t.Parallel()
	dry := true
	for _, w := range writeSpecs {
		for _, s := range w.probes(everySample) {
			var calls []madeCall
			p := recordCalls(&calls)
			for _, dryRun := range []*bool{nil, &dry} {
				if _, err := w.call(context.Background(), p, s, dryRun); !errors.Is(err, errRecorded) {
					t.Errorf("%s: call = %v, want the call's own error", w.kind, err)
				}
			}
			if len(calls) != 2 {
				t.Fatalf("%s: %d calls for two steps: %v", w.kind, len(calls), calls)
			}
			for i, dryRun := range []*bool{nil, &dry} {
				if got, want := "ec2:"+calls[i].operation, w.action(); got != want {
					t.Errorf("%s calls %s, and its action is %s", w.kind, got, want)
				}
				if got := calls[i].input.FieldByName("DryRun").Interface().(*bool); got != dryRun {
					t.Errorf("%s: DryRun is not as it was asked for", w.kind)
				}
			}
		}
	}
}

func TestSamplesAreOfThePlaceThatIsVerified(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name  string
		steps func(samples) []peering.Step
		want  []string
	}{
		{"fromVPCs", samples.fromVPCs, []string{"requester vpc-1 vpc-2", "requester vpc-2 vpc-2"}},
		{"ours", samples.ours, []string{"requester pcx-1", "accepter pcx-2"}},
		{"asAccepter", samples.asAccepter, []string{"accepter pcx-2"}},
		{"routes", samples.routes, []string{"pcx-1 rtb-1 192.0.2.0/24", "pcx-1 rtb-2 192.0.2.0/24"}},
		{"noRoutes", samples.noRoutes, []string{"rtb-1 192.0.2.0/24", "rtb-2 192.0.2.0/24"}},
	} {
		var got []string
		for _, s := range tt.steps(everySample) {
			words := []string{string(s.Side), s.At.VPC, s.Peer.VPC, s.PCX, s.Table}
			if s.Destination.IsValid() {
				words = append(words, s.Destination.String())
			}
			got = append(got, strings.Join(slices.DeleteFunc(words, func(w string) bool { return w == "" }), " "))
		}
		if !slices.Equal(got, tt.want) {
			t.Errorf("%s = %q, want %q", tt.name, got, tt.want)
		}
	}
}
