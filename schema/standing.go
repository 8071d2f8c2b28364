package schema

import (
	"context"
	"errors"
	"fmt"
	"io/fs"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/tern/v2/migrate"
)

// Standing is how far a database has been migrated.
type Standing struct {
	// Version is the last migration that it has had.
	Version int
	// Oldest is the migration that a build has to know to work with it: its last migration that contracts says so. 0 is any.
	Oldest int
}

// Misfit is a database with which this build cannot work: it has to be migrated first, or it has given up what this build uses.
type Misfit struct {
	Standing Standing
	// Known is the last migration that the build knows.
	Known int
}

// Error says what is to be done.
func (m *Misfit) Error() string {
	if m.Standing.Version < m.Known {
		return fmt.Sprintf("the database has had migration %d, and this build needs %d: run `starter migrate` of this build first, programs of before go on "+
			"meanwhile (docs/operations.md) · 数据库的结构是第 %[1]d 版,本程序需要第 %[2]d 版:请先运行本版本的 `starter migrate`", m.Standing.Version, m.Known)
	}
	return fmt.Sprintf("the database has had migration %d and given up what builds use that do not know migration %d; this one knows %d: run a later build, "+
		"or restore the database of before (docs/operations.md) · 数据库已到第 %[1]d 版,只支持认识第 %[2]d 版的程序,本程序只认识到第 %[3]d 版:请使用更新的版本",
		m.Standing.Version, m.Standing.Oldest, m.Known)
}

// Known is the last migration that this build knows, and needs.
var Known = func() int {
	migrations, err := fs.Sub(files, "migrations")
	if err != nil {
		panic(err) // it is part of the program
	}
	names, err := migrate.FindMigrations(migrations)
	if err != nil {
		panic(err)
	}
	return len(names)
}()

// Fits refuses a database with which this build cannot work, by a *Misfit. A later database is well, as long as it was only expanded.
func Fits(ctx context.Context, conn *pgx.Conn) error {
	at, err := Look(ctx, conn)
	if err != nil {
		return err
	}
	return at.fits(Known)
}

func (s Standing) fits(known int) error {
	if s.Version < known || s.Oldest > known {
		return &Misfit{s, known}
	}
	return nil
}

// What Postgres says where nothing was migrated yet, or by a build that did not show programs how far.
const (
	undefinedTable  = "42P01"
	undefinedColumn = "42703"
	noRight         = "42501"
)

// Look reads how far a database has been migrated; one that nobody has migrated is at 0.
func Look(ctx context.Context, conn *pgx.Conn) (at Standing, err error) {
	err = conn.QueryRow(ctx, "select version, oldest from "+versionTable).Scan(&at.Version, &at.Oldest)
	var said *pgconn.PgError
	if errors.As(err, &said) && (said.Code == undefinedTable || said.Code == undefinedColumn || said.Code == noRight) {
		return Standing{}, nil
	}
	if err != nil {
		return at, fmt.Errorf("look how far the database has been migrated: %w", err)
	}
	return at, nil
}
