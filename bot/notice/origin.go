package notice

// Origin is where a person typed or clicked.
type Origin struct {
	User        string
	Channel     string
	ResponseURL string // may be empty; good for 30 minutes and five messages
}
