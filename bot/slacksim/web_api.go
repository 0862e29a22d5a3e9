package slacksim

import (
	"encoding/json"
	"errors"
	"math"
	"net/http"
	"strconv"
	"strings"
	"time"

	"peerbot/bot/slacksim/blockkit"
)

// method is one of the Web API.
type method struct {
	scope string // needed of the bot token; "" is none
	app   bool   // takes the app-level token, and only that, and only in the header
	open  bool   // takes no token at all
	tier  int    // calls per minute; 0 is not limited here
	do    func(*Workspace, *call) (reply, error)
}

// methods are those that exist here.
var methods = map[string]method{
	"auth.test":                    {do: (*Workspace).authTest},
	"api.test":                     {open: true, do: func(*Workspace, *call) (reply, error) { return reply{}, nil }},
	"apps.connections.open":        {tier: tier3, app: true, scope: "connections:write", do: (*Workspace).openConnection},
	"blocks.validate":              {open: true, do: (*Workspace).validateBlocks},
	"chat.postMessage":             {scope: "chat:write", do: (*Workspace).postMessage},
	"chat.postEphemeral":           {tier: tier4, scope: "chat:write", do: (*Workspace).postEphemeral},
	"chat.update":                  {tier: tier3, scope: "chat:write", do: (*Workspace).updateMessage},
	"chat.delete":                  {tier: tier3, scope: "chat:write", do: (*Workspace).deleteMessage},
	"chat.getPermalink":            {do: (*Workspace).getPermalink},
	"conversations.info":           {tier: tier3, scope: "channels:read", do: (*Workspace).conversationInfo},
	"conversations.list":           {tier: tier2, scope: "channels:read", do: (*Workspace).conversationList},
	"conversations.members":        {tier: tier4, scope: "channels:read", do: (*Workspace).conversationMembers},
	"conversations.open":           {tier: tier3, scope: "im:write", do: (*Workspace).conversationOpen},
	"conversations.history":        {tier: tier3, do: (*Workspace).conversationHistory},
	"conversations.replies":        {tier: tier3, do: (*Workspace).conversationReplies},
	"files.completeUploadExternal": {tier: tier4, scope: "files:write", do: (*Workspace).completeUpload},
	"files.delete":                 {tier: tier3, scope: "files:write", do: (*Workspace).deleteFile},
	"files.getUploadURLExternal":   {tier: tier4, scope: "files:write", do: (*Workspace).uploadURL},
	"files.info":                   {tier: tier4, scope: "files:read", do: (*Workspace).fileInfo},
	"team.info":                    {tier: tier3, scope: "team:read", do: (*Workspace).teamInfo},
	"users.info":                   {tier: tier4, scope: "users:read", do: (*Workspace).userInfo},
	"users.list":                   {tier: tier2, scope: "users:read", do: (*Workspace).userList},
	"users.lookupByEmail":          {tier: tier3, scope: "users:read.email", do: (*Workspace).userByEmail},
	"usergroups.list":              {tier: tier2, scope: "usergroups:read", do: (*Workspace).groupList},
	"usergroups.users.list":        {tier: tier2, scope: "usergroups:read", do: (*Workspace).groupMembers},
	"views.open":                   {tier: tier4, do: (*Workspace).viewsOpen},
	"views.publish":                {tier: tier4, do: (*Workspace).viewsPublish},
	"views.push":                   {tier: tier4, do: (*Workspace).viewsPush},
	"views.update":                 {tier: tier4, do: (*Workspace).viewsUpdate},
}

// serveAPI answers /api/{method}.
func (w *Workspace) serveAPI(rw http.ResponseWriter, r *http.Request) {
	name := r.PathValue("method")
	fault, faulty := w.faults.take(name)
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
	m, ok := methods[name]
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
	w.host = hostFrom(c.r)
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

// limit returns how long a call has to wait, which then does not count.
func (w *Workspace) limit(name string, m method, p params) time.Duration {
	w.mu.Lock()
	defer w.mu.Unlock()
	now := w.opts.Now()
	if w.limits.factor < 0 {
		return 0
	}
	if name != "chat.postMessage" {
		if m.tier == 0 {
			return 0
		}
		return w.limits.take(name, m.tier, m.tier, now)
	}
	if c := w.botChannel(p["channel"]); c != nil {
		if wait := w.limits.take(name+" "+c.ID, channelPosts, channelBurst, now); wait > 0 {
			return wait
		}
	}
	return w.limits.take(name, allPosts, allPosts, now)
}

// limited answers a call that came too early.
func limited(rw http.ResponseWriter, wait time.Duration) (reply, int) {
	rw.Header().Set("Retry-After", strconv.Itoa(int(math.Ceil(wait.Seconds()))))
	return reply{"ok": false, "error": "ratelimited"}, http.StatusTooManyRequests
}
