package slacksim

import (
	"cmp"
	"encoding/json"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"strconv"
	"strings"
	"unicode/utf8"
)

// A file is uploaded in three calls: files.getUploadURLExternal gives an
// address, a POST there brings the bytes, files.completeUploadExternal shares it.

// uploadURL is files.getUploadURLExternal.
func (w *Workspace) uploadURL(c *call) (reply, error) {
	p := c.params
	size, err := strconv.Atoi(p["length"])
	snippet := p["snippet_type"]
	switch {
	case p["filename"] == "" || err != nil || size <= 0:
		return nil, fail("missing_argument")
	case utf8.RuneCountInString(p["alt_txt"]) > maxAltTxt:
		return nil, fail("alt_txt_too_large")
	case snippet != "" && size > maxSnippet:
		return nil, fail("snippet_too_large")
	case size > maxFile:
		return nil, fail("file_upload_size_restricted")
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.setHost(hostFrom(c.r))
	f := w.files.add(w.opts.BotUser.ID, p["filename"], size, w.opts.Now())
	f.altText, f.snippet = p["alt_txt"], snippet
	return reply{"file_id": f.id, "upload_url": hostFrom(c.r).origin() + "/upload/v1/" + f.id + "/" + f.secret}, nil
}

// serveUpload takes the bytes of a file: the body, or the file in a form. Slack
// says `OK - 12` and the size; how it refuses is not documented.
func (w *Workspace) serveUpload(rw http.ResponseWriter, r *http.Request) {
	if fault, faulty := w.faults.take("upload_url"); faulty && fault.answer(rw) {
		return
	}
	w.mu.Lock()
	f := w.files.byID[r.PathValue("file")]
	open := f != nil && f.secret == r.PathValue("secret") && !f.done
	w.mu.Unlock()
	if !open {
		http.Error(rw, "this address takes no upload", http.StatusNotFound)
		return
	}
	data, err := uploaded(rw, r)
	if err != nil {
		http.Error(rw, "the upload cannot be read: "+err.Error(), http.StatusBadRequest)
		return
	}
	if len(data) != f.size {
		http.Error(rw, "the upload has "+strconv.Itoa(len(data))+" bytes, and "+strconv.Itoa(f.size)+" were said", http.StatusBadRequest)
		return
	}
	w.mu.Lock()
	w.files.keep(f, data)
	w.mu.Unlock()
	rw.Header().Set("Content-Type", "text/plain; charset=utf-8")
	_, _ = io.WriteString(rw, "OK - "+strconv.Itoa(len(data))) // a client that is gone needs no answer
}

// uploaded reads the first file of a form, or the whole body.
func uploaded(rw http.ResponseWriter, r *http.Request) ([]byte, error) {
	r.Body = http.MaxBytesReader(rw, r.Body, maxFile+maxBody)
	kind, options, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || kind != "multipart/form-data" {
		return io.ReadAll(r.Body)
	}
	form := multipart.NewReader(r.Body, options["boundary"])
	for {
		part, err := form.NextPart()
		if err != nil {
			return nil, err
		}
		if part.FileName() != "" {
			return io.ReadAll(part)
		}
	}
}

// completeUpload is files.completeUploadExternal.
func (w *Workspace) completeUpload(c *call) (reply, error) {
	var wanted []struct{ ID, Title string }
	if json.Unmarshal([]byte(c.params["files"]), &wanted) != nil || len(wanted) == 0 {
		return nil, fail("invalid_arguments")
	}
	channels := c.list("channels")
	if id := c.params["channel_id"]; id != "" {
		channels = append(channels, id)
	}
	p := params{"text": c.params["initial_comment"], "blocks": c.params["blocks"]}
	if p["text"] != "" {
		delete(p, "blocks") // https://docs.slack.dev/reference/methods/files.completeUploadExternal: they are ignored
	}
	body, err := w.content(p)
	if err != nil {
		return nil, err
	}
	thread := c.params["thread_ts"]
	if len(channels) > maxShares || thread != "" && len(channels) > 1 {
		return nil, fail("invalid_arguments")
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	all := []*file{}
	for _, x := range wanted {
		f := w.files.byID[x.ID]
		if f == nil || f.data == nil || f.done || f.user != w.opts.BotUser.ID {
			return nil, fail("file_not_found")
		}
		all = append(all, f)
	}
	targets, err := w.shareTargets(channels, thread)
	if err != nil {
		return nil, err
	}
	for i, f := range all {
		f.done = true
		f.title = cmp.Or(wanted[i].Title, f.title)
		for _, ch := range targets {
			f.channels = append(f.channels, ch.ID)
		}
	}
	for _, ch := range targets {
		m := w.botMessage(body)
		m.thread, m.files = thread, all
		w.post(ch, m)
	}
	return reply{"files": w.fileObjects(all)}, nil
}

// shareTargets are the channels that the bot may share files in: it has to be
// in them. The caller holds mu.
func (w *Workspace) shareTargets(ids []string, thread string) ([]*channel, error) {
	var found []*channel
	for _, id := range ids {
		ch := w.botChannel(id)
		switch {
		case ch == nil || ch.Name == strings.TrimPrefix(id, "#") && ch.ID != id: // by id only
			return nil, fail("channel_not_found")
		case ch.Archived:
			return nil, fail("is_archived")
		case !ch.members[w.opts.BotUser.ID]:
			return nil, fail("not_in_channel")
		}
		if root := ch.find(thread); thread != "" && (root == nil || root.to != "") {
			return nil, fail("cannot_reply_to_message")
		}
		found = append(found, ch)
	}
	return found, nil
}

func (w *Workspace) fileInfo(c *call) (reply, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	f := w.files.byID[c.params["file"]]
	if f == nil || f.data == nil {
		return nil, fail("file_not_found")
	}
	return reply{"file": w.fileObject(f)}, nil
}

func (w *Workspace) deleteFile(c *call) (reply, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	f := w.files.byID[c.params["file"]]
	switch {
	case f == nil:
		return nil, fail("file_not_found")
	case f.user != w.opts.BotUser.ID:
		return nil, fail("cant_delete_file")
	}
	w.files.forget(f.id)
	for _, id := range f.channels {
		if ch := w.channels[id]; ch != nil {
			w.changed(ch, "")
		}
	}
	return reply{}, nil
}

// servePrivate answers url_private to the app. Whoever brings no token is sent
// to where people sign in, as on Slack: so an app that forgets it gets a page.
func (w *Workspace) servePrivate(rw http.ResponseWriter, r *http.Request) {
	team, id, _ := strings.Cut(r.PathValue("file"), "-")
	w.mu.Lock()
	f := w.files.byID[id]
	var data []byte
	if f != nil {
		data = f.data
	}
	w.mu.Unlock()
	token, _ := bearer(r)
	if token != w.opts.BotToken || !w.hasScope("files:read") {
		http.Redirect(rw, r, "/?redir="+r.URL.Path, http.StatusFound)
		return
	}
	if f == nil || data == nil || team != w.opts.Team.ID {
		http.NotFound(rw, r)
		return
	}
	writeFile(rw, f, data, strings.HasPrefix(r.PathValue("rest"), "download/"))
}

// servePersonFile answers a file to a person who can see where it was shared.
func (w *Workspace) servePersonFile(rw http.ResponseWriter, r *http.Request) {
	w.mu.Lock()
	u, f := w.findUser(r.PathValue("user")), w.files.byID[r.PathValue("file")]
	sees := false
	var data []byte
	if u != nil && f != nil {
		sees, data = f.user == u.ID, f.data
		for _, id := range f.channels {
			c := w.channels[id]
			sees = sees || c != nil && w.canRead(c, u)
		}
	}
	w.mu.Unlock()
	if !sees || data == nil {
		writePersonError(rw, &personError{http.StatusNotFound, "file_not_found", "there is no such file for " + r.PathValue("user")})
		return
	}
	_, _, mimetype := fileTypes(f.name)
	inline := strings.HasPrefix(mimetype, "image/") || strings.HasPrefix(mimetype, "text/") || mimetype == "application/json"
	writeFile(rw, f, data, !inline)
}

// serveAttach takes a file from a person, for a file_input: the body is what it
// holds, and ?name= how it is called.
func (w *Workspace) serveAttach(rw http.ResponseWriter, r *http.Request) {
	data, err := io.ReadAll(http.MaxBytesReader(rw, r.Body, maxFile))
	name := r.URL.Query().Get("name")
	w.mu.Lock()
	defer w.mu.Unlock()
	u := w.findUser(r.PathValue("user"))
	switch {
	case err != nil:
		writePersonError(rw, &personError{http.StatusRequestEntityTooLarge, "request_too_large", "the file is larger than 16 MiB"})
		return
	case u == nil || u.Bot || u.Deleted:
		writePersonError(rw, &personError{http.StatusNotFound, "user_not_found", "there is no person " + r.PathValue("user")})
		return
	case name == "" || len(data) == 0:
		writePersonError(rw, &personError{http.StatusBadRequest, "no_file", "a file has a name and is not empty"})
		return
	}
	w.setHost(hostFrom(r))
	f := w.files.add(u.ID, name, len(data), w.opts.Now())
	f.done = true
	w.files.keep(f, data)
	writeJSON(rw, http.StatusOK, reply{"ok": true, "file": personFiles(u.ID, []*file{f})[0]})
}
