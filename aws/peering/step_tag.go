package peering

import (
	"fmt"
	"maps"
)

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
		d.line(Changed, s.Side, "tag "+k, fmt.Sprintf("tag %s is not %q", k, v), d.at(s.Side, []string{s.PCX, k}, "DeleteTags", "CreateTags")...)
	}
}
