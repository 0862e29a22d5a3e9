package live

import (
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"

	"peerbot/aws/peering"
)

// createdID returns the id of the connection in the answer to Create, or an error
// when that is not the connection that the step was to make. When somebody made
// one before, EC2 answers 200 with that one; only its status and tags tell.
func createdID(want peering.Peering, s peering.Step, answer any) (string, error) {
	out, ok := answer.(*ec2.CreateVpcPeeringConnectionOutput)
	if !ok || out.VpcPeeringConnection == nil || aws.ToString(out.VpcPeeringConnection.VpcPeeringConnectionId) == "" {
		return "", s.Refuse(peering.Transient, peering.Refusal{Code: peering.AnsweredNothing})
	}
	made, err := toConnection(*out.VpcPeeringConnection)
	if err != nil {
		return "", &peering.CallError{
			Action: s.Action(), Account: s.At.Account, Region: s.At.Region,
			Code: peering.RefusedByPeerbot, Class: peering.Transient, Message: err.Error(),
		}
	}
	switch {
	case !sameRef(made.Requester, s.At), !sameRef(made.Accepter, s.Peer):
		return "", s.Refuse(peering.Exists, peering.Refusal{Code: peering.AnsweredOther, PCX: made.ID, Requester: made.Requester, Accepter: made.Accepter})
	case made.Status != peering.Initiating && made.Status != peering.Pending && made.Status != peering.Provisioning:
		return "", s.Refuse(peering.Exists, peering.Refusal{Code: peering.AnsweredExisting, PCX: made.ID, Status: made.Status})
	case !want.Owns(made.Tags):
		return "", s.Refuse(peering.Exists, peering.Refusal{Code: peering.AnsweredUntagged, PCX: made.ID})
	}
	return made.ID, nil
}

// sameRef reports whether an answer names a VPC. Answers to Create leave out what
// the caller said, Regions for one.
func sameRef(said, want peering.Ref) bool {
	return (said.Account == "" || said.Account == want.Account) &&
		(said.Region == "" || said.Region == want.Region) &&
		said.VPC == want.VPC
}

// checkAcceptTarget returns an error unless the connection that is to be accepted
// or rejected is, as the accepter's account shows it, from and to exactly the
// VPCs that were approved.
func checkAcceptTarget(want peering.Peering, have peering.Observed, s peering.Step) error {
	for _, c := range have.Accepter.Connections {
		if c.ID != s.PCX {
			continue
		}
		if c.Requester == want.Requester.VPC && c.Accepter == want.Accepter.VPC && s.At == c.Accepter {
			return nil
		}
		return s.Refuse(peering.NotOurs, peering.Refusal{Code: peering.NotAsApproved, PCX: c.ID, Requester: c.Requester, Accepter: c.Accepter})
	}
	return s.Refuse(peering.NotFound, peering.Refusal{Code: peering.NotVisible, PCX: s.PCX})
}

// isRouteGone reports whether an error of RemoveRoute says that the route is not
// there.
func isRouteGone(e *peering.CallError) bool {
	return strings.EqualFold(e.Code, "InvalidRoute.NotFound")
}

// isConnectionGone reports whether an error of Delete says that nothing is left to
// delete. EC2 answers InvalidStateTransition "to deleting" for a connection that
// is being deleted, or was rejected, expired or failed.
func isConnectionGone(e *peering.CallError) bool {
	return strings.EqualFold(e.Code, "InvalidVpcPeeringConnectionID.NotFound") ||
		strings.EqualFold(e.Code, "InvalidStateTransition") && strings.Contains(e.Message, "to deleting")
}
