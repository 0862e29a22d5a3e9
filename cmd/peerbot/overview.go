package main

import (
	"context"
	"errors"

	"peerbot/aws/live"
	"peerbot/aws/peering"
	"peerbot/bot/directory"
	"peerbot/bot/request"
	"peerbot/bot/store"
)

// overview is what sweep and access look at: every managed peering, and what AWS
// shows of them.
type overview struct {
	names   directory.Names
	managed []request.Peering
	survey  peering.Survey
}

// surveyed reads the managed peerings from the database and surveys AWS for them.
// It writes nothing.
func surveyed(ctx context.Context, file string, getenv func(string) string) (v overview, err error) {
	cfg, err := readConfig(file)
	if err != nil {
		return v, err
	}
	accounts := cfg.source()
	aws, err := awsConfig(ctx, accounts)
	if err != nil {
		return v, err
	}
	cloud, err := live.New(live.Options{Accounts: accounts, Config: aws})
	if err != nil {
		return v, err
	}
	db, err := openExisting(ctx, cfg, getenv)
	if err != nil {
		return v, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	v.names = accounts.Accounts().Names()
	v.managed, err = db.Peerings(ctx, store.PeeringFilter{States: request.ManagedStates()})
	if err != nil {
		return v, err
	}
	wants := make([]peering.Peering, len(v.managed))
	for i, p := range v.managed {
		wants[i] = p.Desired
	}
	v.survey = cloud.Survey(ctx, wants)
	return v, ctx.Err()
}
