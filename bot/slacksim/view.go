package slacksim

import "encoding/json"

const (
	maxViews = 3         // modals on top of each other
	maxView  = 250 << 10 // bytes of one
)

// view is a modal that somebody has open, or their Home tab. It is never
// changed but for its form: an update puts another one in its place.
type view struct {
	id, hash string
	root     string // id of the lowest of the stack
	previous string // id of the one below
	channel  string // where the person was who caused it, or ""
	body     viewBody
	form     *form
}

// viewBody is what the app says of a view.
type viewBody struct {
	Type            string          `json:"type"`
	CallbackID      string          `json:"callback_id"`
	ExternalID      string          `json:"external_id"`
	PrivateMetadata string          `json:"private_metadata"`
	Title           json.RawMessage `json:"title"`
	Submit          json.RawMessage `json:"submit"`
	Close           json.RawMessage `json:"close"`
	Blocks          json.RawMessage `json:"blocks"`
	ClearOnClose    bool            `json:"clear_on_close"`
	NotifyOnClose   bool            `json:"notify_on_close"`
}
