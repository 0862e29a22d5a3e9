package bot_test

import (
	"time"

	"peerbot/aws/peering"
	"peerbot/aws/peering/peeringtest"
	"peerbot/bot/drift"
)

// What there is in the AWS of a test, and the connection that is made first.
const (
	tokyoTable = "rtb-0000000a"
	seoulTable = "rtb-0000000b"
	pcx        = "pcx-00000001"
)

// cloud is an in-memory AWS with one VPC in each account.
type cloud struct {
	*peeringtest.World

	tokyo, seoul peering.Ref
}

var _ drift.AuditLog = (*peeringtest.World)(nil)

func newCloud(now func() time.Time) *cloud {
	w := peeringtest.New(now)
	at := func(i int) peering.Place {
		return peering.Place{Account: accounts[i].ID, Region: accounts[i].Regions[0]}
	}
	return &cloud{World: w, tokyo: w.VPC(at(0), "main", "10.1.0.0/16"), seoul: w.VPC(at(1), "main", "10.2.0.0/16")}
}

// reads has every read go through a hook.
func (c *cloud) reads(h peeringtest.Hook) {
	c.Around(func(call peeringtest.Call, do func() error) error {
		if call.Writes() {
			return do()
		}
		return h(call, do)
	})
}

// written returns every write that was tried.
func (c *cloud) written() []peering.Step { return peeringtest.Steps(c.Writes()) }

// throttled is what AWS says when it is asked too often.
func throttled() error {
	return peeringtest.Throttle(peeringtest.Call{Action: peeringtest.DescribeVPCs, Place: peeringtest.Tokyo}, nil)
}
