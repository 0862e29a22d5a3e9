package sim

import (
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net"
	"net/http"
	"slices"
	"strings"
	"time"
)

// record is an event in the form that CloudTrail gives it.
type record struct {
	EventVersion       string       `json:"eventVersion"`
	UserIdentity       userIdentity `json:"userIdentity"`
	EventTime          string       `json:"eventTime"`
	EventSource        string       `json:"eventSource"`
	EventName          string       `json:"eventName"`
	AWSRegion          string       `json:"awsRegion"`
	SourceIPAddress    string       `json:"sourceIPAddress"`
	UserAgent          string       `json:"userAgent"`
	ErrorCode          string       `json:"errorCode,omitempty"`
	ErrorMessage       string       `json:"errorMessage,omitempty"`
	RequestParameters  any          `json:"requestParameters"`
	ResponseElements   any          `json:"responseElements"`
	RequestID          string       `json:"requestID"`
	EventID            string       `json:"eventID"`
	ReadOnly           bool         `json:"readOnly"`
	Resources          []recordRole `json:"resources,omitempty"`
	EventType          string       `json:"eventType"`
	ManagementEvent    bool         `json:"managementEvent"`
	RecipientAccountID string       `json:"recipientAccountId"`
	SharedEventID      string       `json:"sharedEventID,omitempty"`
	EventCategory      string       `json:"eventCategory"`
}

// recordRole is the role of an AssumeRole. EC2 names its resources in the
// parameters only.
type recordRole struct {
	AccountID string `json:"accountId"`
	Type      string `json:"type"`
	ARN       string `json:"ARN"`
}

// userIdentity is who made a call.
type userIdentity struct {
	Type           string          `json:"type"` // Root, IAMUser, AssumedRole or AWSAccount
	PrincipalID    string          `json:"principalId"`
	ARN            string          `json:"arn,omitempty"`
	AccountID      string          `json:"accountId"`
	AccessKeyID    string          `json:"accessKeyId,omitempty"`
	UserName       string          `json:"userName,omitempty"`
	SessionContext *sessionContext `json:"sessionContext,omitempty"`
}

type sessionContext struct {
	SessionIssuer  sessionIssuer     `json:"sessionIssuer"`
	Attributes     map[string]string `json:"attributes"`
	SourceIdentity string            `json:"sourceIdentity,omitempty"`
}

type sessionIssuer struct {
	Type        string `json:"type"`
	PrincipalID string `json:"principalId"`
	ARN         string `json:"arn"`
	AccountID   string `json:"accountId"`
	UserName    string `json:"userName"`
}

// userIdentity describes the caller as CloudTrail does.
func (who identity) userIdentity() userIdentity {
	u := userIdentity{Type: "Root", PrincipalID: who.userID, ARN: who.arn, AccountID: who.account, AccessKeyID: who.key}
	if _, name, ok := strings.Cut(who.arn, ":user/"); ok {
		u.Type, u.UserName = "IAMUser", name[strings.LastIndexByte(name, '/')+1:]
	}
	if s := who.session; s != nil {
		id, _, _ := strings.Cut(s.userID, ":")
		u.Type = "AssumedRole"
		u.SessionContext = &sessionContext{
			SessionIssuer:  sessionIssuer{"Role", id, s.roleARN, s.account, roleName(s.roleARN)},
			Attributes:     map[string]string{"creationDate": trailTime(s.created), "mfaAuthenticated": "false"},
			SourceIdentity: s.sourceIdentity,
		}
	}
	return u
}

// username is the attribute Username of LookupEvents: for a session its name.
func (u userIdentity) username() string {
	switch u.Type {
	case "Root":
		return "root"
	case "AssumedRole":
		return u.ARN[strings.LastIndexByte(u.ARN, '/')+1:]
	}
	return u.UserName
}

// trailTime writes a time as CloudTrail does.
func trailTime(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05Z") }

// newRecord describes the call for the account of the caller.
func (k *call) newRecord(r *http.Request, err error) record {
	from, _, splitErr := net.SplitHostPort(r.RemoteAddr)
	if splitErr != nil {
		from = r.RemoteAddr
	}
	rec := record{
		EventVersion:       "1.11",
		UserIdentity:       k.who.userIdentity(),
		EventTime:          trailTime(k.now),
		EventSource:        k.service + ".amazonaws.com",
		EventName:          k.action,
		AWSRegion:          k.region,
		SourceIPAddress:    from,
		UserAgent:          clip(r.UserAgent()),
		RequestParameters:  k.requestParameters(),
		RequestID:          k.id,
		EventID:            eventID(k.id, k.who.account),
		EventType:          "AwsApiCall",
		ManagementEvent:    true,
		RecipientAccountID: k.who.account,
		EventCategory:      "Management",
	}
	if err == nil {
		rec.ResponseElements = k.responseElements()
	} else {
		rec.ErrorCode, rec.ErrorMessage = k.trailError(err)
	}
	if k.service == "sts" {
		role := k.in.text("RoleArn")
		rec.ReadOnly = true
		rec.SharedEventID = eventID(k.id, "shared")
		rec.Resources = []recordRole{{roleAccount(role), "AWS::IAM::Role", clip(role)}}
	}
	return rec
}

// trailError words an error as CloudTrail does. The codes of EC2 begin with
// the side that is to blame.
func (k *call) trailError(err error) (code, message string) {
	r, ok := errors.AsType[*refusal](err)
	if !ok {
		return "InternalError", ""
	}
	if k.service != "ec2" {
		return r.code, r.message
	}
	side := "Client."
	if r.status >= http.StatusInternalServerError && r.code != "RequestLimitExceeded" {
		side = "Server."
	}
	return side + r.code, r.message
}

// resourceTypes are the types of the resources that CloudTrail finds by the
// ids of EC2.
var resourceTypes = map[string]string{
	kindVPC.prefix:      "AWS::EC2::VPC",
	kindSubnet.prefix:   "AWS::EC2::Subnet",
	kindTable.prefix:    "AWS::EC2::RouteTable",
	kindPeering.prefix:  "AWS::EC2::VPCPeeringConnection",
	kindGroup.prefix:    "AWS::EC2::SecurityGroup",
	kindInternet.prefix: "AWS::EC2::InternetGateway",
	kindNAT.prefix:      "AWS::EC2::NatGateway",
	kindTransit.prefix:  "AWS::EC2::TransitGateway",
}

// found returns the resources that the request and the answer name, each once.
func (rec record) found() []eventResource {
	list := []eventResource{}
	for _, r := range rec.Resources {
		list = append(list, eventResource{r.Type, r.ARN})
	}
	var walk func(v any)
	walk = func(v any) {
		switch v := v.(type) {
		case map[string]any:
			for _, name := range slices.Sorted(maps.Keys(v)) {
				walk(v[name])
			}
		case []any:
			for _, item := range v {
				walk(item)
			}
		case string:
			kind := resourceTypes[v[:max(strings.LastIndexByte(v, '-'), 0)]]
			if r := (eventResource{kind, v}); kind != "" && !slices.Contains(list, r) {
				list = append(list, r)
			}
		}
	}
	walk(rec.RequestParameters)
	walk(rec.ResponseElements)
	return list
}

func (rec record) json() string {
	out, err := json.Marshal(rec)
	if err != nil {
		return "{}" // nothing in a record can fail
	}
	return string(out)
}

// eventID is the id of the event in one account. It follows from the id of the
// request, so that what CloudTrail remembers moves no other id.
func eventID(requestID, account string) string {
	sum := sha256.Sum256([]byte(requestID + account))
	return fmt.Sprintf("%x-%x-4%x-8%x-%x", sum[:4], sum[4:6], sum[6:8], sum[8:10], sum[10:16])[:36]
}
