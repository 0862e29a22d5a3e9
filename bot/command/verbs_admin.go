package command

// adminVerbs are those about the bot itself.
func adminVerbs() []Command {
	return []Command{Pause{}, Resume{}}
}

// Pause stops every write to AWS. Reason may be empty.
type Pause struct{ Reason string }

func (Pause) spec() verbSpec {
	return verb(doc{
		name:     "pause",
		examples: []string{`pause`, `pause reason="incident 7"`},
		guesses:  []string{"stop", "halt", "freeze"},
	}, func(c *Pause) []param {
		return []param{reason(&c.Reason).orRest()}
	})
}

// Resume ends a Pause.
type Resume struct{}

func (Resume) spec() verbSpec {
	return verb(doc{
		name:     "resume",
		examples: []string{`resume`},
		guesses:  []string{"continue", "unpause", "unfreeze"},
	}, func(*Resume) []param { return nil })
}
