// Package schema holds the database's migrations and queries, its roles and their rights, and brings a database up to date.
//
// A migration expands the schema, so that the programs of before go on beside it, or it contracts it: it takes away what the programs of before
// use, and says so by its mark. docs/operations.md has the rule.
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

// versionTable records which migrations a database has had, and in the column oldest which migration a build has to know to work with it.
const versionTable = "public.schema_version"

// Migrate applies the migrations that the database has not had yet, and then gives each role its rights, and no others. It is connected as the
// owner, and safe to run from several processes at once: an advisory lock lets one do the work while the others wait. A database that a later
// build has migrated stays as it is, where this build can work with it; otherwise it is refused with a *Misfit.
func Migrate(ctx context.Context, conn *pgx.Conn) error {
	migrations, err := fs.Sub(files, "migrations")
	if err != nil {
		return err
	}
	return migrateTo(ctx, conn, migrations)
}

// migrateTo is Migrate for a build that has these migrations.
func migrateTo(ctx context.Context, conn *pgx.Conn, migrations fs.FS) error {
	migrator, err := migrate.NewMigrator(ctx, conn, versionTable)
	if err != nil {
		return fmt.Errorf("prepare migrations: %w", err)
	}
	if err := migrator.LoadMigrations(migrations); err != nil {
		return fmt.Errorf("read migrations: %w", err)
	}
	known := len(migrator.Migrations)
	if err := addOldest(ctx, conn); err != nil {
		return err
	}
	at, err := Look(ctx, conn)
	if err != nil {
		return err
	}
	if at.Version > known {
		return at.fits(known)
	}
	for _, one := range migrator.Migrations {
		if err := markOf(one); err != nil {
			return err
		}
	}
	if err := migrator.Migrate(ctx); err != nil {
		return fmt.Errorf("migrate the database: %w", err)
	}
	return grant(ctx, conn, known)
}

// markOf has a migration that contracts write down, in its own transaction, which builds it leaves.
func markOf(one *migrate.Migration) error {
	oldest, contracts, err := Contracts(one.UpSQL)
	if err != nil {
		return fmt.Errorf("read the migration %s: %w", one.Name, err)
	}
	if int32(oldest) > one.Sequence { //nolint:gosec // a number of a migration
		return fmt.Errorf("the migration %s leaves builds that know %d: that is none of before", one.Name, oldest)
	}
	if contracts {
		one.UpSQL += fmt.Sprintf("\n;\nupdate %s set oldest = %d;", versionTable, oldest)
	}
	return nil
}

// addOldest adds the column to the table, which is the library's. Looking first keeps programs that start from waiting for a lock.
func addOldest(ctx context.Context, conn *pgx.Conn) error {
	var there bool
	err := conn.QueryRow(ctx, "select exists (select from pg_attribute where attrelid = $1::regclass and attname = 'oldest')", versionTable).Scan(&there)
	if err == nil && !there {
		_, err = conn.Exec(ctx, "alter table "+versionTable+" add column if not exists oldest int not null default 0")
	}
	if err != nil {
		return fmt.Errorf("prepare migrations: %w", err)
	}
	return nil
}
