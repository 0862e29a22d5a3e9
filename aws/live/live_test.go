package live

import (
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"

	"peerbot/aws/peering"
)

func TestNewRefusesWhatCannotWork(t *testing.T) {
	t.Parallel()
	good := Account{Alias: "prod", ID: prodID, Regions: []string{tokyo}}
	for _, tt := range []struct {
		name     string
		accounts []Account
		want     string
	}{
		{"none", nil, "no AWS accounts"},
		{"short id", []Account{{Alias: "prod", ID: "1234", Regions: []string{tokyo}}}, `"1234" is not 12 digits`},
		{"no Regions", []Account{{Alias: "prod", ID: prodID}}, "no Regions"},
		{"same id", []Account{good, {Alias: "data", ID: prodID, Regions: []string{tokyo}}}, `"111111111111" is configured twice`},
		{"same alias", []Account{good, {Alias: "prod", ID: dataID, Regions: []string{tokyo}}}, `"prod" is configured twice`},
	} {
		_, err := New(Options{Accounts: Accounts(tt.accounts), Config: aws.Config{Credentials: credentials.NewStaticCredentialsProvider("a", "b", "")}})
		if err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: New = %v, want it to say %q", tt.name, err, tt.want)
		}
	}
	if _, err := New(Options{Accounts: Accounts{good}}); err == nil || !strings.Contains(err.Error(), "no base credentials") {
		t.Errorf("New without credentials = %v", err)
	}
}

func TestPlacesThatAreNotConfiguredAreRefused(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	c := w.cloud(t)
	want := w.pair(t)
	have := observe(t, c, want)
	mark := w.CallCount()

	unknown := want
	unknown.Accepter.VPC.Account = botID
	_, err := c.Observe(t.Context(), unknown)
	if call := wantClass(t, err, peering.AssumeRoleFailed); call.Refusal.Code != peering.AccountUnconfigured {
		t.Errorf("refusal = %v", call.Refusal)
	}
	_, err = c.Find(t.Context(), peering.Query{Account: prodID, Region: "eu-west-1", VPC: "payments"})
	if call := wantClass(t, err, peering.NoRegion); call.Refusal.Code != peering.RegionUnconfigured || !slices.Contains(call.Refusal.Regions, tokyo) {
		t.Errorf("refusal = %v, want it to list the Regions", call.Refusal)
	}
	elsewhere, s := want, step(t, want, have, peering.Create)
	elsewhere.Requester.VPC.Region, s.At.Region = "eu-west-1", "eu-west-1"
	_, err = c.Do(t.Context(), somebody, elsewhere, peering.Observed{}, s)
	wantClass(t, err, peering.NoRegion)
	for _, call := range w.CallsSince(mark) {
		if call.Action == "CreateVpcPeeringConnection" || call.Region == "eu-west-1" {
			t.Errorf("%s was called in %s", call.Action, call.Region)
		}
	}
}
