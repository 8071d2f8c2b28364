package histories

import (
	"fmt"
	"strings"
)

// The applications and invoices of a history are the original's, under other ids. Each goes through ten of the records in "made".

// id is an application's, of the history and its place in it, as text in the database.
func (h History) id(place string) string {
	return fmt.Sprintf("('01990000-0000-7%03d-8000-' || to_char(%s, 'FM000000000000'))", h.N, place)
}

// serial and number are words that no other one has.
func (h History) serial(place string) string {
	return fmt.Sprintf("('KP' || translate(to_char(%d, 'FM000000') || to_char(%s, 'FM000000000000'), '0189', 'AXYZ'))", h.N, place)
}

func (h History) number(place string) string {
	return fmt.Sprintf("('27' || to_char(%d, 'FM000000') || to_char(%s, 'FM000000000000'))", h.N, place)
}

// copied are the tables of an application that went the whole way, which of their rows are the original's, and what is another's in them. The
// places $id, $serial, $number and $at are the copy's.
var copied = []struct{ table, which, changes string }{
	{
		"applications", "t.id = '$original'",
		`'id', $id, 'account', '$account', 'submitted_at', $at, 'cool_off_until', $at, 'review_due_at', $at, 'decided_at', $at`,
	},
	{
		"invoices", "t.application = '$original'",
		`'id', $id || '-1', 'application', $id, 'account', '$account', 'serial', $serial, 'number', $number, 'issued_at', $at,
			'workflow', 'application/' || $id`,
	},
	{"invoice_lines", "t.invoice = '$original-1'", `'invoice', $id || '-1'`},
	{"serials", "t.invoice = '$original-1'", `'serial', $serial, 'invoice', $id || '-1', 'created_at', $at`},
	{"attempts", "t.serial in (select serial from serials where invoice = '$original-1')", `'serial', $serial, 'at', $at`},
	{
		"documents", "t.invoice = '$original-1'",
		`'invoice', $id || '-1', 'serial', $serial, 'frozen_at', $at, 'content', replace(t.content, t.serial, $serial),
			'sha256', encode(sha256(convert_to(replace(t.content, t.serial, $serial), 'UTF8')), 'hex')`,
	},
	{
		"events", "t.application = '$original' or t.invoice = '$original-1'",
		`'application', $id, 'invoice', case when t.invoice is null then null else $id || '-1' end, 'at', $at`,
	},
}

// applications are the statements that make a history's.
func (f *Filler) applications(h History) (statements []string) {
	if h.Issued() == 0 {
		return nil
	}
	const at = "(timestamptz '2026-01-02Z' + m.place * interval '1 second')"
	words := strings.NewReplacer("$original", string(f.Original), "$account", string(h.Account()), "$id", h.id("m.place"), "$serial", h.serial("m.place"),
		"$number", h.number("m.place"), "$at", at)
	for _, c := range copied {
		statements = append(statements, fmt.Sprintf(`insert into %[1]s overriding user value select row.* from generate_series(1, %[2]d) m (place), %[1]s t,
			lateral jsonb_populate_record(null::%[1]s, to_jsonb(t) || jsonb_build_object(%[3]s)) as row where %[4]s`,
			c.table, h.Issued(), words.Replace(c.changes), words.Replace(c.which)))
	}
	id := h.id("m.application")
	for _, move := range [][2]string{{"free", "reserved"}, {"reserved", "invoiced"}} {
		statements = append(statements, fmt.Sprintf(`insert into ledger_entries
				(account, seller, tax_code, from_consumption, from_bucket, to_consumption, to_bucket, amount, application, invoice, at)
			select account, 'platform', '3040203000000000000', m.id, '%s', m.id, '%s', 106.00, %s, %s || '-1', at from made m where application > 0`,
			move[0], move[1], id, id))
	}
	return statements
}
