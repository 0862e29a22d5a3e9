package bot

import (
	"go/ast"
	"go/parser"
	"go/token"
	"slices"
	"strconv"
	"testing"

	"peerbot/bot/command"
	"peerbot/bot/notice"
	"peerbot/bot/store"
)

func TestEveryVerbIsHandled(t *testing.T) {
	t.Parallel()
	for _, v := range command.Verbs() {
		if _, ok := handlers[v.Name]; !ok && v.Name != "help" { // help is answered at once
			t.Errorf("nothing handles %s: add it to handlers", v.Name)
		}
	}
	for name := range handlers {
		if !slices.ContainsFunc(command.Verbs(), func(v command.Verb) bool { return v.Name == name }) {
			t.Errorf("handlers has %s, which is no verb", name)
		}
	}
}

func TestEveryButtonIsHandled(t *testing.T) {
	t.Parallel()
	for _, a := range constants(t, "notice/button.go", "Action") {
		if _, ok := buttonHandlers[notice.Action(a)]; !ok {
			t.Errorf("nothing handles the button %s: add it to buttonHandlers", a)
		}
	}
}

func TestEveryDestinationHasASender(t *testing.T) {
	t.Parallel()
	b := New(Parts{})
	for _, k := range constants(t, "store/destination.go", "DestinationKind") {
		kind := store.DestinationKind(k)
		if _, ok := b.Outbox.Senders[kind]; !ok && kind != store.DestinationThread { // a note goes where its card is
			t.Errorf("nothing sends to a %s: add it to the Senders of the outbox", kind)
		}
	}
}

// constants returns the values of the constants of a type of texts, as they are
// written in a file.
func constants(t *testing.T, file, typ string) []string {
	t.Helper()
	f, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	ast.Inspect(f, func(n ast.Node) bool {
		v, ok := n.(*ast.ValueSpec)
		if !ok {
			return true
		}
		if id, ok := v.Type.(*ast.Ident); ok && id.Name == typ {
			for _, x := range v.Values {
				if s, err := strconv.Unquote(x.(*ast.BasicLit).Value); err == nil {
					out = append(out, s)
				}
			}
		}
		return true
	})
	if len(out) == 0 {
		t.Fatalf("%s has no constants of type %s", file, typ)
	}
	return out
}
