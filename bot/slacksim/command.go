package slacksim

import (
	"encoding/json"
	"errors"
	"net/http"
	"strings"
)

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
		return outcome{}, &personError{http.StatusBadRequest, "invalid_command", "a command starts with a slash; to say something, post a message"}
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

func (w *Workspace) serveCommand(rw http.ResponseWriter, r *http.Request) {
	var body struct{ Channel, Text string }
	err := decode(rw, r, &body)
	var o outcome
	if err == nil {
		o, err = w.command(r.PathValue("user"), body.Channel, body.Text, hostFrom(r))
	}
	writeOutcome(rw, o, err)
}
