package main

import (
	"context"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"
	"github.com/jackc/pgx/v5/pgxpool"

	"kaipiao/console/consoletest"
	"kaipiao/devstack/postgres"
	"kaipiao/devstack/postgres/postgrestest"
	"kaipiao/domain/actor"
	"kaipiao/domain/application"
	"kaipiao/domain/calendar"
	"kaipiao/domain/invoice"
	"kaipiao/domain/money"
	"kaipiao/domain/policy"
	"kaipiao/office"
	"kaipiao/office/applications"
	"kaipiao/office/tx"
	"kaipiao/schema"
)

// heard takes down what one submission says to the database: the statements of each trip, as pgbench's scripts want them.
type heard struct {
	conn  *pgx.Conn
	trips [][]string
	err   error
}

func (h *heard) TraceBatchStart(ctx context.Context, _ *pgx.Conn, data pgx.TraceBatchStartData) context.Context {
	var trip []string
	for _, one := range data.Batch.QueuedQueries {
		written, err := h.write(ctx, one.SQL, one.Arguments)
		if err != nil {
			h.err = err
		}
		trip = append(trip, written)
	}
	h.trips = append(h.trips, trip)
	return ctx
}

func (h *heard) TraceBatchQuery(context.Context, *pgx.Conn, pgx.TraceBatchQueryData) {}
func (h *heard) TraceBatchEnd(context.Context, *pgx.Conn, pgx.TraceBatchEndData)     {}

func (h *heard) TraceQueryStart(ctx context.Context, _ *pgx.Conn, data pgx.TraceQueryStartData) context.Context {
	h.err = fmt.Errorf("said by itself: %s", data.SQL)
	return ctx
}

func (h *heard) TraceQueryEnd(context.Context, *pgx.Conn, pgx.TraceQueryEndData) {}

var (
	comment   = regexp.MustCompile(`(?m)^\s*--.*$`)
	parameter = regexp.MustCompile(`\$[0-9]+`)
	// made are the names that the one submission has, and what another one has in their place.
	made = strings.NewReplacer("acct-0", "acct-' || :a || E'", "rec-0-0-", "rec-' || :a || E'-' || :k || E'-",
		"NNNN", "' || :turn || '-' || :client_id || '-' || :n || E'")
)

// write puts a statement's parameters into it, as texts with their types. A colon would name a variable of pgbench.
func (h *heard) write(ctx context.Context, sql string, arguments []any) (string, error) {
	statement, err := h.conn.Prepare(ctx, sql, sql)
	if err != nil {
		return "", err
	}
	literals := make([]string, len(arguments))
	for i, argument := range arguments {
		oid := statement.ParamOIDs[i]
		text, err := h.conn.TypeMap().Encode(oid, pgtype.TextFormatCode, argument, []byte{})
		if err != nil {
			return "", err
		}
		literal := "null"
		if text != nil {
			escaped := strings.NewReplacer(`\`, `\\`, "'", "''", ":", `\x3a`).Replace(string(text))
			literal = "(E'" + made.Replace(escaped) + "')"
		}
		kind, known := h.conn.TypeMap().TypeForOID(oid)
		if !known {
			return "", fmt.Errorf("%s: what is the type %d?", sql, oid)
		}
		name := kind.Name
		if rest, array := strings.CutPrefix(name, "_"); array {
			name = rest + "[]"
		}
		literals[i] = literal + "::" + name
	}
	sql = comment.ReplaceAllString(sql, "")
	return parameter.ReplaceAllStringFunc(sql, func(found string) string {
		n, _ := strconv.Atoi(found[1:])
		return literals[n-1]
	}), nil
}

// listen has one application accepted, of the first account with its first block of records, and hears what is said.
func listen(run *consoletest.Program, database string) [][]string {
	ctx := run.Context()
	config, err := pgxpool.ParseConfig(postgrestest.As(run, schema.Starter, database))
	run.Must(err)
	tx.Configure(config)
	ear := &heard{conn: admin(run, database)}
	config.ConnConfig.Tracer = ear
	pool, err := pgxpool.NewWithConfig(ctx, config)
	run.Must(err)
	defer pool.Close()
	published, err := calendar.Published()
	run.Must(err)
	amount := money.MustParse("106.00")
	_, err = office.New(pool, policy.Default(), published).Applications.Submit(ctx, applications.Submission{
		Request: application.Request{
			Account: "acct-0", Seller: invoice.Platform, Kind: invoice.Ordinary, Medium: invoice.Electronic, Amount: &amount,
			Title: invoice.Party{Name: "北京甲科技有限公司", TaxpayerID: "91110000802100433B"},
		},
		ID: "app-NNNN", Key: "key-NNNN", Fingerprint: []byte("a fingerprint of thirty two bytes"),
		By: actor.Actor{Kind: actor.Service, Name: "billing"},
	}, time.Now())
	run.Must(err)
	run.Must(ear.err)
	return ear.trips
}

// sameStatements has pgbench say what one submission says, in the same trips, without anybody who decides in between. Each client takes blocks of
// records of its own, because a script cannot remember what it has read.
func sameStatements(run *consoletest.Program, told chosen, server *postgres.Server) contender {
	database := postgrestest.Database(run)
	run.Must(fill(run.Context(), admin(run, database), told.Accounts, enough(told, mostOurs)))
	var script strings.Builder
	trips := listen(run, database)
	for _, trip := range trips {
		script.WriteString("\\startpipeline\n")
		for _, statement := range trip {
			script.WriteString(strings.TrimSpace(statement) + ";\n")
		}
		script.WriteString("\\endpipeline\n")
	}
	own := admin(run, database)
	p := newPgbench(run, told, server, own.Config().ConnString())
	done := map[bool]int{}
	return contender{"same statements", func(ctx context.Context, hot bool) (float64, error) {
		p.begun++
		// n counts the client's own; each goes through its own share of the accounts, and from one block to the next
		share := told.Accounts / told.Clients
		counted := "\\set n :n + 1\n"
		if hot {
			counted += fmt.Sprintf("\\set k :n * %d + :client_id\n", told.Clients)
		} else {
			counted += fmt.Sprintf("\\set a (:n %% %d) * %d + :client_id\n\\set k :n / %d\n", share, told.Clients, share)
		}
		body := script.String()
		if hot {
			body = strings.ReplaceAll(body, "' || :a || E'", hotAccount)
		}
		first := done[hot]
		perSecond, err := p.run(ctx, counted+body, told.For, map[string]int{"turn": p.begun, "n": first})
		if err == nil {
			err = own.QueryRow(ctx, "select coalesce(max(split_part(id, '-', 4)::int), 0) from applications where id like 'app-' || $1::text || '-%'",
				strconv.Itoa(p.begun)).Scan(&first)
			done[hot] = first
		}
		return perSecond, err
	}}
}
