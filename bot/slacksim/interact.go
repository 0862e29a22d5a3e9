package slacksim

import (
	"encoding/json"
	"errors"
	"net/http"
	"strings"
)

// personError is why a person cannot do what they tried: with a status for
// scripts, Slack's word for it where there is one, and a sentence.
type personError struct {
	status int
	code   string
	text   string
}

func (e *personError) Error() string { return e.text }

// outcome is what a person sees at once after they did something.
type outcome struct {
	OK        bool            `json:"ok"`
	Error     string          `json:"error,omitempty"`
	ErrorText string          `json:"error_text,omitempty"`
	Messages  []personMessage `json:"messages"`
	Confirm   json.RawMessage `json:"confirm,omitempty"`
}

type slashPayload struct {
	Token        string `json:"token"`
	TeamID       string `json:"team_id"`
	TeamDomain   string `json:"team_domain"`
	EnterpriseID string `json:"enterprise_id,omitempty"`
	Enterprise   string `json:"enterprise_name,omitempty"`
	ChannelID    string `json:"channel_id"`
	ChannelName  string `json:"channel_name"`
	UserID       string `json:"user_id"`
	UserName     string `json:"user_name"`
	Command      string `json:"command"`
	Text         string `json:"text"`
	APIAppID     string `json:"api_app_id"`
	IsEnterprise string `json:"is_enterprise_install"` // a string here, a boolean everywhere else
	ResponseURL  string `json:"response_url"`
	TriggerID    string `json:"trigger_id"`
}

// verificationToken is in every payload, as on Slack, where it is obsolete.
const verificationToken = "local-verification-token"

// command runs a whole line such as "/peering list" as a person types it.
func (w *Workspace) command(user, channelName, line string, host hostOf) (outcome, error) {
	w.mu.Lock()
	u, c, err := w.actor(user, channelName)
	if err != nil {
		w.mu.Unlock()
		return outcome{}, err
	}
	name, text, _ := strings.Cut(strings.TrimSpace(line), " ")
	if !strings.HasPrefix(name, "/") {
		w.mu.Unlock()
		return outcome{}, &personError{http.StatusBadRequest, "invalid_command", "a command begins with a slash; to say something, post a message"}
	}
	// Slash commands belong to the organisation that installed the app.
	command := w.findCommand(name)
	if command == nil || !w.colleague(u) {
		defer w.mu.Unlock()
		return w.tell(c, u, "invalid_command", "`"+name+"` is not a valid command. Messages that begin with a slash are taken as commands."), nil
	}
	w.setHost(host)
	text = strings.TrimSpace(text)
	if command.Escape {
		text = w.escaped(text)
	}
	payload := slashPayload{
		Token: verificationToken, TeamID: w.opts.Team.ID, TeamDomain: w.opts.Team.Domain,
		EnterpriseID: w.opts.Enterprise.ID, Enterprise: w.opts.Enterprise.Name,
		ChannelID: c.ID, ChannelName: payloadName(c), UserID: u.ID, UserName: u.Name,
		Command: name, Text: text, APIAppID: w.opts.AppID, IsEnterprise: "false",
		ResponseURL: w.newHook(hook{kind: "commands", channel: c.ID, user: u.ID}), TriggerID: w.newTrigger(u.ID, c.ID),
	}
	w.mu.Unlock()

	ack, failed := w.deliver("slash_commands", mustJSON(payload), true)
	var p params
	var body content
	if failed == nil {
		if p, body, err = w.answerContent(ack); err != nil {
			w.opts.Log.Warn("answer to a command cannot be shown", "error", err)
			failed = errors.New("invalid_command_response")
		}
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if failed != nil {
		return w.tell(c, u, failed.Error(), name+" failed with the error \""+failed.Error()+"\""), nil
	}
	o := outcome{OK: true, Messages: []personMessage{}}
	if body.empty() {
		return o, nil
	}
	if p["response_type"] == "in_channel" { // then everybody sees the command as well
		said := w.post(c, &message{user: u.ID, text: strings.TrimSpace(line)})
		o.Messages = append(o.Messages, w.personMessage(u, c, said))
	}
	m := w.respond(c, u, w.botMessage(body), p["response_type"])
	o.Messages = append(o.Messages, w.personMessage(u, c, m))
	return o, nil
}

// answerContent reads the message in an answer; none is an empty content.
func (w *Workspace) answerContent(ack json.RawMessage) (params, content, error) {
	p := params{}
	if len(ack) == 0 || string(ack) == "null" {
		return p, content{}, nil
	}
	if err := p.readJSON(strings.NewReader(string(ack))); err != nil {
		var text string
		if json.Unmarshal(ack, &text) != nil {
			return p, content{}, err
		}
		p["text"] = text // a bare string is a text
	}
	body, err := w.content(p)
	return p, body, err
}

// tell shows an error as Slack does after a command: a note from Slackbot that
// only this person sees. The caller holds mu.
func (w *Workspace) tell(c *channel, u *User, code, text string) outcome {
	m := w.whisper(c, u, &message{text: text})
	return outcome{Error: code, ErrorText: text, Messages: []personMessage{w.personMessage(u, c, m)}}
}

func (w *Workspace) findCommand(name string) *SlashCommand {
	for i, c := range w.opts.Commands {
		if c.Name == name {
			return &w.opts.Commands[i]
		}
	}
	return nil
}

// actor finds who does something where, and whether they may. The caller holds mu.
func (w *Workspace) actor(user, channelName string) (*User, *channel, error) {
	u, c, err := w.reader(user, channelName)
	switch {
	case err != nil:
		return nil, nil, err
	case u.Deleted:
		return nil, nil, &personError{http.StatusForbidden, "account_inactive", u.Name + " is deactivated"}
	case !w.in(c, u):
		return nil, nil, &personError{http.StatusForbidden, "not_in_channel", u.Name + " is not in #" + c.Name}
	case c.Archived:
		return nil, nil, &personError{http.StatusForbidden, "is_archived", "#" + c.Name + " is archived"}
	}
	return u, c, nil
}

// reader finds who looks at what. A channel that they may not know of is not
// found. The caller holds mu.
func (w *Workspace) reader(user, channelName string) (*User, *channel, error) {
	u := w.findUser(user)
	if u == nil || u.Bot {
		return nil, nil, &personError{http.StatusNotFound, "user_not_found", "there is no person " + user}
	}
	c := w.channelFor(u, channelName)
	if c == nil || !w.canRead(c, u) {
		return nil, nil, &personError{http.StatusNotFound, "channel_not_found", u.Name + " sees no channel " + channelName}
	}
	return u, c, nil
}

// payloadName is how payloads name a channel.
func payloadName(c *channel) string {
	switch {
	case c.im != "":
		return "directmessage"
	case c.Private:
		return "privategroup"
	}
	return c.Name
}

// hostOf is where a request came in.
type hostOf struct {
	host string
	tls  bool
}

func (h hostOf) origin() string {
	if h.tls {
		return "https://" + h.host
	}
	return "http://" + h.host
}

// origin is where the app reaches us. The caller holds mu.
func (w *Workspace) origin() string { return hostOf{w.host, w.hostTLS}.origin() }

// setHost remembers an address for response URLs while no bot has connected,
// which would have told a better one: that by which it reaches us.
func (w *Workspace) setHost(h hostOf) {
	if w.host == "" {
		w.host, w.hostTLS = h.host, h.tls
	}
}

// say posts a plain message as a person. Names in it become mentions.
func (w *Workspace) say(user, channelName, text, thread string) (outcome, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	u, c, err := w.actor(user, channelName)
	if err != nil {
		return outcome{}, err
	}
	if strings.TrimSpace(text) == "" {
		return outcome{}, &personError{http.StatusBadRequest, "no_text", "there is nothing to say"}
	}
	if thread != "" {
		if root := c.find(thread); root == nil || root.to != "" {
			return outcome{}, &personError{http.StatusNotFound, "message_not_found", "there is no message " + thread + " to reply to"}
		}
	}
	m := said(u.ID, w.markup(text, false))
	m.thread = thread
	w.post(c, m)
	return outcome{OK: true, Messages: []personMessage{w.personMessage(u, c, m)}}, nil
}
