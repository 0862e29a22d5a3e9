package sim

import (
	"bytes"
	"encoding/json"
	"strings"
	"time"
)

// call is one request on its way through the cloud.
type call struct {
	cloud   *Cloud
	now     time.Time
	service string // ec2, sts, servicequotas or cloudtrail
	action  string
	region  string
	id      string // request id
	who     identity
	in      *params
	out     xmlWriter
	head    int           // where the envelope ends in out
	buffer  *bytes.Buffer // below out; nil before there is an answer

	trailDelay time.Duration                     // until CloudTrail can be asked about the call
	place      *place                            // of the caller; EC2 only
	asked      [2]side                           // of the peering that the call would create
	seeTags    func(id string) map[string]string // see tagsOf
	noDryRun   bool
	authorized bool
	known      bool // the action exists
}

// looks says that the action changes nothing.
func (k *call) looks() bool {
	switch k.service {
	case "ec2":
		return strings.HasPrefix(k.action, "Describe")
	case "sts":
		return k.action != "AssumeRole"
	}
	return true
}

// here is the account and Region of the caller.
func (k *call) here() placeKey { return placeKey{k.who.account, k.region} }

// arn names an EC2 resource of the caller in its Region.
func (k *call) arn(kind idKind, id string) string {
	return "arn:" + k.cloud.partition + ":ec2:" + k.region + ":" + k.who.account + ":" + kind.resource + "/" + id
}

// speaksJSON says that a service speaks AWS JSON 1.1, not the Query protocol.
func speaksJSON(service string) bool { return service == "servicequotas" || service == "cloudtrail" }

// readJSON reads the body of a request. What nobody would read is refused.
func readJSON(body []byte, into any) error {
	d := json.NewDecoder(bytes.NewReader(body))
	d.DisallowUnknownFields()
	if err := d.Decode(into); err != nil {
		return refuse("SerializationException", "The body of the request is not the JSON of this action")
	}
	return nil
}

// vpc returns a VPC of the caller's account and Region.
func (k *call) vpc(id string) (*vpc, error) {
	if v, ok := k.place.vpcs.get(id); ok {
		return v, nil
	}
	return nil, kindVPC.errMissing(id)
}

// checkVPC refuses an id that does not look like one of a VPC.
func (k *call) checkVPC(id string) error {
	kind := kindVPC
	if k.cloud.answers.LowerCaseVpcIdMalformed {
		kind.malformed = "InvalidVpcId.Malformed"
	}
	return kind.check(id)
}

// vpcParam reads a parameter that has to be the id of a VPC.
func (k *call) vpcParam(name string) string {
	id := k.in.must(name)
	if id != "" {
		if err := k.checkVPC(id); err != nil {
			k.in.fail(err)
		}
	}
	return id
}

// table returns a route table of the caller's account and Region.
func (k *call) table(id string) (*table, error) {
	if t, ok := k.place.tables.get(id); ok {
		return t, nil
	}
	return nil, kindTable.errMissing(id)
}

// group returns a security group of the caller's account and Region.
func (k *call) group(id string) (*group, error) {
	if g, ok := k.place.groups.get(id); ok {
		return g, nil
	}
	return nil, kindGroup.errMissing(id)
}
