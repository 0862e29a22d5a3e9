package slacksim

import "slices"

func (w *Workspace) readable(name string) (*channel, error) {
	ch := w.botChannel(name)
	if ch == nil {
		return nil, fail("channel_not_found")
	}
	if err := w.needScope(historyScope(ch)); err != nil {
		return nil, err
	}
	if !ch.members[w.opts.BotUser.ID] {
		return nil, fail("not_in_channel")
	}
	return ch, nil
}

func (w *Workspace) conversationHistory(c *call) (reply, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	ch, err := w.readable(c.params["channel"])
	if err != nil {
		return nil, err
	}
	newest := slices.Clone(ch.messages)
	newest = slices.DeleteFunc(newest, func(m *message) bool { return m.to != "" || m.thread != "" && !m.broadcast })
	slices.Reverse(newest)
	return w.historyPage(c.params, ch, newest), nil
}

func (w *Workspace) conversationReplies(c *call) (reply, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	ch, err := w.readable(c.params["channel"])
	if err != nil {
		return nil, err
	}
	root := ch.find(c.params["ts"])
	if root == nil || root.to != "" {
		return nil, fail("thread_not_found")
	}
	return w.historyPage(c.params, ch, ch.thread(root.ts, nil)), nil
}

// historyPage cuts messages to what oldest, latest, cursor and limit ask for. The
// cursor is the ts of the last message of the page before.
func (w *Workspace) historyPage(p params, ch *channel, messages []*message) reply {
	oldest, latest, inclusive := p["oldest"], p["latest"], p.flag("inclusive")
	limit := p.number("limit", 100, 1, 999)
	page, more := []messageJSON{}, false
	skip := p["cursor"]
	threads := ch.threads(nil)
	for _, m := range messages {
		if skip != "" {
			if m.ts == skip {
				skip = ""
			}
			continue
		}
		if oldest != "" && (m.ts < oldest || m.ts == oldest && !inclusive) || latest != "" && (m.ts > latest || m.ts == latest && !inclusive) {
			continue
		}
		if more = len(page) == limit; more {
			break
		}
		page = append(page, threads.add(w.messageJSON(m, p.flag("include_all_metadata"))))
	}
	answer := reply{"messages": page, "has_more": more, "pin_count": 0}
	if more {
		answer["response_metadata"] = reply{"next_cursor": page[len(page)-1].TS}
	}
	return answer
}
