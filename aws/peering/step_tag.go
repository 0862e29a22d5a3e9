package peering

import "maps"

func expectTags(have *Observed, s Step, _ string) {
	have.Side(s.Side).editConnection(s.PCX, func(c *Connection) {
		c.Tags = maps.Clone(c.Tags)
		if c.Tags == nil {
			c.Tags = map[string]string{}
		}
		maps.Copy(c.Tags, s.Tags)
	})
}

func expectNoTags(have *Observed, s Step, _ string) {
	have.Side(s.Side).editConnection(s.PCX, func(c *Connection) {
		c.Tags = maps.Clone(c.Tags)
		for k := range s.Tags {
			delete(c.Tags, k)
		}
	})
}

func (d *drifter) changedTags(s Step) {
	for k, v := range s.Tags {
		d.line(Changed, DriftLine{Code: MissingTag, Side: s.Side, TagKey: k, TagValue: v}, d.at(s.Side, []string{s.PCX, k}, "DeleteTags", "CreateTags")...)
	}
}
