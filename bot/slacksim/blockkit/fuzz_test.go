package blockkit

import (
	"bytes"
	"testing"
)

// What the checker accepts stays accepted, and keeps its ids, once completed.
func FuzzBlocks(f *testing.F) {
	f.Add(`[{"type":"section","text":{"type":"mrkdwn","text":"x"}},{"type":"divider"}]`)
	f.Add(`[{"type":"actions","elements":[{"type":"button","text":{"type":"plain_text","text":"x"}}]}]`)
	f.Add(`[{"type":"rich_text","elements":[{"type":"rich_text_section","elements":[]}]}]`)
	f.Add(`[{"type":"table","rows":[[{"type":"raw_text","text":"x"}]]}]`)
	f.Add(`[{"type":"layout","label":"l","rows":[{"items":[{"block":{"type":"section","text":{"type":"mrkdwn","text":"x"}}}]}]},{"type":"container","child_blocks":[{"type":"divider"}]}]`)
	f.Add(`[{"type":"carousel","elements":[{"type":"card","actions":[{"type":"button","text":{"type":"plain_text","text":"x"}}]}]}]`)
	f.Add(`[[[[]]]]`)
	f.Add(`null`)
	k := New()
	f.Fuzz(func(t *testing.T, raw string) {
		blocks, problems, err := k.Message([]byte(raw))
		if err != nil || len(problems) > 0 || blocks == nil {
			return
		}
		again, problems, err := k.Message(blocks)
		if err != nil || len(problems) > 0 || !bytes.Equal(again, blocks) {
			t.Errorf("%s was accepted as %s, and that is %s, %v, %v", raw, blocks, again, problems, err)
		}
	})
}
