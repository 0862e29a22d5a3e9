package bot

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"peerbot/aws/peering"
	"peerbot/bot/command"
	"peerbot/bot/finding"
	"peerbot/bot/notice"
	"peerbot/bot/request"
	"peerbot/bot/store"
)

// snoozed is how long a finding is quiet when nobody says how long.
const snoozed = 7 * 24 * time.Hour

// longestSnooze is how long anything may be kept quiet.
const longestSnooze = 366*24*time.Hour + time.Minute

// sweepNow answers sweep.
func (b *Bot) sweepNow(ctx context.Context) (notice.Notice, error) {
	swept, err := b.sweep(ctx)
	if err != nil {
		return nil, err
	}
	if !swept {
		return notice.Answer{Text: "A sweep is running already.", Hint: "`findings` shows what it found, in a moment"}, nil
	}
	return b.findings(ctx, "")
}

// findings answers findings.
func (b *Bot) findings(ctx context.Context, id string) (notice.Notice, error) {
	open, err := b.Findings.Findings(ctx, store.FindingFilter{Peering: id})
	if err != nil {
		return nil, err
	}
	last, err := b.Findings.LastSweep(ctx)
	if err != nil {
		return nil, err
	}
	finding.Sort(open)
	shown := notice.FindingsShown{Names: b.names(), Findings: open, Peerings: map[string]request.Peering{}, Sweep: last, Now: b.Now()}
	if len(open) > listed {
		shown.Findings, shown.More = open[:listed], true
	}
	if err := b.peeringsOf(ctx, shown.Findings, shown.Peerings); err != nil {
		return nil, err
	}
	return shown, nil
}

// aboutFinding turns the button of a finding into the command that it is.
func (b *Bot) aboutFinding(ctx context.Context, who request.Who, c Interaction) (notice.Notice, error) {
	if c.Action == notice.ActSnooze {
		return b.ignore(ctx, who, c.Value.Request, c.Until, c.Reason)
	}
	f, err := b.findingOf(ctx, c.Value.Request)
	if err != nil {
		return nil, err
	}
	if f.Peering == "" {
		return nil, &request.Refusal{Text: f.ID + " is not about a peering", Hint: "what keeps the account from being read has to be mended in AWS"}
	}
	switch c.Action {
	case notice.ActRepair:
		return b.repair(ctx, who, c.Where, command.Repair{Peering: f.Peering})
	case notice.ActExtend:
		return b.extend(ctx, who, c.Where, command.Extend{Peering: f.Peering})
	default:
		return b.keep(ctx, who, c.Where, command.Keep{Peering: f.Peering})
	}
}

func (b *Bot) findingOf(ctx context.Context, id string) (finding.Finding, error) {
	f, err := b.Findings.Finding(ctx, id)
	if errors.Is(err, store.ErrNotFound) {
		return f, &request.Refusal{Text: "there is no finding " + id, Hint: "`findings` lists them"}
	}
	if err == nil && !f.Open() {
		return f, &request.Refusal{Text: id + " is resolved already"}
	}
	return f, err
}

// standing returns the record of a peering that is managed, and what AWS says.
func (b *Bot) standing(ctx context.Context, id string) (request.Peering, peering.Observed, error) {
	record, err := b.Store.Peering(ctx, id)
	if errors.Is(err, store.ErrNotFound) {
		return record, peering.Observed{}, &request.Refusal{Text: "there is no peering " + id, Hint: "`list` shows what there is"}
	}
	if err != nil {
		return record, peering.Observed{}, err
	}
	if !standing(record) {
		return record, peering.Observed{}, &request.Refusal{Text: fmt.Sprintf("%s is %s", id, record.State), Hint: fmt.Sprintf("`show %s` tells more", id)}
	}
	have, err := b.Cloud.Observe(ctx, record.Want)
	return record, have, err
}

// standing reports whether a peering should be in AWS as wished.
func standing(p request.Peering) bool { return p.State == request.Active || p.State == request.Drifted }

// repair asks to make a peering as wished again. Nothing repairs itself.
func (b *Bot) repair(ctx context.Context, who request.Who, where notice.Origin, c command.Repair) (notice.Notice, error) {
	record, have, err := b.standing(ctx, c.Peering)
	if err != nil {
		return nil, err
	}
	want := anew(record.Want, have)
	plan := peering.Forecast(want, have)
	if blocked := plan.Blocked(); len(blocked) > 0 {
		return repairBlocked(record.ID, blocked), nil
	}
	if plan.Empty() {
		_, err := b.Store.Save(ctx, store.Change{At: b.Now(), Jobs: []store.Job{{Kind: store.JobRecheck, Key: record.ID}}})
		a := notice.Answer{Text: fmt.Sprintf("There is nothing to repair: AWS has %s as wished.", record.ID)}
		if len(peering.Drifts(record.Want, have, b.Now())) > 0 {
			a.Hint = fmt.Sprintf("what is there beside it can be kept: `keep %s`", record.ID)
		}
		return a, err
	}
	r := request.Request{Kind: request.Repair, Peering: record.ID, Reason: c.Reason, Plan: plan}
	return b.ask(ctx, who, where, r, record)
}

// anew lets a peering whose connection is over get a new one.
func anew(want peering.Peering, have peering.Observed) peering.Peering {
	c, ok := peering.Current(want, have)
	if ok && c.Status != peering.Deleting {
		return want
	}
	former := slices.Clone(want.Former)
	if ok {
		former = union(former, []string{c.ID})
	}
	if ended, ok := peering.Ended(want, have); ok {
		former = union(former, []string{ended.ID})
	}
	if want.PCX != "" {
		former = union(former, []string{want.PCX})
	}
	want.PCX, want.Former = "", former
	return want
}

func repairBlocked(id string, problems []peering.Problem) notice.Answer {
	var lines []string
	for _, p := range problems {
		lines = append(lines, p.Text)
	}
	return notice.Answer{
		Error: true, Title: id + " cannot be repaired as it is, and nobody was asked.",
		Text: strings.Join(lines, "\n"), Hint: cmp.Or(problems[0].Hint, "mend this first"),
	}
}

// keep asks to take a peering as it is in AWS: from then on, that is wished.
func (b *Bot) keep(ctx context.Context, who request.Who, where notice.Origin, c command.Keep) (notice.Notice, error) {
	record, have, err := b.standing(ctx, c.Peering)
	if err != nil {
		return nil, err
	}
	if len(peering.Drifts(record.Want, have, b.Now())) == 0 {
		return notice.Answer{Text: fmt.Sprintf("AWS has %s as wished: there is nothing to keep.", record.ID)}, nil
	}
	want, ok := peering.AsIs(record.Want, have, b.Now())
	if !ok {
		return nil, &request.Refusal{
			Text: record.ID + " cannot be taken as it is: routes and DNS options can, but not a missing peering, missing tags, blackholes or blocks that overlap",
			Hint: fmt.Sprintf("`repair %s` first, or `delete %s`", record.ID, record.ID),
		}
	}
	r := request.Request{Kind: request.Keep, Peering: record.ID, Reason: c.Reason, Plan: peering.Forecast(want, have)}
	return b.ask(ctx, who, where, r, record)
}

// ignore keeps a finding, the open ones of a group, or whatever is found about
// a peering quiet until a day. The owners of the accounts may, and admins.
func (b *Bot) ignore(ctx context.Context, who request.Who, what string, until time.Time, reason string) (notice.Notice, error) {
	if !until.After(b.Now()) {
		return nil, &request.Refusal{Text: fmt.Sprintf("%s is over already", until.UTC().Format(time.DateOnly)), Hint: "choose a day that is still to come"}
	}
	if until.Sub(b.Now()) > longestSnooze {
		return nil, &request.Refusal{Text: "that is longer than a year", Hint: "choose a day within the next 366; what is quiet for longer is better mended, or kept"}
	}
	quiet := finding.Snooze{Until: until, Person: who.ID, Reason: reason}
	for range attempts {
		c, err := b.silenced(ctx, who, what, quiet)
		if err != nil {
			return nil, err
		}
		_, err = b.Store.Save(ctx, c)
		if errors.Is(err, store.ErrConflict) {
			continue
		}
		day := until.UTC().Format("2006-01-02 15:04 UTC")
		a := notice.Answer{Text: fmt.Sprintf("%s is quiet until %s.", what, day), Hint: "it is still in `findings`, and you will hear when it is resolved"}
		switch what[0] {
		case 'G':
			a.Text = fmt.Sprintf("%s of %s are quiet until %s.", counted(len(c.Findings), "finding"), what, day)
			a.Hint = "they are still in `findings`, and you will hear when all of them are resolved"
		case 'P':
			a = notice.Answer{Text: fmt.Sprintf("Nothing is said about %s until %s.", what, day), Hint: fmt.Sprintf("`findings %s` tells what is found all the same", what)}
		}
		return a, err
	}
	return nil, store.ErrConflict
}

// silenced returns the change that makes something quiet.
func (b *Bot) silenced(ctx context.Context, who request.Who, what string, quiet finding.Snooze) (store.Change, error) {
	c := store.Change{At: b.Now()}
	var fs []finding.Finding
	var err error
	switch what[0] {
	case 'G':
		if _, err = b.Findings.Group(ctx, what); errors.Is(err, store.ErrNotFound) {
			return c, &request.Refusal{Text: "there is no group " + what, Hint: "`findings` lists what was found"}
		} else if err == nil {
			fs, err = b.Findings.Findings(ctx, store.FindingFilter{Group: what})
		}
		if err == nil && len(fs) == 0 {
			return c, &request.Refusal{Text: "everything in " + what + " is resolved already"}
		}
	case 'P':
		var record request.Peering
		if record, err = b.Store.Peering(ctx, what); errors.Is(err, store.ErrNotFound) {
			return c, &request.Refusal{Text: "there is no peering " + what, Hint: "`list` shows what there is"}
		} else if err == nil && !standing(record) {
			return c, &request.Refusal{Text: fmt.Sprintf("%s is %s: peerbot does not look after it, and says nothing of it anyway", what, record.State), Hint: "`list` shows what it looks after"}
		} else if err == nil {
			record.Quiet, record.UpdatedAt, c.Peering = request.Quiet(quiet), c.At, &record
			fs, err = b.Findings.Findings(ctx, store.FindingFilter{Peering: what})
		}
		if err == nil {
			err = b.mayIgnore(ctx, who, finding.Finding{ID: what, Peering: what})
		}
	default:
		var f finding.Finding
		f, err = b.findingOf(ctx, what)
		fs = []finding.Finding{f}
	}
	if err != nil {
		return c, err
	}
	for _, f := range fs {
		if err := b.mayIgnore(ctx, who, f); err != nil {
			return c, err
		}
		next := quiet
		if next.Reason == "" {
			next.Reason = why(f, b.Now())
		}
		f.Snooze = next
		c.Findings = append(c.Findings, store.FindingChange{Finding: &f, Redraw: !f.Told.IsZero()})
	}
	about := ""
	if len(fs) == 1 {
		about = fs[0].Peering
	} else if c.Peering != nil {
		about = what
	}
	c.Events = []request.Event{{At: c.At, Kind: request.Ignored, Peering: about, Actor: who.ID, Detail: detail("finding", what, "until", quiet.Until.UTC().Format(time.RFC3339), "reason", quiet.Reason)}}
	return c, nil
}

// why returns why a finding is quiet already: another time without another
// reason keeps it.
func why(f finding.Finding, now time.Time) string {
	if now.Before(f.Snooze.Until) {
		return f.Snooze.Reason
	}
	return ""
}

func (b *Bot) mayIgnore(ctx context.Context, who request.Who, f finding.Finding) error {
	accounts := []string{f.Account}
	if f.Peering != "" {
		record, err := b.Store.Peering(ctx, f.Peering)
		if err != nil {
			return err
		}
		accounts = []string{record.Want.Requester.VPC.Account, record.Want.Accepter.VPC.Account}
	}
	policies, err := b.policies(ctx, accounts)
	if err != nil {
		return err
	}
	may, err := b.expand(ctx, b.Admins)
	if err != nil {
		return err
	}
	for _, p := range policies {
		may = union(may, p.Owners)
	}
	if slices.Contains(may, who.ID) {
		return nil
	}
	return &request.Refusal{Text: "only the owners of its accounts and admins can silence " + f.ID, Users: may}
}
