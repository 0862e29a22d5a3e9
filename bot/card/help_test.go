package card

import (
	"strings"
	"testing"

	"peerbot/bot/command"
	"peerbot/bot/notice"
)

func TestHelpNamesEveryVerb(t *testing.T) {
	t.Parallel()
	all, _ := Render(notice.HelpShown{})
	told := "# help\n" + all + "\n"
	for _, v := range command.Verbs() {
		if !strings.Contains(all, Slash+" "+v.ShortUsage+"  "+inText(summary(v))) {
			t.Errorf("help does not tell of %s: %s", v.Name, inText(summary(v)))
		}
		one, _ := Render(notice.HelpShown{Verb: v.Name})
		for _, p := range v.Params {
			if !strings.Contains(one, neutral(p.Spelled(), 500)) {
				t.Errorf("help %s does not tell of %s:\n%s", v.Name, p.Spelled(), one)
			}
		}
		for _, e := range v.Examples {
			if !strings.Contains(one, neutral(e, 900)) {
				t.Errorf("help %s does not give the example %s:\n%s", v.Name, e, one)
			}
		}
		checkLimits(t, notice.HelpShown{Verb: v.Name})
		checkFilled(t, notice.HelpShown{Verb: v.Name})
		told += "\n# help " + v.Name + "\n" + one + "\n"
	}
	checkLimits(t, notice.HelpShown{})
	compareGolden(t, "help-all.golden.txt", told)
}

// What a param means has to say what is meant without it, and what it can be.
func TestMeaningsTellDefaultsAndOptions(t *testing.T) {
	t.Parallel()
	for _, v := range command.Verbs() {
		if said := inText(summary(v)); strings.HasSuffix(said, ".") {
			t.Errorf("the summary of %s ends in a full stop: %s", v.Name, said)
		}
		for _, p := range v.Params {
			said := inText(meaning(v.Name, p))
			if strings.HasSuffix(said, ".") {
				t.Errorf("%s: what %s means ends in a full stop: %s", v.Name, p.Name, said)
			}
			if p.Default != "" && (!strings.Contains(said, "default") || !strings.Contains(said, p.Default)) {
				t.Errorf("%s: what %s means does not tell its default %s: %s", v.Name, p.Name, p.Default, said)
			}
			for _, o := range p.Options {
				if !strings.Contains(said, o) {
					t.Errorf("%s: what %s means does not tell the option %s: %s", v.Name, p.Name, o, said)
				}
			}
		}
	}
}
