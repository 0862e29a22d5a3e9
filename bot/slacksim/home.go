package slacksim

import (
	"net/http"
	"time"
)

// homeOf is what is on somebody's Home tab, or nil. The caller holds mu.
func (w *Workspace) homeOf(u *User) reply {
	v := w.homes[u.ID]
	if v == nil {
		return nil
	}
	return w.viewObject(v, v.form.state(v.body.Blocks, ""))
}

// openHome is somebody opening the app: its Home tab, or its messages. The app
// hears of it every time, with what it published last.
func (w *Workspace) openHome(user, tab string) (reply, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	u := w.findUser(user)
	switch {
	case u == nil || u.Bot:
		return nil, &personError{http.StatusNotFound, "user_not_found", "there is no person " + user}
	case u.Deleted:
		return nil, &personError{http.StatusForbidden, "account_inactive", u.Name + " is deactivated"}
	case !w.colleague(u):
		return nil, &personError{http.StatusForbidden, "not_in_team", u.Name + " is of another organisation and does not see the app"}
	case tab != "home" && tab != "messages":
		return nil, &personError{http.StatusBadRequest, "invalid_tab", "tab is home or messages, not " + tab}
	case tab == "home" && w.opts.NoHome:
		return nil, &personError{http.StatusNotFound, "not_enabled", "the app has no Home tab"}
	}
	c := w.openDM(u)
	event := reply{"user": u.ID, "channel": c.ID, "tab": tab}
	home := w.homeOf(u)
	if home != nil && tab == "home" {
		event["view"] = home
	}
	w.emit("app_home_opened", c, event)
	return home, nil
}

// serveHome answers the Home tab of a person, or null. With wait it first waits
// until its hash is another than `since`.
func (w *Workspace) serveHome(rw http.ResponseWriter, r *http.Request) {
	query := r.URL.Query()
	wait, err := waitFor(query.Get("wait"))
	w.mu.Lock()
	u := w.findUser(r.PathValue("user"))
	w.mu.Unlock()
	if err == nil && (u == nil || u.Bot) {
		err = &personError{http.StatusNotFound, "user_not_found", "there is no person " + r.PathValue("user")}
	}
	if err != nil {
		writePersonError(rw, err)
		return
	}
	writeJSON(rw, http.StatusOK, reply{"ok": true, "view": w.awaitHome(r, u, query.Get("since"), wait)})
}

// awaitHome returns the Home tab once its hash is not since, or when the wait,
// the request or the workspace ends.
func (w *Workspace) awaitHome(r *http.Request, u *User, since string, wait time.Duration) reply {
	v := w.watch(u.ID, "")
	defer v.stop()
	timer := time.NewTimer(wait)
	defer timer.Stop()
	for {
		w.mu.Lock()
		home, hash := w.homeOf(u), ""
		if home != nil {
			hash = w.homes[u.ID].hash
		}
		w.mu.Unlock()
		if hash != since || wait == 0 {
			return home
		}
		select {
		case <-v.ready:
			v.drain()
		case <-timer.C:
			return home
		case <-r.Context().Done():
			return home
		case <-w.done:
			return home
		}
	}
}

func (w *Workspace) serveOpenHome(rw http.ResponseWriter, r *http.Request) {
	body := struct {
		Tab string `json:"tab"`
	}{"home"}
	err := decode(rw, r, &body)
	var home reply
	if err == nil {
		home, err = w.openHome(r.PathValue("user"), body.Tab)
	}
	if err != nil {
		writePersonError(rw, err)
		return
	}
	writeJSON(rw, http.StatusOK, reply{"ok": true, "view": home})
}
