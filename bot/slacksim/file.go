package slacksim

import (
	"crypto/rand"
	"net/http"
	"path"
	"slices"
	"strings"
	"time"
)

const (
	maxFile    = 16 << 20 // bytes of one; Slack takes 1 GB
	maxStored  = 256 << 20
	maxFiles   = 10_000
	maxSnippet = 1 << 20 // https://docs.slack.dev/reference/methods/files.getUploadURLExternal
	maxAltTxt  = 1000
	maxShares  = 100 // channels in one call
)

// file is something uploaded, by the app or by a person.
type file struct {
	id, name, title, altText string
	snippet                  string // syntax, when it was uploaded as a snippet
	user                     string
	secret                   string // of the address that it is uploaded to
	size                     int
	created                  int64
	data                     []byte // nil until it was uploaded, and after it was deleted
	done                     bool   // the upload was completed
	deleted                  bool
	channels                 []string // where it was shared
}

// files are kept until there are too many; then the oldest are deleted.
type files struct {
	byID   map[string]*file
	order  []string
	stored int // bytes
}

// add returns a file that can be uploaded.
func (all *files) add(user, name string, size int, now time.Time) *file {
	if all.byID == nil {
		all.byID = map[string]*file{}
	}
	f := &file{
		id: "F0" + rand.Text()[:9], name: name, title: name, user: user, secret: rand.Text(), size: size, created: now.Unix(),
	}
	all.byID[f.id] = f
	all.order = append(all.order, f.id)
	for len(all.order) > maxFiles {
		all.forget(all.order[0])
	}
	return f
}

// keep stores what a file holds, and makes room for it.
func (all *files) keep(f *file, data []byte) {
	for all.stored+len(data) > maxStored && len(all.order) > 1 && all.order[0] != f.id {
		all.forget(all.order[0])
	}
	all.stored += len(data) - len(f.data)
	f.data = data
}

// forget deletes a file; messages show that it was there.
func (all *files) forget(id string) {
	if f := all.byID[id]; f != nil {
		all.stored -= len(f.data)
		f.data, f.deleted = nil, true
	}
	delete(all.byID, id)
	all.order = slices.DeleteFunc(all.order, func(s string) bool { return s == id })
}

// fileTypes are Slack's names for what people and bots upload here.
func fileTypes(name string) (filetype, pretty, mimetype string) {
	switch strings.ToLower(path.Ext(name)) {
	case ".csv":
		return "csv", "CSV", "text/csv"
	case ".json":
		return "json", "JSON", "application/json"
	case ".md":
		return "markdown", "Markdown (raw)", "text/plain"
	case ".yaml", ".yml":
		return "yaml", "YAML", "text/plain"
	case ".tf", ".hcl":
		return "hcl", "HCL", "text/plain"
	case ".txt", ".log", "":
		return "text", "Plain Text", "text/plain"
	case ".png":
		return "png", "PNG", "image/png"
	case ".jpg", ".jpeg":
		return "jpg", "JPEG", "image/jpeg"
	case ".gif":
		return "gif", "GIF", "image/gif"
	case ".svg":
		return "svg", "SVG", "image/svg+xml"
	case ".pdf":
		return "pdf", "PDF", "application/pdf"
	case ".zip":
		return "zip", "Zip", "application/zip"
	}
	return "binary", "Binary", "application/octet-stream"
}

// fileName is how an address spells a name.
func fileName(name string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '.' || r == '-' || r == '_' || r >= '0' && r <= '9' || r >= 'a' && r <= 'z':
			return r
		case r >= 'A' && r <= 'Z':
			return r + 'a' - 'A'
		}
		return '_'
	}, name)
}

// personFile is a file as a person sees it.
type personFile struct {
	ID      string `json:"id"`
	Name    string `json:"name"`
	Title   string `json:"title"`
	Pretty  string `json:"pretty_type"`
	Mime    string `json:"mimetype"`
	Size    int    `json:"size"`
	AltText string `json:"alt_txt,omitempty"`
	Deleted bool   `json:"deleted,omitempty"`
	URL     string `json:"url,omitempty"` // below the people API, for that person
}

func personFiles(u string, all []*file) []personFile {
	found := []personFile{}
	for _, f := range all {
		if f.deleted {
			found = append(found, personFile{ID: f.id, Deleted: true})
			continue
		}
		_, pretty, mimetype := fileTypes(f.name)
		found = append(found, personFile{
			f.id, f.name, f.title, pretty, mimetype, f.size, f.altText, false, "/people/" + u + "/files/" + f.id + "/" + fileName(f.name),
		})
	}
	return found
}

// writeFile sends what a file holds. Nothing in it runs in the page's origin.
func writeFile(rw http.ResponseWriter, f *file, data []byte, download bool) {
	_, _, mimetype := fileTypes(f.name)
	h := rw.Header()
	h.Set("Content-Type", mimetype)
	if strings.HasPrefix(mimetype, "text/") || mimetype == "application/json" {
		h.Set("Content-Type", mimetype+"; charset=utf-8")
	}
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Content-Security-Policy", "sandbox; default-src 'none'; style-src 'unsafe-inline'")
	if download {
		h.Set("Content-Disposition", `attachment; filename="`+fileName(f.name)+`"`)
	}
	_, _ = rw.Write(data) // a client that is gone needs no answer
}
