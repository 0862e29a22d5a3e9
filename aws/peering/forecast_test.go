package peering

import (
	"encoding/json"
	"slices"
	"testing"
)

func TestTheDigestCoversWhatIsApproved(t *testing.T) {
	t.Parallel()
	base := func() (Peering, Observed) {
		return wanted(tokyo, seoul), Observed{Requester: view(tokyo, 1, "10.1.0.0/16"), Accepter: view(seoul, 1, "10.2.0.0/16")}
	}
	p, o := base()
	want := Forecast(p, o).Digest
	same := map[string]func(*Peering, *Observed){
		"a name": func(_ *Peering, o *Observed) { o.Requester.VPC.Name = "main" },
		"an old one": func(_ *Peering, o *Observed) {
			o.Requester.Connections = []Connection{{ID: "pcx-1", Status: Deleted, Requester: tokyo, Accepter: seoul}}
		},
		"a local tag": func(_ *Peering, o *Observed) { o.Requester.Tables[0].Name = "x" },
		"other route": func(_ *Peering, o *Observed) {
			o.Requester.Tables[0].Routes = append(o.Requester.Tables[0].Routes, Route{Destination: mustPrefix("192.168.0.0/24"), Target: "tgw-1"})
		},
	}
	for name, edit := range same {
		p, o := base()
		edit(&p, &o)
		if got := Forecast(p, o).Digest; got != want {
			t.Errorf("%s changes the digest", name)
		}
	}
	different := map[string]func(*Peering, *Observed){
		"another VPC":  func(p *Peering, _ *Observed) { p.Accepter.VPC.VPC = "vpc-z" },
		"another id":   func(p *Peering, _ *Observed) { p.ID = "P2" },
		"deletion":     func(p *Peering, _ *Observed) { p.Absent = true },
		"DNS":          func(p *Peering, _ *Observed) { p.Accepter.DNS = true },
		"fewer routes": func(p *Peering, _ *Observed) { p.Accepter.Routes.Mode = RoutesNone },
		"a new CIDR": func(_ *Peering, o *Observed) {
			o.Accepter.VPC.CIDRs = append(o.Accepter.VPC.CIDRs, mustPrefix("10.3.0.0/16"))
		},
		"a new table": func(_ *Peering, o *Observed) { o.Accepter = view(seoul, 2, "10.2.0.0/16") },
		"a known pcx": func(p *Peering, _ *Observed) { p.PCX = "pcx-1" },
		"a taken route": func(_ *Peering, o *Observed) {
			o.Requester.Tables[1].Routes = append(o.Requester.Tables[1].Routes, Route{Destination: mustPrefix("10.2.0.0/16"), Target: "tgw-1"})
		},
	}
	for name, edit := range different {
		p, o := base()
		edit(&p, &o)
		if got := Forecast(p, o).Digest; got == want {
			t.Errorf("%s does not change the digest", name)
		}
	}
}

func TestAPlanCoversItsRestAndNothingElse(t *testing.T) {
	t.Parallel()
	p := wanted(tokyo, seoul)
	have := Observed{Requester: view(tokyo, 1, "10.1.0.0/16"), Accepter: view(seoul, 1, "10.2.0.0/16")}
	plan := Forecast(p, have)
	have = Expect(have, Ready(plan.Steps), "pcx-1")
	for _, s := range Diff(p, have) {
		if s.PCX == "" {
			t.Errorf("%q does not know the connection", s)
		}
		if !plan.Covers(s) {
			t.Errorf("the plan does not cover its own rest: %q", s)
		}
	}
	have.Accepter.VPC.CIDRs = append(have.Accepter.VPC.CIDRs, mustPrefix("10.99.0.0/16"))
	rest := Diff(p, have)
	i := slices.IndexFunc(rest, func(s Step) bool { return s.Destination == mustPrefix("10.99.0.0/16") })
	if i < 0 || plan.Covers(rest[i]) {
		t.Errorf("a route to a block that was not approved is covered (index %d)", i)
	}
	other := Step{Kind: RemoveRoute, Side: Requester, At: tokyo, Peer: seoul, Table: "rtb-a0", Destination: mustPrefix("10.2.0.0/16"), PCX: "pcx-1"}
	del := Plan{Steps: []Step{other}}
	other.PCX = "pcx-2"
	if del.Covers(other) {
		t.Error("approval to remove a route to pcx-1 covers one to pcx-2")
	}
}

func TestAPlanSurvivesJSON(t *testing.T) {
	t.Parallel()
	p := wanted(tokyo, seoul)
	p.Requester.DNS = true
	p.Accepter.Routes = RouteChoice{Mode: RoutesTables, Tables: []string{"rtb-b0"}}
	plan := Forecast(p, Observed{Requester: view(tokyo, 1, "10.1.0.0/16", "2001:db8::/56"), Accepter: view(seoul, 1, "10.2.0.0/16")})
	raw, err := json.Marshal(plan)
	if err != nil {
		t.Fatal(err)
	}
	var back Plan
	if err := json.Unmarshal(raw, &back); err != nil {
		t.Fatal(err)
	}
	if again := back.digest(); again != plan.Digest || back.Digest != plan.Digest {
		t.Errorf("digest after JSON = %s, want %s", again, plan.Digest)
	}
}

func TestAccountsAreThoseThatSomethingChangesFor(t *testing.T) {
	t.Parallel()
	o := Observed{Requester: view(tokyo, 0, "10.1.0.0/16"), Accepter: view(seoul, 0, "10.2.0.0/16")}
	got := Forecast(wanted(tokyo, seoul), o).Accounts()
	if !slices.Equal(got, []string{tokyo.Account, seoul.Account}) {
		t.Errorf("Accounts = %v", got)
	}
	p := wanted(tokyo, seoul)
	tests := []struct {
		name string
		step Step
		want []string
	}{
		{"waiting changes nothing", Step{Kind: AwaitGone, Side: Requester}, nil},
		{"one side's route", Step{Kind: RemoveRoute, Side: Accepter}, []string{seoul.Account}},
		{"deleting takes it from both", Step{Kind: Delete, Side: Requester}, []string{tokyo.Account, seoul.Account}},
	}
	for _, tt := range tests {
		if got := (Plan{Peering: p, Steps: []Step{tt.step}}).Accounts(); !slices.Equal(got, tt.want) {
			t.Errorf("%s: Accounts = %v, want %v", tt.name, got, tt.want)
		}
	}
}
