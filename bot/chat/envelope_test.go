package chat

import (
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"peerbot/bot"
	"peerbot/bot/card"
	"peerbot/bot/notice"
)

// inbound returns one of the envelopes in testdata/inbound, which are what
// Slack sends: only ids, button values and callback ids were made ours.
func inbound(t testing.TB, name string) envelope {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join("testdata", "inbound", name+".json"))
	if err != nil {
		t.Fatal(err)
	}
	var e envelope
	if err := json.Unmarshal(raw, &e); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return e
}

var (
	buttonValue = notice.Value{Request: "R42", Version: 3, Digest: "0123456789abcdef"}
	clickedAt   = notice.Origin{User: "W111", Channel: "C111", ResponseURL: "https://hooks.slack.com/actions/T111/111/random-value"}
)

func TestSlashCommandIsRead(t *testing.T) {
	t.Parallel()
	a, err := inbound(t, "slash").read()
	if err != nil {
		t.Fatal(err)
	}
	want := bot.Command{
		Where: notice.Origin{User: "U111", Channel: "C111", ResponseURL: "https://hooks.slack.com/commands/T111/111/xxx"},
		Team:  "T111", Text: "prod v1.2",
	}
	if a.Command == nil || *a.Command != want {
		t.Errorf("read() = %+v, want %+v", a.Command, want)
	}
	if a.App != "A111" || a.Word != "/peering" || a.TriggerID != "111.222.xxx" {
		t.Errorf("app %q, command %q, once %q; want A111, /peering, 111.222.xxx", a.App, a.Word, a.TriggerID)
	}
}

func TestClicksAreRead(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name string
		want bot.Interaction
	}{
		{"click", bot.Interaction{Where: clickedAt, Team: "T111", Action: notice.ActApprove, Value: buttonValue, TS: "111.222", Trigger: "111.222.valid"}},
		{"click_snooze", bot.Interaction{Where: clickedAt, Team: "T111", Action: notice.ActSnooze, Value: notice.Value{Request: "F3", Version: 2, Digest: buttonValue.Digest}, TS: "111.222", Trigger: "111.222.snooze"}},
		{"click_deny", bot.Interaction{Where: clickedAt, Team: "T111", Action: notice.ActDeny, Value: buttonValue, TS: "111.222", Trigger: "111.222.deny"}},
		{"click_from_other_team", bot.Interaction{
			Where: notice.Origin{User: "U999", Channel: "C111", ResponseURL: clickedAt.ResponseURL},
			Team:  "T999", Action: notice.ActApprove, Value: buttonValue, TS: "111.222", Trigger: "111.222.valid",
		}},
		{"click_ephemeral", bot.Interaction{
			Where: clickedAt, Team: "T111", Action: notice.ActWithdraw,
			Value: notice.Value{Request: "R7", Version: 1, Digest: "0123456789abcdef"}, TS: "111.222", Trigger: "111.222.valid2",
		}},
	} {
		a, err := inbound(t, tt.name).read()
		if err != nil {
			t.Errorf("%s: %v", tt.name, err)
			continue
		}
		if a.Interaction == nil || *a.Interaction != tt.want || a.Bad != nil {
			t.Errorf("%s: read() = %+v (%v), want %+v", tt.name, a.Interaction, a.Bad, tt.want)
		}
	}
}

// The team of the workspace is not the person's: in a shared channel people of
// other organisations press buttons too.
func TestTeamOfAClickIsOnlyThePersons(t *testing.T) {
	t.Parallel()
	e := inbound(t, "click")
	e.Payload = json.RawMessage(strings.Replace(string(e.Payload), `,"team_id":"T111"}`, `}`, 1))
	a, err := e.read()
	if err != nil {
		t.Fatal(err)
	}
	if a.Interaction.Team != "" {
		t.Errorf("team of a person without one = %q, want none", a.Interaction.Team)
	}
}

func TestButtonThatCannotBeReadSaysSo(t *testing.T) {
	t.Parallel()
	a, err := inbound(t, "click_bad_value").read()
	if err != nil {
		t.Fatal(err)
	}
	if a.Interaction == nil || a.Bad == nil || a.Interaction.Value != (notice.Value{}) {
		t.Errorf("read() = %+v, bad %v; want an empty value and an error", a.Interaction, a.Bad)
	}
}

func TestFormIsRead(t *testing.T) {
	t.Parallel()
	a, err := inbound(t, "form").read()
	if err != nil {
		t.Fatal(err)
	}
	want := form{View: "V111", Interaction: bot.Interaction{
		Where: clickedAt, Team: "T111", Action: notice.ActDeny, Value: buttonValue, TS: "111.222", Trigger: "111.222.form", Reason: "test",
	}}
	if a.Form == nil || *a.Form != want {
		t.Errorf("read() = %+v, want %+v", a.Form, want)
	}
}

func TestFormThatCannotBeReadSaysSo(t *testing.T) {
	t.Parallel()
	a, err := inbound(t, "form_bad_origin").read()
	if err != nil {
		t.Fatal(err)
	}
	if a.Form == nil || a.Form.Bad == nil || a.Form.Interaction.Value != (notice.Value{}) {
		t.Errorf("read() = %+v, want an empty value and an error", a.Form)
	}
}

func TestEverythingElseIsSkipped(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"click_link", "click_in_modal", "form_of_others", "view_closed", "shortcut", "event"} {
		a, err := inbound(t, name).read()
		if err != nil || a.Skip == "" || a.Command != nil || a.Interaction != nil || a.Form != nil {
			t.Errorf("%s: read() = %+v, %v; want it skipped", name, a, err)
		}
	}
}

func TestPayloadsWithoutAPersonAreErrors(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ name, drop string }{
		{"slash", `"user_id":"U111",`},
		{"slash", `"channel_id":"C111",`},
		{"click", `"id":"W111",`},
		{"form", `"id":"W111",`},
	} {
		e := inbound(t, tt.name)
		cut := strings.Replace(string(e.Payload), tt.drop, "", 1)
		if cut == string(e.Payload) {
			t.Fatalf("%s has no %s", tt.name, tt.drop)
		}
		e.Payload = json.RawMessage(cut)
		if a, err := e.read(); err == nil {
			t.Errorf("%s without %s: read() = %+v, want an error", tt.name, tt.drop, a)
		}
	}
}

func TestFormOriginThatIsNotOursIsAnError(t *testing.T) {
	t.Parallel()
	for _, private := range []string{"", "{}", "null", `{"value":"R1:1:0123456789abcdef"}`, `{"value":"x","channel":"C1"}`, "[1]"} {
		if got, err := readFormOrigin(private); err == nil {
			t.Errorf("readFormOrigin(%q) = %+v, want an error", private, got)
		}
	}
}

func TestSnoozeFormIsRead(t *testing.T) {
	t.Parallel()
	a, err := inbound(t, "form_snooze").read()
	if err != nil {
		t.Fatal(err)
	}
	want := bot.Interaction{
		Where: clickedAt, Team: "T111", Action: notice.ActSnooze, Value: notice.Value{Request: "F3", Version: 2, Digest: buttonValue.Digest}, TS: "111.222", Trigger: "111.222.form",
		Reason: "test", Until: time.Date(2999, 12, 1, 0, 0, 0, 0, time.UTC),
	}
	if a.Form == nil || a.Form.Interaction != want || a.Form.Bad != nil {
		t.Errorf("read() = %+v, want %+v", a.Form, want)
	}
}

func TestFormsAreChecked(t *testing.T) {
	t.Parallel()
	noon := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	for _, tt := range []struct {
		name   string
		action notice.Action
		reason string
		until  time.Time
		want   []string // blocks that are wrong
	}{
		{"no reason", notice.ActDeny, "", time.Time{}, []string{card.ReasonBlock}},
		{"a blank reason", notice.ActDeny, " \n\t ", time.Time{}, []string{card.ReasonBlock}},
		{"a short reason", notice.ActDeny, "no", time.Time{}, nil},
		{"the longest reason", notice.ActDeny, strings.Repeat("é", notice.MaxReason), time.Time{}, nil},
		{"a longer reason", notice.ActDeny, strings.Repeat("é", notice.MaxReason+1), time.Time{}, []string{card.ReasonBlock}},
		{"tomorrow", notice.ActSnooze, "moved", noon.Add(12 * time.Hour), nil},
		{"today", notice.ActSnooze, "moved", noon.Add(-12 * time.Hour), []string{card.UntilBlock}},
		{"in two years", notice.ActSnooze, "moved", noon.AddDate(2, 0, 0), []string{card.UntilBlock}},
		{"no date and no reason", notice.ActSnooze, "", time.Time{}, []string{card.ReasonBlock, card.UntilBlock}},
	} {
		f := form{Interaction: bot.Interaction{Action: tt.action, Reason: tt.reason, Until: tt.until}}
		if got := slices.Sorted(maps.Keys(f.wrong(noon))); !slices.Equal(got, tt.want) {
			t.Errorf("%s: wrong = %v, want %v", tt.name, got, tt.want)
		}
	}
}

func FuzzEnvelope(f *testing.F) {
	files, err := filepath.Glob("testdata/inbound/*.json")
	if err != nil || len(files) == 0 {
		f.Fatalf("no fixtures: %v", err)
	}
	for _, name := range files {
		raw, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(raw)
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		var e envelope
		if json.Unmarshal(raw, &e) != nil {
			return
		}
		a, err := e.read()
		if err != nil {
			if a.Command != nil || a.Interaction != nil || a.Form != nil {
				t.Fatalf("an error and something to do: %+v, %v", a, err)
			}
			return
		}
		n := 0
		if a.Command != nil {
			n++
			if a.Command.Where.User == "" || a.Command.Where.Channel == "" {
				t.Errorf("typed by nobody or nowhere: %+v", a.Command)
			}
		}
		if a.Interaction != nil {
			n++
			if a.Interaction.Where.User == "" || a.Interaction.Where.Channel == "" {
				t.Errorf("clicked by nobody or nowhere: %+v", a.Interaction)
			}
			if a.Bad != nil && a.Interaction.Value != (notice.Value{}) {
				t.Errorf("a bad button has a value: %+v", a.Interaction)
			}
			if a.Interaction.Reason != "" {
				t.Errorf("a button cannot carry a reason: %+v", a.Interaction)
			}
		}
		if a.Form != nil {
			n++
			c := a.Form.Interaction
			asks, _ := c.Action.Asks()
			if c.Where.User == "" || a.Form.Bad == nil && c.Where.Channel == "" || !asks {
				t.Errorf("form of nobody, or of another action: %+v", a.Form)
			}
		}
		if a.Skip != "" {
			n++
		}
		if n != 1 {
			t.Errorf("read() = %+v: %d things to do, want exactly one", a, n)
		}
	})
}
