package main

import (
	"errors"
	"testing"

	"peerbot/aws/peering"
	"peerbot/bot/directory"
)

// What peerbot refuses itself is a code; on a terminal it is in words, too.
func TestCheckSaysWhatPeerbotRefused(t *testing.T) {
	t.Parallel()
	refused := &peering.CallError{
		Action: "sts:AssumeRole", Account: "111111111111", Region: "eu-west-1", Code: "NotConfigured", Class: peering.NoRegion,
		Refusal: &peering.Refusal{Code: peering.RegionUnconfigured, Regions: []string{"ap-northeast-1"}},
	}
	const want = "no token\ntokyo 111111111111 eu-west-1 sts:AssumeRole: eu-west-1 isn't configured for tokyo. Configured: ap-northeast-1."
	if got := plainError(directory.Names{Accounts: map[string]string{"111111111111": "tokyo"}}, errors.Join(errors.New("no token"), refused)); got != want {
		t.Errorf("plainError = %q, want %q", got, want)
	}
}
