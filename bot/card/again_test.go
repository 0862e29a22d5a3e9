package card

import (
	"slices"
	"strings"
	"testing"

	"peerbot/aws/peering"
	"peerbot/bot/command"
	"peerbot/bot/directory"
	"peerbot/bot/notice"
	"peerbot/bot/request"
)

// What a card offers for requesting the same again is the command of that kind.
func TestAnEndedRequestSaysHowToRequestTheSame(t *testing.T) {
	t.Parallel()
	for _, kind := range request.Kinds() {
		c := askedFor(wanted(), world())
		c.Request.Kind, c.Request.State = kind, request.Expired
		c.Request.Until = c.Request.CreatedAt.Add(month)
		c.Request.Plan.Peering.PCX = pcxID
		text, _ := Render(c)
		_, again, offered := strings.Cut(text, "To request it again: "+Slash+" ")
		if kind.Rules().External {
			if offered {
				t.Errorf("%s: %q is offered, want nothing: it was requested in AWS", kind, again)
			}
			continue
		}
		again, _, _ = strings.Cut(again, "\n")
		got, err := command.Parse(again)
		want := map[request.Kind]string{request.Create: "request"}[kind]
		if want == "" {
			want = string(kind)
		}
		if err != nil || command.Name(got) != want {
			t.Errorf("%s: %q is %T, %v; want the command %s", kind, again, got, err, want)
		}
	}
}

// Nobody approves what they have not seen: a plan shows every route table and
// every destination that a step of whatever kind changes.
func TestAPlanShowsWhatEveryStepChanges(t *testing.T) {
	t.Parallel()
	for _, kind := range peering.Kinds() {
		plan := askedFor(wanted(), world()).Request.Plan
		i := slices.IndexFunc(plan.Steps, func(s peering.Step) bool { return s.Kind == peering.AddRoute })
		step := plan.Steps[i]
		if step.Kind = kind; !step.Writes() {
			continue
		}
		if !step.NeedsTables() || kind == peering.Delete || kind == peering.SetDNS {
			continue // it is about no route
		}
		plan.Steps = []peering.Step{step}
		text, _ := Render(notice.PlanShown{Plan: plan, Names: directory.Names{}})
		for _, want := range []string{step.Table, step.Destination.String()} {
			if !strings.Contains(text, want) {
				t.Errorf("%s of %s in %s is shown without %s:\n%s", kind, step.Destination, step.Table, want, text)
			}
		}
	}
}
