package main

import (
	"context"
	"strconv"
	"time"

	"peerbot/bot/audit"
	"peerbot/bot/request"
	"peerbot/bot/store"
	"peerbot/bot/store/sqlstore"
)

// checkpointEvery is how often the head of the audit log is logged, and signed
// if there is a key.
const checkpointEvery = time.Hour

// checkpoints logs the head of the audit log, at the start, every hour and at the
// end: whoever keeps the log elsewhere can tell later that the audit log was
// rewritten. With a key it is signed, too, in the audit log itself.
func (s *service) checkpoints(ctx context.Context) error {
	tick := time.NewTicker(checkpointEvery)
	defer tick.Stop()
	for {
		if err := s.checkpoint(context.WithoutCancel(ctx)); err != nil {
			s.log.WarnContext(ctx, "audit checkpoint not written", "error", err)
		}
		if ctx.Err() != nil {
			return nil
		}
		select {
		case <-ctx.Done():
		case <-tick.C:
		}
	}
}

func (s *service) checkpoint(ctx context.Context) error {
	head, err := s.store.AuditHead(ctx)
	if err != nil || head == s.signed || head.Count == 0 {
		return err
	}
	s.log.InfoContext(ctx, "audit checkpoint", "head", head.String())
	if !s.auditKey.Given() {
		s.signed = head
		return nil
	}
	_, err = s.store.Write(ctx, store.Change{At: s.now(), Events: []request.Event{{
		At: s.now(), Kind: request.EventCheckpoint, Actor: request.System,
		Detail: request.Detail("head", head.String(), "signature", s.auditKey.Sign(s.name, head)),
	}}})
	if err == nil {
		s.signed, err = s.store.AuditHead(ctx)
	}
	return err
}

// verified is what a look at the whole audit log has shown.
type verified struct {
	head   audit.Head
	signed int64 // the last line that a signature covers; 0: none
}

// verifyAudit walks the audit log, and compares it with heads that were kept
// elsewhere and with the signatures in it, if there is a key.
func verifyAudit(ctx context.Context, db *sqlstore.Store, install string, key audit.Key, anchors []audit.Head) (verified, error) {
	var out verified
	kept := map[int64]string{}
	for _, a := range anchors {
		kept[a.Count] = a.Hash
	}
	passed := map[int64]string{}
	var err error
	out.head, err = db.WalkAudit(ctx, func(h audit.Head, e request.Event) error {
		if want, ok := kept[h.Count]; ok && want != h.Hash {
			return &sqlstore.BrokenLineError{Line: h.Count, Why: "it is not the line whose hash was kept: the log was rewritten"}
		}
		passed[h.Count] = h.Hash
		if e.Kind != request.EventCheckpoint || !key.Given() {
			return nil
		}
		signed, err := audit.ParseHead(e.Detail["head"])
		if err != nil || passed[signed.Count] != signed.Hash || !key.Signed(install, signed, e.Detail["signature"]) {
			return &sqlstore.BrokenLineError{Line: h.Count, Why: "its signature is not of this key, or of another log"}
		}
		out.signed = signed.Count
		return nil
	})
	if err != nil {
		return out, err
	}
	for _, a := range anchors {
		if a.Count > out.head.Count {
			return out, &sqlstore.BrokenLineError{Line: out.head.Count + 1, Why: "the log ends here, and had " + strconv.FormatInt(a.Count, 10) + " lines when its head was kept"}
		}
	}
	if key.Given() && out.signed == 0 {
		return out, &sqlstore.BrokenLineError{Line: 1, Why: "no line of the log is signed"}
	}
	return out, nil
}
