package card

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"testing"
	"time"

	"peerbot/aws/peering"
	"peerbot/bot/command"
	"peerbot/bot/notice"
	"peerbot/bot/request"
)

const month = 30 * 24 * time.Hour

// edited makes c another kind of request, in whatever state.
func edited(c notice.RequestCard, kind request.Kind, edit func(*notice.RequestCard)) notice.RequestCard {
	c.Request.Kind, c.Request.Ticket = kind, ""
	edit(&c)
	return c
}

// handmade is the walkthrough's world with a peering that Terraform made: a
// route of Seoul is not there, and there is one of Tokyo that is not usual.
func handmade() (peering.Observed, peering.Peering) {
	want := wanted()
	want.PCX = pcxID
	have := made(world(), want)
	have.Accepter.Tables[2].Routes = nil
	have.Requester.Tables[0].Routes = append(have.Requester.Tables[0].Routes, peering.Route{Destination: netip.MustParsePrefix("10.2.7.0/24"), Target: pcxID})
	c := have.Requester.Connections[0]
	c.Tags = map[string]string{"Name": "tokyo-seoul", "terraform": "net/prod"}
	have.Requester.Connections = []peering.Connection{c}
	c.Tags = nil
	have.Accepter.Connections = []peering.Connection{c}
	adopted, ok := peering.Adopt("peerbot", "P17", c, have)
	if !ok {
		panic("the fixture is wrong: it cannot be adopted")
	}
	return have, adopted
}

func adopting() notice.RequestCard {
	have, want := handmade()
	return edited(askedFor(want, have), request.Adopt, func(c *notice.RequestCard) { c.Request.Reason = "from the Terraform days" })
}

func releasing() notice.RequestCard {
	want := wanted()
	want.PCX = pcxID
	have := made(world(), want)
	gone := want
	gone.Released = true
	return edited(askedFor(gone, have), request.Release, func(c *notice.RequestCard) {
		c.Request.Reason = "the network team looks after it now"
		c.Peering.State, c.Peering.Desired = request.Active, want
	})
}

// extending asks for 30 days from now, two days before the end.
func extending() notice.RequestCard {
	c := finished(asked())
	plan := peering.Unchanged(c.Peering.Desired, c.Peering.Requester, c.Peering.Accepter)
	plan.Digest = c.Request.Plan.Digest
	record := c.Peering
	record.EndsAt = noon().Add(48 * time.Hour)
	return edited(asked(), request.Extend, func(c *notice.RequestCard) {
		c.Request.Reason, c.Request.Until, c.Request.Plan, c.Peering = "", noon().Add(month), plan, record
	})
}

// living is the walkthrough's request for 30 days.
func living() notice.RequestCard {
	return with(asked(), func(r *request.Request) { r.TTL = month })
}

// lived is living, made.
func lived() notice.RequestCard {
	c := finished(living())
	c.Peering.EndsAt = c.Request.UpdatedAt.Add(month)
	return c
}

// over is what peerbot asks for when the time of a peering is over.
func over() notice.RequestCard {
	c := deleting()
	c.Request.RequestedBy, c.Request.Channel, c.Request.Reason, c.Request.Decisions = request.System, "", "", nil
	c.Request.Cause = request.Cause{Code: request.ExpiryReached}
	c.Peering.EndsAt, c.Peering.EndRequested = noon(), true
	return c
}

// undone asks to delete what a request made that failed half way.
func undone() notice.RequestCard {
	c := deleting()
	c.Request.Reason, c.Request.Cause = "", request.Cause{Code: request.UndoOf, ID: "R42"}
	return c
}

// admitting is about a request of an account that nobody knows.
func admitting() notice.RequestCard {
	stranger := peering.Ref{Account: "999999999999", Region: "ap-northeast-1", VPC: "vpc-0999999999999999f"}
	want := peering.Peering{ID: "P17", Requester: peering.End{VPC: stranger}, Accepter: peering.End{VPC: seoulRef()}, PCX: pcxID, External: true}
	have := peering.Observed{Accepter: world().Accepter}
	have.Accepter.Connections = []peering.Connection{{ID: pcxID, Status: peering.Pending, Requester: stranger, Accepter: seoulRef(), Expires: noon().Add(5 * 24 * time.Hour)}}
	return edited(askedFor(want, have), request.AcceptExternal, func(c *notice.RequestCard) {
		r := &c.Request
		r.RequestedBy, r.Channel, r.Reason, r.Until, r.ExpiresAt = request.System, "", "", noon().Add(5*24*time.Hour), noon().Add(5*24*time.Hour)
		r.Approvals, r.Decisions = r.Approvals[1:], nil
		r.Approvals[0].SelfApprovable = false
		r.Plan.Requester.CIDRs = []netip.Prefix{netip.MustParsePrefix("10.9.0.0/16")}
		r.Plan.Problems = []peering.Problem{{Code: peering.UnknownAccount, Side: peering.Requester, Blocking: true}}
		c.Peering.Requester = r.Plan.Requester
	})
}

// many is the card of n requests of one account.
func many(c notice.RequestCard, n int) notice.RequestCard {
	for i := range n {
		r := c.Request
		r.ID = fmt.Sprintf("R%d", 42+n-1-i)
		c.Open = append(c.Open, r)
	}
	return c
}

// keeping takes a missing route, one too many and a DNS option as they are;
// the exceptions of before are over.
func keeping() notice.RequestCard {
	before := wanted()
	before.PCX, before.Accepter.DNS = pcxID, true
	have := made(world(), before)
	off := false
	for _, s := range bothSides() {
		c := have.Side(s).Connections[0]
		c.AccepterDNS = &off
		have.Side(s).Connections = []peering.Connection{c}
	}
	before.Accepter.Routes.Excluded = []string{"rtb-02222000000000002 10.1.0.0/16"} // it is back
	before.Requester.Routes.Extra = []string{"rtb-01111000000000000 10.2.8.0/24"}   // it is gone
	have.Accepter.Tables[1].Routes = nil
	have.Requester.Tables[0].Routes = append(have.Requester.Tables[0].Routes, peering.Route{Destination: netip.MustParsePrefix("10.2.7.0/24"), Target: pcxID})
	want, ok := peering.AsIs(before, have, noon())
	if !ok {
		panic("the fixture is wrong: it cannot be kept")
	}
	return edited(askedFor(want, have), request.Keep, func(c *notice.RequestCard) {
		c.Request.Reason = "moved on purpose"
		c.Peering.State, c.Peering.Desired = request.Drifted, before
	})
}

// kinds are the requests about a peering that is there.
func kinds() []example {
	untag := failed(releasing(), 0)
	late := extending()
	late.Peering.EndsAt, late.Peering.EndRequested = noon().Add(-time.Hour), true
	stuck := failed(over(), 1)
	extended := finished(extending())
	extended.Peering.EndsAt = extended.Request.Until
	expired := extending()
	expired.Request, _ = expired.Request.Expire(noon().Add(24 * time.Hour))
	return []example{
		{"adopt-pending", adopting()},
		{"adopt-applying", applying(adopting(), 1)},
		{"adopt-done", finished(adopting())},
		{"release-pending", releasing()},
		{"release-done", finished(releasing())},
		{"release-failed", untag},
		{"extend-pending", extending()},
		{"extend-pending-late", late},
		{"extend-approved", approved(extending())},
		{"extend-done", extended},
		{"extend-expired", expired},
		{"create-pending-ttl", living()},
		{"create-done-ttl", lived()},
		{"delete-pending-over", over()},
		{"delete-pending-undo", undone()},
		{"delete-done-over", finished(over())},
		{"delete-failed-over", stuck},
		{"admit-pending", admitting()},
		{"admit-known", with(admitting(), func(r *request.Request) { r.Plan.Problems = nil })},
		{"admit-many", many(admitting(), 13)},
		{"admit-many-known", many(with(admitting(), func(r *request.Request) { r.Plan.Problems = nil }), 2)},
		{"admit-closed", with(admitting(), func(r *request.Request) {
			*r, _ = r.Void(request.Failure{Code: request.ConnectionEnded, Connection: &peering.Connection{ID: pcxID, Status: peering.Deleted}}, noon())
		})},
		{"admit-done", finished(admitting())},
		{"admit-denied", with(admitting(), func(r *request.Request) {
			*r, _ = r.Deny(owner, "222222222222", "nobody knows them", noon().Add(time.Minute))
		})},
		{"admit-expired", with(admitting(), func(r *request.Request) { *r, _ = r.Expire(r.ExpiresAt) })},
		{"keep-pending-many", keeping()},
		{"keep-applying", applying(keeping(), 0)},
		{"keep-done-many", finished(keeping())},
	}
}

// kindNotes are what is posted when one of them is done.
func kindNotes() []example {
	note := func(k notice.NoteKind, c notice.RequestCard) notice.RequestNote {
		return notice.RequestNote{Kind: k, Names: c.Names, Request: c.Request, Peering: c.Peering}
	}
	mend := finished(asked())
	mend.Request.Kind = request.Repair
	known := finished(admitting())
	known.Names.Accounts["999999999999"] = "partner"
	return []example{
		{"note-active-ttl", note(notice.NoteActive, lived())},
		{"note-repaired", note(notice.NoteActive, mend)},
		{"note-kept", note(notice.NoteActive, finished(keeping()))},
		{"note-adopted", note(notice.NoteActive, finished(adopting()))},
		{"note-released", note(notice.NoteActive, finished(releasing()))},
		{"note-admitted", note(notice.NoteActive, finished(admitting()))},
		{"note-admitted-known", note(notice.NoteActive, known)},
		{"note-extended", note(notice.NoteActive, finished(extending()))},
		{"note-gone-over", note(notice.NoteGone, finished(over()))},
		{"note-expired-extend", note(notice.NoteExpired, extending())},
	}
}

// kindAnswers are what is shown of a peering with an end, of one that was taken
// as it is, and of one that was let go.
func kindAnswers() []example {
	have, want := handmade()
	c := have.Requester.Connections[0]
	c.Tags = map[string]string{"Name": "tokyo-seoul", "peerbot:managed": "peerbot", "peerbot:peering": "P17"}
	tagged := have
	tagged.Requester.Connections, tagged.Accepter.Connections = []peering.Connection{c}, []peering.Connection{c}
	shown := notice.PeeringShown{
		Names: names(), Peering: finished(adopting()).Peering, Plan: peering.Forecast(want, tagged), Connection: &c,
		Requests: []request.Request{finished(adopting()).Request, over().Request}, ReadAt: noon().Add(time.Hour),
	}
	ends, late, asked := shown, shown, shown
	ends.Peering.EndsAt = noon().Add(month)
	late.Peering.EndsAt = noon().Add(time.Minute)
	asked.Peering.EndsAt, asked.Peering.EndRequested = noon().Add(time.Minute), true
	free := shown
	bare := have.Requester.Connections[0]
	free.Peering.State, free.Connection, free.Plan = request.Released, &bare, peering.Forecast(want, have)
	vanished := free
	vanished.Connection, vanished.Plan = nil, peering.Plan{}
	waits := notice.PeeringShown{Names: names(), Peering: admitting().Peering, Plan: admitting().Request.Plan, ReadAt: noon()}
	accepted := free
	accepted.Peering.Desired.External = true
	forAWhile := notice.PlanShown{
		Names: names(), Plan: peering.Forecast(wanted(), world()),
		Command: command.Request{Spec: command.Spec{Requester: command.VPC{Account: "tokyo", VPC: "main"}, Accepter: command.VPC{Account: "seoul", VPC: "main"}, TTL: month}},
	}
	e := request.Event{At: noon(), Kind: request.EventDone, Actor: request.System, Request: "R42", Peering: "P17", Detail: map[string]string{"until": noon().Add(month).Format(time.RFC3339)}}
	return []example{
		{"peering-adopted", shown},
		{"peering-ends", ends},
		{"peering-ended", late},
		{"peering-ended-asked", asked},
		{"peering-released", free},
		{"peering-released-gone", vanished},
		{"peering-admit-waits", waits},
		{"peering-admitted", accepted},
		{"plan-ttl", forAWhile},
		{"request-extended", notice.RequestShown{Names: names(), Request: finished(extending()).Request, Peering: ends.Peering, Events: []request.Event{e}}},
		{"request-kept", notice.RequestShown{Names: names(), Request: finished(keeping()).Request, Peering: finished(keeping()).Peering}},
		{"connection-active", notice.ConnectionShown{Names: names(), Connections: []peering.Connection{bare}, ReadAt: noon()}},
		{"list-ends", notice.Listing{Names: names(), Requests: []request.Request{over().Request, extending().Request}, Peerings: []request.Peering{ends.Peering, free.Peering}}},
	}
}

// exceptional are requests that take thousands of routes as they are.
func exceptional() []example {
	c := huge()
	for _, s := range bothSides() {
		end, view := c.Request.Plan.Peering.Side(s), huge().Request.Plan
		for _, step := range view.Steps {
			if step.Kind == peering.AddRoute && step.Side == s {
				end.Routes.Excluded = append(end.Routes.Excluded, step.Table+" "+step.Destination.String())
			}
		}
		end.Routes.Extra = slices.Clone(end.Routes.Excluded)
	}
	c.Request.Plan.Steps = nil
	keep := edited(c, request.Keep, func(*notice.RequestCard) {})
	adopt := edited(c, request.Adopt, func(*notice.RequestCard) {})
	record := c.Peering
	record.State, record.Desired = request.Active, c.Request.Plan.Peering
	return []example{
		{"huge-keep", keep},
		{"huge-adopt", adopt},
		{"huge-keep-shown", notice.RequestShown{Names: c.Names, Request: keep.Request, Peering: keep.Peering}},
		{"huge-exceptions", notice.PeeringShown{Names: c.Names, Peering: record, Plan: c.Request.Plan}},
	}
}

func TestWhatPeerbotAsksForNotifiesNobodyAndIsNotTakenBack(t *testing.T) {
	t.Parallel()
	if got := offered(t, over()); got != "approve deny" {
		t.Errorf("buttons of a request of peerbot's own = %q, want approve and deny: nobody can withdraw it", got)
	}
	for _, k := range []notice.NoteKind{notice.NoteActive, notice.NoteGone, notice.NoteDenied, notice.NoteFailed, notice.NoteAgain, notice.NoteLapsed, notice.NoteCancelled, notice.NoteExpired} {
		c := over()
		text, blocks := Render(notice.RequestNote{Kind: k, Names: c.Names, Request: c.Request, Peering: c.Peering})
		if strings.Contains(text+indent(t, blocks), "<@") {
			t.Errorf("the note %s about what peerbot asked for mentions somebody: %s", k, text)
		}
	}
	for _, c := range []notice.RequestCard{over(), failed(over(), 1)} {
		text, blocks := Render(c)
		if !strings.Contains(text, "Requested by peerbot: delete") || strings.Contains(text+indent(t, blocks), "withdraw") {
			t.Errorf("the card in state %s does not say that peerbot requested it, or offers to withdraw:\n%s", c.Request.State, text)
		}
	}
}

func TestAKeepRequestSaysWhatTheNewApprovedStateIs(t *testing.T) {
	t.Parallel()
	text, _ := Render(keeping())
	for _, want := range []string{
		"New approved state, tokyo/main\n• route to 10.2.7.0/24 in rtb-01111000000000000, which peerbot did not add\n• route to 10.2.8.0/24 in rtb-01111000000000000: no longer an exception\n",
		"New approved state, seoul/main\n• no route to 10.1.0.0/16 in rtb-02222000000000001\n• route to 10.1.0.0/16 in rtb-02222000000000002, which was excluded before\n• DNS resolution off, before: on\n",
		"no AWS changes, only peerbot's record",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("the card does not say %q:\n%s", want, text)
		}
	}
	// When it is done, the record is what was asked for: nothing to compare.
	done := finished(keeping())
	done.Peering.Desired = done.Request.Plan.Peering
	text, _ = Render(done)
	if want := "As it is in AWS, seoul/main\n• no route to 10.1.0.0/16 in rtb-02222000000000001, which peerbot would add\n"; !strings.Contains(text, want) {
		t.Errorf("the card of what is done does not say %q:\n%s", want, text)
	}
}

func TestRoutesInTheSameTablesAreOneRow(t *testing.T) {
	t.Parallel()
	entries := []string{
		"rtb-1 10.1.0.0/16", "rtb-1 10.2.0.0/16", "rtb-1 fd00::/56",
		"rtb-2 10.1.0.0/16", "rtb-2 10.2.0.0/16", "rtb-3 10.1.0.0/16", "rtb-3 10.2.0.0/16",
	}
	var got []string
	for _, w := range routesIn("as-is.with", entries, planLook{tables: 2}) {
		got = append(got, inText(w))
	}
	want := []string{
		"• routes to 10.1.0.0/16 and 10.2.0.0/16 in rtb-1, rtb-2 and 1 more table, which peerbot would not add",
		"• route to " + neutral("fd00::/56", 100) + " in rtb-1, which peerbot would not add",
	}
	if !slices.Equal(got, want) {
		t.Errorf("rows = %q, want %q", got, want)
	}
	if all := routesIn("as-is.with", entries, planLook{}); !strings.Contains(inText(all[0]), "rtb-1, rtb-2 and rtb-3") {
		t.Errorf("without a limit, the first row is %q, want all tables in it", inText(all[0]))
	}
}

func TestLasts(t *testing.T) {
	t.Parallel()
	tests := []struct {
		d    time.Duration
		want string
	}{
		{time.Hour, "1 hour"},
		{24 * time.Hour, "1 day"},
		{36 * time.Hour, "36 hours"},
		{month, "30 days"},
	}
	for _, tt := range tests {
		if got := inText(lasts(tt.d)); got != tt.want {
			t.Errorf("lasts(%s) = %q, want %q", tt.d, got, tt.want)
		}
	}
}

// What is to be typed instead of pressed must be a command.
func TestToAskAgainIsACommand(t *testing.T) {
	t.Parallel()
	tests := []struct {
		card notice.RequestCard
		want command.Command
	}{
		{adopting(), command.Adopt{PCX: pcxID}},
		{releasing(), command.Release{Peering: "P17"}},
		{extending(), command.Extend{Peering: "P17", For: month}},
		{over(), command.Delete{Peering: "P17"}},
		{keeping(), command.Keep{Peering: "P17"}},
		{living(), command.Request{Spec: command.Spec{
			Requester: command.VPC{Account: "111111111111", Region: "ap-northeast-1", VPC: tokyoRef().VPC},
			Accepter:  command.VPC{Account: "222222222222", Region: "ap-northeast-2", VPC: seoulRef().VPC},
			TTL:       month,
		}}},
	}
	for _, tt := range tests {
		m := blank()
		m.again(tt.card.Request)
		text, _ := m.done()
		_, typed, ok := strings.Cut(text, Slash+" ")
		got, err := command.Parse(typed)
		if !ok || err != nil || command.Format(got) != command.Format(tt.want) {
			t.Errorf("to ask for %s again: %q is %+v, %v, want %+v", tt.card.Request.Kind, text, got, err, tt.want)
		}
	}
}

func TestARequestFromOutsideIsAcceptedOrRejected(t *testing.T) {
	t.Parallel()
	known := admitting()
	known.Request.Plan.Problems = nil
	for _, tt := range []struct {
		card notice.RequestCard
		want []string
	}{
		{known, []string{"approve Accept", "deny Reject"}},
		{admitting(), []string{"deny Reject"}}, // its roles may accept only from configured accounts
	} {
		var labels []string
		for _, b := range pressable(t, tt.card) {
			labels = append(labels, b.ActionID+" "+b.Text.Text)
		}
		if !slices.Equal(labels, tt.want) {
			t.Errorf("buttons = %q, want %q", labels, tt.want)
		}
	}
	c := admitting()
	c.Request.State = request.Expired
	if text, _ := Render(c); strings.Contains(text, "To request it again") {
		t.Errorf("what was asked for in AWS can be asked for again with a command:\n%s", text)
	}
}
