package bot

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"peerbot/aws/peering"
	"peerbot/bot/notice"
	"peerbot/bot/request"
	"peerbot/bot/store"
)

// How a run of Apply ends: with trouble that passes or stays, with a plan that
// has to be asked for again, or done.

// trouble decides what an error means: wait and go on, or stop and say so.
func (a *application) trouble(ctx context.Context, step *peering.Step, err error) (time.Duration, error) {
	if ctx.Err() != nil {
		return time.Second, nil // the process is being stopped; the next run goes on
	}
	var call *peering.CallError
	if !errors.As(err, &call) {
		return 0, err
	}
	why := a.failure(call)
	why.Step = step
	if call.Again() && !a.tooLong() {
		a.Log.InfoContext(ctx, "trying again", "request", a.r.ID, "error", err)
		if a.r.State == request.Applying && a.r.Failure == nil && a.since(a.r.UpdatedAt) > 10*time.Second {
			next, err := a.r.Delay(why, a.Now())
			if err != nil {
				return 0, err
			}
			if err := a.save(ctx, store.Change{Request: &next}); err != nil {
				return 0, err
			}
		}
		return 2 * a.Poll, nil
	}
	return 0, a.fail(ctx, why)
}

// ended stops when our connection ended on its own.
func (a *application) ended(ctx context.Context, c peering.Connection) error {
	why := request.Failure{Code: string(c.Status), Exists: "nothing that carries traffic"}
	switch c.Status {
	case peering.Failed:
		why.Message = fmt.Sprintf("AWS could not make %s: %s", c.ID, c.Message)
		why.Hint = "one of the VPC ids, the account ids or the CIDR blocks does not fit; mend it, then retry"
	case peering.Rejected:
		why.Message = fmt.Sprintf("%s was rejected in AWS, by somebody outside peerbot", c.ID)
		why.Hint = "find out why in the accepting account, then retry or withdraw"
	case peering.Expired:
		why.Message = fmt.Sprintf("%s expired in AWS: nobody accepted it within seven days", c.ID)
		why.Hint = "retry to make a new one"
	default:
		why.Message = fmt.Sprintf("%s was deleted in AWS while peerbot was making it, by somebody outside peerbot", c.ID)
		why.Hint = "find out who and why, then retry or withdraw"
	}
	return a.fail(ctx, why)
}

// fail stops the request until somebody retries, and says what exists.
func (a *application) fail(ctx context.Context, why request.Failure) error {
	if why.Exists == "" {
		why.Exists = a.exists()
	}
	next, err := a.r.Fail(why, a.Now())
	if err != nil {
		return err
	}
	a.Log.WarnContext(ctx, "request failed", "request", a.r.ID, "code", why.Code, "message", why.Message)
	return a.save(ctx, store.Change{
		Request: &next,
		Events:  []request.Event{a.event(a.r, next, request.Stuck, request.System, detail("code", why.Code, "message", why.Message))},
		Notes:   outcome(a.r, notice.NoteFailed),
	})
}

// exists says what of the wish is in AWS, by the last look at it.
func (a *application) exists() string {
	c, ok := peering.Current(a.want, a.have)
	if !ok {
		if len(a.r.Done) == 0 {
			return "nothing was changed"
		}
		return "no peering connection of ours"
	}
	parts := []string{fmt.Sprintf("%s (%s)", c.ID, c.Status)}
	routes := 0
	for _, v := range []peering.View{a.have.Requester, a.have.Accepter} {
		for _, t := range v.Tables {
			for _, r := range t.Routes {
				if r.Target == c.ID {
					routes++
				}
			}
		}
	}
	if routes > 0 {
		parts = append(parts, fmt.Sprintf("%d routes to it", routes))
	}
	return strings.Join(parts, ", ")
}

// changed asks again, because AWS is no longer what the plan was made for.
func (a *application) changed(ctx context.Context) (time.Duration, error) {
	if !a.complete {
		if err := a.observe(ctx); err != nil {
			return a.trouble(ctx, nil, err)
		}
	}
	c, _, err := a.askAgain(ctx, a.r, peering.Forecast(a.want, a.have))
	if err != nil {
		if refusal, ok := errors.AsType[*request.Refusal](err); ok {
			return 0, a.fail(ctx, request.Failure{Message: refusal.Text, Hint: refusal.Hint})
		}
		return 0, err
	}
	return 0, a.save(ctx, c)
}

// finish says that it is done. What was written has been read back.
func (a *application) finish(ctx context.Context) (time.Duration, error) {
	if blocked := peering.Check(a.want, a.have); len(blocked) > 0 && blocked[0].Blocking {
		return 0, a.fail(ctx, request.Failure{Message: blocked[0].Text, Hint: blocked[0].Hint, Code: string(blocked[0].Code)})
	}
	next, err := a.r.Finish(a.Now())
	if err != nil {
		return 0, err
	}
	record, err := a.Store.Peering(ctx, a.r.Peering)
	if err != nil {
		return 0, err
	}
	record.UpdatedAt = a.Now()
	note := notice.NoteActive
	switch {
	case a.want.Absent:
		note = notice.NoteGone
		record.State, record.Want.Absent = request.Removed, true
	case a.want.Released:
		record.State, record.Quiet = request.Released, request.Quiet{}
	case a.want.Admitted: // accepted, and not ours: adopt would make it so
		if c, ok := peering.Current(a.want, a.have); !ok || c.Status != peering.Active {
			return a.Poll, nil
		}
		record.State = request.Released
	default:
		c, ok := peering.Current(a.want, a.have)
		if !ok || c.Status != peering.Active {
			return a.Poll, nil
		}
		record.State, record.Want = request.Active, a.want
		record.Want.PCX = c.ID
		record.Requester, record.Accepter = a.have.Requester.VPC, a.have.Accepter.VPC
		if a.r.TTL > 0 {
			record.EndsAt = a.Now().Add(a.r.TTL)
		}
	}
	err = a.save(ctx, store.Change{
		Request: &next, Peering: &record,
		Events: []request.Event{a.event(a.r, next, request.Finished, request.System, detail("pcx", record.Want.PCX))},
		Notes:  outcome(a.r, note),
		Jobs:   lookAgain(a.r),
	})
	if err == nil {
		a.Log.InfoContext(ctx, "done", "request", a.r.ID, "peering", record.ID, "pcx", record.Want.PCX, "took", a.since(a.r.StartedAt))
	}
	return 0, err
}

// prolong gives a peering its new end. There is nothing to do in AWS.
func (a *application) prolong(ctx context.Context) error {
	record, err := a.Store.Peering(ctx, a.r.Peering)
	if err != nil {
		return err
	}
	started, err := a.r.Start(a.Now())
	if err != nil {
		return err
	}
	next, err := started.Finish(a.Now())
	if err != nil {
		return err
	}
	record.EndsAt, record.EndAsked, record.UpdatedAt = a.r.Until, false, a.Now()
	return a.save(ctx, store.Change{
		Request: &next, Peering: &record, Jobs: lookAgain(a.r), Notes: outcome(a.r, notice.NoteActive),
		Events: []request.Event{a.event(a.r, next, request.Finished, request.System, detail("until", a.r.Until.UTC().Format(time.RFC3339)))},
	})
}

// outcome says below the cards how it ended, and to who asked in a direct
// message in one: of the channels with the cards they may see none.
func outcome(r request.Request, kind notice.NoteKind) []store.Note {
	notes := []store.Note{{Thread: true, Kind: kind}}
	if strings.HasPrefix(r.Channel, "D") {
		notes = append(notes, toAsker(r, kind)...)
	}
	return notes
}
