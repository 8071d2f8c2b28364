package activities_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"kaipiao/activities"
	"kaipiao/devstack/postgres/postgrestest"
	"kaipiao/domain/actor"
	"kaipiao/domain/application"
	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
	"kaipiao/domain/ledger"
	"kaipiao/domain/money"
	"kaipiao/domain/standingorder"
	"kaipiao/sandbox/faults"
)

// orders are the activities about standing orders; each account has one for the fifth, and those that consume something free.
func (w *world) orders(t *testing.T, consuming map[ids.Account]bool) activities.StandingOrders {
	t.Helper()
	for account, consumes := range consuming {
		require.NoError(t, w.store.Customers.PutAccount(t.Context(), application.Account{
			ID: account, Region: application.Mainland, Email: string(account) + "@example.test",
			Certification: invoice.Certification{Type: invoice.Enterprise, Name: "北京甲科技有限公司", TaxpayerID: "91110000802100433B"},
		}, "", actor.Actor{Kind: actor.Service, Name: "test"}, now))
		if consumes {
			require.NoError(t, w.store.Books.RecordConsumptions(t.Context(), []ledger.Consumption{{
				ID: ids.Consumption("bill-" + account), Account: account, Charge: ledger.Postpaid, Seller: invoice.Platform, Product: "云服务器",
				TaxCode: "3040203000000000000", TaxRate: money.MustParseRate("0.06"), Cash: money.MustParse("10.00"), PaidAt: now.AddDate(0, 0, -3),
			}}, now))
		}
		_, err := w.store.StandingOrders.Put(t.Context(), standingorder.Order{
			Account: account, Day: 5, Kind: invoice.Ordinary, Medium: invoice.Electronic, Enabled: true,
			ChangedBy: actor.Actor{Kind: actor.Customer, Name: "wang"}, ChangedAt: now,
		})
		require.NoError(t, err)
	}
	w.now = time.Date(2026, 10, 5, 2, 30, 0, 0, time.UTC)
	return activities.StandingOrders{Office: w.register.Office, Notices: &w.notices, Now: w.notices.Now}
}

// A14, O3: who is skipped is mailed once why, in both languages; who applied is told by the mails that there are about an application.
func TestA14WhoIsSkippedIsMailedOnce(t *testing.T) {
	w := newWorld(t)
	orders := w.orders(t, map[ids.Account]bool{"applies": true, "skipped": false})
	done, err := orders.CarryOutOrders(t.Context(), activities.OrdersPage{})
	require.NoError(t, err)
	require.Equal(t, activities.OrdersDone{Applied: 1, Skipped: 1}, done)
	w.outside.Order(t, faults.Fault{Operation: faults.Mail, Mode: faults.Error500, Times: 1})
	done, err = orders.TellOfSkips(t.Context(), activities.OrdersPage{})
	require.NoError(t, err)
	require.Equal(t, activities.OrdersDone{Failed: 1}, done)
	for _, told := range []int{1, 0} {
		done, err = orders.TellOfSkips(t.Context(), activities.OrdersPage{})
		require.NoError(t, err)
		require.Equal(t, activities.OrdersDone{Told: told}, done)
	}
	mails := w.outside.Mails(t)
	require.Len(t, mails, 1)
	require.Equal(t, []string{"skipped@example.test"}, mails[0].To)
	require.Equal(t, "skipped.2026-10.standing-order@kaipiao", mails[0].MessageID)
	require.Contains(t, mails[0].Body, "当前没有可开票金额。")
	require.Contains(t, mails[0].Body, "Nothing can be invoiced at the moment.")
}

// A14: an address that is refused for good is tried no more, and who has none is not told.
func TestA14WhoCannotBeMailedKeepsNobodyUp(t *testing.T) {
	w := newWorld(t)
	orders := w.orders(t, map[ids.Account]bool{"a": false})
	_, err := orders.CarryOutOrders(t.Context(), activities.OrdersPage{})
	require.NoError(t, err)
	w.outside.Order(t, faults.Fault{Operation: faults.Mail, Mode: faults.Reject})
	done, err := orders.TellOfSkips(t.Context(), activities.OrdersPage{})
	require.NoError(t, err)
	require.Zero(t, done.Failed)
	done, err = orders.TellOfSkips(t.Context(), activities.OrdersPage{})
	require.NoError(t, err)
	require.Equal(t, activities.OrdersDone{}, done)
	require.Empty(t, w.outside.Mails(t))
}

// A14: an order that cannot be carried out keeps no other one up, and stays due; the next pass carries it out.
func TestA14OneThatFailsKeepsNoOtherUp(t *testing.T) {
	w := newWorld(t)
	orders := w.orders(t, map[ids.Account]bool{"a": true, "b": true, "c": true})
	hand := postgrestest.Admin(t, w.pool)
	_, err := hand.Exec(t.Context(), `alter table standing_order_runs add constraint bad check (account <> 'b')`)
	require.NoError(t, err)
	done, err := orders.CarryOutOrders(t.Context(), activities.OrdersPage{})
	require.NoError(t, err)
	require.Equal(t, activities.OrdersDone{Applied: 2, Failed: 1}, done)
	var applied int
	require.NoError(t, w.pool.QueryRow(t.Context(), "select count(*) from applications").Scan(&applied))
	require.Equal(t, 2, applied, "with the history the application is undone, too")
	_, err = hand.Exec(t.Context(), `alter table standing_order_runs drop constraint bad`)
	require.NoError(t, err)
	done, err = orders.CarryOutOrders(t.Context(), activities.OrdersPage{})
	require.NoError(t, err)
	require.Equal(t, activities.OrdersDone{Applied: 1}, done)
}
