package office_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"

	"kaipiao/devstack/postgres/postgrestest"
	"kaipiao/domain/calendar"
	"kaipiao/domain/policy"
	"kaipiao/office"
)

// frozen is a world whose register can be looked into.
type frozen struct {
	World
	pool *pgxpool.Pool
}

func frozenWorld(t *testing.T) frozen {
	t.Helper()
	r, pool := open(t, nil)
	w := frozen{World{r, t}, pool}
	w.Account("acct")
	return w
}

// later is the office on the same register after its policy was changed: another seller, who is real.
func later(t *testing.T, w frozen) World {
	t.Helper()
	p, err := policy.Parse([]byte("seller: {name: 上海丙云有限公司, taxpayer_id: 91310000MA1FL0000N, address_phone: 上海 1, bank_account: 工行 1, drawer: 李四}\n" +
		"returns: {address: 上海, recipient: 财务部, phone: 021-5550}"))
	require.NoError(t, err)
	published, err := calendar.Published()
	require.NoError(t, err)
	return World{office.New(w.pool, p, published), t}
}

// M2, A12: what is printed is frozen with the serial, in its transaction; another policy, account or template changes nothing of it.
func TestM2A12TheDocumentIsFrozenWithItsSerial(t *testing.T) {
	w := frozenWorld(t)
	w.Consumed("bill", "100.00")
	id := w.approvedOne("k", "60.00")
	serial, _, err := w.Invoices.BeginIssuing(t.Context(), id, now)
	require.NoError(t, err)
	first, err := w.Invoices.Document(t.Context(), id, serial)
	require.NoError(t, err)
	require.Equal(t, "北京百度网讯科技有限公司", first.Seller.Name)
	require.Equal(t, "系统开票", first.Drawer)
	require.Equal(t, "信息系统服务", first.Lines[0].Category)
	// when policy, account and the application's own row change
	after := later(t, w)
	_, err = postgrestest.Admin(t, w.pool).Exec(t.Context(),
		"update accounts set certified_name = '北京新名有限公司'; update applications set buyer_name = '北京新名有限公司', remark = 'x'")
	require.NoError(t, err)
	// then what is submitted again is the same to the byte, and what is shown is what was frozen
	again, err := after.Invoices.Document(t.Context(), id, serial)
	require.NoError(t, err)
	require.Equal(t, written(t, first), written(t, again))
	_, err = after.Invoices.RecordIssued(t.Context(), id, serial, "26332000000000000001", now, now)
	require.NoError(t, err)
	shown, err := after.Invoices.Invoice(t.Context(), id)
	require.NoError(t, err)
	require.Equal(t, first.Seller, shown.Printed.Seller)
	require.Equal(t, []any{first.Buyer, first.Remark, first.Lines}, []any{shown.Buyer, shown.Remark, shown.Lines})
	// and the next invoice has the new seller
	next := w.approvedOne("k2", "10.00")
	other, _, err := after.Invoices.BeginIssuing(t.Context(), next, now)
	require.NoError(t, err)
	document, err := after.Invoices.Document(t.Context(), next, other)
	require.NoError(t, err)
	require.Equal(t, []string{"上海丙云有限公司", "李四"}, []string{document.Seller.Name, document.Drawer})
}

// A12: the register itself keeps it: nothing is changed or deleted, its checksum is right, and no serial is without one.
func TestA12WhatIsFrozenStays(t *testing.T) {
	w := frozenWorld(t)
	w.Consumed("bill", "100.00")
	id := w.approvedOne("k", "60.00")
	_, _, err := w.Invoices.BeginIssuing(t.Context(), id, now)
	require.NoError(t, err)
	admin := postgrestest.Admin(t, w.pool)
	for name, statement := range map[string]string{
		"changed":           "update documents set content = '{}'",
		"deleted":           "delete from documents",
		"a wrong checksum":  "insert into documents select invoice, 2, serial, content, repeat('0', 64), now() from documents",
		"not JSON":          "insert into documents select invoice, 2, serial, 'x', encode(sha256('x'), 'hex'), now() from documents",
		"a serial without":  "insert into serials values ('KPX', '" + string(id) + "', 9, null, now())",
		"an older one once": "insert into documents select invoice, 1, serial, content, sha256, now() from documents",
	} {
		_, err := admin.Exec(t.Context(), statement)
		require.Error(t, err, name)
	}
}

// I10, A12: the provider did not accept a serial, and something was refunded since: another version is frozen under the same serial, by
// the same seller. Where nothing changed, nothing is frozen again.
func TestA12WhatWasNotAcceptedIsFrozenAnewWhereItChanged(t *testing.T) {
	w := frozenWorld(t)
	w.Consumed("bill", "100.00")
	id := w.approvedOne("k", "100.00")
	serial, _, err := w.Invoices.BeginIssuing(t.Context(), id, now)
	require.NoError(t, err)
	first, err := w.Invoices.Document(t.Context(), id, serial)
	require.NoError(t, err)
	versions := func() (count int) {
		require.NoError(t, w.pool.QueryRow(t.Context(), "select count(*) from documents").Scan(&count))
		return count
	}
	after := later(t, w)
	notAccepted := func() {
		t.Helper()
		require.NoError(t, after.Invoices.NotSubmitted(t.Context(), id, now))
	}
	notAccepted()
	same, err := after.Invoices.ToSubmit(t.Context(), id, serial, now)
	require.NoError(t, err)
	require.Equal(t, written(t, first), written(t, same.Document))
	require.Equal(t, 1, versions())
	notAccepted()
	require.NoError(t, w.Refunded("r", "bill", "40.00"))
	less, err := after.Invoices.ToSubmit(t.Context(), id, serial, now)
	require.NoError(t, err)
	require.Equal(t, "60.00", less.Gross.String())
	require.Equal(t, []any{first.Seller, first.Drawer, serial}, []any{less.Seller, less.Drawer, less.Serial})
	require.Equal(t, 2, versions())
	_, err = after.Invoices.RecordIssued(t.Context(), id, serial, "26332000000000000001", now, now)
	require.NoError(t, err)
	shown, err := after.Invoices.Invoice(t.Context(), id)
	require.NoError(t, err)
	require.Equal(t, "60.00", shown.Printed.Gross.String())
	w.Sound()
}

func written(t *testing.T, document any) string {
	t.Helper()
	content, err := json.Marshal(document)
	require.NoError(t, err)
	return strings.TrimSpace(string(content))
}
