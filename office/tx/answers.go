package tx

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgtype"
)

// statement is what is said to the database, and what it answered.
type statement struct {
	sql  string
	args []any

	answered bool
	failed   error
	tag      pgconn.CommandTag
	fields   []pgconn.FieldDescription
	rows     [][][]byte
}

// name is the statement's in schema/queries, for errors.
func (s *statement) name() string {
	head, _, _ := strings.Cut(strings.TrimPrefix(s.sql, "-- name: "), " ")
	return head
}

// hear keeps the next answer.
func (s *statement) hear(from pgx.BatchResults) error {
	rows, err := from.Query()
	if err != nil {
		return err
	}
	s.fields = slices.Clone(rows.FieldDescriptions())
	for rows.Next() {
		s.rows = append(s.rows, kept(rows.RawValues()))
	}
	s.answered, s.tag = true, rows.CommandTag()
	return rows.Err()
}

// kept copies a row out of the connection's buffer; null stays null.
func kept(row [][]byte) [][]byte {
	size := 0
	for _, value := range row {
		size += len(value)
	}
	content, values := make([]byte, 0, size), make([][]byte, len(row))
	for i, value := range row {
		if value != nil {
			content = append(content, value...)
			values[i] = content[len(content)-len(value):]
		}
	}
	return values
}

// answer shows what was kept of an answer as rows, from before the first one.
type answer struct {
	*statement
	types *pgtype.Map
	// plans are how each column is read, the same for all rows.
	plans []pgtype.ScanPlan
	next  int
}

func (a *answer) Next() bool {
	if a.next == len(a.rows) {
		return false
	}
	a.next++
	return true
}

func (a *answer) Scan(into ...any) error {
	if len(into) != len(a.fields) {
		return fmt.Errorf("%s has %d columns, not %d", a.name(), len(a.fields), len(into))
	}
	if a.plans == nil {
		for i, field := range a.fields {
			a.plans = append(a.plans, a.types.PlanScan(field.DataTypeOID, field.Format, into[i]))
		}
	}
	for i, value := range a.RawValues() {
		if err := a.plans[i].Scan(value, into[i]); err != nil {
			return pgx.ScanArgError{ColumnIndex: i, FieldName: a.fields[i].Name, Err: err}
		}
	}
	return nil
}

func (a *answer) Values() ([]any, error) {
	return nil, errors.New("generated statements scan")
}

func (a *answer) RawValues() [][]byte                          { return a.rows[a.next-1] }
func (a *answer) FieldDescriptions() []pgconn.FieldDescription { return a.fields }
func (a *answer) CommandTag() pgconn.CommandTag                { return a.tag }
func (a *answer) Err() error                                   { return a.failed }
func (a *answer) TypeMap() *pgtype.Map                         { return a.types }
func (a *answer) Conn() *pgx.Conn                              { return nil }
func (a *answer) Close()                                       {}

// oneRow is the first row of an answer.
type oneRow struct{ answer }

func (r *oneRow) Scan(into ...any) error {
	if r.failed != nil {
		return r.failed
	}
	if !r.Next() {
		return pgx.ErrNoRows
	}
	return r.answer.Scan(into...)
}

// errAnnounced is what an announced read answers: nothing yet.
var errAnnounced = errors.New("announced, not made")

// announcement takes down statements that will follow.
type announcement struct{ of *conversation }

func (a *announcement) Exec(_ context.Context, sql string, args ...any) (pgconn.CommandTag, error) {
	if a.of.announced(sql, args) == nil {
		a.of.ahead = append(a.of.ahead, a.of.say(sql, args))
	}
	return pgconn.CommandTag{}, nil
}

func (a *announcement) Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error) { //nolint:ireturn // as above
	_, _ = a.Exec(ctx, sql, args...)
	return nil, errAnnounced
}

func (a *announcement) QueryRow(ctx context.Context, sql string, args ...any) pgx.Row { //nolint:ireturn // as above
	_, _ = a.Exec(ctx, sql, args...)
	return &oneRow{answer{statement: &statement{failed: errAnnounced}}}
}

func (a *announcement) CopyFrom(context.Context, pgx.Identifier, []string, pgx.CopyFromSource) (int64, error) {
	return 0, errAnnounced // many rows travel by themselves
}
