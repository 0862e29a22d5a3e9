package slacksim_test

import (
	"regexp"
	"testing"

	"github.com/slack-go/slack"

	"peerbot/bot/slacksim"
)

func isUUID(s string) bool {
	return regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`).MatchString(s)
}

// spoken is what slack-go reads of the rich text of what alice said last.
func (w *world) spoken() (clientID string, text []slack.RichTextSectionElement) {
	w.t.Helper()
	h, err := w.api().GetConversationHistoryContext(w.t.Context(), &slack.GetConversationHistoryParameters{ChannelID: "C0NET"})
	if err != nil {
		w.t.Fatal(err)
	}
	m := h.Messages[0]
	if len(m.Blocks.BlockSet) != 1 {
		w.t.Fatalf("blocks = %+v, want one", m.Blocks.BlockSet)
	}
	block, ok := m.Blocks.BlockSet[0].(*slack.RichTextBlock)
	if !ok || len(block.Elements) != 1 {
		w.t.Fatalf("block = %+v, want rich text of one section", m.Blocks.BlockSet[0])
	}
	return m.ClientMsgID, block.Elements[0].(*slack.RichTextSection).Elements
}

func TestWhatPeopleSayIsRichText(t *testing.T) {
	w := newWorld(t, slacksim.Options{})
	said := w.do("alice", "message", map[string]any{"channel": "network", "text": "@bob see https://example.com/a. #network @net-admins <!here> *done*"})
	id, got := w.spoken()
	if !isUUID(id) {
		t.Errorf("client_msg_id = %q, want a UUID", id)
	}
	text := func(s string) slack.RichTextSectionElement { return slack.NewRichTextSectionTextElement(s, nil) }
	want := []slack.RichTextSectionElement{
		slack.NewRichTextSectionUserElement("U0BOB", nil), text(" see "), slack.NewRichTextSectionLinkElement("https://example.com/a", "", nil), text(". "),
		slack.NewRichTextSectionChannelElement("C0NET", nil), text(" "), slack.NewRichTextSectionUserGroupElement("S0NET"), text(" "),
		slack.NewRichTextSectionBroadcastElement("here"), text(" *done*"),
	}
	if got, want := asJSON(got), asJSON(want); got != want {
		t.Errorf("rich text = %s\nwant %s", got, want)
	}
	if m := said.Messages[0]; m.Blocks != nil {
		t.Errorf("people see %s, want the text alone", m.Blocks)
	}

	w.do("alice", "edit", map[string]any{"channel": "network", "ts": said.Messages[0].TS, "text": "never mind"})
	again, got := w.spoken()
	if got, want := asJSON(got), asJSON([]slack.RichTextSectionElement{text("never mind")}); again != id || got != want {
		t.Errorf("edited = %s of %q, want %s of %q", got, again, want, id)
	}
}
