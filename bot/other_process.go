package bot

import (
	"context"

	"peerbot/bot/directory"
	"peerbot/bot/notice"
	"peerbot/bot/outbox"
	"peerbot/bot/store"
)

// OtherProcess has the admins told that n other processes are connected with the
// same Slack app, for a database that cannot be shared: Slack gives each event to
// one of them, and a request that one knows does not exist for the others.
func (b *Bot) OtherProcess(ctx context.Context, n int) {
	b.Log.WarnContext(ctx, "other processes use the same Slack app, and a SQLite file cannot be shared; "+
		"stop them, give them an app of their own, or use PostgreSQL", "connections", n)
	admins, err := b.Directory.AdminUsers(ctx)
	if err != nil {
		b.Log.WarnContext(ctx, "cannot read admins from Slack, only those that are listed by id are told", "error", err)
		for _, id := range b.Directory.Admins {
			if directory.IsUser(id) {
				admins = append(admins, id)
			}
		}
	}
	notes := outbox.Notes(b.Outbox.Routing.Routes(outbox.Subject{Occasion: outbox.ForAdmins, Admins: admins}), notice.NoteOtherProcess)
	for i := range notes {
		notes[i].Others = n
	}
	if _, err := b.Store.Save(ctx, store.Change{At: b.Now(), Notes: notes}); err != nil {
		b.Log.ErrorContext(ctx, "cannot tell admins", "error", err)
	}
}
