package e2e

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"

	"kaipiao/access"
	"kaipiao/client"
	"kaipiao/devstack/eventually"
	"kaipiao/domain/calendar"
	"kaipiao/domain/ids"
	"kaipiao/domain/money"
)

// P6: a customer applies, the provider issues, and the month's zip has every file as it is downloaded one by one, with an index whose sums
// are those of the list.
func TestP6AMonthIsExported(t *testing.T) {
	t.Parallel()
	account := shared.customerWith(t, "130000.00")
	accepted := shared.apply(t, account, eInvoice("130000.00"))
	require.Len(t, accepted.Invoices, 2)
	for _, planned := range accepted.Invoices {
		shared.came(t, planned.ID, "issued", 2*time.Minute)
	}
	caller := shared.as(t, access.Identity{Subject: "wang", Role: access.Customer, Account: ids.Account(account)})
	eventually.Holds(t, func() bool { return len(shared.mails(t, account)) == 2 }, time.Minute, 100*time.Millisecond, "with all files")
	today := calendar.DateOf(time.Now())
	days := url.Values{"from": {today.AddDays(-1).String()}, "to": {today.String()}}
	var asked, made struct {
		ID, Status, Href string
		File             *struct{ Href, SHA256 string }
		Workflow         struct{ ID string }
	}
	require.NoError(t, caller.Call(t.Context(), http.MethodPost, "/v1/exports", map[string]string{
		"what": "invoices", "from": today.AddDays(-1).String(), "to": today.String(), "format": "zip",
	}, &asked, "Idempotency-Key", account))
	ends(t, shared.temporal(t), asked.Workflow.ID)
	require.NoError(t, caller.Call(t.Context(), http.MethodGet, asked.Href, nil, &made))
	require.Equal(t, "ready", made.Status)
	content, err := caller.Bytes(t.Context(), made.File.Href)
	require.NoError(t, err)
	require.Equal(t, made.File.SHA256, sumOf(content))
	archive, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
	require.NoError(t, err)
	packed := map[string][]byte{}
	for _, file := range archive.File {
		open, err := file.Open()
		require.NoError(t, err)
		packed[file.Name], err = io.ReadAll(open)
		require.NoError(t, err)
	}
	var total money.Amount
	listed := 0
	for i, err := range client.List[client.Invoice](t.Context(), caller, "/v1/accounts/"+account+"/invoices", days) {
		require.NoError(t, err)
		listed++
		total = total.Add(i.Amount)
		require.Len(t, i.Files, 3)
		for _, file := range i.Files {
			require.Equal(t, file.SHA256, sumOf(packed["invoices/platform/"+*i.Number+"."+file.Format]), file.Format)
		}
	}
	require.Equal(t, 2, listed)
	require.Len(t, packed, 3*listed+1)
	index, err := excelize.OpenReader(bytes.NewReader(packed["invoices.xlsx"]))
	require.NoError(t, err)
	defer func() { require.NoError(t, index.Close()) }()
	rows, err := index.GetRows("发票 invoices")
	require.NoError(t, err)
	require.Len(t, rows, listed+2)
	require.Equal(t, total.String(), strings.ReplaceAll(rows[listed+1][10], ",", ""))
}

func sumOf(content []byte) string {
	sum := sha256.Sum256(content)
	return hex.EncodeToString(sum[:])
}
