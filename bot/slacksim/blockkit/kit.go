package blockkit

import (
	"encoding/json"
	"errors"
)

// Kit checks Block Kit by Slack's rules. It never changes, and is safe for
// concurrent use.
type Kit struct {
	message     rule // the blocks of one
	modal, home rule
	options     rule // that an app suggests
}

const (
	maxMessageBlocks = 50
	maxViewBlocks    = 100
)

// New returns the rules as of 2026.
func New() *Kit {
	message, modal, home := surfaces(blockTypes())
	return &Kit{
		message: list(0, maxMessageBlocks, byType(message)),
		modal:   modalRules(list(0, maxViewBlocks, byType(modal))),
		home:    homeRules(list(0, maxViewBlocks, byType(home))),
		options: suggestionRules(),
	}
}

// ErrFormat is what is no list of blocks to begin with, in Slack's word.
var ErrFormat = errors.New("invalid_blocks_format")

// Message checks the blocks of a message and returns them as Slack keeps them:
// with the ids and flags that were left out. No blocks at all are nil. The
// error is ErrFormat.
func (k *Kit) Message(raw []byte) (json.RawMessage, []Problem, error) {
	var v any
	if json.Unmarshal(raw, &v) != nil {
		return nil, nil, ErrFormat
	}
	blocks, ok := v.([]any)
	if !ok {
		if v == nil {
			return nil, nil, nil // slack-go sends null for none
		}
		return nil, nil, ErrFormat
	}
	c := &checker{}
	k.message(c, "", v)
	uniqueIDs(c, blocks)
	together(c, blocks)
	if len(c.problems) > 0 || len(blocks) == 0 {
		return nil, c.problems, nil
	}
	for _, b := range blocks {
		complete(b.(map[string]any))
	}
	kept, err := json.Marshal(blocks)
	return kept, nil, err // never: they were JSON
}

// Surface is what shows a view.
type Surface string

// The surfaces, as the type of a view names them.
const (
	Modal Surface = "modal"
	Home  Surface = "home"
)

// View returns the problems of a decoded view.
func (k *Kit) View(v any, s Surface) []Problem {
	rules := k.modal
	if s == Home {
		rules = k.home
	}
	c := &checker{}
	rules(c, "", v)
	o, _ := v.(map[string]any)
	blocks, _ := o["blocks"].([]any)
	uniqueIDs(c, blocks)
	for _, x := range blocks {
		if block, _ := x.(map[string]any); block["type"] == "input" && o["submit"] == nil && o["type"] == "modal" {
			c.report("", "missing_field", "submit", "missing required field: submit")
			break
		}
	}
	return c.problems
}

// Suggestions returns the problems of an answer to block_suggestion.
func (k *Kit) Suggestions(answer []byte) []Problem {
	var v any
	c := &checker{}
	if json.Unmarshal(answer, &v) != nil {
		v = nil
	}
	k.options(c, "", v)
	return c.problems
}
