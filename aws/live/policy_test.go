package live

import (
	"errors"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"
	"github.com/aws/aws-sdk-go-v2/service/sts"
	"github.com/aws/smithy-go"

	"peerbot/aws/peering"
	"peerbot/aws/sim"
)

// rolePolicy is what we print for the first account of the world.
func rolePolicy(t *testing.T, w *world, o PolicyOptions) Policy {
	t.Helper()
	return RolePolicy(w.accounts()[0], o)
}

func TestARolesPolicyIsWhatPermissionsListAndNoMore(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	var got, want []string
	for _, s := range rolePolicy(t, w, PolicyOptions{Peers: w.accounts()}).Statement {
		for _, action := range s.Action {
			if strings.Contains(action, "*") {
				t.Errorf("%s allows %s", s.Sid, action)
			}
			if s.Resource[0] == "*" && !strings.HasPrefix(action, "ec2:Describe") && action != lookupEvents {
				t.Errorf("%s allows %s on everything", s.Sid, action)
			}
			got = append(got, action+" "+strings.TrimSuffix(s.Resource[0][strings.LastIndexByte(s.Resource[0], ':')+1:], "/*"))
		}
		// CloudTrail has no key for the Region.
		if s.Action[0] != lookupEvents && !slices.Equal(s.Condition["StringEquals"]["ec2:Region"], []string{tokyo, seoul}) {
			t.Errorf("%s holds in every Region: %v", s.Sid, s.Condition)
		}
	}
	for _, p := range Permissions() {
		for _, on := range p.Resources {
			if p.Who == Role && p.Action != callerIdentity {
				want = append(want, p.Action+" "+on)
			}
		}
	}
	slices.Sort(got)
	slices.Sort(want)
	if got = slices.Compact(got); !slices.Equal(got, want) {
		t.Errorf("the policy allows %v\nwhat is needed is %v", got, want)
	}
}

// lifetime makes a peering with all that belongs to it, loses a tag, mends it,
// releases the peering and takes it back, deletes it, and looks for stale rules
// and groups. It returns the first error.
func lifetime(t *testing.T, w *world, c *Cloud, want peering.Peering) error {
	t.Helper()
	lost, released := false, false
	for range 60 {
		have, err := c.Observe(t.Context(), want)
		if err != nil {
			return err
		}
		steps := slices.DeleteFunc(peering.Diff(want, have), func(s peering.Step) bool { return !s.Writes() })
		switch {
		case len(steps) > 0:
			pcx, err := c.Do(t.Context(), somebody, want, have, steps[0])
			if err != nil {
				return err
			}
			if pcx != "" {
				want.PCX = pcx
			}
		case want.Absent:
			if err := rejectOne(t, w, c, want); err != nil {
				return err
			}
			if _, err := c.StaleRules(t.Context(), want.Requester.VPC); err != nil {
				return err
			}
			p, err := c.reader(t.Context(), want.Requester.VPC.Account, want.Requester.VPC.Region)
			if err != nil {
				return err
			}
			_, err = p.readGroups(t.Context(), []string{want.Requester.VPC.VPC}) // a survey does without
			return err
		case want.Released:
			want.Released, want.Adopting, released = false, true, true // back again, without tags
		case released:
			want.Adopting, want.Absent = false, true
		case lost:
			want.Released, want.Adopting = true, false
		default:
			// It is an orphan, of which no record knows, and is adopted.
			lost, want.Adopting = true, true
			for _, side := range []peering.Side{peering.Requester, peering.Accepter} {
				at, tags := want.Side(side).VPC, want.Tags()
				tags[peering.TagPeering] = "P3"
				w.SetTags(at.Account, at.Region, want.PCX, tags)
			}
		}
	}
	t.Fatal("not done after 60 rounds")
	return nil
}

// oldLifetime is what becomes of a peering that an earlier release made, with its
// tags: one is released, another one has its DNS option changed, a third gets the
// tags of this release, and a fourth is deleted.
func oldLifetime(t *testing.T, w *world, c *Cloud, want peering.Peering) error {
	t.Helper()
	want.Requester.DNS = false
	advance(t, c, &want, "")
	retag := func(tags map[string]string) {
		for _, side := range []peering.Side{peering.Requester, peering.Accepter} {
			at := want.Side(side).VPC
			w.SetTags(at.Account, at.Region, want.PCX, tags)
		}
	}
	old := want
	old.Install = ""
	released, renewed := old, want
	released.Released = true
	renewed.OldTags, renewed.RenewTags = true, true
	gone := old
	gone.Absent = true
	resolved := old
	resolved.Requester.DNS = true
	for _, next := range []peering.Peering{released, resolved, renewed, gone} {
		retag(old.Tags())
		for range 20 {
			have, err := c.Observe(t.Context(), next)
			if err != nil {
				return err
			}
			steps := slices.DeleteFunc(peering.Diff(next, have), func(s peering.Step) bool { return !s.Writes() })
			if len(steps) == 0 {
				break
			}
			if _, err := c.Do(t.Context(), somebody, next, have, steps[0]); err != nil {
				return err
			}
		}
	}
	for _, p := range w.Peerings() {
		if p.State == "active" {
			t.Errorf("it is there still: %+v", p)
		}
	}
	return nil
}

// rejectOne has somebody ask for the pair outside peerbot, and rejects it.
func rejectOne(t *testing.T, w *world, c *Cloud, want peering.Peering) error {
	t.Helper()
	r, a := want.Requester.VPC, want.Accepter.VPC
	asked, err := w.AddPeering(sim.Peering{
		State:     "pending-acceptance",
		Requester: sim.Side{Account: r.Account, Region: r.Region, VPC: r.VPC},
		Accepter:  sim.Side{Account: a.Account, Region: a.Region, VPC: a.VPC},
	})
	if err != nil {
		t.Fatal(err)
	}
	in := peering.Peering{ID: "P2", Requester: peering.End{VPC: r}, Accepter: peering.End{VPC: a}, PCX: asked.ID, External: true}
	have, err := c.Observe(t.Context(), in)
	if err != nil {
		return err
	}
	_, err = c.Do(t.Context(), somebody, in, have, peering.Step{Kind: peering.Reject, Side: peering.Accepter, At: a, Peer: r, PCX: asked.ID})
	return err
}

// life is a peering between two accounts and Regions, with DNS.
func (w *world) life(t *testing.T) peering.Peering {
	t.Helper()
	want := w.pair(t)
	w.dnsOn(t, want.Requester.VPC, want.Accepter.VPC)
	want.Requester.DNS, want.Accepter.DNS = true, true
	return want
}

// without returns the policy without one action of one statement.
func (p Policy) without(statement, action int) Policy {
	out := Policy{Version: p.Version}
	for i, s := range p.Statement {
		if i == statement {
			s.Action = slices.Delete(slices.Clone(s.Action), action, action+1)
		}
		if len(s.Action) > 0 {
			out.Statement = append(out.Statement, s)
		}
	}
	return out
}

// Nothing that we print is superfluous: without any one action of any one
// statement something goes wrong, and says what is missing.
func TestAPeeringNeedsEveryActionOfTheRolesPolicy(t *testing.T) {
	t.Parallel()
	full := newWorld(t)
	for _, life := range []func(*testing.T, *world, *Cloud, peering.Peering) error{lifetime, oldLifetime} {
		whole := newWorld(t)
		if err := life(t, whole, whole.cloud(t), whole.life(t)); err != nil {
			t.Fatalf("with the whole policy: %v", err)
		}
	}
	for i, s := range rolePolicy(t, full, PolicyOptions{Peers: full.accounts()}).Statement {
		for j, action := range s.Action {
			if action == lookupEvents {
				continue // never required: see TestEventsOfASideThatMayNotBeReadAreMissingOnly
			}
			life := lifetime
			if strings.HasSuffix(s.Sid, "Before") {
				life = oldLifetime
			}
			t.Run(s.Sid+" "+action, func(t *testing.T) {
				t.Parallel()
				w := newWorld(t)
				for _, a := range w.accounts() {
					p := RolePolicy(a, PolicyOptions{Peers: w.accounts()})
					w.role(t, a, p.without(i, j), TrustPolicy(botARN, a.ExternalID))
				}
				err := life(t, w, w.cloud(t), w.life(t))
				call := wantClass(t, err, peering.Denied)
				if !strings.Contains(call.Message, "perform: "+action) {
					t.Errorf("got %v, want a denial of %s", err, action)
				}
			})
		}
	}
}

func TestASessionNeedsEveryActionOfTrustAndOfTheBot(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	account := w.accounts()[0]
	trust := TrustPolicy(botARN, account.ExternalID)
	bot := BotPolicy(w.accounts(), PolicyOptions{})
	own := RolePolicy(account, PolicyOptions{Peers: w.accounts()})
	check := func(action string) {
		t.Helper()
		err := w.cloud(t).Prepare(t.Context(), somebody, peering.Peering{}, prodID)
		if call := wantClass(t, err, peering.AssumeRoleFailed); !strings.Contains(call.Message, "perform: "+action+" on") {
			t.Errorf("without %s: %v", action, err)
		}
	}
	for i, s := range trust.Statement {
		w.role(t, account, own, trust.without(i, 0))
		check(s.Action[0])
	}
	w.role(t, account, own, trust)
	for j, action := range bot.Statement[0].Action {
		w.bot(t, bot.without(0, j))
		check(action)
	}
	w.bot(t, bot)
	if err := w.cloud(t).Prepare(t.Context(), somebody, peering.Peering{}, prodID); err != nil {
		t.Errorf("with everything: %v", err)
	}
}

// denied fails the test unless EC2 refuses for want of permission.
func denied(t *testing.T, what string, err error) {
	t.Helper()
	var api smithy.APIError
	if !errors.As(err, &api) || api.ErrorCode() != "UnauthorizedOperation" && api.ErrorCode() != "AccessDenied" {
		t.Errorf("%s: %v, want a denial", what, err)
	}
}

// With the whole of the role in hand, which no session of ours has, nothing that is
// not ours can be touched.
func TestARoleMayNotTouchWhatIsNotOurs(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	want := w.pair(t)
	stranger := w.vpc(t, "333333333333", tokyo, "other", "10.3.0.0/16")
	foreign, err := w.AddPeering(sim.Peering{Requester: sim.Side{VPC: want.Requester.VPC.VPC}, Accepter: sim.Side{VPC: want.Accepter.VPC.VPC}})
	if err != nil {
		t.Fatal(err)
	}
	asked, err := w.AddPeering(sim.Peering{Requester: sim.Side{VPC: stranger.VPC}, Accepter: sim.Side{VPC: want.Requester.VPC.VPC}, State: "pending-acceptance"})
	if err != nil {
		t.Fatal(err)
	}
	mine := w.vpc(t, prodID, tokyo, "mine", "10.7.0.0/16")
	ourPeering, err := w.AddPeering(sim.Peering{Requester: sim.Side{VPC: mine.VPC, Tags: want.Tags()}, Accepter: sim.Side{VPC: want.Accepter.VPC.VPC}})
	if err != nil {
		t.Fatal(err)
	}
	cfg := w.assumed(t, w.accounts()[0])
	k := ec2.NewFromConfig(cfg)
	ctx, dry := t.Context(), aws.Bool(true)
	vpc, pcx := aws.String(want.Requester.VPC.VPC), aws.String(foreign.ID)
	ours := toTags(want.Tags())
	spec := func(tags []types.Tag) []types.TagSpecification {
		return []types.TagSpecification{{ResourceType: types.ResourceTypeVpcPeeringConnection, Tags: tags}}
	}
	for what, call := range map[string]func() error{
		"delete a foreign peering": func() error {
			_, err := k.DeleteVpcPeeringConnection(ctx, &ec2.DeleteVpcPeeringConnectionInput{VpcPeeringConnectionId: pcx})
			return err
		},
		"change its options": func() error {
			_, err := k.ModifyVpcPeeringConnectionOptions(ctx, dnsInput(peering.Step{PCX: foreign.ID, Side: peering.Requester}, nil))
			return err
		},
		"tag it as somebody else's": func() error {
			_, err := k.CreateTags(ctx, &ec2.CreateTagsInput{Resources: []string{foreign.ID}, Tags: toTags(map[string]string{peering.TagManaged: "terraform"})})
			return err
		},
		"tag it with another key": func() error {
			_, err := k.CreateTags(ctx, &ec2.CreateTagsInput{Resources: []string{foreign.ID}, Tags: append(toTags(map[string]string{"owner": "me"}), ours...)})
			return err
		},
		"tag a VPC": func() error {
			_, err := k.CreateTags(ctx, &ec2.CreateTagsInput{Resources: []string{*vpc}, Tags: ours})
			return err
		},
		"untag": func() error {
			_, err := k.DeleteTags(ctx, &ec2.DeleteTagsInput{Resources: []string{foreign.ID}})
			return err
		},
		"take every tag off ours": func() error {
			_, err := k.DeleteTags(ctx, &ec2.DeleteTagsInput{Resources: []string{ourPeering.ID}})
			return err
		},
		"take another's tag off ours": func() error {
			_, err := k.DeleteTags(ctx, &ec2.DeleteTagsInput{Resources: []string{ourPeering.ID}, Tags: append(toTags(map[string]string{"owner": "me"}), ours...)})
			return err
		},
		"accept from a stranger": func() error {
			_, err := k.AcceptVpcPeeringConnection(ctx, &ec2.AcceptVpcPeeringConnectionInput{VpcPeeringConnectionId: aws.String(asked.ID)})
			return err
		},
		"tag what a stranger asks": func() error {
			_, err := k.CreateTags(ctx, &ec2.CreateTagsInput{Resources: []string{asked.ID}, Tags: ours})
			return err
		},
		"create towards a stranger": func() error {
			_, err := k.CreateVpcPeeringConnection(ctx, &ec2.CreateVpcPeeringConnectionInput{
				VpcId: vpc, PeerVpcId: aws.String(stranger.VPC), PeerOwnerId: aws.String(stranger.Account), TagSpecifications: spec(ours),
			})
			return err
		},
		"create without our tags": func() error {
			_, err := k.CreateVpcPeeringConnection(ctx, &ec2.CreateVpcPeeringConnectionInput{
				VpcId: vpc, PeerVpcId: aws.String(want.Accepter.VPC.VPC), PeerOwnerId: aws.String(dataID), PeerRegion: aws.String(seoul),
			})
			return err
		},
		"replace a route": func() error {
			_, err := k.ReplaceRoute(ctx, &ec2.ReplaceRouteInput{
				RouteTableId: aws.String(w.VPCs()[0].MainTable), DestinationCidrBlock: aws.String("10.1.0.0/16"), LocalTarget: dry,
			})
			return err
		},
		"delete the VPC": func() error {
			_, err := k.DeleteVpc(ctx, &ec2.DeleteVpcInput{VpcId: vpc})
			return err
		},
		"read in a Region that is not configured": func() error {
			_, err := k.DescribeVpcs(ctx, &ec2.DescribeVpcsInput{}, func(o *ec2.Options) { o.Region = "us-east-1" })
			return err
		},
		"assume another role": func() error {
			_, err := sts.NewFromConfig(cfg).AssumeRole(ctx, &sts.AssumeRoleInput{RoleArn: aws.String(w.accounts()[1].RoleARN), RoleSessionName: aws.String("peerbot-x")})
			return err
		},
	} {
		denied(t, what, call())
	}
	if got, _ := w.Peering(foreign.ID); got.State != "active" || len(got.Requester.Tags) > 0 {
		t.Errorf("the foreign peering is %+v", got)
	}
	if _, err := k.RejectVpcPeeringConnection(ctx, &ec2.RejectVpcPeeringConnectionInput{VpcPeeringConnectionId: aws.String(asked.ID)}); err != nil {
		t.Errorf("reject what a stranger asks: %v, want that anybody's can be rejected", err)
	}
}

func TestOnlyTaggedVPCsAndTablesAreTouched(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for _, a := range w.accounts() {
		p := RolePolicy(a, PolicyOptions{Peers: w.accounts(), OnlyTagged: map[string]string{"peering": "yes"}})
		w.role(t, a, p, TrustPolicy(botARN, a.ExternalID))
	}
	want := w.life(t)
	var tagged []string
	for _, next := range []struct{ denied, tag string }{
		{"ec2:CreateVpcPeeringConnection", want.Requester.VPC.VPC},
		{"ec2:AcceptVpcPeeringConnection", want.Accepter.VPC.VPC},
		{"ec2:CreateRoute", ""},
	} {
		call := wantClass(t, lifetime(t, w, w.cloud(t), want), peering.Denied)
		if call.Action != next.denied {
			t.Fatalf("with tags on %v: %v, want a denial of %s", tagged, call, next.denied)
		}
		if all := w.Peerings(); len(all) > 0 {
			want.PCX = all[0].ID
		}
		tagged = append(tagged, next.tag)
		w.tag(t, next.tag)
	}
	for _, table := range w.Tables() {
		w.tag(t, table.ID)
	}
	if err := lifetime(t, w, w.cloud(t), want); err != nil {
		t.Errorf("with tags on everything: %v", err)
	}
}

// tag puts the tag of OnlyTagged on a VPC or a route table.
func (w *world) tag(t *testing.T, id string) {
	t.Helper()
	for _, v := range w.VPCs() {
		tables := slices.DeleteFunc(w.Tables(), func(x sim.Table) bool { return x.VPC != v.ID || x.ID != id })
		if v.ID == id || len(tables) > 0 {
			tags := maps.Clone(v.Tags)
			tags["peering"] = "yes"
			w.SetTags(v.Account, v.Region, id, tags)
		}
	}
}

func TestPoliciesOfOtherPartitions(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		account Account
		want    string
	}{
		{Account{ID: prodID, RoleARN: "arn:aws-us-gov:iam::" + prodID + ":role/peerbot", Regions: []string{"us-gov-west-1"}}, "arn:aws-us-gov:ec2:*:" + prodID + ":vpc/*"},
		{Account{ID: prodID, Regions: []string{"cn-north-1"}}, "arn:aws-cn:ec2:*:" + prodID + ":vpc/*"},
		{Account{ID: prodID, Regions: []string{"us-gov-east-1"}}, "arn:aws-us-gov:ec2:*:" + prodID + ":vpc/*"},
		{Account{ID: prodID, Regions: []string{tokyo}}, "arn:aws:ec2:*:" + prodID + ":vpc/*"},
	} {
		p := RolePolicy(tt.account, PolicyOptions{Peers: []Account{tt.account}})
		if got := text(t, p); !strings.Contains(got, `"`+tt.want+`"`) || tt.want[:8] != "arn:aws:" && strings.Contains(got, "arn:aws:") {
			t.Errorf("%v: no %s in %s", tt.account, tt.want, got)
		}
	}
}
