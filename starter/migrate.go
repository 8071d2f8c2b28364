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

// Run brings the database up to date, and registers the search attributes with Temporal where it does not have them.
func (migrateCommand) Run(ctx context.Context) error {
	ctx, stop := context.WithTimeout(ctx, migrateTimeout)
	defer stop()
	s, err := settings.LoadWithDatabase()
	if err != nil {
		return err
	}
	conn, err := pgx.Connect(ctx, s.DatabaseURL)
	if err != nil {
		return fmt.Errorf("open the database: %w", err)
	}
	defer conn.Close(ctx)
	if err := schema.Migrate(ctx, conn); err != nil {
		return err
	}
	fmt.Println("the database is up to date")
	return registerSearchAttributes(ctx, s)
}

// registerSearchAttributes adds the attributes by which operators filter. The embedded server has them from its start.
func registerSearchAttributes(ctx context.Context, s settings.Settings) error {
	if s.TemporalEmbedded {
		return nil
	}
	gate, err := temporalgate.Dial(ctx, temporalgate.From(s))
	if err != nil {
		return err
	}
	defer gate.Close()
	if err := gate.RegisterSearchAttributes(ctx); err != nil {
		return err
	}
	fmt.Println("Temporal knows the search attributes")
	return nil
}
