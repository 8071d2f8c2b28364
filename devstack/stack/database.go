package stack

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/jackc/pgx/v5"

	"kaipiao/schema"
)

// database is how the register's database is called on a server of our own.
const database = "kaipiao"

// isComplete: an existing database is reached by a role of its own for each program, and by its owner.
func (s *Stack) isComplete() error {
	if s.settings.DatabaseWorkerURL == "" || s.settings.DatabaseOwnerURL == "" {
		return errors.New("an existing database needs KAIPIAO_DATABASE_URL for the role " + string(schema.Starter) + ", KAIPIAO_DATABASE_WORKER_URL for " +
			string(schema.Worker) + " and KAIPIAO_DATABASE_OWNER_URL for " + string(schema.Owner) + "; `starter database setup` makes the roles")
	}
	return nil
}

// setUpDatabase makes the roles, each with a password that the run directory keeps, and says how they reach the database.
func (s *Stack) setUpDatabase(ctx context.Context) error {
	passwords := map[schema.Role]string{}
	for _, role := range schema.Roles() {
		path := filepath.Join(s.settings.RunDir, strings.ReplaceAll(string(role), "_", "-")+"-password")
		if err := makeSecret(path); err != nil {
			return err
		}
		content, err := os.ReadFile(path)
		if err != nil {
			return fmt.Errorf("read a password: %w", err)
		}
		passwords[role] = strings.TrimSpace(string(content))
	}
	admin, err := pgx.Connect(ctx, s.database.URL())
	if err != nil {
		return fmt.Errorf("open the database: %w", err)
	}
	defer admin.Close(ctx)
	if err := (schema.Setup{Database: database, Passwords: passwords}).Apply(ctx, admin); err != nil {
		return err
	}
	as := func(role schema.Role) string { return s.database.As(string(role), passwords[role], database) }
	s.settings.DatabaseURL, s.settings.DatabaseWorkerURL = as(schema.Starter), as(schema.Worker)
	s.settings.DatabaseReaderURL, s.settings.DatabaseOwnerURL = as(schema.Reader), as(schema.Owner)
	return nil
}

// temporalInPostgres are the value of KAIPIAO_TEMPORAL_STORE with which Temporal keeps everything in the stack's own Postgres, and how its databases
// and its role are called there.
const (
	temporalStore      = "KAIPIAO_TEMPORAL_STORE"
	temporalInPostgres = "postgres"
	temporalDatabase   = "temporal"
	temporalVisibility = "temporal_visibility"
)

// temporalURL makes the databases of Temporal, where it is to keep everything in Postgres, with a password that holds for this start; empty for its file.
func (s *Stack) temporalURL(ctx context.Context) (string, error) {
	switch said := os.Getenv(temporalStore); said {
	case "", "sqlite":
		return "", nil
	case temporalInPostgres:
		if s.database == nil {
			return "", errors.New(temporalStore + "=" + temporalInPostgres + " goes with the stack's own Postgres, not with KAIPIAO_DATABASE_URL")
		}
	default:
		return "", fmt.Errorf("%s is %q; it can be sqlite or %s", temporalStore, said, temporalInPostgres)
	}
	admin, err := pgx.Connect(ctx, s.database.URL())
	if err != nil {
		return "", fmt.Errorf("open the database: %w", err)
	}
	defer admin.Close(ctx)
	password := rand.Text()
	var there bool
	if err := admin.QueryRow(ctx, "select exists (select from pg_roles where rolname = $1)", temporalDatabase).Scan(&there); err != nil {
		return "", err
	}
	statements := []string{
		"create role " + temporalDatabase + " login", "create database " + temporalDatabase + " owner " + temporalDatabase,
		"create database " + temporalVisibility + " owner " + temporalDatabase,
	}
	if there {
		statements = nil
	}
	for _, statement := range append(statements, "alter role "+temporalDatabase+" password '"+password+"'") {
		if _, err := admin.Exec(ctx, statement); err != nil {
			return "", fmt.Errorf("make the databases of Temporal: %w", err)
		}
	}
	return s.database.As(temporalDatabase, password, temporalDatabase), nil
}

// tellRole has the worker reach the database by its own role. On one machine every program could find the others' in the run directory.
func tellRole(program string, told map[string]string) {
	if program == "worker" {
		told["KAIPIAO_DATABASE_URL"] = told["KAIPIAO_DATABASE_WORKER_URL"]
	}
}
