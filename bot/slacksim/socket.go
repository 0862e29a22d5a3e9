package slacksim

import (
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gorilla/websocket"
)

const (
	maxSockets = 10 // live connections per app; https://docs.slack.dev/apis/events-api/using-socket-mode
	// maxAck is where Slack starts to drop answers without a word: found out by
	// users of slack-go and of Slack's own client, and written down nowhere.
	maxAck      = 20_480
	maxFrame    = 1 << 20
	writeWait   = 10 * time.Second // then a client that does not read is cut
	closeWait   = time.Second      // for the client's half of the close handshake
	lingerWait  = 30 * time.Second // for the client to end a connection that it closed
	warnBefore  = 10 * time.Second // a warning precedes a refresh
	debugLife   = 360 * time.Second
	queueFrames = 64
)

// socket is one Socket Mode connection. One goroutine reads, another writes.
type socket struct {
	ws     *websocket.Conn
	frames *frameWatcher
	out    chan []byte   // text frames to write
	last   chan farewell // at most one: what to write before ending
	gone   chan struct{} // closed when the reader has ended
	life   time.Duration
	ending atomic.Bool // we end it, not the client
}

// farewell ends a connection: a frame to send first, if any, and the code of
// the close frame; code 0 cuts without one.
type farewell struct {
	frame []byte
	code  int
	// linger sends nothing: the client has closed, and is answered. Slack leaves
	// it to the client to end the TCP connection then, which Slack's own client
	// for Node waited for in vain until 3.2.0.
	linger bool
}

// upgrader takes every origin: slack-go sends https://api.slack.com.
var upgrader = websocket.Upgrader{
	ReadBufferSize: 4096, WriteBufferSize: 4096, // set, so that frameWatcher sits below the buffer
	WriteBufferPool: &sync.Pool{},
	CheckOrigin:     func(*http.Request) bool { return true },
}

type helloFrame struct {
	Type           string          `json:"type"`
	NumConnections int             `json:"num_connections"`
	DebugInfo      debugInfo       `json:"debug_info"`
	ConnectionInfo *connectionInfo `json:"connection_info,omitempty"`
}

type disconnectFrame struct {
	Type           string          `json:"type"`
	Reason         string          `json:"reason"`
	NumConnections int             `json:"num_connections,omitempty"`
	DebugInfo      debugInfo       `json:"debug_info"`
	ConnectionInfo *connectionInfo `json:"connection_info,omitempty"`
}

type debugInfo struct {
	Host        string `json:"host"`
	BuildNumber int    `json:"build_number,omitempty"`
	Life        int    `json:"approximate_connection_time,omitempty"` // seconds
}

type connectionInfo struct {
	AppID string `json:"app_id"`
}

const socketHost = "applink-local"

// end asks the writer to end the connection; only the first time counts.
func (s *socket) end(f farewell) {
	select {
	case s.last <- f:
	default:
	}
}

// bye writes what is left, then the close frame, and waits for the client's.
func (s *socket) bye(f farewell) {
	for len(s.out) > 0 && f.code != 0 {
		if s.sendWithin(closeWait, websocket.TextMessage, <-s.out) != nil {
			return
		}
	}
	if f.frame != nil && s.sendWithin(closeWait, websocket.TextMessage, f.frame) != nil || f.code == 0 {
		return
	}
	if s.sendWithin(closeWait, websocket.CloseMessage, websocket.FormatCloseMessage(f.code, "")) != nil {
		return
	}
	wait := time.NewTimer(closeWait)
	defer wait.Stop()
	select {
	case <-s.gone:
	case <-wait.C:
	}
}

// send writes one frame, and cuts a client that does not take it in time.
func (s *socket) send(kind int, data []byte) error {
	return s.sendWithin(writeWait, kind, data)
}

func (s *socket) sendWithin(wait time.Duration, kind int, data []byte) error {
	cut := time.AfterFunc(wait, func() { s.ws.NetConn().Close() })
	defer cut.Stop()
	if kind == websocket.TextMessage {
		return s.ws.WriteMessage(kind, data)
	}
	return s.ws.WriteControl(kind, data, time.Time{})
}

func disconnectNotice(reason string) []byte {
	return mustJSON(disconnectFrame{Type: "disconnect", Reason: reason, DebugInfo: debugInfo{Host: socketHost}})
}
