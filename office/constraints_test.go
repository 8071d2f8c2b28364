package office_test

import (
	"context"
	"testing"

	"kaipiao/devstack/postgres/postgrestest"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/stretchr/testify/require"
)

// L11: the database itself refuses what would make the ledger wrong, whatever a program tries.
func TestL11TheDatabaseRefusesWhatBreaksTheLedger(t *testing.T) {
	ctx := context.Background()
	r, pool := open(t, nil)
	w := World{r, t}
	w.Account("acct")
	w.Account("other")
	w.Consumed("bill", "100.00")
	w.Consumed("second", "100.00")
	applied, err := w.Apply("k", "60.00")
	require.NoError(t, err)
	require.NoError(t, w.Refunded("r", "second", "10.00"))
	const entry = "insert into ledger_entries (account, seller, tax_code, from_consumption, from_bucket, to_consumption, to_bucket, amount, at) values "
	const caused = "insert into ledger_entries (account, seller, tax_code, from_consumption, from_bucket, to_consumption, to_bucket, amount, at, " +
		"application, invoice) values "
	admin := postgrestest.Admin(t, pool)
	for name, statement := range map[string]string{
		"an entry is changed":                "update ledger_entries set amount = 1",
		"an entry is deleted":                "delete from ledger_entries",
		"a refund is changed":                "update refunds set cash = 1",
		"a refund is deleted":                "delete from refunds",
		"a consumption's cash is changed":    "update consumptions set cash = 1 where id = 'bill'",
		"a consumption is deleted":           "delete from consumptions where id = 'bill'",
		"more is reserved than is free":      entry + "('acct', 'platform', '" + taxCode + "', 'bill', 'free', 'bill', 'reserved', 40.01, now())",
		"more is invoiced than was reserved": entry + "('acct', 'platform', '" + taxCode + "', 'bill', 'reserved', 'bill', 'invoiced', 60.01, now())",
		"more is refunded than was paid":     entry + "('acct', 'platform', '" + taxCode + "', 'second', 'outstanding', 'second', 'refunded', 90.01, now())",
		"a move that there is not":           entry + "('acct', 'platform', '" + taxCode + "', 'bill', 'free', 'bill', 'invoiced', 1.00, now())",
		"money out of nothing":               entry + "('acct', 'platform', '" + taxCode + "', 'bill', 'refunded', 'bill', 'free', 1.00, now())",
		"nothing at all":                     entry + "('acct', 'platform', '" + taxCode + "', 'bill', 'free', 'bill', 'reserved', 0.00, now())",
		"an offset across tax codes":         entry + "('acct', 'platform', '3040201010000000000', 'bill', 'free', 'second', 'outstanding', 1.00, now())",
		"another account's record":           entry + "('other', 'platform', '" + taxCode + "', 'bill', 'free', 'bill', 'reserved', 1.00, now())",
		"a record that nobody consumed":      entry + "('acct', 'platform', '" + taxCode + "', 'none', 'free', 'none', 'reserved', 1.00, now())",
		"one good record among bad ones": entry + "('acct', 'platform', '" + taxCode + "', 'bill', 'free', 'bill', 'reserved', 1.00, now()), " +
			"('acct', 'platform', '" + taxCode + "', 'none', 'free', 'none', 'reserved', 1.00, now())",
		"another seller's record":          entry + "('acct', 'isv-1', '" + taxCode + "', 'bill', 'free', 'bill', 'reserved', 1.00, now())",
		"an application that is not there": caused + "('acct', 'platform', '" + taxCode + "', 'bill', 'free', 'bill', 'reserved', 1.00, now(), 'none', null)",
		"an invoice that is not there": caused + "('acct', 'platform', '" + taxCode + "', 'bill', 'free', 'bill', 'reserved', 1.00, now(), '" +
			string(applied.ID) + "', 'none')",
		"an application is deleted": "delete from applications",
		"an invoice is deleted":     "delete from invoices",
		"a balance is deleted":      "delete from record_balances",
		"a balance of another account": "insert into record_balances select 'none', 'other', subject, seller, charge, product, tax_code, tax_rate, " +
			"paid_at from record_balances limit 1",
		"a balance goes to another account":   "update record_balances set account = 'other' where consumption = 'bill'",
		"an invoice that does not add up":     "update invoices set net = net + 0.01",
		"issued without a number":             "update invoices set status = 'issued'",
		"shipped without a tracking number":   "update invoices set status = 'shipped', number = '1', serial = 's', issued_at = now()",
		"the totals do not add up":            "update ledger_totals set free = free + 1",
		"what is left of a record is made up": "update record_balances set free = free + 1 where consumption = 'bill'",
		"an application's total is made up":   "update applications set total = total + 1 where id = '" + string(applied.ID) + "'",
	} {
		_, err := admin.Exec(ctx, statement)
		var refused *pgconn.PgError
		require.ErrorAs(t, err, &refused, name)
	}
	w.Sound()
}
