package postgrestest

import (
	"context"
	"testing"

	"github.com/jackc/pgx/v5"

	"kaipiao/devstack/postgres"
	"kaipiao/schema"
)

// followedDatabase is the register's on a server that another one follows.
const followedDatabase = "kaipiao"

// Followed is a migrated database on a server of its own, and a second server that follows it (streaming replication).
type Followed struct {
	t                testing.TB
	primary, replica *postgres.Server
	stopped          bool
}

// Follow starts both, until the test ends.
func Follow(t testing.TB) *Followed {
	t.Helper()
	ctx := context.Background()
	if err := postgres.Install(ctx); err != nil {
		t.Fatal(err)
	}
	f := &Followed{t: t, primary: started(t, postgres.Options{Throwaway: true})}
	t.Cleanup(func() { f.stop(f.primary) })
	if err := setUp(ctx, f.primary.URL(), followedDatabase); err != nil {
		t.Fatal(err)
	}
	if err := migrate(ctx, f.Primary(schema.Owner)); err != nil {
		t.Fatal(err)
	}
	// What was answered is written, so that it can be seen who has it.
	if err := run(ctx, f.primary.URL(), "alter database "+followedDatabase+" set synchronous_commit = on"); err != nil {
		t.Fatal(err)
	}
	f.replica = started(t, postgres.Options{Throwaway: true, Follows: f.primary})
	t.Cleanup(f.StopReplica)
	return f
}

func started(t testing.TB, options postgres.Options) *postgres.Server {
	t.Helper()
	server, err := postgres.Start(context.Background(), options)
	if err != nil {
		t.Fatal(err)
	}
	return server
}

func (f *Followed) stop(server *postgres.Server) {
	if err := server.Stop(); err != nil {
		f.t.Error(err)
	}
}

// Primary is the database that is written, for a role.
func (f *Followed) Primary(role schema.Role) string {
	return f.primary.As(string(role), password(role), followedDatabase)
}

// Replica is its copy on the server that follows, for the same role.
func (f *Followed) Replica(role schema.Role) string {
	return f.replica.As(string(role), password(role), followedDatabase)
}

// PauseReplica has the replica take no more of what it hears, and ResumeReplica has it go on.
func (f *Followed) PauseReplica() {
	f.t.Helper()
	f.tellReplica("select pg_wal_replay_pause()")
	f.tellReplica(`do $$ begin while pg_get_wal_replay_pause_state() <> 'paused' loop perform pg_sleep(0.01); end loop; end $$`)
}

// ResumeReplica has it go on.
func (f *Followed) ResumeReplica() {
	f.t.Helper()
	f.tellReplica("select pg_wal_replay_resume()")
}

// DisconnectReplica ends all connections to the replica; it takes new ones.
func (f *Followed) DisconnectReplica() {
	f.t.Helper()
	f.tellReplica("select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid() and datname is not null")
}

// PromoteReplica has the replica be a server of its own, that follows nobody.
func (f *Followed) PromoteReplica() {
	f.t.Helper()
	f.tellReplica("select pg_promote(true, 60)")
}

func (f *Followed) tellReplica(statement string) {
	f.t.Helper()
	conn, err := pgx.Connect(context.Background(), f.replica.URL())
	if err != nil {
		f.t.Fatal(err)
	}
	defer conn.Close(context.Background())
	if _, err := conn.Exec(context.Background(), statement); err != nil {
		f.t.Fatal(err)
	}
}

// StopReplica stops the server that follows, for good.
func (f *Followed) StopReplica() {
	if !f.stopped {
		f.stopped = true
		f.stop(f.replica)
	}
}
