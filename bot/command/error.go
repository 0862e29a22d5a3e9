package command

import "strconv"

// An Error says what is wrong with a text, as facts. Which of them are set
// follows from the Code. They may repeat what was typed, so whoever shows them
// in Slack escapes them.
type Error struct {
	Code Code
	// Pos is a rune offset in the text that Parse got: of the first character
	// of Token, or the length of the text when something is missing.
	Pos   int
	Token string // what is wrong, as typed; empty when something is missing
	Verb  string // the verb that was read; empty when none was
	Param string // the argument, key or flag that it is about; may be empty

	Suggestion string   // what was probably meant, as it is typed; may be empty
	Options    []string // what may stand there, as it is typed
	FreeText   string   // the key that Token belongs to if it was meant as text; may be empty
	Want       []IDKind // the kinds of ids that may stand there
	Got        IDKind   // the kind of id that does
	ID         string   // the id that Token is, as cards write it
	Character  rune     // the one in Token that may not be there
	Length     int      // of the whole text
	Limit      int      // the most that is allowed; of an account id, what is needed

	text string
}

// Error returns one line for logs: the code, the position and what was typed
// there. The words for people are made from the fields.
func (e *Error) Error() string {
	s := string(e.Code) + " at " + strconv.Itoa(e.Pos)
	if e.Token != "" {
		s += ": " + strconv.Quote(e.Token)
	}
	return s
}
