package slacksim_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/slack-go/slack"

	"peerbot/bot/slacksim"
)

// answer is any answer of the Web API.
type answer struct {
	OK               bool            `json:"ok"`
	Error            string          `json:"error"`
	Needed           string          `json:"needed"`
	TS               string          `json:"ts"`
	MessageTS        string          `json:"message_ts"`
	Warning          string          `json:"warning"`
	Channel          json.RawMessage `json:"channel"`
	Errors           json.RawMessage `json:"errors"`
	ResponseMetadata struct {
		Messages []string `json:"messages"`
	} `json:"response_metadata"`
}

// form calls a method as slack-go and Bolt do, with the bot's token in the body.
func (w *world) form(method string, args ...string) answer {
	w.t.Helper()
	form := url.Values{"token": {"xoxb-local"}}
	for i := 0; i < len(args); i += 2 {
		form.Set(args[i], args[i+1])
	}
	return w.post(method, "application/x-www-form-urlencoded", "", form.Encode())
}

func (w *world) post(method, contentType, token, body string) answer {
	w.t.Helper()
	req, err := http.NewRequestWithContext(w.t.Context(), "POST", w.url+"/api/"+method, strings.NewReader(body))
	if err != nil {
		w.t.Fatal(err)
	}
	if contentType != "" {
		req.Header.Set("Content-Type", contentType)
	}
	if token != "" {
		req.Header.Set("Authorization", "Bearer "+token)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		w.t.Fatal(err)
	}
	defer resp.Body.Close()
	raw, err := io.ReadAll(resp.Body)
	if err != nil {
		w.t.Fatal(err)
	}
	var a answer
	if err := json.Unmarshal(raw, &a); err != nil {
		w.t.Fatalf("%s answers %s", method, raw)
	}
	return a
}

func TestMethodsRefuseAsSlackDoes(t *testing.T) {
	w := newWorld(t, slacksim.Options{})
	w.AddChannel(slacksim.Channel{ID: "C0OLD", Name: "old", Archived: true})
	w.AddChannel(slacksim.Channel{ID: "C0FEW", Name: "few", Members: []string{"alice"}})
	posted := w.form("chat.postMessage", "channel", "C0NET", "text", "mine")
	theirs := w.do("alice", "message", map[string]any{"channel": "network", "text": "hers"}).Messages[0].TS
	whisper := w.form("chat.postEphemeral", "channel", "C0NET", "user", "U0ALICE", "text", "psst").MessageTS
	tests := []struct {
		method string
		args   []string
		want   string
	}{
		{"no.such", nil, "unknown_method"},
		{"chat.postMessage", []string{"channel", "C0NOWHERE", "text", "x"}, "channel_not_found"},
		{"chat.postMessage", []string{"channel", "C0SECRET", "text", "x"}, "channel_not_found"},
		{"chat.postMessage", []string{"channel", "C0OLD", "text", "x"}, "is_archived"},
		{"chat.postMessage", []string{"channel", "C0NET"}, "no_text"},
		{"chat.postMessage", []string{"channel", "C0NET", "blocks", "[]"}, "no_text"},
		{"chat.postMessage", []string{"channel", "C0NET", "text", "x", "blocks", "{"}, "invalid_blocks_format"},
		{"chat.postMessage", []string{"channel", "C0NET", "text", "x", "blocks", `[{"type":"nonsense"}]`}, "invalid_blocks"},
		{"chat.postMessage", []string{"channel", "C0NET", "text", "x", "metadata", `{"event_type":"a"}`}, "invalid_metadata_schema"},
		{"chat.postMessage", []string{"channel", "C0NET", "text", "x", "thread_ts", "1.000000"}, "cannot_reply_to_message"},
		{"chat.postMessage", []string{"channel", "C0NET", "text", "x", "markdown_text", "y"}, "markdown_text_conflict"},
		{"chat.postEphemeral", []string{"channel", "C0FEW", "user", "U0BOB", "text", "x"}, "user_not_in_channel"},
		{"chat.postEphemeral", []string{"channel", "C0FEW", "user", "U0NOBODY", "text", "x"}, "user_not_found"},
		{"chat.update", []string{"channel", "C0NET", "ts", theirs, "text", "x"}, "cant_update_message"},
		{"chat.update", []string{"channel", "C0NET", "ts", whisper, "text", "x"}, "message_not_found"},
		{"chat.update", []string{"channel", "network", "ts", posted.TS, "text", "x"}, "channel_not_found"},
		{"chat.update", []string{"channel", "C0NET", "ts", posted.TS, "text", strings.Repeat("x", 4001)}, "msg_too_long"},
		{"chat.update", []string{"channel", "C0NET", "ts", posted.TS, "text", strings.Repeat("é", 2001)}, "msg_too_long"},
		{"chat.update", []string{"channel", "C0NET", "ts", posted.TS}, "no_text"},
		{"chat.postMessage", []string{"channel", "C0NET", "markdown_text", strings.Repeat("x", 12_001)}, "msg_too_long"},
		{"chat.postMessage", []string{"channel", "C0NET", "attachments", `{}`}, "invalid_attachments"},
		{"chat.postMessage", []string{"channel", "C0NET", "attachments", `[{"blocks":[{"type":"divider"}]}]`}, "invalid_attachments"},
		{"chat.postMessage", []string{"channel", "C0NET", "attachments", `[{"actions":[{"type":"button"}],"callback_id":"x"}]`}, "invalid_attachments"},
		{"chat.postMessage", []string{"channel", "C0NET", "attachments", "[" + repeated(101, `{"text":"x"}`) + "]"}, "too_many_attachments"},
		{"chat.delete", []string{"channel", "C0NET", "ts", theirs}, "cant_delete_message"},
		{"chat.getPermalink", []string{"channel", "C0NET", "message_ts", "1.0"}, "message_not_found"},
		{"users.info", []string{"user", "U0NOBODY"}, "user_not_found"},
		{"users.lookupByEmail", []string{"email", "nobody@example.com"}, "users_not_found"},
		{"usergroups.users.list", []string{"usergroup", "S0NONE"}, "no_such_subteam"},
		{"conversations.info", []string{"channel", "C0SECRET"}, "channel_not_found"},
		{"conversations.open", []string{"users", "U0NOBODY"}, "user_not_found"},
		{"conversations.replies", []string{"channel", "C0NET", "ts", "1.0"}, "thread_not_found"},
	}
	for _, tt := range tests {
		if got := w.form(tt.method, tt.args...); got.OK || got.Error != tt.want {
			t.Errorf("%s(%.80q) = %q, want %q", tt.method, tt.args, got.Error, tt.want)
		}
	}
}

func TestTokensAndScopesAreChecked(t *testing.T) {
	w := newWorld(t, slacksim.Options{Scopes: []string{"chat:write"}})
	w.RemoveMember("network", "peerbot")
	tests := []struct{ method, token, body, want string }{
		{"auth.test", "xoxb-local", "", ""},
		{"auth.test", "", "token=xoxb-local", ""},
		{"auth.test", "", "", "not_authed"},
		{"auth.test", "xoxb-other", "", "invalid_auth"},
		{"auth.test", "xapp-local", "", "not_allowed_token_type"},
		{"users.info", "xoxb-local", "user=U0BOB", "missing_scope"},
		{"chat.postMessage", "xoxb-local", "channel=C0NET&text=x", "not_in_channel"}, // for want of chat:write.public
	}
	for _, tt := range tests {
		got := w.post(tt.method, "application/x-www-form-urlencoded", tt.token, tt.body)
		if got.Error != tt.want || got.OK != (tt.want == "") {
			t.Errorf("%s with %q, %q = %+v, want %q", tt.method, tt.token, tt.body, got, tt.want)
		}
		if tt.want == "missing_scope" && got.Needed != "users:read" {
			t.Errorf("needed = %q, want users:read", got.Needed)
		}
	}
}

// slack-go reads the scopes there; Bolt turns them into response_metadata.
func TestAnswersSayWhichScopesThereAre(t *testing.T) {
	w := newWorld(t, slacksim.Options{Scopes: []string{"chat:write", "commands"}})
	for _, tt := range []struct{ method, token, granted, accepted string }{
		{"auth.test", "xoxb-local", "chat:write,commands", ""},
		{"users.info", "xoxb-local", "chat:write,commands", "users:read"}, // which is missing
		{"apps.connections.open", "xapp-local", "connections:write", "connections:write"},
		{"auth.test", "xoxb-other", "", ""},
	} {
		req, err := http.NewRequestWithContext(t.Context(), "POST", w.url+"/api/"+tt.method, nil)
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Authorization", "Bearer "+tt.token)
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		if g, a := resp.Header.Get("X-OAuth-Scopes"), resp.Header.Get("X-Accepted-OAuth-Scopes"); g != tt.granted || a != tt.accepted {
			t.Errorf("%s = %q of %q, want %q of %q", tt.method, a, g, tt.accepted, tt.granted)
		}
	}
}

func TestATokenInTheAddressIsNone(t *testing.T) {
	w := newWorld(t, slacksim.Options{})
	var got answer
	if w.request("GET", "/api/auth.test?token=xoxb-local", nil, &got); got.Error != "not_authed" {
		t.Errorf("auth.test = %+v, want not_authed", got)
	}
}

func TestALongMessageIsCutWithAWarning(t *testing.T) {
	w := newWorld(t, slacksim.Options{})
	got := w.form("chat.postMessage", "channel", "C0NET", "text", strings.Repeat("é", 40_001))
	if n := utf8.RuneCountInString(w.last("bob", "network").Text); !got.OK || got.Warning != "message_truncated" || n != 40_000 {
		t.Errorf("40,001 characters = %v %q, and %d are there, want a warning and 40,000", got.OK, got.Warning, n)
	}
}

func TestArgumentsComeInEveryEncoding(t *testing.T) {
	w := newWorld(t, slacksim.Options{})
	var parts bytes.Buffer
	form := multipart.NewWriter(&parts)
	for _, kv := range [][2]string{{"channel", "C0NET"}, {"text", "multipart"}} {
		if err := form.WriteField(kv[0], kv[1]); err != nil {
			t.Fatal(err)
		}
	}
	form.Close()
	tests := []struct{ name, contentType, body, want string }{
		{"form", "application/x-www-form-urlencoded", "channel=C0NET&text=form", ""},
		{"json", "application/json; charset=utf-8", `{"channel":"C0NET","text":"json","blocks":[{"type":"divider"}],"unfurl_links":false,"metadata":null}`, ""},
		{"json with JSON in strings", "application/json", `{"channel":"C0NET","text":"json","blocks":"[{\"type\":\"divider\"}]"}`, ""},
		{"multipart", form.FormDataContentType(), parts.String(), ""},
		{"broken json", "application/json", `{"channel":`, "invalid_json"},
		{"a list", "application/json", `["C0NET"]`, "json_not_object"},
		{"broken form", "application/x-www-form-urlencoded", "text=%zz", "invalid_form_data"},
		{"broken multipart", "multipart/form-data; boundary=x", "--x\r\nnonsense", "invalid_form_data"},
		{"unknown kind", "application/xml", "<a/>", "invalid_post_type"},
		{"no kind", "", "channel=C0NET", "missing_post_type"},
		{"too large", "application/json", `{"text":"` + strings.Repeat("x", 2<<20) + `"}`, "request_too_large"},
	}
	for _, tt := range tests {
		if got := w.post("chat.postMessage", tt.contentType, "xoxb-local", tt.body); got.Error != tt.want {
			t.Errorf("%s = %+v, want %q", tt.name, got.Error, tt.want)
		}
	}
}

func TestInvalidBlocksAreExplainedToSlackGo(t *testing.T) {
	w := newWorld(t, slacksim.Options{})
	header := slack.NewHeaderBlock(slack.NewTextBlockObject("plain_text", strings.Repeat("x", 151), false, false))
	_, _, err := w.api().PostMessage("C0NET", slack.MsgOptionText("x", false), slack.MsgOptionBlocks(header))
	var refused slack.SlackErrorResponse
	if !errors.As(err, &refused) || refused.Err != "invalid_blocks" {
		t.Fatalf("PostMessage = %v, want invalid_blocks", err)
	}
	want := "[ERROR] must be less than 151 characters [json-pointer:/blocks/0/text/text]"
	if got := refused.ResponseMetadata.Messages; len(got) != 1 || got[0] != want {
		t.Errorf("messages = %q, want %q", got, want)
	}
}

func TestUpdateRemovesBlocksThatAreNotRepeatedAndKeepsTheRest(t *testing.T) {
	w := newWorld(t, slacksim.Options{})
	api := w.api()
	metadata := slack.SlackMetadata{EventType: "card", EventPayload: map[string]any{"id": "R1"}}
	_, ts, err := api.PostMessage("C0NET", slack.MsgOptionText("one", false), approvalCard("*R1*"), slack.MsgOptionMetadata(metadata))
	if err != nil {
		t.Fatal(err)
	}
	history := func() slack.Message {
		t.Helper()
		h, err := api.GetConversationHistory(&slack.GetConversationHistoryParameters{ChannelID: "C0NET", IncludeAllMetadata: true})
		if err != nil || len(h.Messages) != 1 {
			t.Fatalf("history = %+v, %v, want one message", h, err)
		}
		return h.Messages[0]
	}
	if m := history(); m.Timestamp != ts || m.Metadata.EventPayload["id"] != "R1" || len(m.Blocks.BlockSet) != 2 || m.BotID != "B0PEERBOT" {
		t.Errorf("posted = %+v", m)
	}
	if _, _, _, err := api.UpdateMessage("C0NET", ts, slack.MsgOptionText("two", false)); err != nil {
		t.Fatal(err)
	}
	if m := history(); m.Text != "two" || len(m.Blocks.BlockSet) != 0 || m.Metadata.EventType != "card" || m.Edited != nil {
		t.Errorf("after an update with text alone = %+v, want no blocks, metadata kept, not marked as edited", m)
	}
	if _, _, _, err := api.UpdateMessage("C0NET", ts, slack.MsgOptionText("three", false)); err != nil {
		t.Fatal(err)
	}
	if m := history(); m.Edited == nil {
		t.Errorf("after a text became another = %+v, want it marked as edited", m)
	}
}

func TestHistoryIsNewestFirstInPagesWithoutRepliesAndWhispers(t *testing.T) {
	w := newWorld(t, slacksim.Options{})
	api := w.api()
	var first string
	for _, text := range []string{"1", "2", "3", "4", "5"} {
		_, ts, err := api.PostMessage("C0NET", slack.MsgOptionText(text, false))
		if err != nil {
			t.Fatal(err)
		}
		if first == "" {
			first = ts
		}
	}
	for _, text := range []string{"r1", "r2"} {
		if _, _, err := api.PostMessage("C0NET", slack.MsgOptionText(text, false), slack.MsgOptionTS(first)); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := api.PostEphemeral("C0NET", "U0BOB", slack.MsgOptionText("psst", false)); err != nil {
		t.Fatal(err)
	}
	var texts []string
	cursor := ""
	for {
		h, err := api.GetConversationHistory(&slack.GetConversationHistoryParameters{ChannelID: "C0NET", Limit: 2, Cursor: cursor})
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range h.Messages {
			texts = append(texts, m.Text)
			if m.Timestamp == first && m.ReplyCount != 2 {
				t.Errorf("reply_count = %d, want 2", m.ReplyCount)
			}
		}
		if !h.HasMore {
			break
		}
		cursor = h.ResponseMetaData.NextCursor
	}
	if got, want := strings.Join(texts, " "), "5 4 3 2 1"; got != want {
		t.Errorf("history = %s, want %s", got, want)
	}
	replies, _, _, err := api.GetConversationReplies(&slack.GetConversationRepliesParameters{ChannelID: "C0NET", Timestamp: first})
	if err != nil || len(replies) != 3 || replies[2].Text != "r2" {
		t.Errorf("replies = %+v, %v, want the first and its two replies", replies, err)
	}
}

func TestTimestampsGrowEvenWhenTheClockDoesNot(t *testing.T) {
	clock := newClock()
	w := newWorld(t, slacksim.Options{TierFactor: -1, Now: clock.Now, History: 50})
	before := ""
	for range 120 {
		got := w.form("chat.postMessage", "channel", "C0NET", "text", "x").TS
		if got <= before || len(got) != len("1795424400.000001") {
			t.Fatalf("ts %s after %s", got, before)
		}
		before = got
	}
	if n := len(w.messages("bob", "network").Messages); n > 50 {
		t.Errorf("%d messages kept, want at most 50", n)
	}
}

func TestSlackGoReadsPeopleChannelsAndGroups(t *testing.T) {
	w := newWorld(t, slacksim.Options{})
	api := w.api()
	auth, err := api.AuthTest()
	if err != nil || auth.UserID != "U0PEERBOT" || auth.BotID != "B0PEERBOT" || auth.TeamID != "T0PEERBOT" {
		t.Errorf("AuthTest = %+v, %v", auth, err)
	}
	w.Deactivate("bob")
	for _, tt := range []struct {
		id   string
		good func(*slack.User) bool
	}{
		{"U0ALICE", func(u *slack.User) bool {
			return u.TeamID == "T0PEERBOT" && u.Profile.Email == "alice@example.com" && !u.Deleted
		}},
		{"U0BOB", func(u *slack.User) bool { return u.Deleted }},
		{"U0GUEST", func(u *slack.User) bool { return u.IsRestricted && !u.IsUltraRestricted }},
		{"U0EVE", func(u *slack.User) bool { return u.TeamID == "T0OTHER" }},
		{"U0PEERBOT", func(u *slack.User) bool { return u.IsBot }},
	} {
		if u, err := api.GetUserInfo(tt.id); err != nil || !tt.good(u) {
			t.Errorf("GetUserInfo(%s) = %+v, %v", tt.id, u, err)
		}
	}
	if members, err := api.GetUserGroupMembers("S0NET"); err != nil || strings.Join(members, " ") != "U0ALICE" {
		t.Errorf("GetUserGroupMembers = %q, %v, want alice alone: bob is deactivated", members, err)
	}
	shared, err := api.GetConversationInfo(&slack.GetConversationInfoInput{ChannelID: "C0SHARED", IncludeNumMembers: true})
	if err != nil || !shared.IsExtShared || shared.NumMembers != 3 {
		t.Errorf("GetConversationInfo = %+v, %v, want it shared, with alice, eve and the bot", shared, err)
	}
	list, _, err := api.GetConversations(&slack.GetConversationsParameters{Types: []string{"public_channel", "private_channel"}})
	if err != nil || len(list) != 2 {
		t.Errorf("GetConversations = %d channels, %v, want the two that the bot can know of", len(list), err)
	}
	dm, _, _, err := api.OpenConversation(&slack.OpenConversationParameters{Users: []string{"U0ALICE"}})
	if err != nil || !strings.HasPrefix(dm.ID, "D") {
		t.Fatalf("OpenConversation = %+v, %v", dm, err)
	}
	if channel, _, err := api.PostMessage("U0ALICE", slack.MsgOptionText("to you", false)); err != nil || channel != dm.ID {
		t.Errorf("a message to a person went to %s, %v, want %s", channel, err, dm.ID)
	}
	if got := w.last("alice", "peerbot"); got.Text != "to you" {
		t.Errorf("alice's direct messages end with %+v", got)
	}
	if link, err := api.GetPermalink(&slack.PermalinkParameters{Channel: dm.ID, Ts: w.last("alice", "peerbot").TS}); err != nil || !strings.HasPrefix(link, "https://peerbot.slack.com/archives/D") {
		t.Errorf("GetPermalink = %q, %v", link, err)
	}
}
