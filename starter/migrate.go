package main

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"kaipiao/schema"
	"kaipiao/settings"
	"kaipiao/temporalgate"
)

type migrateCommand struct{}

// migrateTimeout bounds bringing database and Temporal up to date.
const migrateTimeout = 2 * time.Minute

// Run brings the database up to date, with the rights of its roles, as its owner, and tells Temporal what it has to know before the first workflow starts.
func (migrateCommand) Run(ctx context.Context) error {
	ctx, stop := context.WithTimeout(ctx, migrateTimeout)
	defer stop()
	s, err := settings.LoadWithOwner()
	if err != nil {
		return err
	}
	conn, err := pgx.Connect(ctx, s.DatabaseOwnerURL)
	if err != nil {
		return fmt.Errorf("open the database: %w", err)
	}
	defer conn.Close(ctx)
	if err := schema.Migrate(ctx, conn); err != nil {
		return err
	}
	at, err := schema.Look(ctx, conn)
	if err != nil {
		return err
	}
	if at.Version > schema.Known {
		fmt.Printf("the database is at migration %d, of a later build; this one knows %d and works with it, so nothing was changed · "+
			"数据库已由更新的版本升级到第 %[1]d 版;本程序(第 %[2]d 版)可以继续使用它,未作任何修改\n", at.Version, schema.Known)
	} else {
		fmt.Println("the database is up to date")
	}
	return prepareTemporal(ctx, s)
}

// prepareTemporal adds the attributes by which operators filter, which the embedded server has from its start, and the endpoint for callers
// in other namespaces, where there are to be any.
func prepareTemporal(ctx context.Context, s settings.Settings) error {
	if s.TemporalEmbedded && !s.TemporalCallers.Some() {
		return nil
	}
	gate, err := temporalgate.Await(ctx, temporalgate.From(s))
	if err != nil {
		return err
	}
	defer gate.Close()
	if !s.TemporalEmbedded {
		if err := gate.RegisterSearchAttributes(ctx); err != nil {
			return err
		}
		fmt.Println("Temporal knows the search attributes")
	}
	if !s.TemporalCallers.Some() {
		return nil
	}
	if err := gate.RegisterEndpoint(ctx); err != nil {
		return err
	}
	fmt.Println("Temporal knows the Nexus endpoint")
	return nil
}
