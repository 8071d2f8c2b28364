package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"kaipiao/schema"
	"kaipiao/settings"
)

type databaseCommand struct {
	Setup databaseSetupCommand `cmd:"" help:"Make the database with its roles, as an administrator of the server. Once, and again whenever a password changes."`
}

type databaseSetupCommand struct {
	Database string `default:"kaipiao" help:"How the register's database is called."`
	Admin    string `env:"KAIPIAO_DATABASE_ADMIN_URL" required:"" placeholder:"URL" help:"The server, with an administrator who may make roles and databases."`

	OwnerPassword   string `env:"KAIPIAO_DATABASE_OWNER_PASSWORD" help:"Of the role that owns the tables; or @FILE. Migrations alone use it."`
	StarterPassword string `env:"KAIPIAO_DATABASE_STARTER_PASSWORD" help:"Of the role of starter; or @FILE."`
	WorkerPassword  string `env:"KAIPIAO_DATABASE_WORKER_PASSWORD" help:"Of the role of worker; or @FILE."`
	ReaderPassword  string `env:"KAIPIAO_DATABASE_READER_PASSWORD" help:"Of the role that only reads, for audits; or @FILE."`
}

// setupTimeout bounds it.
const setupTimeout = time.Minute

// Run makes roles and database. The administrator is needed for nothing else, ever.
func (c databaseSetupCommand) Run(ctx context.Context) error {
	ctx, stop := context.WithTimeout(ctx, setupTimeout)
	defer stop()
	s, err := settings.Load()
	if err != nil {
		return err
	}
	if err := settings.CheckDatabase(c.Admin, bool(s.DatabasePlaintext)); err != nil {
		return fmt.Errorf("KAIPIAO_DATABASE_ADMIN_URL: %w", err)
	}
	setup := schema.Setup{Database: c.Database, Passwords: map[schema.Role]string{}}
	for role, said := range map[schema.Role]string{
		schema.Owner: c.OwnerPassword, schema.Starter: c.StarterPassword, schema.Worker: c.WorkerPassword, schema.Reader: c.ReaderPassword,
	} {
		if setup.Passwords[role], err = passwordOf(said); err != nil {
			return err
		}
	}
	admin, err := pgx.Connect(ctx, c.Admin)
	if err != nil {
		return fmt.Errorf("open the server: %w", err)
	}
	defer admin.Close(ctx)
	if err := setup.Apply(ctx, admin); err != nil {
		return err
	}
	fmt.Printf("the database %s and its roles are there; next is `starter migrate`, as %s\n", c.Database, schema.Owner)
	return nil
}

// passwordOf is a password that is said itself, or by the file that it stands in.
func passwordOf(said string) (string, error) {
	path, inFile := strings.CutPrefix(said, "@")
	if !inFile {
		return said, nil
	}
	content, err := os.ReadFile(path)
	if err != nil {
		return "", fmt.Errorf("read a password: %w", errors.Unwrap(err))
	}
	return strings.TrimSpace(string(content)), nil
}
