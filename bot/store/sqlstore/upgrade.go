package sqlstore

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"

	"github.com/pressly/goose/v3"

	"peerbot/bot/request"
	"peerbot/bot/store/sqlstore/upgrade"
)

// factsVersion is the version of the tables since which rows hold facts where
// earlier releases stored sentences.
const factsVersion = 6

// factsMigration rewrites the rows that hold sentences. Nobody is told anything: no row
// gets a new version, and no card is drawn again. The audit log is never
// rewritten.
var factsMigration = goose.NewGoMigration(factsVersion, &goose.GoFunc{RunTx: func(ctx context.Context, tx *sql.Tx) error {
	if err := rewrite(ctx, tx, "peerings", upgrade.Peering); err != nil {
		return err
	}
	vpcs, err := vpcsOf(ctx, tx)
	if err != nil {
		return err
	}
	if err := rewrite(ctx, tx, "requests", upgrade.Request); err != nil {
		return err
	}
	return rewrite(ctx, tx, "findings", func(body []byte) ([]byte, error) {
		return upgrade.Finding(body, func(id string) [2]string { return vpcs[id] })
	})
}}, nil)

// rewrite changes the body of every row of a table.
func rewrite(ctx context.Context, tx *sql.Tx, table string, f func([]byte) ([]byte, error)) error {
	bodies, err := bodies(ctx, tx, table)
	if err != nil {
		return err
	}
	for id, body := range bodies {
		changed, err := f([]byte(body))
		if err != nil {
			return fmt.Errorf("%s: %w", id, err)
		}
		if _, err := tx.ExecContext(ctx, "UPDATE "+table+" SET body = $1 WHERE id = $2", string(changed), id); err != nil {
			return fmt.Errorf("%s: %w", id, err)
		}
	}
	return nil
}

// bodies returns the body of every row of a table, by id.
func bodies(ctx context.Context, tx *sql.Tx, table string) (map[string]string, error) {
	rows, err := tx.QueryContext(ctx, "SELECT id, body FROM "+table)
	out := map[string]string{}
	_, err = collect(rows, err, func(row scanner) (string, error) {
		var id, body string
		err := row.Scan(&id, &body)
		out[id] = body
		return id, err
	})
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", table, err)
	}
	return out, nil
}

// vpcsOf returns the ids of the VPCs of every peering, the requester's first.
func vpcsOf(ctx context.Context, tx *sql.Tx) (map[string][2]string, error) {
	bodies, err := bodies(ctx, tx, "peerings")
	if err != nil {
		return nil, err
	}
	out := map[string][2]string{}
	for id, body := range bodies {
		var p request.Peering
		if err := json.Unmarshal([]byte(body), &p); err != nil {
			return nil, fmt.Errorf("%s: %w", id, err)
		}
		out[id] = [2]string{p.Desired.Requester.VPC.VPC, p.Desired.Accepter.VPC.VPC}
	}
	return out, nil
}
