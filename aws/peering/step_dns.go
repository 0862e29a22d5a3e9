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
	word := map[bool]string{true: "off, and should be on", false: "on, and should be off"}[s.DNS]
	d.line(Changed, s.Side, "dns", "DNS resolution is "+word, d.at(s.Side, []string{s.PCX}, "ModifyVpcPeeringConnectionOptions")...)
}
