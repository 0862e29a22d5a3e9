package live

import (
	"fmt"
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
		return "", refuse(s, peering.Transient, "AWS did not say what it created")
	}
	made, err := toConnection(*out.VpcPeeringConnection)
	if err != nil {
		return "", refuse(s, peering.Transient, err.Error())
	}
	switch {
	case !sameRef(made.Requester, s.At), !sameRef(made.Accepter, s.Peer):
		return "", refuse(s, peering.Exists, fmt.Sprintf("AWS returned %s, which is from %s to %s", made.ID, made.Requester, made.Accepter))
	case made.Status != peering.Initiating && made.Status != peering.Pending && made.Status != peering.Provisioning:
		return "", refuse(s, peering.Exists, fmt.Sprintf("AWS returned %s, which is already %s", made.ID, made.Status))
	case !want.Owns(made.Tags):
		return "", refuse(s, peering.Exists, fmt.Sprintf("AWS returned %s, which does not have our tags", made.ID))
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
		return refuse(s, peering.NotOurs, fmt.Sprintf("%s is from %s to %s, not what was approved", c.ID, c.Requester, c.Accepter))
	}
	return refuse(s, peering.NotFound, fmt.Sprintf("%s is not visible in %s %s", s.PCX, s.At.Account, s.At.Region))
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

// refuse returns an error of our own about a step: it was not done, or AWS's
// answer is not what was asked for.
func refuse(s peering.Step, class peering.Class, why string) error {
	return &peering.CallError{
		Action: s.Action(), Account: s.At.Account, Region: s.At.Region,
		Code: "RefusedByPeerbot", Class: class, Message: why,
	}
}
