package slacksim

import (
	"bufio"
	"encoding/binary"
	"net"
	"net/http"
)

// frameWatcher is a connection that looks at the WebSocket frames that pass
// through it towards the reader, to tell whole messages from those that came in
// several frames: Slack drops those, and the WebSocket library hides them.
// Only the goroutine that reads may use it.
type frameWatcher struct {
	net.Conn
	head     []byte // of the frame that is being read, while incomplete
	left     uint64 // bytes of its payload still to come
	split    bool   // within a message of several frames
	messages []bool // for each data message that is complete: was it split?
}

const (
	frameFin    = 0x80
	frameMasked = 0x80
	opContinue  = 0
	opBinary    = 2
)

func (f *frameWatcher) Read(p []byte) (int, error) {
	n, err := f.Conn.Read(p)
	f.look(p[:n])
	return n, err
}

func (f *frameWatcher) look(p []byte) {
	for len(p) > 0 {
		if f.left > 0 {
			skip := min(f.left, uint64(len(p)))
			f.left -= skip
			p = p[skip:]
			continue
		}
		f.head, p = append(f.head, p[0]), p[1:]
		if size, ok := frameSize(f.head); ok {
			f.note(f.head[0])
			f.head, f.left = f.head[:0], size
		}
	}
}

// note is called at the start of a frame. The message may be read a little
// later than that, never earlier.
func (f *frameWatcher) note(first byte) {
	if opcode := first & 0x0f; opcode > opBinary {
		return // control frames may come between the frames of a message
	} else if opcode == opContinue || first&frameFin == 0 {
		f.split = true
	}
	if first&frameFin != 0 {
		f.messages = append(f.messages, f.split)
		f.split = false
	}
}

// wasSplit takes the oldest message that was not yet asked about.
func (f *frameWatcher) wasSplit() bool {
	if len(f.messages) == 0 {
		return false
	}
	split := f.messages[0]
	f.messages = append(f.messages[:0], f.messages[1:]...)
	return split
}

// frameSize returns the payload's size once head is a whole frame header
// (RFC 6455, section 5.2).
func frameSize(head []byte) (uint64, bool) {
	if len(head) < 2 {
		return 0, false
	}
	size, want := uint64(head[1]&0x7f), 2
	switch size {
	case 126:
		want += 2
	case 127:
		want += 8
	}
	length := want
	if head[1]&frameMasked != 0 {
		want += 4
	}
	if len(head) < want {
		return 0, false
	}
	switch length {
	case 4:
		size = uint64(binary.BigEndian.Uint16(head[2:]))
	case 10:
		size = binary.BigEndian.Uint64(head[2:])
	}
	return size, true
}

// watchedWriter hands out the connection inside a frameWatcher.
type watchedWriter struct {
	http.ResponseWriter
	frames *frameWatcher
}

func (w *watchedWriter) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	c, rw, err := http.NewResponseController(w.ResponseWriter).Hijack()
	if err != nil {
		return nil, nil, err
	}
	w.frames.Conn = c
	return w.frames, rw, nil
}
