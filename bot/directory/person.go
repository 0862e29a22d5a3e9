package directory

// Person is what Slack says of a user. The zero value may do nothing.
type Person struct {
	ID       string
	Team     string // home team (or enterprise) id
	Name     string // for display only; never decides anything
	Bot      bool
	Guest    bool
	Deleted  bool
	Stranger bool // of another organisation
}
