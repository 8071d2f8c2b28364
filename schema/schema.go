// Package schema holds the database's migrations and queries, its roles and their rights, and brings a database up to date.
package schema

import (
	"context"
	"embed"
	"fmt"
	"io/fs"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/tern/v2/migrate"
)

//go:embed migrations/*.sql
var files embed.FS

// versionTable records which migrations a database has had.
const versionTable = "public.schema_version"

// Migrate applies the migrations that the database has not had yet, and then gives each role its rights, and no others. It is connected as the
// owner, and safe to run from several processes at once: an advisory lock lets one do the work while the others wait.
func Migrate(ctx context.Context, conn *pgx.Conn) error {
	migrations, err := fs.Sub(files, "migrations")
	if err != nil {
		return err
	}
	migrator, err := migrate.NewMigrator(ctx, conn, versionTable)
	if err != nil {
		return fmt.Errorf("prepare migrations: %w", err)
	}
	if err := migrator.LoadMigrations(migrations); err != nil {
		return fmt.Errorf("read migrations: %w", err)
	}
	if err := migrator.Migrate(ctx); err != nil {
		return fmt.Errorf("migrate the database: %w", err)
	}
	return grant(ctx, conn)
}
