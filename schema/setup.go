package schema

import (
	"context"
	"crypto/hmac"
	"crypto/pbkdf2"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"
)

// Setup is what an administrator of the server gives the register before the first migration.
type Setup struct {
	// Database is its name.
	Database string
	// Passwords are those of all roles.
	Passwords map[Role]string
}

// shortestPassword is how long a password has to be.
const shortestPassword = 16

// limits are how long the roles may take, so that nobody who hangs keeps the others waiting. A migration may take its time, and so may an audit.
var limits = map[Role]map[string]string{
	Owner:   {"statement_timeout": "0", "lock_timeout": "1min", "idle_in_transaction_session_timeout": "5min"},
	Starter: {"statement_timeout": "1min", "lock_timeout": "20s", "idle_in_transaction_session_timeout": "1min"},
	Worker:  {"statement_timeout": "5min", "lock_timeout": "20s", "idle_in_transaction_session_timeout": "1min"},
	Reader:  {"statement_timeout": "1h", "lock_timeout": "20s", "idle_in_transaction_session_timeout": "5min"},
}

// Apply makes the roles and the database, or puts right what differs. It is connected as an administrator, to any database of the server, and
// may be repeated.
func (s Setup) Apply(ctx context.Context, admin *pgx.Conn) error {
	for _, role := range Roles() {
		if err := checkPassword(role, s.Passwords[role]); err != nil {
			return err
		}
	}
	// Of several at once the others wait.
	if _, err := admin.Exec(ctx, "select pg_advisory_lock(720004)"); err != nil {
		return err
	}
	defer func() { _, _ = admin.Exec(context.WithoutCancel(ctx), "select pg_advisory_unlock(720004)") }()
	for _, role := range Roles() {
		if err := makeRole(ctx, admin, role, s.Passwords[role]); err != nil {
			return fmt.Errorf("make the role %s: %w", role, err)
		}
	}
	if err := s.makeDatabase(ctx, admin); err != nil {
		return fmt.Errorf("make the database %s: %w", s.Database, err)
	}
	return nil
}

func checkPassword(role Role, password string) error {
	switch {
	case password == "":
		return fmt.Errorf("the role %s needs a password", role)
	case len(password) < shortestPassword:
		return fmt.Errorf("the password of %s is too short: %d characters at least", role, shortestPassword)
	case strings.ContainsFunc(password, func(r rune) bool { return r <= ' ' || r > '~' }):
		return fmt.Errorf("the password of %s has a character that is not plain ASCII, or a blank", role)
	default:
		return nil
	}
}

// makeRole makes a role that may log in and nothing else, or takes from it what it has besides.
func makeRole(ctx context.Context, admin *pgx.Conn, role Role, password string) error {
	verifier, err := scram(password)
	if err != nil {
		return err
	}
	var exists bool
	if err := admin.QueryRow(ctx, "select exists (select from pg_roles where rolname = $1)", string(role)).Scan(&exists); err != nil {
		return err
	}
	verb := "create"
	if exists {
		verb = "alter"
	}
	_, err = admin.Exec(ctx, fmt.Sprintf("%s role %s login nosuperuser nocreatedb nocreaterole noreplication nobypassrls password '%s'", verb, role, verifier))
	if err != nil {
		return err
	}
	var member []string
	err = admin.QueryRow(ctx, "select coalesce(array_agg(roleid::regrole::text), '{}') from pg_auth_members where member = $1::regrole",
		string(role)).Scan(&member)
	if err != nil {
		return err
	}
	for _, of := range member {
		if _, err := admin.Exec(ctx, "revoke "+of+" from "+string(role)); err != nil {
			return err
		}
	}
	return nil
}

// makeDatabase makes the database, which nobody uses but our roles.
func (s Setup) makeDatabase(ctx context.Context, admin *pgx.Conn) error {
	name := pgx.Identifier{s.Database}.Sanitize()
	var exists bool
	if err := admin.QueryRow(ctx, "select exists (select from pg_database where datname = $1)", s.Database).Scan(&exists); err != nil {
		return err
	}
	statements := []string{"create database " + name + " owner " + string(Owner) + " encoding 'UTF8' template template0"}
	if exists {
		statements = []string{"alter database " + name + " owner to " + string(Owner)}
	}
	statements = append(statements, "revoke all on database "+name+" from public",
		"grant connect on database "+name+" to "+strings.Join(names(Programs()), ", "))
	for _, role := range Roles() {
		of := "alter role " + string(role) + " in database " + name + " set "
		statements = append(statements, of+"search_path = public")
		for limit, value := range limits[role] {
			statements = append(statements, of+limit+" = '"+value+"'")
		}
	}
	for _, statement := range statements {
		if _, err := admin.Exec(ctx, statement); err != nil {
			return err
		}
	}
	return nil
}

// How a password is kept: the server is told this much of it, so that the password itself never stands in its log.
const (
	scramRounds = 4096
	scramSalt   = 16
)

func scram(password string) (string, error) {
	salt := make([]byte, scramSalt)
	if _, err := rand.Read(salt); err != nil {
		return "", err
	}
	salted, err := pbkdf2.Key(sha256.New, password, salt, scramRounds, sha256.Size)
	if err != nil {
		return "", errors.New("a password cannot be hashed")
	}
	keyed := func(text string) []byte {
		sum := hmac.New(sha256.New, salted)
		sum.Write([]byte(text))
		return sum.Sum(nil)
	}
	stored := sha256.Sum256(keyed("Client Key"))
	encode := base64.StdEncoding.EncodeToString
	return fmt.Sprintf("SCRAM-SHA-256$%d:%s$%s:%s", scramRounds, encode(salt), encode(stored[:]), encode(keyed("Server Key"))), nil
}
