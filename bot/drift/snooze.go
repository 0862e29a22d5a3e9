package drift

import (
	"context"
	"slices"
	"time"

	"peerbot/bot/finding"
	"peerbot/bot/notice"
	"peerbot/bot/request"
	"peerbot/bot/store"
)

const (
	// DefaultSnooze is how long something is snoozed when nobody says how long.
	DefaultSnooze = 7 * 24 * time.Hour
	longestSnooze = 366*24*time.Hour + time.Minute
)

// Snooze keeps a finding, the open ones of a group, or everything about a
// peering quiet until a time. The owners of the accounts may, and admins.
func (s *Service) Snooze(ctx context.Context, who request.Caller, id string, until time.Time, reason string) (notice.Notice, error) {
	if !until.After(s.Now()) {
		return nil, &request.UserError{Code: request.SnoozeInPast, Until: until}
	}
	if until.Sub(s.Now()) > longestSnooze {
		return nil, &request.UserError{Code: request.SnoozeTooLong, Until: until}
	}
	saved, err := s.saveSnooze(ctx, who, id, finding.Snooze{Until: until, Person: who.ID, Reason: reason})
	return notice.Answer{Code: notice.Snoozed, ID: id, Until: until, Count: len(saved.Findings)}, err
}

// saveSnooze snoozes the open findings that an id stands for, and a peering.
func (s *Service) saveSnooze(ctx context.Context, who request.Caller, id string, snooze finding.Snooze) (store.Change, error) {
	switch request.SubjectOf(id) {
	case request.SubjectPeering:
		return s.Store.UpdatePeering(ctx, id, func(p request.Peering) (store.Change, error) {
			if !p.Managed() {
				return store.Change{}, &request.UserError{Code: request.SnoozeNotManaged, ID: id, State: string(p.State)}
			}
			if err := s.maySnooze(ctx, who, finding.Finding{ID: id, Peering: id}); err != nil {
				return store.Change{}, err
			}
			fs, err := s.Store.Findings(ctx, store.FindingFilter{Peering: id})
			if err != nil {
				return store.Change{}, err
			}
			c, err := s.snoozed(ctx, who, id, fs, snooze)
			p.Snooze, p.UpdatedAt, c.Peering = request.Snooze(snooze), c.At, &p
			return c, err
		})
	case request.SubjectGroup:
		return s.Store.UpdateFindings(ctx, store.FindingFilter{Group: id}, func(fs []finding.Finding) (store.Change, error) {
			if _, err := s.Store.Group(ctx, id); err != nil {
				return store.Change{}, err
			}
			if len(fs) == 0 {
				return store.Change{}, &request.UserError{Code: request.FindingResolved, ID: id}
			}
			return s.snoozed(ctx, who, id, fs, snooze)
		})
	case request.SubjectFinding, request.SubjectRequest: // of the latter there is none
	}
	return s.Store.UpdateFinding(ctx, id, func(f finding.Finding) (store.Change, error) {
		if !f.Open() {
			return store.Change{}, &request.UserError{Code: request.FindingResolved, ID: id}
		}
		return s.snoozed(ctx, who, id, []finding.Finding{f}, snooze)
	})
}

// snoozed returns the change that snoozes findings, with the event that says
// so.
func (s *Service) snoozed(ctx context.Context, who request.Caller, id string, fs []finding.Finding, snooze finding.Snooze) (store.Change, error) {
	c := store.Change{At: s.Now()}
	for _, f := range fs {
		if err := s.maySnooze(ctx, who, f); err != nil {
			return c, err
		}
		next := snooze
		if next.Reason == "" && c.At.Before(f.Snooze.Until) {
			next.Reason = f.Snooze.Reason // another time without another reason keeps it
		}
		f.Snooze = next
		c.Findings = append(c.Findings, store.FindingChange{Finding: &f})
	}
	about := ""
	if len(fs) == 1 {
		about = fs[0].Peering
	} else if request.SubjectOf(id) == request.SubjectPeering {
		about = id
	}
	c.Events = []request.Event{{
		At: c.At, Kind: request.EventSnoozed, Peering: about, Actor: who.ID,
		Detail: request.Detail("finding", id, "until", snooze.Until.UTC().Format(time.RFC3339), "reason", snooze.Reason),
	}}
	return c, nil
}

// OpenFinding returns a finding that is not resolved.
func (s *Service) OpenFinding(ctx context.Context, id string) (finding.Finding, error) {
	f, err := s.Store.Finding(ctx, id)
	if err == nil && !f.Open() {
		err = &request.UserError{Code: request.FindingResolved, ID: id}
	}
	return f, err
}

func (s *Service) maySnooze(ctx context.Context, who request.Caller, f finding.Finding) error {
	accounts := []string{f.Account}
	if f.Peering != "" {
		record, err := s.Store.Peering(ctx, f.Peering)
		if err != nil {
			return err
		}
		accounts = []string{record.Desired.Requester.VPC.Account, record.Desired.Accepter.VPC.Account}
	}
	policies, err := s.Directory.OwnersOf(ctx, accounts)
	if err != nil {
		return err
	}
	may, err := s.Directory.AdminUsers(ctx)
	if err != nil {
		return err
	}
	for _, p := range policies {
		for _, o := range p.Owners {
			if !slices.Contains(may, o) {
				may = append(may, o)
			}
		}
	}
	if slices.Contains(may, who.ID) {
		return nil
	}
	return &request.UserError{Code: request.SnoozeNotYours, ID: f.ID, Users: may}
}
