package sim

import (
	"bytes"
	"encoding/xml"
	"net/netip"
	"strconv"
	"time"
)

// xmlWriter writes an answer of the Query protocols. It is by hand because
// which element is present depends on the state of the object, which struct
// tags express badly, and because it is an order of magnitude faster.
type xmlWriter struct{ *bytes.Buffer }

// open starts an element. The caller closes it.
func (w *xmlWriter) open(name string) {
	w.WriteByte('<')
	w.WriteString(name)
	w.WriteByte('>')
}

func (w *xmlWriter) close(name string) {
	w.WriteString("</")
	w.WriteString(name)
	w.WriteByte('>')
}

// text writes an element with a value, the empty one too.
func (w *xmlWriter) text(name, value string) {
	w.open(name)
	if plain(value) {
		w.WriteString(value)
	} else {
		// A bytes.Buffer does not fail, so neither does EscapeText.
		_ = xml.EscapeText(w.Buffer, []byte(value))
	}
	w.close(name)
}

// some writes an element unless its value is empty.
func (w *xmlWriter) some(name, value string) {
	if value != "" {
		w.text(name, value)
	}
}

func (w *xmlWriter) flag(name string, value bool) { w.text(name, strconv.FormatBool(value)) }

func (w *xmlWriter) number(name string, value int) { w.text(name, strconv.Itoa(value)) }

func (w *xmlWriter) prefix(name string, p netip.Prefix) {
	w.open(name)
	w.Write(p.AppendTo(w.AvailableBuffer()))
	w.close(name)
}

// time writes a timestamp in the form of EC2, with milliseconds, in UTC.
func (w *xmlWriter) time(name string, t time.Time) {
	w.text(name, t.UTC().Format("2006-01-02T15:04:05.000Z"))
}

// plain says that a value is printable ASCII without markup, as nearly all are.
func plain(s string) bool {
	for i := range len(s) {
		switch c := s[i]; {
		case c < ' ' || c > '~', c == '<', c == '>', c == '&', c == '"', c == '\'':
			return false
		}
	}
	return true
}
