package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"

	"peerbot/aws/peering"
)

// tour plays the walkthrough against the local services and tells it.
type tour struct {
	*local
	out   io.Writer
	meter *meter
	told  map[string]bool // messages that were printed, by channel, ts and text
}

// runTour plays the walkthrough from the request to the deletion. It returns
// an error if anything is not as it should be, in the channel or in AWS.
func runTour(ctx context.Context, out io.Writer) error {
	ctx, cancel := context.WithTimeout(ctx, 2*time.Minute)
	defer cancel()
	t := &tour{out: out, told: map[string]bool{}}
	var err error
	t.local, err = startLocal(localOptions{addr: "127.0.0.1:0", wrap: func(h http.Handler) http.Handler {
		t.meter = &meter{next: h, latency: 15 * time.Millisecond}
		return t.meter
	}})
	if err != nil {
		return err
	}
	defer t.close()
	log := slog.New(slog.NewTextHandler(out, &slog.HandlerOptions{Level: slog.LevelError}))
	return t.with(ctx, log, t.play)
}

func (t *tour) play(ctx context.Context) error {
	url := t.slackURL + "/people"
	mina, joon := person{url, "mina"}, person{url, "joon"}

	t.scene("The first drift check of an installation posts one sentence")
	if err := t.types(ctx, mina, "/peering sweep"); err != nil {
		return err
	}
	if _, err := t.see(ctx, mina, "platform", "the baseline", func(m message) bool { return strings.Contains(m.Text, "Drift check is on") }); err != nil {
		return err
	}

	t.scene("Mina requests a peering between tokyo/main and seoul/main: two accounts, two Regions")
	if err := t.types(ctx, mina, `/peering request tokyo/main seoul/main reason="shared login"`); err != nil {
		return err
	}
	card, err := t.see(ctx, joon, "net-seoul", "the card", func(m message) bool { return m.has("approve") })
	if err != nil {
		return err
	}

	t.scene("Mina can't approve for the other account")
	if err := t.click(ctx, mina, "platform", "approve"); err != nil {
		return err
	}
	if _, err := t.see(ctx, mina, "platform", "the refusal", func(m message) bool {
		return m.Ephemeral && strings.Contains(m.Text, "You don't own")
	}); err != nil {
		return err
	}

	t.scene("Joon owns seoul, and approves")
	begin, mark := time.Now(), t.cloud.CallCount()
	fmt.Fprintf(t.out, "\n#net-seoul  joon presses Approve\n")
	if _, err := joon.clicks(ctx, card, "approve"); err != nil {
		return err
	}
	if _, err := t.see(ctx, joon, "net-seoul", "Active", func(m message) bool {
		return m.TS == card.TS && !m.has("approve") && strings.Contains(m.Text, "Active")
	}); err != nil {
		return err
	}
	end := time.Now()
	calls := t.meter.between(begin, end)
	actions := t.count(mark)
	if err := t.peered(ctx); err != nil {
		return err
	}

	t.scene("The peering as it is in AWS now")
	if err := t.types(ctx, mina, "/peering show P1"); err != nil {
		return err
	}
	if _, err := t.see(ctx, mina, "platform", "the peering", func(m message) bool {
		return m.Ephemeral && strings.Contains(m.Text, "pcx-") && strings.Contains(m.Text, "10.2.0.0/16")
	}); err != nil {
		return err
	}

	if err := t.drift(ctx, mina, joon); err != nil {
		return err
	}
	if err := t.inbound(ctx, mina, joon); err != nil {
		return err
	}

	t.scene("Mina requests to delete the peering, and Joon approves")
	if err := t.types(ctx, mina, `/peering delete P1 reason="the tour is over"`); err != nil {
		return err
	}
	card, err = t.see(ctx, joon, "net-seoul", "the card of the deletion", func(m message) bool { return strings.Contains(m.Text, "tour is over") && m.has("approve") })
	if err != nil {
		return err
	}
	fmt.Fprintf(t.out, "\n#net-seoul  joon presses Approve\n")
	if _, err := joon.clicks(ctx, card, "approve"); err != nil {
		return err
	}
	if _, err := t.see(ctx, joon, "net-seoul", "Deleted", func(m message) bool { return m.TS == card.TS && strings.Contains(m.Text, "Deleted") }); err != nil {
		return err
	}
	if err := t.gone(ctx); err != nil {
		return err
	}
	t.measured(calls, actions, end.Sub(begin))
	fmt.Fprintf(t.out, "\nAWS ended as it should: the peering was active with routes on both sides, and nothing of it is left.\n")
	return nil
}

// drift deletes a route behind peerbot's back, and has it repaired.
func (t *tour) drift(ctx context.Context, mina, joon person) error {
	t.scene("Someone deletes a route directly in AWS, and the drift check finds it")
	for _, table := range t.cloud.Tables() {
		if table.VPC != t.vpcs["seoul"][0].ID {
			continue
		}
		for _, r := range table.Routes {
			if strings.HasPrefix(r.Target, "pcx-") {
				if err := t.deleteRoute(ctx, table.ID, r.Destination); err != nil {
					return err
				}
			}
		}
	}
	if err := t.types(ctx, mina, "/peering sweep"); err != nil {
		return err
	}
	found, err := t.see(ctx, joon, "net-seoul", "the finding", func(m message) bool { return m.has("repair") })
	if err != nil {
		return err
	}
	t.scene("Mina requests a repair, and Joon approves")
	if err := t.types(ctx, mina, "/peering repair P1"); err != nil {
		return err
	}
	card, err := t.see(ctx, joon, "net-seoul", "the repair", func(m message) bool { return m.TS > found.TS && m.has("approve") })
	if err != nil {
		return err
	}
	fmt.Fprintf(t.out, "\n#net-seoul  joon presses Approve\n")
	if _, err := joon.clicks(ctx, card, "approve"); err != nil {
		return err
	}
	if _, err := t.see(ctx, joon, "net-seoul", "that it is resolved", func(m message) bool { return m.TS == found.TS && strings.Contains(m.Text, "· resolved") }); err != nil {
		return err
	}
	return t.peered(ctx)
}

// inbound has somebody ask in AWS, outside peerbot, and Joon accept.
func (t *tour) inbound(ctx context.Context, mina, joon person) error {
	t.scene("Someone requests a peering directly in AWS, and its accepter gets a card")
	if err := t.requestInAWS(); err != nil {
		return err
	}
	if err := t.types(ctx, mina, "/peering sweep"); err != nil {
		return err
	}
	card, err := t.see(ctx, joon, "net-seoul", "the inbound request", func(m message) bool { return strings.Contains(m.Text, "directly in AWS") && m.has("approve") })
	if err != nil {
		return err
	}
	fmt.Fprintf(t.out, "\n#net-seoul  joon presses Accept\n")
	if _, err := joon.clicks(ctx, card, "approve"); err != nil {
		return err
	}
	if _, err := t.see(ctx, joon, "net-seoul", "that it is accepted", func(m message) bool { return m.TS == card.TS && strings.Contains(m.Text, "Accepted") }); err != nil {
		return err
	}
	for _, p := range t.cloud.Peerings() {
		if p.Requester.Account == t.world[3].id && p.State == "active" {
			return nil
		}
	}
	return errors.New("the inbound peering is not active")
}

func (t *tour) scene(text string) { fmt.Fprintf(t.out, "\n── %s\n", text) }

// types types a command in #platform, and prints it.
func (t *tour) types(ctx context.Context, p person, text string) error {
	const channel = "platform"
	fmt.Fprintf(t.out, "\n#%s  %s: %s\n", channel, p.name, text)
	r, err := p.types(ctx, channel, text)
	if err != nil {
		return err
	}
	for _, m := range r.Messages {
		t.tell(channel, m)
	}
	return nil
}

// click presses the button of the newest message that has it.
func (t *tour) click(ctx context.Context, p person, channel, action string) error {
	fmt.Fprintf(t.out, "\n#%s  %s presses %s\n", channel, p.name, strings.ToUpper(action[:1])+action[1:])
	m, err := p.sees(ctx, channel, "a button "+action, func(m message) bool { return m.has(action) })
	if err != nil {
		return err
	}
	_, err = p.clicks(ctx, m, action)
	return err
}

// see waits for a message, and prints it with the bot's answers on the way.
func (t *tour) see(ctx context.Context, p person, channel, what string, want func(message) bool) (message, error) {
	m, err := p.sees(ctx, channel, what, want)
	if err != nil {
		return m, err
	}
	all, _, err := p.messages(ctx, channel, "")
	if err != nil {
		return m, err
	}
	for _, x := range all {
		t.tell(channel, x)
	}
	return m, nil
}

func (t *tour) tell(channel string, m message) {
	key := channel + m.TS + m.Text
	if t.told[key] || !m.Bot {
		return
	}
	t.told[key] = true
	only := ""
	if m.Ephemeral {
		only = " (only visible to you)"
	}
	if m.ThreadTS != "" && m.ThreadTS != m.TS {
		only = " (in the thread)"
	}
	fmt.Fprintf(t.out, "\n#%s  %s%s\n", channel, m.UserName, only)
	for line := range strings.Lines(m.Text) {
		fmt.Fprintf(t.out, "    %s\n", strings.TrimRight(line, "\n"))
	}
}

// client is a client for one account and Region of the local AWS.
func (t *tour) client(a demoAccount) *ec2.Client {
	return ec2.NewFromConfig(aws.Config{
		Region: a.regions[0], BaseEndpoint: aws.String(t.awsURL),
		Credentials: credentials.NewStaticCredentialsProvider(a.id, "local", ""),
	})
}

// peered checks with the SDK that both sides have an active peering and the
// route to the other's block.
func (t *tour) peered(ctx context.Context) error {
	seen := map[string]bool{}
	for i, a := range t.world[:2] {
		c := t.client(a)
		pcxs, err := c.DescribeVpcPeeringConnections(ctx, &ec2.DescribeVpcPeeringConnectionsInput{Filters: []types.Filter{
			{Name: aws.String("requester-vpc-info.vpc-id"), Values: []string{t.vpcs["tokyo"][0].ID}},
		}})
		if err != nil {
			return err
		}
		if len(pcxs.VpcPeeringConnections) != 1 || pcxs.VpcPeeringConnections[0].Status.Code != types.VpcPeeringConnectionStateReasonCodeActive {
			return fmt.Errorf("%s does not show one active peering: %d shown", a.alias, len(pcxs.VpcPeeringConnections))
		}
		p := pcxs.VpcPeeringConnections[0]
		seen[aws.ToString(p.VpcPeeringConnectionId)] = true
		if !slices.ContainsFunc(p.Tags, func(x types.Tag) bool {
			return aws.ToString(x.Key) == peering.TagManaged
		}) {
			return fmt.Errorf("%s does not show our tags", a.alias)
		}
		destination := t.vpcs[t.world[1-i].alias][0].CIDRs[0].String()
		n, err := routes(ctx, c, t.vpcs[a.alias][0].ID, aws.ToString(p.VpcPeeringConnectionId), destination)
		if err != nil {
			return err
		}
		if n != 1 {
			return fmt.Errorf("%s has %d active routes to %s through the peering, want 1", a.alias, n, destination)
		}
	}
	if len(seen) != 1 {
		return fmt.Errorf("the two sides show different peerings: %v", slices.Collect(maps.Keys(seen)))
	}
	return nil
}

// gone checks with the SDK that no peering and no route is left: then both
// VPCs can be deleted, which AWS refuses otherwise.
func (t *tour) gone(ctx context.Context) error {
	for _, a := range t.world[:2] {
		c := t.client(a)
		vpc := t.vpcs[a.alias][0].ID
		n, err := routes(ctx, c, vpc, "", "")
		if err != nil {
			return err
		}
		if n != 0 {
			return fmt.Errorf("%s has %d routes left to a peering", a.alias, n)
		}
		if _, err := c.DeleteVpc(ctx, &ec2.DeleteVpcInput{VpcId: aws.String(vpc)}); err != nil {
			return fmt.Errorf("%s: the VPC cannot be deleted: %w", a.alias, err)
		}
	}
	return nil
}

// routes counts the routes of a VPC to a peering: active ones to this peering
// and block, or, when they are empty, any to any.
func routes(ctx context.Context, c *ec2.Client, vpc, pcx, destination string) (int, error) {
	out, err := c.DescribeRouteTables(ctx, &ec2.DescribeRouteTablesInput{Filters: []types.Filter{{Name: aws.String("vpc-id"), Values: []string{vpc}}}})
	if err != nil {
		return 0, err
	}
	if len(out.RouteTables) == 0 {
		return 0, errors.New("no route table is shown for " + vpc)
	}
	n := 0
	for _, table := range out.RouteTables {
		for _, r := range table.Routes {
			to := aws.ToString(r.VpcPeeringConnectionId)
			switch {
			case to == "":
			case pcx == "":
				n++
			case to == pcx && aws.ToString(r.DestinationCidrBlock) == destination && r.State == types.RouteStateActive:
				n++
			}
		}
	}
	return n, nil
}

// count counts the calls since a mark by action.
func (t *tour) count(mark int) map[string]int {
	n := map[string]int{}
	for _, c := range t.cloud.CallsSince(mark) {
		n[c.Service+":"+c.Action]++
	}
	return n
}

// floor is what Approve to Active takes at the least: the calls, and how many
// of them wait one for another. EC2 has no call that does two of these things
// or reads two kinds of object, and none that waits.
var floor = []struct {
	calls, chain int
	why          string
}{
	{8, 1, "plan again at the click: VPC, subnets, route tables and peerings of both sides"},
	{4, 2, "a session per account, named after request and approver, and proof of its account"},
	{2, 0, "describe before create, both sides, at the same time"},
	{1, 1, "create, tagged"},
	{4, 2, "both sides see it, twice in a row: one read may be stale"},
	{1, 1, "tag the accepter's side: each account has tags of its own"},
	{1, 1, "accept"},
	{2, 1, "both sides see it active"},
	{8, 1, "everything that routes depend on, read again before the first route"},
	{2, 1, "one route on each side"},
	{4, 1, "read back route tables and peering, both sides"},
}

// measured prints what it cost.
func (t *tour) measured(calls []metered, actions map[string]int, took time.Duration) {
	t.scene("AWS calls from Approve to Active")
	n, deep := 0, 0
	for _, f := range floor {
		n, deep = n+f.calls, deep+f.chain
	}
	fmt.Fprintf(t.out, "\n    calls %d, at least %d; longest chain of calls that wait for one another %d, at least %d; %.1f s\n\n",
		len(calls), n, chain(calls), deep, took.Seconds())
	for _, a := range slices.Sorted(maps.Keys(actions)) {
		fmt.Fprintf(t.out, "    %3d  %s\n", actions[a], a)
	}
	fmt.Fprintf(t.out, "\n    why not fewer (calls, and how many of them in the chain):\n")
	for _, f := range floor {
		fmt.Fprintf(t.out, "    %3d %2d  %s\n", f.calls, f.chain, f.why)
	}
}
