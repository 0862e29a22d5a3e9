package card

import (
	"strings"
	"testing"

	"peerbot/bot/command"
	"peerbot/bot/notice"
)

// The words are package command's; that none is left out is ours.
func TestHelpNamesEveryVerb(t *testing.T) {
	t.Parallel()
	all, _ := Render(notice.HelpShown{})
	for _, v := range command.Verbs() {
		if !strings.Contains(all, Slash+" "+v.Name) || !strings.Contains(all, neutral(v.Summary, 500)) {
			t.Errorf("help does not tell of %s: %s", v.Name, v.Summary)
		}
		one, _ := Render(notice.HelpShown{Verb: v.Name})
		for _, k := range v.Keys {
			if !strings.Contains(one, neutral(k.Spelled(), 500)) {
				t.Errorf("help %s does not tell of %s:\n%s", v.Name, k.Spelled(), one)
			}
		}
		for _, e := range v.Examples {
			if !strings.Contains(one, neutral(e, 900)) {
				t.Errorf("help %s does not give the example %s:\n%s", v.Name, e, one)
			}
		}
		checkLimits(t, notice.HelpShown{Verb: v.Name})
		checkFilled(t, notice.HelpShown{Verb: v.Name})
	}
	checkLimits(t, notice.HelpShown{})
}

// A verb that no topic names is still in the help, last.
func TestTopicsNameVerbsThatExist(t *testing.T) {
	t.Parallel()
	known := rest([]command.Verb{{Name: "request"}, {Name: "brand-new"}})
	if len(known.verbs) != 1 || known.verbs[0] != "brand-new" {
		t.Errorf("the last topic has %v, want the verb that is in no other", known.verbs)
	}
}
