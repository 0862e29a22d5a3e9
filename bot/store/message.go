package store

// Intent is a message that is to be sent, or was.
type Message struct {
	ID       string
	Request  string // of a card or note about a request
	Finding  string // of a card or note about a finding, or a group of them
	Note     *Note  // nil for a card
	Channel  string // where to; a user id for a direct message
	Thread   string // intent id of the card that a note answers to; may be empty
	PostedIn string // set once sent: the channel's or conversation's id
	TS       string // set once sent
	Tried    bool   // a post was begun; look it up before posting again
	Shown    int64  // the version of the request that the sent card shows
	Reason   string // why it could not be sent
	Final    bool   // and will not be tried again
}
