package sqlstore

import (
	"context"
	"fmt"

	"peerbot/aws/peering"
	"peerbot/bot/finding"
	"peerbot/bot/store"
)

// NextGroup reserves the id of a group of findings. Ids may be left unused.
func (s *Store) NextGroup(ctx context.Context) (string, error) {
	n, err := nextNumber(ctx, s.db, groupIDs)
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("%s%d", groupIDs, n), nil
}

// Group returns one group of findings, or a *store.NotFoundError.
func (s *Store) Group(ctx context.Context, id string) (finding.Group, error) {
	g, err := scanGroup(s.db.QueryRowContext(ctx, "SELECT id, channel, class, at FROM finding_groups WHERE id = $1", id))
	return g, found(err, id)
}

// GroupsOf returns, by finding, the ids of the groups that it is in.
func (s *Store) GroupsOf(ctx context.Context, findings []string) (map[string][]string, error) {
	out := map[string][]string{}
	if len(findings) == 0 {
		return out, nil
	}
	rows := make([][]any, len(findings))
	for i, id := range findings {
		rows[i] = []any{id}
	}
	err := bulk(ctx, s.db, `
		WITH asked (id) AS (VALUES {rows})
		SELECT m.finding, m.member_of FROM asked JOIN finding_group_members m ON m.finding = asked.id
		ORDER BY m.finding, m.member_of`, "(?)", rows, func(row scanner) error {
		var f, g string
		if err := row.Scan(&f, &g); err != nil {
			return err
		}
		out[f] = append(out[f], g)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("groups of findings: %w", err)
	}
	return out, nil
}

func scanGroup(row scanner) (finding.Group, error) {
	var g finding.Group
	var class string
	var at int64
	if err := row.Scan(&g.ID, &g.Channel, &class, &at); err != nil {
		return g, err
	}
	g.Class, g.At = peering.DriftClass(class), fromMillis(at)
	return g, nil
}

// saveGroups adds the new groups and members.
func (t *txn) saveGroups(ctx context.Context, c store.Change) error {
	for _, g := range c.Groups {
		n, err := number(groupIDs, g.ID)
		if err != nil {
			return err
		}
		_, err = t.ExecContext(ctx, "INSERT INTO finding_groups (id, num, version, channel, class, at) VALUES ($1, $2, 1, $3, $4, $5)",
			g.ID, n, g.Channel, string(g.Class), millis(g.At))
		if err != nil {
			return fmt.Errorf("new group %s: %w", g.ID, err)
		}
	}
	var members [][]any
	for _, f := range c.Findings {
		for _, g := range f.Groups {
			members = append(members, []any{f.Finding.ID, g})
		}
	}
	if err := t.bulk(ctx, "INSERT INTO finding_group_members (finding, member_of) VALUES {rows} RETURNING finding", "(?, ?)", members, ignore); err != nil {
		return fmt.Errorf("members of groups: %w", err)
	}
	return nil
}
