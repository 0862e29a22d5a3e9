package slacksim_test

import (
	"bytes"
	"io"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"github.com/slack-go/slack"

	"peerbot/bot/slacksim"
)

func (w *world) get(address, token string) (status int, body string, header http.Header) {
	w.t.Helper()
	req, err := http.NewRequestWithContext(w.t.Context(), "GET", address, nil)
	if err != nil {
		w.t.Fatal(err)
	}
	if token != "" {
		req.Header.Set("Authorization", "Bearer "+token)
	}
	resp, err := (&http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}).Do(req)
	if err != nil {
		w.t.Fatal(err)
	}
	defer resp.Body.Close()
	data, err := io.ReadAll(resp.Body)
	if err != nil {
		w.t.Fatal(err)
	}
	return resp.StatusCode, string(data), resp.Header
}

func TestSlackGoUploadsAFileThatPeopleSee(t *testing.T) {
	w := newWorld(t, slacksim.Options{})
	api := w.api()
	w.greeted()
	root := w.form("chat.postMessage", "channel", "C0NET", "text", "the plan is long").TS
	const plan = "a,b\n1,2\n"
	summary, err := api.UploadFile(slack.UploadFileParameters{
		Content: plan, FileSize: len(plan), Filename: "plan R1.csv", Title: "Plan of R1", AltTxt: "two columns",
		Channel: "C0NET", InitialComment: "here", ThreadTimestamp: root,
	})
	if err != nil {
		t.Fatal(err)
	}
	var s struct {
		Messages []struct {
			Text     string
			ThreadTS string `json:"thread_ts"`
			Files    []struct{ ID, Name, Title, URL, AltTxt string }
		}
	}
	w.request("GET", "/people/bob/channels/network/messages", nil, &s)
	m := s.Messages[len(s.Messages)-1]
	if m.Text != "here" || m.ThreadTS != root || len(m.Files) != 1 || m.Files[0].ID != summary.ID || m.Files[0].Title != "Plan of R1" {
		t.Fatalf("bob sees %+v, want the file in the thread", m)
	}
	if status, body, h := w.get(w.url+m.Files[0].URL, ""); status != 200 || body != plan || h.Get("Content-Type") != "text/csv; charset=utf-8" || !strings.HasPrefix(h.Get("Content-Security-Policy"), "sandbox") {
		t.Errorf("bob reads %d %q %v", status, body, h)
	}
	if status, _, _ := w.get(w.url+strings.Replace(m.Files[0].URL, "U0BOB", "U0EVE", 1), ""); status != 404 {
		t.Errorf("eve, who is not in the channel, = %d, want 404", status)
	}
	info, _, _, err := api.GetFileInfo(summary.ID, 0, 0)
	if err != nil || info.Size != len(plan) || info.Mimetype != "text/csv" || info.Filetype != "csv" || len(info.Channels) != 1 {
		t.Errorf("files.info = %+v, %v", info, err)
	}
	var got bytes.Buffer
	if err := api.GetFile(info.URLPrivateDownload, &got); err != nil || got.String() != plan {
		t.Errorf("downloaded %q, %v, want the plan", got.String(), err)
	}
	if status, _, h := w.get(info.URLPrivate, ""); status != 302 || !strings.HasPrefix(h.Get("Location"), "/?redir=") {
		t.Errorf("without the token = %d to %s, want to sign in", status, h.Get("Location"))
	}
	history, _, _, err := api.GetConversationReplies(&slack.GetConversationRepliesParameters{ChannelID: "C0NET", Timestamp: root})
	if err != nil {
		t.Fatal(err)
	}
	if last := history[len(history)-1]; last.SubType != "file_share" || len(last.Files) != 1 || last.Files[0].Name != "plan R1.csv" {
		t.Errorf("the app reads %+v", last)
	}
	if err := api.DeleteFile(summary.ID); err != nil {
		t.Fatal(err)
	}
	if status, _, _ := w.get(w.url+m.Files[0].URL, ""); status != 404 {
		t.Errorf("deleted = %d, want 404", status)
	}
}

func TestUploadsAreRefusedAsSlackDoes(t *testing.T) {
	w := newWorld(t, slacksim.Options{})
	for _, tt := range []struct{ name, filename, length, alt, snippet, want string }{
		{"nothing in it", "x.txt", "0", "", "", "missing_argument"},
		{"no name", "", "1", "", "", "missing_argument"},
		{"a long description", "x.txt", "1", strings.Repeat("é", 1001), "", "alt_txt_too_large"},
		{"a large snippet", "x.go", strconv.Itoa(1<<20 + 1), "", "go", "snippet_too_large"},
		{"more than is taken here", "x.bin", strconv.Itoa(16<<20 + 1), "", "", "file_upload_size_restricted"},
	} {
		if got := w.form("files.getUploadURLExternal", "filename", tt.filename, "length", tt.length, "alt_txt", tt.alt, "snippet_type", tt.snippet); got.Error != tt.want {
			t.Errorf("%s = %+v, want %s", tt.name, got, tt.want)
		}
	}
	begin := func(size string) (id, address string) {
		t.Helper()
		var got struct {
			FileID    string `json:"file_id"`
			UploadURL string `json:"upload_url"`
		}
		w.request("POST", "/api/files.getUploadURLExternal", map[string]string{"token": "xoxb-local", "filename": "x.txt", "length": size}, &got)
		return got.FileID, strings.TrimPrefix(got.UploadURL, w.url)
	}
	complete := func(id string, args ...string) string {
		return w.form("files.completeUploadExternal", append([]string{"files", `[{"id":"` + id + `"}]`}, args...)...).Error
	}
	id, address := begin("3")
	if got := complete(id); got != "file_not_found" {
		t.Errorf("completed before it was uploaded = %q, want file_not_found", got)
	}
	if got := w.request("POST", address+"x", "y", nil); got != 404 {
		t.Errorf("another address = %d, want 404", got)
	}
	if got := w.request("POST", address, "four", nil); got != 400 { // with its quotes, six bytes
		t.Errorf("another length = %d, want 400", got)
	}
	if got := w.request("POST", address, "y", nil); got != 200 {
		t.Errorf("the upload = %d, want 200", got)
	}
	for _, tt := range []struct {
		args []string
		want string
	}{
		{[]string{"channel_id", "C0NONE"}, "channel_not_found"},
		{[]string{"channel_id", "network"}, "channel_not_found"}, // an id is asked for
		{[]string{"channel_id", "C0SECRET"}, "channel_not_found"},
		{[]string{"channels", "C0NET,C0SHARED", "thread_ts", "1.1"}, "invalid_arguments"},
		{[]string{"channel_id", "C0NET", "thread_ts", "1.1"}, "cannot_reply_to_message"},
		{[]string{"channel_id", "C0NET"}, ""},
		{[]string{"channel_id", "C0NET"}, "file_not_found"}, // once only
	} {
		if got := complete(id, tt.args...); got != tt.want {
			t.Errorf("complete %v = %q, want %q", tt.args, got, tt.want)
		}
	}
	w.RemoveMember("network", "peerbot")
	id, address = begin("3")
	w.request("POST", address, "y", nil)
	if got := complete(id, "channel_id", "C0NET"); got != "not_in_channel" {
		t.Errorf("where the bot is not = %q, want not_in_channel", got)
	}
	bare := newWorld(t, slacksim.Options{Scopes: []string{"chat:write"}})
	if got := bare.form("files.getUploadURLExternal", "filename", "x", "length", "1"); got.Error != "missing_scope" || got.Needed != "files:write" {
		t.Errorf("without the scope = %+v, want missing_scope", got)
	}
}

func TestAPersonAttachesAFileToAForm(t *testing.T) {
	a := newWorld(t, slacksim.Options{}).app()
	a.show(inputBlock("b", elementOf("file_input", `,"filetypes":["csv"],"max_files":1`)))
	attach := func(name string) string {
		var got struct{ File struct{ ID string } }
		a.request("POST", "/people/alice/files?name="+name, "x", &got)
		return got.File.ID
	}
	text, table := attach("x.txt"), attach("x.csv")
	submit := func(ids ...string) filledView {
		return a.modal("POST", "alice/submit", map[string]any{"values": map[string]any{"b": ids}})
	}
	if f := submit(text); f.Errors["b"] != "Please choose files of these types: csv." {
		t.Errorf("a text = %+v, want only csv", f)
	}
	if f := submit(table, table); f.Errors["b"] != "Please choose no more than 1." {
		t.Errorf("two files = %+v, want one at most", f)
	}
	done := meanwhile(func() filledView { return submit(table) })
	g := a.answer("")
	if f := <-done; !f.OK {
		t.Errorf("submit = %+v", f)
	}
	if got := string(g.View.State.Values["b"]["a"]); !strings.Contains(got, `"id":"`+table+`"`) || !strings.Contains(got, `"url_private":"`+a.url+`/files-pri/`) {
		t.Errorf("state = %s, want the file with its address", got)
	}
}
