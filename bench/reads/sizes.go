package main

import (
	"github.com/jackc/pgx/v5"

	"kaipiao/devstack/postgres/postgrestest"
)

// size is how much of the disk a table takes, in bytes, with its indexes and what is stored beside it.
type size struct {
	Table   string `json:"table"`
	Rows    int64  `json:"rows"`
	Bytes   int64  `json:"bytes"`
	Indexes int64  `json:"indexes"`
	// OfRow is all of it, for each row.
	OfRow int64 `json:"of_row"`
}

// sizes are those of all tables with at least a row for every second invoice, the largest first: the rest does not grow with invoices.
func (f *filled) sizes() []size {
	admin := postgrestest.Admin(f.T, f.Pool)
	rows, err := admin.Query(f.T.Context(), `
		with counted as (
			select c.oid, c.relname::text as name, (xpath('/row/c/text()',
				query_to_xml(format('select count(*) as c from %I', c.relname), false, true, '')))[1]::text::bigint as rows
			from pg_class c where c.relkind in ('r', 'p') and not c.relispartition and c.relnamespace = 'public'::regnamespace)
		select name, rows, own, indexes, (own + indexes) / rows
		from counted cross join lateral (
			select sum(pg_table_size(part))::bigint as own, sum(pg_indexes_size(part))::bigint as indexes
			from (select counted.oid union select relid::oid from pg_partition_tree(counted.oid)) parts (part)) of_all_months
		where rows >= (select count(*) / 2 from invoices) order by own + indexes desc`)
	if err != nil {
		f.T.Fatal(err)
	}
	found, err := pgx.CollectRows(rows, pgx.RowToStructByPos[size])
	if err != nil {
		f.T.Fatal(err)
	}
	return found
}
