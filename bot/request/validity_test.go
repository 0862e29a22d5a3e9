package request_test

import (
	"testing"
	"time"

	"peerbot/aws/peering"
	"peerbot/bot/request"
)

// What makes an approval valid besides its digest.
func TestValidate(t *testing.T) {
	t.Parallel()
	const valid = 24 * time.Hour
	self := owners("mina", "mina joon")
	self[1].SelfApproval = true
	for _, tt := range []struct {
		name     string
		by       string // who approved for seoul
		policies []request.Policy
		age      time.Duration
		want     map[string]request.Lapse // by account
	}{
		{"all counts", "joon", owners("mina", "joon"), valid - time.Second, nil},
		{"too old, both", "joon", owners("mina", "joon"), valid, map[string]request.Lapse{tokyo: request.TooOld, seoul: request.TooOld}},
		{"an owner of seoul no more", "joon", owners("mina", "aiko"), time.Minute, map[string]request.Lapse{seoul: request.NotAnOwner}},
		{"who requested it owns tokyo no more", "joon", owners("aiko", "joon"), time.Minute, map[string]request.Lapse{tokyo: request.NotAnOwner}},
		{"an account that is not configured any more", "joon", owners("mina", "joon")[:1], time.Minute, map[string]request.Lapse{seoul: request.NotAnOwner}},
		{"nobody is known", "joon", nil, time.Minute, map[string]request.Lapse{tokyo: request.NotAnOwner, seoul: request.NotAnOwner}},
		{"self-approval, allowed", "mina", self, time.Minute, nil},
		{"self-approval, not allowed any more", "mina", owners("mina", "mina joon"), time.Minute, map[string]request.Lapse{seoul: request.NoSelfApproval}},
	} {
		r, err := asked(tokyo).Approve(tt.by, []string{seoul}, start)
		if err != nil || r.State != request.Approved {
			t.Fatalf("%s: %s, %v", tt.name, r.State, err)
		}
		r.RequestedBy = "mina"
		for i := range r.Decisions {
			if r.Decisions[i].Implied {
				r.Decisions[i].Person = "mina"
			}
		}
		got, marked := r.Validate(tt.policies, valid, start.Add(tt.age))
		if len(marked) != len(tt.want) {
			t.Errorf("%s: marked %+v, want %v", tt.name, marked, tt.want)
		}
		for account, why := range tt.want {
			if d, ok := got.Lapsed(account); !ok || d.Lapsed != why {
				t.Errorf("%s: %s lapsed %t for %q, want %q", tt.name, account, ok, d.Lapsed, why)
			}
		}
		want := request.Approved
		if len(tt.want) > 0 {
			want = request.Pending
		}
		if got.State != want || len(got.Outstanding()) != len(tt.want) {
			t.Errorf("%s: %s, waits for %v, want %s and %v", tt.name, got.State, got.Outstanding(), want, tt.want)
		}
		if r.State != request.Approved || len(r.Outstanding()) != 0 {
			t.Errorf("%s: the request that was validated has changed", tt.name)
		}
	}
}

// What lapsed stays so, and another approval takes its place.
func TestALapsedApprovalIsGivenAgain(t *testing.T) {
	t.Parallel()
	r, err := asked(tokyo).Approve("joon", []string{seoul}, start)
	if err != nil {
		t.Fatal(err)
	}
	rejected := peering.Connection{ID: "pcx-1", Status: peering.Rejected}
	r, marked := r.WithoutConnection(rejected, start)
	if len(marked) != 1 || r.State != request.Pending {
		t.Fatalf("Undo: %s, %+v", r.State, marked)
	}
	if r, marked = r.WithoutConnection(rejected, start); len(marked) != 0 {
		t.Errorf("marked twice: %+v", marked)
	}
	r, err = r.Approve("joon", []string{seoul}, start.Add(time.Minute))
	if err != nil || r.State != request.Approved {
		t.Errorf("approved again: %s, %v", r.State, err)
	}
	if _, ok := r.Lapsed(seoul); ok {
		t.Error("it still counts as lapsed")
	}
}

func TestNobodyDecidesAfterTheDeadline(t *testing.T) {
	t.Parallel()
	r := asked(tokyo)
	if _, err := r.Approve("joon", []string{seoul}, r.ExpiresAt); err == nil {
		t.Error("approved at its end")
	}
	if _, err := r.Deny("joon", seoul, "no", r.ExpiresAt.Add(time.Hour)); err == nil {
		t.Error("denied after its end")
	}
	if _, err := r.Approve("joon", []string{seoul}, r.ExpiresAt.Add(-time.Millisecond)); err != nil {
		t.Errorf("just before: %v", err)
	}
}

// Whose approval a connection takes with it that ended in AWS.
func TestWhoEndedTheConnectionIsAskedAgain(t *testing.T) {
	t.Parallel()
	approved, err := asked(tokyo).Approve("joon", []string{seoul}, start)
	if err != nil {
		t.Fatal(err)
	}
	approved.Done = []peering.Step{{Kind: peering.Create}}
	for status, want := range map[peering.Status]map[string]request.Lapse{
		peering.Rejected: {seoul: request.RejectedInAWS},
		peering.Deleting: {tokyo: request.DeletedInAWS, seoul: request.DeletedInAWS},
		peering.Deleted:  {tokyo: request.DeletedInAWS, seoul: request.DeletedInAWS},
		peering.Expired:  {},
		peering.Failed:   {},
	} {
		r, marked := approved.WithoutConnection(peering.Connection{Status: status}, start)
		if len(marked) != len(want) || len(r.Outstanding()) != len(want) || len(r.Done) != 0 {
			t.Errorf("%s: marked %+v, waits for %v, done %v; want %v", status, marked, r.Outstanding(), r.Done, want)
		}
		for account, why := range want {
			if d, ok := r.Lapsed(account); !ok || d.Lapsed != why {
				t.Errorf("%s: %s lapsed for %q, want %q", status, account, d.Lapsed, why)
			}
		}
	}
}

func TestValidUntilIsOfTheOldestApproval(t *testing.T) {
	t.Parallel()
	r := asked(tokyo)
	if got := r.ValidUntil(time.Hour); !got.Equal(start.Add(time.Hour)) {
		t.Errorf("ValidUntil = %s, want an hour after it was requested", got)
	}
	r, err := r.Approve("joon", []string{seoul}, start.Add(time.Minute))
	if err != nil {
		t.Fatal(err)
	}
	if got := r.ValidUntil(time.Hour); !got.Equal(start.Add(time.Hour)) {
		t.Errorf("ValidUntil = %s, want that of the older one", got)
	}
	if got := asked().ValidUntil(time.Hour); !got.IsZero() {
		t.Errorf("ValidUntil = %s without an approval, want none", got)
	}
}

// AWS forgets a connection some hours after it ended.
func TestAConnectionThatAWSHasForgotten(t *testing.T) {
	t.Parallel()
	r := asked(tokyo, seoul)
	r.State, r.UpdatedAt = request.Applying, start
	r.Done = []peering.Step{{Kind: peering.Create, PCX: "pcx-1"}}
	want, later := r.Plan.Peering, start.Add(time.Hour)
	c, gone := r.Vanished(want, peering.Observed{}, later)
	if !gone || c.ID != "pcx-1" || c.Status != peering.Deleted {
		t.Errorf("Vanished = %+v, %t, want pcx-1 as deleted", c, gone)
	}
	if _, gone := r.Vanished(want, peering.Observed{}, start.Add(time.Minute)); gone {
		t.Error("gone a minute after it was made: AWS may be late in showing it")
	}
	shown := peering.Observed{Requester: peering.View{Connections: []peering.Connection{
		{ID: "pcx-1", Status: peering.Active, Requester: want.Requester.VPC, Accepter: want.Accepter.VPC},
	}}}
	known := want
	known.PCX = "pcx-1"
	if _, gone := r.Vanished(known, shown, later); gone {
		t.Error("gone, and AWS shows it")
	}
	absent := want
	absent.Absent = true
	if _, gone := r.Vanished(absent, peering.Observed{}, later); gone {
		t.Error("gone from under a request that deletes it")
	}
	r.Done = nil
	if _, gone := r.Vanished(want, peering.Observed{}, later); gone {
		t.Error("gone, and none was made")
	}
}
