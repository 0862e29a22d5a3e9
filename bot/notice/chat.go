package notice

// Busy says that nothing was done, because there is too much to do.
type Busy struct{}

// Restarting says that nothing was done, because the bot is being restarted.
type Restarting struct{}

// Broken says that something is wrong with the bot, and where its log has more.
type Broken struct{ Ref string }

// UnreadableButton says that a button carries what cannot be read.
type UnreadableButton struct{}

// UnopenedForm says that the form of a button could not be opened.
type UnopenedForm struct {
	Action Action
	Value  Value
}

// OtherCommand says that a slash command is of another bot: "/peers".
type OtherCommand struct{ Ours, Theirs string }

func (Busy) notice() {}

func (Restarting) notice() {}

func (Broken) notice() {}

func (UnreadableButton) notice() {}

func (UnopenedForm) notice() {}

func (OtherCommand) notice() {}
