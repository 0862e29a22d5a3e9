package live

import (
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"peerbot/aws/peering"
	"peerbot/aws/sim"
)

// stsCalls returns the STS actions since the mark.
func (w *world) stsCalls(mark int) []string {
	var out []string
	for _, k := range w.CallsSince(mark) {
		if k.Service == "sts" {
			out = append(out, k.Action)
		}
	}
	slices.Sort(out)
	return out
}

func TestCloudTrailTellsWhoAndWhy(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	c := w.cloud(t)
	want := w.pair(t)
	mark := w.CallCount()
	advance(t, c, &want, "")
	wrote := 0
	for _, k := range w.CallsSince(mark) {
		if k.Service != "ec2" {
			continue
		}
		if strings.HasPrefix(k.Action, "Describe") {
			if k.Session != "peerbot-observe" || k.SourceIdentity != "peerbot" || len(k.SessionTags) != 0 {
				t.Errorf("%s as %q, %q, %v, want the observer", k.Action, k.Session, k.SourceIdentity, k.SessionTags)
			}
			continue
		}
		wrote++
		tags := map[string]string{"request": "R42", "approver": "U0123"}
		if k.Session != "peerbot-R42" || k.SourceIdentity != "slack-U0123" || !maps.Equal(k.SessionTags, tags) {
			t.Errorf("%s as %q, %q, %v, want request and person", k.Action, k.Session, k.SourceIdentity, k.SessionTags)
		}
	}
	if wrote < 5 {
		t.Errorf("%d writes were seen, want at least create, tag, accept and two routes", wrote)
	}
}

func TestRolesAreAssumedOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	c := w.cloud(t)
	want := w.pair(t)
	mark := w.CallCount()
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			if _, err := c.Observe(t.Context(), want); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	once := []string{"AssumeRole", "AssumeRole", "GetCallerIdentity", "GetCallerIdentity"}
	if got := w.stsCalls(mark); !slices.Equal(got, once) {
		t.Errorf("observing eight times at once called %v, want %v", got, once)
	}
	for _, k := range w.CallsSince(mark) {
		if k.Service == "sts" && k.Region != tokyo {
			t.Errorf("%s was called in %s, want the accounts' first Region", k.Action, k.Region)
		}
	}

	mark = w.CallCount()
	if err := c.Prepare(t.Context(), somebody, want, prodID, dataID); err != nil {
		t.Fatal(err)
	}
	if got := w.stsCalls(mark); !slices.Equal(got, once) {
		t.Errorf("Prepare called %v, want %v", got, once)
	}
	mark = w.CallCount()
	advance(t, c, &want, "")
	if got := w.stsCalls(mark); len(got) != 0 {
		t.Errorf("after Prepare the steps called %v, want nothing", got)
	}
}

func TestCredentialsOfAnotherAccountDoNothing(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	want := w.pair(t)
	have := observe(t, w.cloud(t), want)
	c := w.cloud(t, func(o *Options) {
		a, b := &o.Accounts.(Accounts)[0], &o.Accounts.(Accounts)[1]
		a.RoleARN, b.RoleARN = b.RoleARN, a.RoleARN
		a.ExternalID, b.ExternalID = b.ExternalID, a.ExternalID
	})
	mark := w.CallCount()
	_, err := c.Do(t.Context(), somebody, want, have, step(t, want, have, peering.Create))
	call := wantClass(t, err, peering.WrongAccount)
	if call.Account == call.Refusal.Account || !strings.Contains(prodID+dataID, call.Account) || !strings.Contains(prodID+dataID, call.Refusal.Account) {
		t.Errorf("%v names not both accounts", call)
	}
	if got := w.calls(mark); len(got) != 0 {
		t.Errorf("EC2 was called: %v", got)
	}
	// What another account shows is not believed either.
	_, err = c.Observe(t.Context(), want)
	wantClass(t, err, peering.WrongAccount)
	_, err = c.Find(t.Context(), peering.Query{Account: prodID, VPC: "lake"})
	wantClass(t, err, peering.WrongAccount)
}

func TestBaseCredentialsOfTheBotsOwnAccount(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	mine := w.vpc(t, botID, tokyo, "tools", "10.6.0.0/16")
	account := func(id string) Account { return Account{Alias: "bot", ID: id, Regions: []string{tokyo}} }
	direct := func(id string) func(*Options) {
		return func(o *Options) { o.Accounts = append(o.Accounts.(Accounts), account(id)) }
	}
	w.grant(t, append(w.accounts(), account(botID))...)
	c := w.cloud(t, direct(botID))
	want := wish(mine, w.vpc(t, dataID, seoul, "lake", "10.2.0.0/16"))
	have := advance(t, c, &want, "")
	if conn, ok := peering.Current(want, have); !ok || conn.Status != peering.Active {
		t.Errorf("Current = %+v, %t", conn, ok)
	}
	for k := range c.sessions {
		if k.account == botID && k.actor != (peering.Actor{}) {
			t.Errorf("%+v is kept, although the base credentials carry nobody's name", k)
		}
	}

	c = w.cloud(t, direct("333333333333"))
	_, err := c.Find(t.Context(), peering.Query{Account: "333333333333", VPC: "tools"})
	wantClass(t, err, peering.WrongAccount)
}

func TestARoleThatCannotBeAssumed(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name  string
		spoil func(*world)
		edit  func(*Options)
	}{
		{"wrong external id", func(*world) {}, func(o *Options) { o.Accounts.(Accounts)[1].ExternalID = "guessed" }},
		{"no such role", func(w *world) { w.RemoveRole(w.accounts()[1].RoleARN) }, func(*Options) {}},
		{"no right to set a source identity", func(w *world) {
			a := w.accounts()[1]
			w.AddRole(sim.Role{ARN: a.RoleARN, ExternalID: a.ExternalID, NoSourceIdentity: true})
		}, func(*Options) {}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			tt.spoil(w)
			c := w.cloud(t, tt.edit)
			want := w.pair(t)
			mark := w.CallCount()
			_, err := c.Observe(t.Context(), want)
			call := wantClass(t, err, peering.AssumeRoleFailed)
			if call.Action != "sts:AssumeRole" || call.Account != dataID || call.Code != "AccessDenied" || call.RequestID == "" {
				t.Errorf("got %+v", call)
			}
			tried := 0
			for _, action := range w.stsCalls(mark) {
				if action == "AssumeRole" {
					tried++
				}
			}
			if tried > 2 {
				t.Errorf("roles were assumed %d times, want once per account", tried)
			}
		})
	}
}

func TestARoleThatIsTakenAwayAndComesBack(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	c := w.cloud(t)
	want := w.pair(t)
	observe(t, c, want)
	a := w.accounts()[1]
	w.RemoveRole(a.RoleARN)
	_, err := c.Observe(t.Context(), want)
	if call := wantClass(t, err, peering.AssumeRoleFailed); call.Account != dataID {
		t.Errorf("got %+v", call)
	}
	// The SDK lets an AssumeRole under way go on, and who comes meanwhile
	// shares its answer: let it end before the role is back.
	if err := c.session(a, peering.Actor{}, pair{}).ready(t.Context()); err == nil {
		t.Fatal("the role that was taken away was assumed")
	}
	w.AddRole(sim.Role{ARN: a.RoleARN, ExternalID: a.ExternalID})
	observe(t, c, want)
}

func TestARegionThatIsNotEnabled(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	c := w.cloud(t, func(o *Options) { o.Accounts.(Accounts)[0].Regions = []string{tokyo, "ap-east-1"} })
	_, err := c.Find(t.Context(), peering.Query{Account: prodID, VPC: "payments"})
	if call := wantClass(t, err, peering.NoRegion); call.Region != "ap-east-1" {
		t.Errorf("got %+v", call)
	}
}

func TestSTSTroubleThatPassesIsNotTheRole(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name  string
		fault sim.Fault
		want  peering.Class
	}{
		{"throttled", sim.Fault{Code: "Throttling", HTTPStatus: http.StatusBadRequest}, peering.Throttled},
		{"5xx", sim.Fault{}, peering.Transient},
		{"no answer", sim.Fault{Effect: sim.DoThenLose}, peering.Transient},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			c := w.cloud(t)
			tt.fault.Action, tt.fault.Times = "AssumeRole", -1
			w.Inject(tt.fault)
			mark := w.CallCount()
			_, err := c.Find(t.Context(), peering.Query{Account: prodID, Region: tokyo, VPC: "payments"})
			if call := wantClass(t, err, tt.want); call.Action != "sts:AssumeRole" {
				t.Errorf("got %+v", call)
			}
			if got := len(w.stsCalls(mark)); got != attempts {
				t.Errorf("tried %d times, want %d and not its square", got, attempts)
			}
		})
	}
}

func TestExpiredCredentialsAreRenewed(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	c := w.cloud(t)
	q := peering.Query{Account: prodID, Region: tokyo, VPC: "payments"}
	if _, err := c.Find(t.Context(), q); err != nil {
		t.Fatal(err)
	}
	w.Inject(sim.Fault{Action: "DescribeVpcs", Code: "RequestExpired", Message: "Request has expired.", HTTPStatus: http.StatusBadRequest})
	_, err := c.Find(t.Context(), q)
	if call := wantClass(t, err, peering.Transient); !call.Again() {
		t.Errorf("%v does not ask to try again", call)
	}
	mark := w.CallCount()
	if _, err := c.Find(t.Context(), q); err != nil {
		t.Fatal(err)
	}
	if got := w.stsCalls(mark); !slices.Equal(got, []string{"AssumeRole"}) {
		t.Errorf("STS calls = %v, want new credentials and no second proof", got)
	}
}

func TestWritingSessionsGoAndReadingOnesStay(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	now := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	c := w.cloud(t, func(o *Options) { o.Now = func() time.Time { return now } })
	prod, err := c.account(prodID)
	if err != nil {
		t.Fatal(err)
	}
	c.session(prod, peering.Actor{}, pair{})
	for _, request := range []string{"R1", "R2", "R3"} {
		c.session(prod, peering.Actor{Request: request, Person: "U0123"}, pair{})
	}
	now = now.Add(writeDuration)
	kept := c.session(prod, peering.Actor{Request: "R3", Person: "U0123"}, pair{}) // used again
	now = now.Add(time.Minute)
	c.session(prod, peering.Actor{Request: "R4", Person: "U0123"}, pair{})
	if got := len(c.sessions); got != 3 {
		t.Errorf("%d sessions are kept, want the reading one, R3 and R4: %v", got, slices.Collect(maps.Keys(c.sessions)))
	}
	if c.session(prod, peering.Actor{Request: "R3", Person: "U0123"}, pair{}) != kept {
		t.Error("a session in use was replaced")
	}
	if _, ok := c.sessions[sessionKey{account: prodID, role: prod.RoleARN, externalID: prod.ExternalID}]; !ok {
		t.Error("the reading session is gone")
	}
}
