package peeringtest_test

import (
	"testing"
	"testing/synctest"
	"time"

	"peerbot/aws/peering"
	"peerbot/aws/peering/peeringtest"
)

// only returns delays of one change, and none of others.
func only(what peeringtest.Change, d peeringtest.Delay) func(peeringtest.Change) peeringtest.Delay {
	return func(c peeringtest.Change) peeringtest.Delay {
		if c == what {
			return d
		}
		return peeringtest.Delay{}
	}
}

func TestWhatIsShownLate(t *testing.T) {
	t.Parallel()
	status := func(o peering.Observed) string {
		if len(o.Accepter.Connections) == 0 {
			return "none"
		}
		return string(o.Accepter.Connections[0].Status)
	}
	tests := []struct {
		what  peeringtest.Change
		delay peeringtest.Delay
		do    func(*peeringtest.Console, string) error
		shown func(peering.Observed) string
		want  []string // by look
	}{
		{peeringtest.Status, peeringtest.Delay{Looks: 2}, (*peeringtest.Console).Accept, status, []string{"pending-acceptance", "pending-acceptance", "active", "active"}},
		{peeringtest.Status, peeringtest.Delay{Looks: 1, Flaps: 2}, (*peeringtest.Console).Accept, status, []string{
			"pending-acceptance", "active", "pending-acceptance", "active", "pending-acceptance", "active", "active",
		}},
		{peeringtest.Provisioned, peeringtest.Delay{Looks: 1}, (*peeringtest.Console).Accept, status, []string{"provisioning", "active"}},
		{peeringtest.Tags, peeringtest.Delay{Looks: 3}, func(c *peeringtest.Console, id string) error {
			return c.Tag(id, peering.Accepter, "team", "net")
		}, func(o peering.Observed) string { return o.Accepter.Connections[0].Tags["team"] }, []string{"", "", "", "net"}},
		{peeringtest.Routes, peeringtest.Delay{Looks: 1}, func(c *peeringtest.Console, id string) error {
			return c.AddRoute("rtb-0000000b", "10.1.0.0/16", id)
		}, func(o peering.Observed) string {
			return o.Accepter.Tables[0].Routes[len(o.Accepter.Tables[0].Routes)-1].Target
		}, []string{"local", "pcx-00000001"}},
	}
	for _, tt := range tests {
		w, p := pair(newClock())
		who := w.Console("alice")
		id, err := who.Request(p.Requester.VPC, p.Accepter.VPC)
		must(t, err)
		w.Rest()
		w.SetDelays(only(tt.what, tt.delay))
		must(t, tt.do(who, id))
		for i, want := range tt.want {
			if got := tt.shown(observe(t, w, p)); got != want {
				t.Errorf("%s, look %d shows %q, want %q", tt.what, i+1, got, want)
			}
		}
	}
}

func TestANewConnectionIsNotThereYet(t *testing.T) {
	t.Parallel()
	for _, side := range []peering.Side{peering.Requester, peering.Accepter} {
		what := map[peering.Side]peeringtest.Change{peering.Requester: peeringtest.ShownToRequester, peering.Accepter: peeringtest.ShownToAccepter}[side]
		w, p := pair(newClock())
		w.SetDelays(only(what, peeringtest.Delay{Looks: 2}))
		who := w.Console("alice")
		id, err := who.Request(p.Requester.VPC, p.Accepter.VPC)
		must(t, err)
		wantError(t, who.Tag(id, side, "team", "net"), peering.NotFound, "InvalidVpcPeeringConnectionID.NotFound")
		must(t, who.Tag(id, side.Other(), "team", "net"))
		for look := range 3 {
			have := observe(t, w, p)
			if n := len(have.Side(side).Connections); (n == 1) != (look == 2) {
				t.Errorf("look %d of the %s shows %d connections, want it at the third", look+1, side, n)
			}
			if n := len(have.Side(side.Other()).Connections); n != 1 {
				t.Errorf("look %d of the %s shows %d connections, want it", look+1, side.Other(), n)
			}
		}
		must(t, who.Tag(id, side, "team", "net"))
	}
}

func TestStatesMoveByTheClock(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := peeringtest.New(time.Now)
		w.SetDelays(func(peeringtest.Change) peeringtest.Delay { return peeringtest.Delay{Time: 10 * time.Second} })
		from, to := w.VPC(peeringtest.Tokyo, "a", "10.1.0.0/16"), w.VPC(peeringtest.Seoul, "b", "10.2.0.0/16")
		id, err := w.Console("alice").Request(from, to)
		must(t, err)
		for range 100 { // looking does not help
			observe(t, w, peering.Peering{Requester: peering.End{VPC: from}, Accepter: peering.End{VPC: to}})
		}
		if c := w.Live()[0]; c.Status != peering.Initiating {
			t.Errorf("at once: %s, want %s", c.Status, peering.Initiating)
		}
		time.Sleep(20 * time.Second)
		observe(t, w, peering.Peering{Requester: peering.End{VPC: from}, Accepter: peering.End{VPC: to}})
		time.Sleep(10 * time.Second)
		observe(t, w, peering.Peering{Requester: peering.End{VPC: from}, Accepter: peering.End{VPC: to}})
		must(t, w.Console("bob").Accept(id))
		time.Sleep(10 * time.Second)
		if c := w.Live()[0]; c.Status != peering.Active {
			t.Errorf("after half a minute: %s, want %s", c.Status, peering.Active)
		}
		time.Sleep(7 * 24 * time.Hour)
		id, err = w.Console("alice").Request(to, from)
		must(t, err)
		time.Sleep(7*24*time.Hour + 10*time.Second)
		if c := w.Connections()[1]; c.ID != id || c.Status != peering.Expired {
			t.Errorf("after a week: %s, want %s", c.Status, peering.Expired)
		}
	})
}

func TestAConnectionIsHeld(t *testing.T) {
	t.Parallel()
	w, p := pair(newClock())
	id, err := w.Console("alice").Request(p.Requester.VPC, p.Accepter.VPC)
	must(t, err)
	w.Hold(id, true)
	for range 5 {
		observe(t, w, p)
	}
	w.Rest()
	if c := w.Live()[0]; c.Status != peering.Initiating {
		t.Errorf("held, it is %s", c.Status)
	}
	w.Hold(id, false)
	observe(t, w, p)
	observe(t, w, p)
	if c := w.Live()[0]; c.Status != peering.Pending {
		t.Errorf("let go, it is %s", c.Status)
	}
}
