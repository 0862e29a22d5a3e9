package card

import (
	"strings"
	"testing"

	"peerbot/bot/command"
)

// People type into state= what cards and lists show them.
func TestListTakesTheStatesThatAreShown(t *testing.T) {
	t.Parallel()
	shown := map[string]string{} // by word, the state
	for _, part := range english().texts {
		for name, word := range part {
			for _, prefix := range []string{"request.state.", "peering.state."} {
				if state, ok := strings.CutPrefix(string(name), prefix); ok {
					shown[word] = state
				}
			}
		}
	}
	shown["rejected"] = "denied" // how a request from outside is denied
	shown["closed"] = "void"     // what was decided in AWS
	if len(shown) < len(command.States()) {
		t.Fatalf("%d words for %d states: %v", len(shown), len(command.States()), shown)
	}
	for word, state := range shown {
		for _, typed := range []string{strings.ReplaceAll(word, " ", "-"), `"` + word + `"`} {
			c, err := command.Parse("list state=" + typed)
			if l, ok := c.(command.List); err != nil || !ok || l.State != state {
				t.Errorf("list state=%s = %+v, %v; want state %s", typed, c, err, state)
			}
		}
	}
}
