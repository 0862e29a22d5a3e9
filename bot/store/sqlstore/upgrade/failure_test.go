package upgrade

import (
	"encoding/json"
	"net/netip"
	"testing"
	"time"

	"peerbot/aws/peering"
	"peerbot/bot/request"
)

func TestFailures(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	step := peering.Step{Kind: peering.AwaitActive, Side: peering.Requester}
	denied := "User: arn:aws:sts::222222222222:assumed-role/peerbot/x is not authorized to perform: ec2:CreateTags on resource: \"*\""
	for _, tt := range []struct {
		name string
		old  failure
		want request.Failure
	}{
		{
			"a permission is missing",
			failure{
				Step: &step, Action: "ec2:CreateVpcPeeringConnection", Account: "222222222222", Region: "eu-west-1", Code: "UnauthorizedOperation",
				Message: "ec2:CreateVpcPeeringConnection in seoul eu-west-1: UnauthorizedOperation: " + denied,
				Hint:    "the role of account seoul lacks ec2:CreateTags: add it, then retry", Exists: "nothing was changed",
			},
			request.Failure{
				Code: request.CallFailed, Step: &step, Exists: &request.Existing{Unchanged: true},
				Call: &peering.CallError{Action: "ec2:CreateVpcPeeringConnection", Account: "222222222222", Region: "eu-west-1", Code: "UnauthorizedOperation", Message: denied, Class: peering.Denied},
			},
		},
		{
			"nobody heard the answer",
			failure{Action: "ec2:CreateRoute", Account: "1", Message: "ec2:CreateRoute in 1: connection reset: by peer", Hint: "AWS did not answer properly; it goes on by itself", Exists: "pcx-1 (active), 12 routes to it"},
			request.Failure{
				Code: request.CallFailed, Exists: &request.Existing{PCX: "pcx-1", Status: peering.Active, Routes: 12},
				Call: &peering.CallError{Action: "ec2:CreateRoute", Account: "1", Message: "connection reset: by peer", Class: peering.Transient},
			},
		},
		{
			"an error that nobody knows",
			failure{Action: "ec2:CreateRoute", Account: "1", Code: "Odd", Message: "ec2:CreateRoute in 1: Odd: what?", Hint: "look at the message; when it is mended, retry (AWS request id a-b-c)"},
			request.Failure{Code: request.CallFailed, Call: &peering.CallError{Action: "ec2:CreateRoute", Account: "1", Code: "Odd", Message: "what?", RequestID: "a-b-c"}},
		},
		{
			"it took too long",
			failure{Step: &step, Message: "AWS did not get there in 10m0s: wait until AWS says active", Hint: "look at what AWS has now, then retry", Exists: "pcx-1 (provisioning)"},
			request.Failure{Code: request.WaitedTooLong, Step: &step, Waited: 10 * time.Minute, Exists: &request.Existing{PCX: "pcx-1", Status: peering.Provisioning}},
		},
		{
			"somebody rejected it",
			failure{Code: "rejected", Message: "pcx-1 was rejected in AWS, by somebody outside peerbot", Hint: "find out why", Exists: "nothing that carries traffic"},
			request.Failure{Code: request.ConnectionEnded, Connection: &peering.Connection{ID: "pcx-1", Status: peering.Rejected}, Exists: &request.Existing{}},
		},
		{
			"AWS could not make it",
			failure{Code: "failed", Message: "AWS could not make pcx-1: Invalid parameters", Exists: "nothing that carries traffic"},
			request.Failure{Code: request.ConnectionEnded, Connection: &peering.Connection{ID: "pcx-1", Status: peering.Failed, Message: "Invalid parameters"}, Exists: &request.Existing{}},
		},
		{
			"blocks overlap",
			failure{Code: "cidr-overlap", Message: "10.1.0.0/16 of main overlaps 10.1.2.0/24 of main", Hint: "one of them needs other addresses", Exists: "no peering connection of ours"},
			request.Failure{Code: request.BlockedBy, Exists: &request.Existing{}, Problem: &peering.Problem{
				Code: peering.CIDROverlap, Blocking: true, RequesterCIDR: netip.MustParsePrefix("10.1.0.0/16"), AccepterCIDR: netip.MustParsePrefix("10.1.2.0/24"),
			}},
		},
		{
			"a problem of one side, and nobody wrote down which",
			failure{Code: "vpc-missing", Message: "vpc-1 does not exist in account 1, Region eu-west-1", Hint: "check the id, and the Region it is in"},
			request.Failure{Code: request.BlockedBy, Problem: &peering.Problem{
				Code: peering.VPCMissing, Blocking: true, Text: "vpc-1 does not exist in account 1, Region eu-west-1", Hint: "check the id, and the Region it is in",
			}},
		},
		{
			"the peering was let go",
			failure{Message: "P1 is released by now, so there is nothing left that R2 may change", Hint: "`withdraw R2` ends it", Exists: "nothing was changed"},
			request.Failure{Code: request.Refused, Err: &request.UserError{Code: request.EndedMeanwhile, ID: "P1", State: "released", Other: "R2"}, Exists: &request.Existing{Unchanged: true}},
		},
		{
			"a sentence that is none of these",
			failure{Message: "nobody owns seoul", Hint: "an operator lists an owner", Exists: "who knows"},
			request.Failure{Code: request.Refused, Text: "nobody owns seoul", Hint: "an operator lists an owner"},
		},
	} {
		tt.old.At, tt.want.At = at, at
		got, err := Request(body(t, map[string]any{"ID": "R1", "Failure": tt.old}))
		if err != nil {
			t.Fatal(err)
		}
		var r request.Request
		if err := json.Unmarshal(got, &r); err != nil {
			t.Fatal(err)
		}
		if string(body(t, r.Failure)) != string(body(t, tt.want)) {
			t.Errorf("%s: %s, want %s", tt.name, body(t, r.Failure), body(t, tt.want))
		}
	}
}

func TestRequests(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ name, old, want string }{
		{"nothing to change", `{"Failure":null,"ID":"R1","Plan":{"digest":"d"},"Reason":"undo"}`, `{"Failure":null,"ID":"R1","Plan":{"digest":"d"},"Reason":"undo"}`},
		{"an undoing", `{"Asker":"U1","Reason":"undo R12"}`, `{"Asker":"U1","Cause":{"Code":"undo","ID":"R12"},"Reason":""}`},
		{"its expiry", `{"Asker":"peerbot","Reason":"its time is over"}`, `{"Asker":"peerbot","Cause":{"Code":"expiry-reached"},"Reason":""}`},
		{"somebody wrote the same", `{"Asker":"U1","Reason":"its time is over"}`, `{"Asker":"U1","Reason":"its time is over"}`},
		{
			"exceptions", `{"Plan":{"peering":{"accepter":{"routes":{"beside":["a"],"mode":"main"}},"requester":{"routes":{"without":["b"]}}}}}`,
			`{"Plan":{"peering":{"accepter":{"routes":{"extra":["a"],"mode":"main"}},"requester":{"routes":{"excluded":["b"]}}}}}`,
		},
	} {
		got, err := Request([]byte(tt.old))
		if err != nil || string(got) != tt.want {
			t.Errorf("%s: %s, %v, want %s", tt.name, got, err, tt.want)
		}
	}
	for _, bad := range []string{`{`, `{"Plan":7}`, `{"Failure":7}`, `{"Plan":{"problems":[7]}}`, `{"Reason":7}`} {
		if _, err := Request([]byte(bad)); err == nil {
			t.Errorf("Request(%s) is no error", bad)
		}
	}
}
