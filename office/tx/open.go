package tx

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"kaipiao/schema"
	"kaipiao/tracing"
)

// lookWithin is how long Open waits to see what the database is.
const lookWithin = 3 * time.Second

// Open connects to the register's database, as a program. It refuses one with which this build cannot work (a *schema.Misfit), and a role that is
// too mighty; each connection looks anew, because both may change while the program runs. A database that does not answer yet may come.
func Open(ctx context.Context, url string) (*pgxpool.Pool, error) {
	pool, misfit, err := open(ctx, url, func(*pgxpool.Config) {})
	if misfit != nil {
		pool.Close()
		return nil, misfit
	}
	return pool, err
}

// How long a replica may take to be reached, and what is asked of it; the second is said to the server, so that it does not go on with what nobody
// waits for any more.
const (
	replicaConnects = 2 * time.Second
	replicaAnswers  = "20s"
)

// OpenReplica connects to a copy that follows the register's database, to read in it and nothing else. One that a migration has not reached yet may
// come, too.
func OpenReplica(ctx context.Context, url string) (*pgxpool.Pool, error) {
	pool, _, err := open(ctx, url, func(config *pgxpool.Config) {
		config.ConnConfig.ConnectTimeout = replicaConnects
		config.ConnConfig.RuntimeParams["default_transaction_read_only"] = "on"
		config.ConnConfig.RuntimeParams["statement_timeout"] = replicaAnswers
	})
	return pool, err
}

func open(ctx context.Context, url string, adjust func(*pgxpool.Config)) (opened *pgxpool.Pool, misfit, err error) {
	config, err := pgxpool.ParseConfig(url)
	if err != nil {
		return nil, nil, err
	}
	config.AfterConnect = func(ctx context.Context, conn *pgx.Conn) error {
		if err := refusePower(ctx, conn); err != nil {
			return err
		}
		return schema.Fits(ctx, conn)
	}
	Configure(config)
	adjust(config)
	config.ConnConfig.Tracer = tracing.Database()
	pool, err := pgxpool.NewWithConfig(ctx, config)
	if err != nil {
		return nil, nil, err
	}
	ctx, stop := context.WithTimeout(ctx, lookWithin)
	defer stop()
	looked := pool.Ping(ctx)
	if errors.Is(looked, errPower) {
		pool.Close()
		return nil, nil, looked
	}
	if unfit := (*schema.Misfit)(nil); errors.As(looked, &unfit) {
		return pool, looked, nil
	}
	return pool, nil, nil
}

// errPower: with such a role a fault of ours, or somebody who gets hold of a program, could change what is append-only, and more.
var errPower = errors.New("a program must not have such a role: use those that `starter database setup` makes")

// refusePower has no program work with a role that administers the server, or owns the register (S5).
func refusePower(ctx context.Context, conn *pgx.Conn) error {
	var role string
	var mighty bool
	err := conn.QueryRow(ctx, `select r.rolname, r.rolsuper or r.rolcreaterole or r.rolcreatedb or r.rolreplication or r.rolbypassrls
		or pg_has_role(current_user, d.datdba, 'member')
		from pg_roles r, pg_database d where r.rolname = current_user and d.datname = current_database()`).Scan(&role, &mighty)
	if err != nil {
		return fmt.Errorf("look at the database's role: %w", err)
	}
	if mighty {
		return fmt.Errorf("the role %s administers the database: %w", role, errPower)
	}
	return nil
}

// Configure says how the office reads and writes. A connection remembers how the database carries a statement out, foreign keys included, and a
// plan that was made while a table was small would read it from end to end when it is large (L12). Whatever the office asks for
// is found through an index, so none is ever made. Without that a statement that does read everything looks dear, and would be compiled for nothing;
// and one that might read much, and reads nothing, would first wait some milliseconds for other processes to help.
func Configure(config *pgxpool.Config) {
	config.ConnConfig.RuntimeParams["enable_seqscan"] = "off"
	config.ConnConfig.RuntimeParams["jit"] = "off"
	config.ConnConfig.RuntimeParams["max_parallel_workers_per_gather"] = "0"
	before := config.AfterConnect
	config.AfterConnect = func(ctx context.Context, conn *pgx.Conn) error {
		writeMoney(conn.TypeMap())
		if before == nil {
			return nil
		}
		return before(ctx, conn)
	}
}
