package office_test

import (
	"context"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"kaipiao/domain/application"
	"kaipiao/domain/invoice"
	"kaipiao/domain/life"
	"kaipiao/domain/parcel"
	"kaipiao/domain/reconciliation"
	"kaipiao/domain/reversal"
	"kaipiao/domain/ticket"
)

// listsOfWords are the lists that the migrated database has of a column's words, in checks, in partial indexes and in functions.
// Each comes from a table of the domain.
var listsOfWords = map[string][][]string{
	"applications.status": {
		life.Text(application.Life.Names()),
		decided(),
	},
	"invoices.status": {
		life.Text(invoice.Life.Names()),
		notIn(invoice.Life, after(invoice.Life, invoice.Issued)), // has no number yet, or never
		life.Text(invoice.Late),                                  // something is owed by an instant
		life.Text(append(invoice.Life.Results(invoice.Ship), invoice.Life.Results(invoice.Deliver)...)),
	},
	"reversals.status": {
		life.Text(reversal.Life.Names()),
		life.Text(reversal.Life.Ends()),
		life.Text(reversal.Life.Open()),
		notIn(reversal.Life, reversal.NotGivenUp()),
	},
	"tickets.status": {
		life.Text(ticket.Life.Names()),
		life.Text(ticket.Life.Ends()),
		life.Text(ticket.Promised()),
		notIn(ticket.Life, append(ticket.Promised(), ticket.Life.Ends()...)), // the customer's turn
	},
	"tickets.kind": {
		life.Text(ticket.AllKinds()),
		kindsAbout(ticket.Applied),
		kindsAbout(ticket.OneInvoice),
	},
	"ticket_materials.type": {
		life.Text(ticket.Materials),
		madeByUs(),
	},
	"differences.kind":      {life.Text(reconciliation.Kinds())},
	"courier_events.status": {life.Text(parcel.CarrierStatuses)},
}

func decided() (states []string) {
	for _, do := range []life.Action{application.Approve, application.Reject, application.Cancel} {
		states = append(states, life.Text(application.Life.Results(do))...)
	}
	return states
}

// after are a state and all that can be reached from it.
func after[S ~string](table life.Table[S], state S) []S {
	reached := []S{state}
	for i := 0; i < len(reached); i++ {
		for _, next := range table.Names() {
			if table.CanBecome(reached[i], next) && !slices.Contains(reached, next) {
				reached = append(reached, next)
			}
		}
	}
	return reached
}

func notIn[S ~string](table life.Table[S], states []S) []string {
	return life.Text(slices.DeleteFunc(table.Names(), func(s S) bool { return slices.Contains(states, s) }))
}

func kindsAbout(about ticket.About) (kinds []string) {
	for _, row := range ticket.Kinds {
		if row.About == about {
			kinds = append(kinds, string(row.Kind))
		}
	}
	return kinds
}

func madeByUs() []string {
	return life.Text(slices.DeleteFunc(slices.Clone(ticket.Materials), func(t ticket.MaterialType) bool {
		return slices.Contains(ticket.HandedInTypes(), t)
	}))
}

var (
	arrayOfWords = regexp.MustCompile(`\(?(\w+)\)? (?:=|<>) (?:ANY|ALL) \(+ARRAY\[([^\]]*)\]`)
	listInSource = regexp.MustCompile(`(\w+)\.status (?:not )?in \(([^)]*)\)`)
	word         = regexp.MustCompile(`'([^']*)'`)
)

// The lists of words in the database are those of the domain's tables, and the other way round: a state that is added to one of them
// only is noticed here.
func TestTheDatabaseListsTheStatesOfTheTables(t *testing.T) {
	_, pool := open(t, nil)
	rows, err := pool.Query(context.Background(), `
		select conrelid::regclass::text, conname, pg_get_constraintdef(oid) from pg_constraint where contype = 'c' and conrelid <> 0
		union all select tablename, indexname, indexdef from pg_indexes where indexdef like '%WHERE%'`)
	require.NoError(t, err)
	found, err := pgx.CollectRows(rows, pgx.RowToStructByPos[struct{ Table, Name, Definition string }])
	require.NoError(t, err)
	met := map[string]bool{}
	meet := func(column, where, list string) {
		known, ours := listsOfWords[column]
		if !ours {
			return
		}
		words := []string{}
		for _, match := range word.FindAllStringSubmatch(list, -1) {
			words = append(words, match[1])
		}
		at := slices.IndexFunc(known, func(expected []string) bool { return sameWords(expected, words) })
		require.GreaterOrEqual(t, at, 0, "%s lists %s as %s, and no table of the domain does", where, column, words)
		met[column+strings.Join(sorted(known[at]), ",")] = true
	}
	for _, definition := range found {
		for _, match := range arrayOfWords.FindAllStringSubmatch(definition.Definition, -1) {
			meet(definition.Table+"."+match[1], definition.Name, match[2])
		}
	}
	var source string
	require.NoError(t, pool.QueryRow(context.Background(), "select prosrc from pg_proc where proname = 'refuse_too_much_undone'").Scan(&source))
	for _, match := range listInSource.FindAllStringSubmatch(source, -1) {
		meet("reversals.status", "refuse_too_much_undone", match[2])
	}
	for column, known := range listsOfWords {
		for _, expected := range known {
			require.True(t, met[column+strings.Join(sorted(expected), ",")], "the database has no list %s of %s", expected, column)
		}
	}
}

func sameWords(a, b []string) bool { return slices.Equal(sorted(a), sorted(b)) }

func sorted(words []string) []string { return slices.Sorted(slices.Values(words)) }
