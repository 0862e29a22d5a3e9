package chat

import (
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"peerbot/bot"
	"peerbot/bot/card"
	"peerbot/bot/notice"
)

// envelope is what Socket Mode wraps everything in. It is decoded here and not
// taken from slack-go, which knows every kind of block that a message may hold
// and refuses a whole click for one that it cannot read; of a click we need a
// dozen fields.
type envelope struct {
	ID      string          `json:"envelope_id"`
	Type    string          `json:"type"`
	Payload json.RawMessage `json:"payload"`
}

// The types of envelopes that we answer with more than "received".
const (
	slashCommands = "slash_commands"
	interactive   = "interactive"
)

// slash is what we need of a slash command.
type slash struct {
	AppID       string `json:"api_app_id"`
	TeamID      string `json:"team_id"`
	ChannelID   string `json:"channel_id"`
	UserID      string `json:"user_id"`
	Command     string `json:"command"`
	Text        string `json:"text"`
	ResponseURL string `json:"response_url"`
	TriggerID   string `json:"trigger_id"`
}

// interaction is what we need of a click or a submitted form.
type interaction struct {
	Type        string `json:"type"`
	AppID       string `json:"api_app_id"`
	TriggerID   string `json:"trigger_id"`
	ResponseURL string `json:"response_url"`
	User        struct {
		ID     string `json:"id"`
		TeamID string `json:"team_id"`
	} `json:"user"`
	Channel struct {
		ID string `json:"id"`
	} `json:"channel"`
	Container struct {
		ChannelID string `json:"channel_id"`
		MessageTS string `json:"message_ts"`
	} `json:"container"`
	Actions []struct {
		Type     string `json:"type"`
		ActionID string `json:"action_id"`
		Value    string `json:"value"`
	} `json:"actions"`
	View struct {
		ID       string `json:"id"`
		Callback string `json:"callback_id"`
		Private  string `json:"private_metadata"`
		State    struct {
			Values map[string]map[string]struct {
				Value string `json:"value"`
				Date  string `json:"selected_date"`
			} `json:"values"`
		} `json:"state"`
	} `json:"view"`
}

// event is what an envelope asks of us. Exactly one of Command, Interaction, Form
// and Skip is set.
type event struct {
	App         string // id of the app that it is for
	TriggerID   string // the same in every delivery of one act of a person
	Command     *bot.Command
	Interaction *bot.Interaction
	Form        *form
	Skip        string // why nothing is to be done
	Word        string // of Command: the word after the slash, with it
	// Bad is set beside Interaction when the button carries what we cannot read.
	Bad error
}

// form is a submitted form: the click that opened it, with what was typed.
type form struct {
	Interaction bot.Interaction
	View        string // id of the open form
	Bad         error  // the form carries what we cannot read
}

// read returns what e asks of us. Errors say that the payload lacks what every
// payload of its type has.
func (e envelope) read() (event, error) {
	switch e.Type {
	case slashCommands:
		var s slash
		if err := json.Unmarshal(e.Payload, &s); err != nil {
			return event{}, fmt.Errorf("slash command: %w", err)
		}
		return s.read()
	case interactive:
		var i interaction
		if err := json.Unmarshal(e.Payload, &i); err != nil {
			return event{}, fmt.Errorf("interaction: %w", err)
		}
		return i.read()
	default:
		return event{Skip: "nothing to do with envelopes of this type"}, nil
	}
}

var errNoPerson = errors.New("the payload names no person or no place")

func (s slash) read() (event, error) {
	if s.UserID == "" || s.ChannelID == "" {
		return event{}, errNoPerson
	}
	return event{
		App: s.AppID, TriggerID: s.TriggerID, Word: s.Command,
		Command: &bot.Command{
			Where: notice.Origin{User: s.UserID, Channel: s.ChannelID, ResponseURL: s.ResponseURL},
			Team:  s.TeamID,
			Text:  s.Text,
		},
	}, nil
}

func (i interaction) read() (event, error) {
	switch i.Type {
	case "block_actions":
		return i.readClick()
	case "view_submission":
		return i.readForm()
	default:
		return event{App: i.AppID, Skip: "nothing to do with interactions of this type"}, nil
	}
}

func (i interaction) readClick() (event, error) {
	ev := event{App: i.AppID, TriggerID: i.TriggerID}
	if len(i.Actions) == 0 {
		return event{}, errors.New("the click names no button")
	}
	button := i.Actions[0] // a press of a button is always alone
	value, err := card.ParseValue(button.Value)
	if err != nil && !known(notice.Action(button.ActionID)) {
		ev.Skip = "not a button that does something" // a link, for example
		return ev, nil
	}
	channel := i.Channel.ID
	if channel == "" {
		channel = i.Container.ChannelID
	}
	if i.User.ID == "" || channel == "" {
		return event{}, errNoPerson
	}
	ev.Bad = err
	ev.Interaction = &bot.Interaction{
		Where:   notice.Origin{User: i.User.ID, Channel: channel, ResponseURL: i.ResponseURL},
		Team:    i.User.TeamID, // and not i.Team: people of other teams press buttons in shared channels
		Action:  notice.Action(button.ActionID),
		Value:   value,
		TS:      i.Container.MessageTS,
		Trigger: i.TriggerID,
	}
	return ev, nil
}

func (i interaction) readForm() (event, error) {
	ev := event{App: i.AppID}
	action := notice.Action(i.View.Callback)
	if ours, _ := action.Asks(); !ours {
		ev.Skip = "not a form of ours"
		return ev, nil
	}
	if i.User.ID == "" {
		return event{}, errNoPerson
	}
	from, err := readFormOrigin(i.View.Private)
	values := i.View.State.Values
	until, derr := time.Parse(time.DateOnly, values[card.UntilBlock][card.UntilInput].Date)
	if derr != nil {
		until = time.Time{} // no date, which is wrong where one is asked for
	}
	ev.Form = &form{
		View: i.View.ID,
		Bad:  err,
		Interaction: bot.Interaction{
			Where:   notice.Origin{User: i.User.ID, Channel: from.Channel, ResponseURL: from.ResponseURL},
			Team:    i.User.TeamID,
			Action:  action,
			Value:   from.value,
			TS:      from.TS,
			Trigger: i.TriggerID,
			Reason:  values[card.ReasonBlock][card.ReasonInput].Value,
			Until:   until,
		},
	}
	return ev, nil
}

// known reports whether a is one of the bot's buttons.
func known(a notice.Action) bool {
	switch a {
	case notice.ActApprove, notice.ActDeny, notice.ActWithdraw, notice.ActCancel, notice.ActRetry, notice.ActUndo,
		notice.ActRepair, notice.ActKeep, notice.ActExtend, notice.ActSnooze:
		return true
	}
	return false
}
