package tx

import (
	"context"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"kaipiao/domain/actor"
	"kaipiao/office/query"
)

// conversation is one transaction that goes to the database and back as seldom as it can. What only writes is not sent at once: it
// waits until something is read or the transaction ends, and travels with that, everything in the order in which it was said. So does
// the beginning. What will be read can be announced (query.Queries.Ahead), and is then answered together.
//
// A write that fails therefore fails the next read, or the end. Nobody acts on it before, because all of it is undone together.
type conversation struct {
	conn *pgx.Conn
	// unsent is what waits, in its order.
	unsent []*statement
	// ahead are the announced statements that were not made yet.
	ahead []*statement
	// opening is how many statements begin it.
	opening int
}

// change opens a conversation that changes something in somebody's name, without saying anything yet.
func change(ctx context.Context, conn *pgx.Conn) (*conversation, error) {
	c := &conversation{conn: conn, opening: 2}
	c.say("begin", nil)
	return c, actAs(ctx, query.New(c), actor.Of(ctx))
}

// actAs says who acts. An event that the transaction writes names its actor itself, and goes before (O4). The database cannot store a zero character.
func actAs(ctx context.Context, q *query.Queries, who actor.Actor) error {
	return q.ActAs(ctx, strings.ReplaceAll(who.String(), "\x00", ""))
}

// look opens a conversation that reads in one snapshot, without saying anything yet.
func look(_ context.Context, conn *pgx.Conn) (*conversation, error) {
	c := &conversation{conn: conn, opening: 1}
	c.say("begin isolation level repeatable read read only", nil)
	return c, nil
}

// Exec makes a statement; one of which nobody wants to know how many rows it met waits.
func (c *conversation) Exec(ctx context.Context, sql string, args ...any) (pgconn.CommandTag, error) {
	if mayWait(sql) && c.announced(sql, args) == nil {
		c.ahead = nil // what was read before is read again
		c.say(sql, args)
		return pgconn.CommandTag{}, nil
	}
	answered, err := c.ask(ctx, sql, args)
	if err != nil {
		return pgconn.CommandTag{}, err
	}
	return answered.tag, nil
}

// mayWait: the first line of a generated statement says what is wanted of it.
func mayWait(sql string) bool {
	head, _, _ := strings.Cut(sql, "\n")
	return strings.HasSuffix(head, " :exec")
}

// Query reads, after what waits.
func (c *conversation) Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error) { //nolint:ireturn // generated code asks for it
	answered, err := c.ask(ctx, sql, args)
	if err != nil {
		return nil, err
	}
	return &answer{statement: answered, types: c.conn.TypeMap()}, nil
}

// QueryRow reads one row, after what waits.
func (c *conversation) QueryRow(ctx context.Context, sql string, args ...any) pgx.Row { //nolint:ireturn // as above
	answered, err := c.ask(ctx, sql, args)
	if err != nil {
		answered = &statement{failed: err}
	}
	return &oneRow{answer{statement: answered, types: c.conn.TypeMap()}}
}

// CopyFrom copies many rows, after what waits.
func (c *conversation) CopyFrom(ctx context.Context, table pgx.Identifier, columns []string, rows pgx.CopyFromSource) (int64, error) {
	c.ahead = nil
	if err := c.send(ctx); err != nil {
		return 0, err
	}
	return c.conn.CopyFrom(ctx, table, columns, rows)
}

// Announced takes down statements that will follow.
func (c *conversation) Announced() query.DBTX { return &announcement{c} } //nolint:ireturn // as above

// say puts a statement behind those that wait.
func (c *conversation) say(sql string, args []any) *statement {
	said := &statement{sql: sql, args: args}
	c.unsent = append(c.unsent, said)
	return said
}

// ask makes a statement and returns its answer: the one that came already, where it was announced.
func (c *conversation) ask(ctx context.Context, sql string, args []any) (*statement, error) {
	known := c.announced(sql, args)
	if known != nil {
		c.ahead = c.ahead[slices.Index(c.ahead, known)+1:]
	} else {
		c.ahead = nil // what is said out of turn may make untrue what was answered
		known = c.say(sql, args)
	}
	if known.answered {
		return known, nil
	}
	return known, c.send(ctx)
}

// announced finds a statement among those that were announced.
func (c *conversation) announced(sql string, args []any) *statement {
	for _, next := range c.ahead {
		if next.sql == sql && reflect.DeepEqual(next.args, args) {
			return next
		}
	}
	return nil
}

// send sends what waits, and hears all answers.
func (c *conversation) send(ctx context.Context) error {
	if len(c.unsent) == 0 {
		return nil
	}
	batch := &pgx.Batch{}
	for _, said := range c.unsent {
		batch.Queue(said.sql, said.args...)
	}
	answers := c.conn.SendBatch(ctx, batch)
	sent := c.unsent
	c.unsent = nil
	for _, said := range sent {
		if err := said.hear(answers); err != nil {
			_ = answers.Close() // it says the same
			return fmt.Errorf("%s: %w", said.name(), err)
		}
	}
	return answers.Close()
}

// end commits. A transaction that said nothing has nothing to commit.
func (c *conversation) end(ctx context.Context) error {
	if len(c.unsent) == c.opening && c.conn.PgConn().TxStatus() == 'I' {
		return nil
	}
	last := c.say("commit", nil)
	if err := c.send(ctx); err != nil {
		return err
	}
	if last.tag.String() == "ROLLBACK" {
		return pgx.ErrTxCommitRollback
	}
	return nil
}

// breakOff undoes everything. A connection that cannot is not used again: the pool sees that it is still in a transaction.
func (c *conversation) breakOff(ctx context.Context) {
	if !c.conn.IsClosed() && c.conn.PgConn().TxStatus() != 'I' {
		_, _ = c.conn.Exec(ctx, "rollback")
	}
}
