package live

import (
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/smithy-go"

	"peerbot/aws/peering"
)

// own is an account without a role: the base credentials are its own.
var own = Account{Alias: "bot", ID: botID, Regions: []string{tokyo}}

// answering returns a Cloud for own whose every EC2 call gets the answer.
func answering(t *testing.T, answer http.HandlerFunc) *Cloud {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.Contains(r.Header.Get("Authorization"), "/sts/") {
			fmt.Fprintf(w, `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>
				<Account>%s</Account></GetCallerIdentityResult></GetCallerIdentityResponse>`, botID)
			return
		}
		answer(w, r)
	}))
	t.Cleanup(server.Close)
	c, err := New(Options{
		Accounts: Accounts{own},
		Config: aws.Config{
			Credentials:  credentials.NewStaticCredentialsProvider("AKIDEXAMPLE", "bots-secret-key", "bots-session-token"),
			BaseEndpoint: aws.String(server.URL),
		},
		backoff: noWait,
	})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// ec2Error writes an error as EC2 does.
func ec2Error(w http.ResponseWriter, status int, code, message string) {
	w.Header().Set("Content-Type", "text/xml;charset=UTF-8")
	w.WriteHeader(status)
	fmt.Fprintf(w, `<?xml version="1.0" encoding="UTF-8"?>
<Response><Errors><Error><Code>%s</Code><Message>`, code)
	xml.EscapeText(w, []byte(message))
	fmt.Fprint(w, `</Message></Error></Errors><RequestID>59dbff89-35bd-4eac-99ed-be587EXAMPLE</RequestID></Response>`)
}

// The codes of EC2's list that the calls of this package can meet, and what
// people saw AWS say with them.
func TestClassify(t *testing.T) {
	t.Parallel()
	const pcx = "pcx-0123456789abcdef0"
	for _, tt := range []struct {
		code    string
		message string
		status  int // 0 means 400
		want    peering.Class
	}{
		{"InvalidVpcPeeringConnectionID.NotFound", "The vpcPeeringConnection ID '" + pcx + "' does not exist", 0, peering.NotFound},
		{"InvalidVpcPeeringConnectionId.Malformed", `Invalid id: "pcx-x"`, 0, peering.Invalid},
		{"InvalidVpcID.NotFound", "The vpc ID 'vpc-x' does not exist", 0, peering.NotFound},
		{"InvalidVpcID.Malformed", `Invalid id: ""`, 0, peering.Invalid},
		{"InvalidVpcId.Malformed", `Invalid id: ""`, 0, peering.Invalid},
		{"InvalidStateTransition", "Invalid state transition for " + pcx + ", attempted to transition from failed to deleting", 0, peering.WrongState},
		{"OperationNotPermitted", "Incorrect region (us-east-1) specified for this request. VPC peering connection " + pcx + " must be accepted in region sa-east-1", 0, peering.WrongAccount},
		{"OperationNotPermitted", "Incorrect region (us-east-1) specified for this request. VPC peering connection " + pcx + " must be accepted or rejected in region sa-east-1", 0, peering.WrongAccount},
		{"OperationNotPermitted", "User 111111111111 cannot accept peering " + pcx, 0, peering.WrongAccount},
		{"OperationNotPermitted", "User 111111111111 cannot reject peering " + pcx, 0, peering.WrongAccount},
		{"OperationNotPermitted", "User 111111111111 does not have permission to modify the accepter side peering options", 0, peering.WrongAccount},
		{"OperationNotPermitted", "Peering " + pcx + " is not active. Peering options can be added only to active peerings.", 0, peering.WrongState},
		{"OperationNotPermitted", "Modifying VPC peering connection options AllowEgressFromLocalClassicLinkToRemoteVpc is not supported for cross-region VPC peering connections", 0, peering.Invalid},
		{"OperationNotPermitted", "something new", 0, peering.Invalid},
		{"InvalidVpcPeeringConnectionState.DnsHostnamesDisabled", "To enable DNS hostname resolution for the VPC peering connection, DNS hostname support must be enabled for the VPCs.", 0, peering.Invalid},
		{"VpcPeeringConnectionAlreadyExists", "The vpc peering connection identified by " + pcx + " already exists.", 0, peering.Exists},
		{"ActiveVpcPeeringConnectionPerVpcLimitExceeded", "No.", 0, peering.Limit},
		{"OutstandingVpcPeeringConnectionLimitExceeded", "No.", 0, peering.Limit},
		{"PendingVpcPeeringConnectionLimitExceeded", "Vpc peering connection request limit exceeded.", 0, peering.Limit},
		{"VpcPeeringConnectionsPerVpcLimitExceeded", "No.", 0, peering.Limit},
		{"RouteAlreadyExists", "The route identified by 10.2.0.0/16 already exists.", 0, peering.Exists},
		{"RouteLimitExceeded", "The maximum number of routes has been reached.", 0, peering.Limit},
		{"InvalidRouteTableID.NotFound", "The routeTable ID 'rtb-x' does not exist", 0, peering.NotFound},
		{"InvalidRouteTableId.Malformed", "No.", 0, peering.Invalid},
		{"InvalidRoute.NotFound", "no route with destination-cidr-block 10.2.0.0/16 in route table rtb-x", 0, peering.NotFound},
		{"InvalidParameterValue", "route table rtb-x and network gateway " + pcx + " belong to different networks", 0, peering.Invalid},
		{"InvalidParameterCombination", "No.", 0, peering.Invalid},
		{"InvalidGroup.NotFound", "You have specified two resources that belong to different networks.", 0, peering.NotFound},
		{"InvalidGroupId.Malformed", "No.", 0, peering.Invalid},
		{"InvalidPermission.Duplicate", "No.", 0, peering.Exists},
		{"InvalidPermission.NotFound", "No.", 0, peering.NotFound},
		{"InvalidPermission.Malformed", "No.", 0, peering.Invalid},
		{"RulesPerSecurityGroupLimitExceeded", "No.", 0, peering.Limit},
		{"InvalidID", "The ID '" + pcx + "' is not valid", 0, peering.Invalid},
		{"TagLimitExceeded", "No.", 0, peering.Limit},
		{"InvalidTagKey.Malformed", "No.", 0, peering.Invalid},
		{"ConcurrentTagAccess", "No.", 0, peering.Throttled},
		{"TagPolicyViolation", "No.", 0, peering.Invalid},
		{"DependencyViolation", "The vpc 'vpc-x' has dependencies and cannot be deleted.", 0, peering.WrongState},
		{"InvalidVpcRange", "No.", 0, peering.Invalid},
		{"InvalidVpc.Range", "No.", 0, peering.Invalid},
		{"CidrLimitExceeded", "No.", 0, peering.Limit},
		{"VpcCidrConflict", "No.", 0, peering.Invalid},
		{"DryRunOperation", "Request would have succeeded, but DryRun flag is set.", http.StatusPreconditionFailed, peering.Unknown},
		{"UnauthorizedOperation", "You are not authorized to perform this operation.", http.StatusForbidden, peering.Denied},
		{"AuthFailure", "AWS was not able to validate the provided access credentials", http.StatusUnauthorized, peering.NoRegion},
		{"OptInRequired", "You are not subscribed to this service. Please go to http://aws.amazon.com to subscribe.", http.StatusForbidden, peering.NoRegion},
		{"InvalidClientTokenId", "No.", http.StatusForbidden, peering.AssumeRoleFailed},
		{"SignatureDoesNotMatch", "No.", http.StatusForbidden, peering.AssumeRoleFailed},
		{"RequestExpired", "Request has expired.", 0, peering.Transient},
		{"Blocked", "No.", http.StatusForbidden, peering.Denied},
		{"PendingVerification", "No.", http.StatusForbidden, peering.Denied},
		{"MissingParameter", "No.", 0, peering.Invalid},
		{"UnknownParameter", "No.", 0, peering.Invalid},
		{"InvalidFilter", "No.", 0, peering.Invalid},
		{"FilterLimitExceeded", "No.", 0, peering.Invalid},
		{"InvalidMaxResults", "No.", 0, peering.Invalid},
		{"InvalidNextToken", "No.", 0, peering.Invalid},
		{"InvalidPaginationToken", "No.", 0, peering.Invalid},
		{"InvalidAction", "No.", 0, peering.Invalid},
		{"RequestLimitExceeded", "Request limit exceeded.", http.StatusServiceUnavailable, peering.Throttled},
		{"InternalError", "No.", http.StatusInternalServerError, peering.Transient},
		{"InternalFailure", "No.", http.StatusInternalServerError, peering.Transient},
		{"ServerInternal", "No.", http.StatusInternalServerError, peering.Transient},
		{"Unavailable", "No.", http.StatusServiceUnavailable, peering.Transient},
		{"ServiceUnavailable", "No.", http.StatusServiceUnavailable, peering.Transient},
		{"NewWayToBreak", "No.", http.StatusBadGateway, peering.Transient},
		{"NobodyKnows", "what this is", 0, peering.Unknown},
	} {
		t.Run(tt.code, func(t *testing.T) {
			t.Parallel()
			c := answering(t, func(w http.ResponseWriter, _ *http.Request) {
				status := tt.status
				if status == 0 {
					status = http.StatusBadRequest
				}
				ec2Error(w, status, tt.code, tt.message)
			})
			_, err := c.Find(t.Context(), peering.Query{Account: botID, VPC: "payments"})
			call := wantClass(t, err, tt.want)
			if call.Code != tt.code || call.Message != tt.message {
				t.Errorf("got %q, %q, want %q, %q", call.Code, call.Message, tt.code, tt.message)
			}
			if call.Action != "ec2:DescribeVpcs" || call.Account != botID || call.Region != tokyo || call.RequestID == "" {
				t.Errorf("got %+v, want action, account, Region and request id", call)
			}
		})
	}
}

func TestNoAnswerIsPassing(t *testing.T) {
	t.Parallel()
	var tries atomic.Int64
	c := answering(t, func(w http.ResponseWriter, _ *http.Request) {
		tries.Add(1)
		conn, _, err := http.NewResponseController(w).Hijack()
		if err != nil {
			t.Error(err)
			return
		}
		conn.Close()
	})
	_, err := c.Find(t.Context(), peering.Query{Account: botID, VPC: "payments"})
	call := wantClass(t, err, peering.Transient)
	if call.Code != "" || call.Action != "ec2:DescribeVpcs" || call.Message == "" {
		t.Errorf("got %+v", call)
	}
	if got := tries.Load(); got != attempts {
		t.Errorf("tried %d times, want %d", got, attempts)
	}
}

func TestNonsenseIsAnError(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ name, body string }{
		{"no XML", "<html><body>Welcome to Hotel Wi-Fi"},
		{"a block that is none", `<DescribeVpcsResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><vpcSet><item><vpcId>vpc-1</vpcId>
			<ownerId>999999999999</ownerId><cidrBlock>10.1.0.0/99</cidrBlock></item></vpcSet></DescribeVpcsResponse>`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c := answering(t, func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, tt.body) })
			vpcs, err := c.Find(t.Context(), peering.Query{Account: botID, VPC: "payments"})
			if err == nil {
				t.Errorf("Find = %v, want an error", vpcs)
			}
			if call := new(peering.CallError); !errors.As(err, &call) {
				t.Errorf("Find = %v, want a CallError", err)
			}
		})
	}
}

// Credentials may also expire between our look at them and the call.
func TestARoleThatFailsInsideACall(t *testing.T) {
	t.Parallel()
	denied := &smithy.OperationError{ServiceID: "STS", OperationName: "AssumeRole", Err: &smithy.GenericAPIError{Code: "AccessDenied", Message: "No."}}
	err := &smithy.OperationError{ServiceID: "EC2", OperationName: "CreateRoute", Err: fmt.Errorf("get identity: %w", &credentialError{denied})}
	got := classify(own, tokyo, err)
	if got.Class != peering.AssumeRoleFailed || got.Action != "sts:AssumeRole" || got.Code != "AccessDenied" {
		t.Errorf("classify = %+v", got)
	}
}

func TestNoBaseCredentialsIsNoRole(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	c := w.cloud(t, func(o *Options) {
		o.Config.Credentials = aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
			return aws.Credentials{}, errors.New("no EC2 IMDS role found")
		})
	})
	_, err := c.Observe(t.Context(), w.pair(t))
	call := wantClass(t, err, peering.AssumeRoleFailed)
	if call.Action != "sts:AssumeRole" || !strings.Contains(call.Message, "no AWS credentials for peerbot itself") {
		t.Errorf("got %+v", call)
	}
}
