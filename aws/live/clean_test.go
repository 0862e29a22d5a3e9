package live

import (
	"bytes"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"unicode/utf8"

	"peerbot/aws/peering"
	"peerbot/aws/sim"
)

func TestClean(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ name, in, want string }{
		{"plain", "The vpc ID 'vpc-1' does not exist", "The vpc ID 'vpc-1' does not exist"},
		{"lines", "one\n  two\tthree", "one two three"},
		{"encoded", "No. Encoded authorization failure message: 4GIOHlTkIaWHQD0Q0m6XSnuUMCm", "No."},
		{"external id", "Value 'prod-external-id' at 'externalId' failed", "Value '[external id]' at 'externalId' failed"},
		{
			"canonical request",
			"The signature does not match.\n\nThe Canonical String for this request should have been\n'POST\nx-amz-security-token:FwoG\n'",
			"The signature does not match.",
		},
		{"token", "bad header x-amz-security-token: FwoGZXIvYXdzE; sorry", "bad header [cut]; sorry"},
		{"blob", "see " + strings.Repeat("Zm9v", 30) + " there", "see [cut] there"},
	} {
		if got := clean(tt.in, "prod-external-id"); got != tt.want {
			t.Errorf("%s: clean = %q, want %q", tt.name, got, tt.want)
		}
	}
	long := clean(strings.Repeat("ä b ", 400), "")
	if len(long) > maxMessage+len("…") || !utf8.ValidString(long) {
		t.Errorf("a long message became %d bytes, valid %t", len(long), utf8.ValidString(long))
	}
}

// However a call goes wrong, what it says has no secret in it.
func TestErrorsAndLogsLeakNoSecret(t *testing.T) {
	t.Parallel()
	echo := func(secrets ...string) string {
		return "Value '" + secrets[0] + "' at 'externalId' failed.\nThe Canonical String for this request should have been\n'x-amz-security-token:" +
			strings.Join(secrets, "\n") + "'"
	}
	for _, tt := range []struct {
		name  string
		fault sim.Fault
		edit  func(*Options)
	}{
		{"denied", sim.Fault{Action: "DescribeVpcs", Code: "UnauthorizedOperation", HTTPStatus: http.StatusForbidden, Message: "Encoded authorization failure message: " + strings.Repeat("c2VjcmV0", 40)}, nil},
		{"signature", sim.Fault{Action: "AssumeRole", Code: "SignatureDoesNotMatch", HTTPStatus: http.StatusForbidden, Message: echo("prod-external-id", "bots-secret-key", "bots-session-token")}, nil},
		{"validation", sim.Fault{Action: "AssumeRole", Code: "ValidationError", HTTPStatus: http.StatusBadRequest, Message: echo("prod-external-id")}, nil},
		{"5xx", sim.Fault{Action: "DescribeSubnets", Times: -1}, nil},
		{"no answer", sim.Fault{Action: "DescribeRouteTables", Effect: sim.DoThenLose, Times: -1}, nil},
		{"identity", sim.Fault{Action: "GetCallerIdentity", Times: -1}, nil},
		{"wrong external id", sim.Fault{}, func(o *Options) { o.Accounts.(Accounts)[0].ExternalID = "prod-external-id-of-yesterday" }},
		{"swapped roles", sim.Fault{}, func(o *Options) {
			o.Accounts.(Accounts)[0].RoleARN, o.Accounts.(Accounts)[1].RoleARN = o.Accounts.(Accounts)[1].RoleARN, o.Accounts.(Accounts)[0].RoleARN
			o.Accounts.(Accounts)[0].ExternalID, o.Accounts.(Accounts)[1].ExternalID = o.Accounts.(Accounts)[1].ExternalID, o.Accounts.(Accounts)[0].ExternalID
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			want := wish(w.vpc(t, prodID, tokyo, "payments", "10.1.0.0/16"), w.vpc(t, prodID, tokyo, "lake", "10.2.0.0/16"))
			var said bytes.Buffer
			c := w.cloud(t, func(o *Options) {
				o.Log = slog.New(slog.NewTextHandler(&said, &slog.HandlerOptions{Level: slog.LevelDebug}))
				if tt.edit != nil {
					tt.edit(o)
				}
				o.Log.Debug("configured", "accounts", o.Accounts, "first", o.Accounts.(Accounts)[0])
			})
			if tt.fault.Action != "" {
				w.Inject(tt.fault)
			}
			_, err := c.Observe(t.Context(), want)
			if err == nil {
				t.Fatal("Observe succeeded, want an error to look at")
			}
			fmt.Fprintf(&said, "%v %+v\n", err, err)
			for e := err; e != nil; {
				fmt.Fprintf(&said, "%v %+v\n", e, e)
				u, ok := e.(interface{ Unwrap() error })
				if !ok {
					break
				}
				e = u.Unwrap()
			}
			fmt.Fprintf(&said, "%v %+v", c.accounts, c.accounts)
			for _, secret := range []string{"prod-external-id", "data-external-id", "bots-secret-key", "bots-session-token", "FwoG", "c2VjcmV0c2Vj"} {
				if strings.Contains(said.String(), secret) {
					t.Errorf("%q is in what was said:\n%s", secret, said.String())
				}
			}
		})
	}
}

func TestTheEncodedMessageIsCutOutOfAWriteToo(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	c := w.cloud(t)
	want := w.pair(t)
	have := observe(t, c, want)
	w.Inject(sim.Fault{
		Action: "CreateVpcPeeringConnection", Code: "UnauthorizedOperation", HTTPStatus: http.StatusForbidden,
		Message: "You are not authorized to perform this operation. Encoded authorization failure message: short",
	})
	_, err := c.Do(t.Context(), somebody, want, have, step(t, want, have, peering.Create))
	if call := wantClass(t, err, peering.Denied); call.Action != "ec2:CreateVpcPeeringConnection" || strings.Contains(call.Error(), "short") {
		t.Errorf("got %v", call)
	}
}
