package bot

import (
	"time"

	"peerbot/bot/notice"
)

// Typed is a slash command as somebody typed it.
type Command struct {
	Where notice.Origin
	Team  string // the person's team id, from the socket
	Text  string // after the command word
	// Trigger is unique per invocation: a redelivered envelope has the same.
	Trigger string
}

// Clicked is a press of one of our buttons.
type Interaction struct {
	Where   notice.Origin
	Team    string
	Action  notice.Action
	Value   notice.Value
	TS      string // of the message with the button
	Trigger string // for opening a modal; good for three seconds
	// What was said in the modal that the button opened.
	Reason string    // Deny, Snooze
	Until  time.Time // Snooze
}
