package slacksim

import (
	"encoding/json"
	"errors"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"peerbot/bot/slacksim/blockkit"
)

// reply is the body of an answer.
type reply map[string]any

// apiError is a failed call as Slack tells it.
type apiError struct {
	code  string
	extra reply // further keys of the answer
}

func (e *apiError) Error() string { return e.code }

func fail(code string) error { return &apiError{code: code} }

// call is one call of a method by somebody with the right token.
type call struct {
	params
	r *http.Request
}

// method is one of the Web API.
type method struct {
	scope string // needed of the bot token; "" is none
	app   bool   // takes the app-level token, and only that, and only in the header
	open  bool   // takes no token at all
	tier  int    // calls per minute; 0 is not limited here
	do    func(*Workspace, *call) (reply, error)
}

// methods returns the method of that name; a switch, because a table would
// refer to itself through the functions in it.
func findMethod(name string) (method, bool) {
	switch name {
	case "auth.test":
		return method{do: (*Workspace).authTest}, true
	case "api.test":
		return method{open: true, do: func(*Workspace, *call) (reply, error) { return reply{}, nil }}, true
	case "apps.connections.open":
		return method{tier: tier3, app: true, scope: "connections:write", do: (*Workspace).openConnection}, true
	case "blocks.validate":
		return method{open: true, do: (*Workspace).validateBlocks}, true
	case "chat.postMessage":
		return method{scope: "chat:write", do: (*Workspace).postMessage}, true
	case "chat.postEphemeral":
		return method{tier: tier4, scope: "chat:write", do: (*Workspace).postEphemeral}, true
	case "chat.update":
		return method{tier: tier3, scope: "chat:write", do: (*Workspace).updateMessage}, true
	case "chat.delete":
		return method{tier: tier3, scope: "chat:write", do: (*Workspace).deleteMessage}, true
	case "chat.getPermalink":
		return method{do: (*Workspace).getPermalink}, true
	case "conversations.info":
		return method{tier: tier3, scope: "channels:read", do: (*Workspace).conversationInfo}, true
	case "conversations.list":
		return method{tier: tier2, scope: "channels:read", do: (*Workspace).conversationList}, true
	case "conversations.members":
		return method{tier: tier4, scope: "channels:read", do: (*Workspace).conversationMembers}, true
	case "conversations.open":
		return method{tier: tier3, scope: "im:write", do: (*Workspace).conversationOpen}, true
	case "conversations.history":
		return method{tier: tier3, do: (*Workspace).conversationHistory}, true
	case "conversations.replies":
		return method{tier: tier3, do: (*Workspace).conversationReplies}, true
	case "files.completeUploadExternal":
		return method{tier: tier4, scope: "files:write", do: (*Workspace).completeUpload}, true
	case "files.delete":
		return method{tier: tier3, scope: "files:write", do: (*Workspace).deleteFile}, true
	case "files.getUploadURLExternal":
		return method{tier: tier4, scope: "files:write", do: (*Workspace).uploadURL}, true
	case "files.info":
		return method{tier: tier4, scope: "files:read", do: (*Workspace).fileInfo}, true
	case "team.info":
		return method{tier: tier3, scope: "team:read", do: (*Workspace).teamInfo}, true
	case "users.info":
		return method{tier: tier4, scope: "users:read", do: (*Workspace).userInfo}, true
	case "users.list":
		return method{tier: tier2, scope: "users:read", do: (*Workspace).userList}, true
	case "users.lookupByEmail":
		return method{tier: tier3, scope: "users:read.email", do: (*Workspace).userByEmail}, true
	case "usergroups.list":
		return method{tier: tier2, scope: "usergroups:read", do: (*Workspace).groupList}, true
	case "usergroups.users.list":
		return method{tier: tier2, scope: "usergroups:read", do: (*Workspace).groupMembers}, true
	case "views.open":
		return method{tier: tier4, do: (*Workspace).viewsOpen}, true
	case "views.publish":
		return method{tier: tier4, do: (*Workspace).viewsPublish}, true
	case "views.push":
		return method{tier: tier4, do: (*Workspace).viewsPush}, true
	case "views.update":
		return method{tier: tier4, do: (*Workspace).viewsUpdate}, true
	}
	return method{}, false
}

// allScopes are what a bot token can have here.
func allScopes() []string {
	return []string{
		"app_mentions:read", "channels:history", "channels:read", "chat:write", "chat:write.public", "commands", "files:read", "files:write", "groups:history",
		"groups:read", "im:history", "im:read", "im:write", "team:read", "usergroups:read", "users:read", "users:read.email",
	}
}

// serveAPI answers /api/{method}.
func (w *Workspace) serveAPI(rw http.ResponseWriter, r *http.Request) {
	name := r.PathValue("method")
	fault, faulty := w.takeFault(name)
	if faulty && fault.Delay > 0 && !w.pause(fault.Delay) || faulty && fault.answer(rw) {
		return
	}
	body, status := w.answer(rw, r, name)
	if faulty && fault.Lose {
		cut(rw)
		return
	}
	writeJSON(rw, status, body)
}

// cut ends the connection in place of an answer.
func cut(rw http.ResponseWriter) {
	c, _, err := http.NewResponseController(rw).Hijack()
	if err != nil {
		rw.WriteHeader(http.StatusBadGateway) // HTTP/2, or a recorder in a test
		return
	}
	c.Close()
}

func (w *Workspace) answer(rw http.ResponseWriter, r *http.Request, name string) (reply, int) {
	m, ok := findMethod(name)
	if !ok {
		return reply{"ok": false, "error": "unknown_method", "req_method": name}, http.StatusOK
	}
	p, err := parseParams(rw, r)
	if errors.Is(err, errTooLarge) {
		return failure(err), http.StatusRequestEntityTooLarge
	}
	if err == nil {
		err = w.authorize(m, p, r)
	}
	if !m.open && (err == nil || err.Error() == "missing_scope") {
		granted := w.opts.Scopes
		if m.app {
			granted = []string{m.scope}
		}
		rw.Header().Set("X-OAuth-Scopes", strings.Join(granted, ","))
		rw.Header().Set("X-Accepted-OAuth-Scopes", m.scope)
	}
	if err == nil {
		if wait := w.limit(name, m, p); wait > 0 {
			return limited(rw, wait)
		}
	}
	var result reply
	if err == nil {
		result, err = m.do(w, &call{p, r})
	}
	if err != nil {
		return failure(err), http.StatusOK
	}
	result["ok"] = true
	return result, http.StatusOK
}

func failure(err error) reply {
	body := reply{"ok": false, "error": err.Error()}
	if e, ok := errors.AsType[*apiError](err); ok {
		maps.Copy(body, e.extra)
	}
	return body
}

func (w *Workspace) authorize(m method, p params, r *http.Request) error {
	if m.open {
		return nil
	}
	token, found := bearer(r)
	if !found && !m.app {
		token, found = p["token"], p["token"] != ""
	}
	right, wrong := w.opts.BotToken, w.opts.AppToken
	if m.app {
		right, wrong = wrong, right
	}
	switch {
	case !found:
		return fail("not_authed")
	case token == wrong:
		return fail("not_allowed_token_type")
	case token != right:
		return fail("invalid_auth")
	case m.app:
		return nil
	}
	return w.needScope(m.scope)
}

func bearer(r *http.Request) (string, bool) {
	scheme, token, ok := strings.Cut(r.Header.Get("Authorization"), " ")
	token = strings.TrimSpace(token)
	return token, ok && strings.EqualFold(scheme, "Bearer") && token != ""
}

func (w *Workspace) needScope(scope string) error {
	if scope == "" || slices.Contains(w.opts.Scopes, scope) {
		return nil
	}
	return &apiError{"missing_scope", reply{"needed": scope, "provided": strings.Join(w.opts.Scopes, ",")}}
}

func (w *Workspace) hasScope(scope string) bool { return w.needScope(scope) == nil }

func writeJSON(rw http.ResponseWriter, status int, body any) {
	data, err := json.Marshal(body)
	if err != nil {
		status, data = http.StatusInternalServerError, []byte(`{"ok":false,"error":"fatal_error"}`)
	}
	rw.Header().Set("Content-Type", "application/json; charset=utf-8")
	rw.Header().Set("Content-Length", strconv.Itoa(len(data)))
	rw.WriteHeader(status)
	_, _ = rw.Write(data) // a client that is gone needs no answer
}

func (w *Workspace) authTest(c *call) (reply, error) {
	answer := reply{
		"url": "https://" + w.opts.Team.Domain + ".slack.com/", "team": w.opts.Team.Name, "user": w.opts.BotUser.Name,
		"team_id": w.opts.Team.ID, "user_id": w.opts.BotUser.ID, "bot_id": w.opts.BotID, "is_enterprise_install": false,
	}
	if id := w.enterpriseID(); id != nil {
		answer["enterprise_id"] = id
	}
	return answer, nil
}

func (w *Workspace) teamInfo(*call) (reply, error) {
	t := w.opts.Team
	return reply{"team": w.inEnterprise(reply{"id": t.ID, "name": t.Name, "domain": t.Domain, "email_domain": "", "icon": reply{}})}, nil
}

func (w *Workspace) openConnection(c *call) (reply, error) {
	if c.r.Method != http.MethodPost {
		return nil, fail("insecure_request")
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.host, w.hostTLS = c.r.Host, c.r.TLS != nil
	return reply{"url": w.linkURL(c.r, w.tickets.issue(w.opts.Now()))}, nil
}

// validateBlocks is blocks.validate: of blocks, of a message, or of a view.
func (w *Workspace) validateBlocks(c *call) (reply, error) {
	if raw := c.params["view"]; raw != "" {
		var view map[string]any
		if json.Unmarshal([]byte(raw), &view) != nil {
			return nil, fail("invalid_arguments")
		}
		surface, _ := view["type"].(string)
		return validated(w.kit.View(view, blockkit.Surface(surface)))
	}
	blocks := c.params["blocks"]
	if message := c.params["message"]; blocks == "" && message != "" {
		var m struct {
			Blocks json.RawMessage `json:"blocks"`
		}
		if json.Unmarshal([]byte(message), &m) != nil {
			return nil, fail("invalid_arguments")
		}
		blocks = string(m.Blocks)
	}
	if blocks == "" {
		return nil, fail("invalid_arguments")
	}
	_, problems, err := w.kit.Message([]byte(blocks))
	if err != nil {
		return nil, err
	}
	return validated(problems)
}

func validated(problems []blockkit.Problem) (reply, error) {
	if len(problems) > 0 {
		return nil, &apiError{"invalid_blocks", reply{"errors": problems}}
	}
	return reply{}, nil
}
