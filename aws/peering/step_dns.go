package peering

import "fmt"

func dnsValue(s Step) string { return fmt.Sprintf("dns=%t", s.DNS) }

func expectDNS(have *Observed, s Step, _ string) {
	on := s.DNS
	have.Side(s.Side).editConnection(s.PCX, func(c *Connection) {
		if s.Side == Accepter {
			c.AccepterDNS = &on
		} else {
			c.RequesterDNS = &on
		}
	})
}

func (d *drifter) wrongDNS(s Step) {
	d.line(Changed, DriftLine{Code: WrongDNSOption, Side: s.Side, On: !s.DNS}, d.at(s.Side, []string{s.PCX}, "ModifyVpcPeeringConnectionOptions")...)
}
