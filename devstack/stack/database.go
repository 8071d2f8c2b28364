package stack

import (
	"context"
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

// tellRole has the worker reach the database by its own role. On one machine every program could find the others' in the run directory.
func tellRole(program string, told map[string]string) {
	if program == "worker" {
		told["KAIPIAO_DATABASE_URL"] = told["KAIPIAO_DATABASE_WORKER_URL"]
	}
}
