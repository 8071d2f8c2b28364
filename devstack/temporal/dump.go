package main

import (
	"bufio"
	"context"
	"database/sql"
	"encoding/binary"
	"fmt"
	"io"
	"strings"
)

// dump writes every value of every table of a server's database that is a text or a blob, for whoever searches them: the column's name and the
// value, each after its length. The server need not run.
func dump(ctx context.Context, database string, to io.Writer) error {
	db, err := sql.Open("sqlite", "file:"+database+"?mode=ro")
	if err != nil {
		return fmt.Errorf("open the database: %w", err)
	}
	defer db.Close()
	tables, err := db.QueryContext(ctx, `SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name`)
	if err != nil {
		return fmt.Errorf("list the tables: %w", err)
	}
	defer tables.Close()
	var names []string
	for tables.Next() {
		var name string
		if err := tables.Scan(&name); err != nil {
			return fmt.Errorf("list the tables: %w", err)
		}
		names = append(names, name)
	}
	if err := tables.Err(); err != nil {
		return fmt.Errorf("list the tables: %w", err)
	}
	out := bufio.NewWriter(to)
	for _, name := range names {
		if err := dumpTable(ctx, db, name, out); err != nil {
			return fmt.Errorf("read the table %s: %w", name, err)
		}
	}
	return out.Flush()
}

func dumpTable(ctx context.Context, db *sql.DB, table string, out io.Writer) error {
	rows, err := db.QueryContext(ctx, `SELECT * FROM "`+strings.ReplaceAll(table, `"`, `""`)+`"`) //nolint:gosec // a name of the schema's own
	if err != nil {
		return err
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		return err
	}
	values, into := make([]any, len(columns)), make([]any, len(columns))
	for i := range values {
		into[i] = &values[i]
	}
	for rows.Next() {
		if err := rows.Scan(into...); err != nil {
			return err
		}
		for i, value := range values {
			var content []byte
			switch held := value.(type) {
			case string:
				content = []byte(held)
			case []byte:
				content = held
			}
			if len(content) == 0 {
				continue
			}
			for _, part := range [][]byte{[]byte(table + "." + columns[i]), content} {
				if _, err := out.Write(append(binary.AppendUvarint(nil, uint64(len(part))), part...)); err != nil {
					return err
				}
			}
		}
	}
	return rows.Err()
}
