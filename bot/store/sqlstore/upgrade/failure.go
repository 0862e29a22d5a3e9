package upgrade

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"peerbot/aws/peering"
	"peerbot/bot/request"
)

// failure is why a request failed, as it was stored.
type failure struct {
	Step    *peering.Step
	Action  string
	Account string
	Region  string
	Code    string
	Message string
	Hint    string
	At      time.Time
	Exists  string
}

var (
	requestID = regexp.MustCompile(`^R[1-9][0-9]*$`)
	waited    = regexp.MustCompile(`^AWS did not get there in (\S+): `)
	ended     = regexp.MustCompile(`^(pcx-\S+) (?:was rejected in AWS|expired in AWS|was deleted in AWS)`)
	notMade   = regexp.MustCompile(`(?s)^AWS could not make (pcx-\S+): (.*)$`)
	byNow     = regexp.MustCompile(`^(P[0-9]+) is ([a-z]+) by now, so there is nothing left that (R[0-9]+) may change$`)
	existing  = regexp.MustCompile(`^(pcx-\S+) \(([a-z-]+)\)(?:, ([0-9]+) routes to it)?$`)
	awsID     = regexp.MustCompile(`\(AWS request id (\S+)\)$`)
)

// facts returns what happened, or the sentence where it cannot be read back.
func (f failure) facts() request.Failure {
	out := request.Failure{Step: f.Step, At: f.At, Exists: f.existing()}
	end := peering.Status(f.Code)
	switch {
	case f.Action != "":
		out.Code, out.Call = request.CallFailed, f.call()
		return out
	case end == peering.Failed || end == peering.Rejected || end == peering.Expired || end == peering.Deleted:
		out.Code, out.Connection = request.ConnectionEnded, &peering.Connection{Status: end}
		if m := ended.FindStringSubmatch(f.Message); m != nil {
			out.Connection.ID = m[1]
			return out
		}
		if m := notMade.FindStringSubmatch(f.Message); m != nil {
			out.Connection.ID, out.Connection.Message = m[1], m[2]
			return out
		}
	case slices.Contains(peering.ProblemCodes, peering.ProblemCode(f.Code)):
		p := sentence{Code: peering.ProblemCode(f.Code), Blocking: true, Text: f.Message, Hint: f.Hint}.problem()
		if p.Text == "" && sided(p.Code) { // whose it is was not stored
			p.Text, p.Hint = f.Message, f.Hint
		}
		out.Code, out.Problem = request.BlockedBy, &p
		return out
	case f.Step != nil:
		if m := waited.FindStringSubmatch(f.Message); m != nil {
			if d, err := time.ParseDuration(m[1]); err == nil {
				out.Code, out.Waited = request.WaitedTooLong, d
				return out
			}
		}
	}
	if m := byNow.FindStringSubmatch(f.Message); m != nil {
		out.Code, out.Err = request.Refused, &request.UserError{Code: request.EndedMeanwhile, ID: m[1], State: m[2], Other: m[3]}
		return out
	}
	return request.Failure{Code: request.Refused, Step: f.Step, At: f.At, Exists: out.Exists, Text: f.Message, Hint: f.Hint}
}

// sided reports whether a problem is about one side.
func sided(c peering.ProblemCode) bool {
	switch c {
	case peering.SameVPC, peering.OtherPartition, peering.CIDROverlap, peering.PeeringExists, peering.TableMissing:
		return false
	default:
		return true
	}
}

// call returns the call that failed. Its class was not stored, but what to do
// about it was.
func (f failure) call() *peering.CallError {
	e := &peering.CallError{Action: f.Action, Account: f.Account, Region: f.Region, Code: f.Code, Message: f.Message, Class: f.class()}
	if _, rest, ok := strings.Cut(f.Message, ": "); ok && strings.HasPrefix(f.Message, f.Action+" in ") {
		e.Message = strings.TrimPrefix(rest, f.Code+": ")
	}
	if m := awsID.FindStringSubmatch(f.Hint); m != nil {
		e.RequestID = m[1]
	}
	return e
}

func (f failure) class() peering.Class {
	for _, h := range []struct {
		begin string
		class peering.Class
	}{
		{"AWS is being asked too often", peering.Throttled},
		{"AWS did not answer properly", peering.Transient},
		{"the role of account ", peering.Denied},
		{"check the role's trust policy", peering.AssumeRoleFailed},
		{"the role configured for ", peering.WrongAccount},
		{"it is gone, or AWS does not show it yet", peering.NotFound},
		{"something is there already", peering.Exists},
		{"a quota of the account is used up", peering.Limit},
		{"AWS says that this is not possible", peering.WrongState},
		{"AWS does not accept this", peering.Invalid},
		{"peerbot does not touch what is not its own", peering.NotOurs},
		{"the Region is not enabled", peering.NoRegion},
	} {
		if strings.HasPrefix(f.Hint, h.begin) {
			return h.class
		}
	}
	return peering.Unknown
}

// existing returns what was in AWS; nil when nobody looked.
func (f failure) existing() *request.Existing {
	switch f.Exists {
	case "nothing was changed":
		return &request.Existing{Unchanged: true}
	case "no peering connection of ours", "nothing that carries traffic":
		return &request.Existing{}
	}
	m := existing.FindStringSubmatch(f.Exists)
	if m == nil {
		return nil
	}
	routes, _ := strconv.Atoi(m[3]) // empty: none
	return &request.Existing{PCX: m[1], Status: peering.Status(m[2]), Routes: routes}
}
