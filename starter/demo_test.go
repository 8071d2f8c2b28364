package main

import (
	"bytes"
	"testing"

	"github.com/stretchr/testify/require"

	"kaipiao/client"
	"kaipiao/domain/invoice"
	"kaipiao/domain/money"
	"kaipiao/settings"
)

func lifeOf(medium, status string, files ...string) life {
	l := life{
		Invoice: client.Invoice{
			ID: "i-1", Account: "acct", Medium: medium, Status: client.InvoiceStatus(status), Amount: money.MustParse("1234.50"), Serial: new("KPSERIAL"),
		},
		onDisk: files,
	}
	l.Workflow = &client.Workflow{ID: "application/a-1", URL: "http://ui:8233/namespaces/default/workflows/application%2Fa-1"}
	for _, format := range files {
		l.Files = append(l.Files, client.File{Format: format})
	}
	return l
}

func TestTheDemoEndsWellOnlyWhenEveryInvoiceCameThrough(t *testing.T) {
	whole := lifeOf("electronic", "issued", "pdf", "ofd", "xml")
	require.NoError(t, judge([]life{whole, lifeOf("paper", "delivered")}))
	for name, l := range map[string]life{
		"without files": lifeOf("electronic", "issued"), "in review": lifeOf("electronic", "approved"), "refused": lifeOf("electronic", "failed"),
		"not shipped": lifeOf("paper", "issued"), "on its way": lifeOf("paper", "shipped"),
	} {
		require.ErrorContains(t, judge([]life{whole, l}), "1 of 2 invoices did not come through", name)
	}
	require.Error(t, judge(nil), "nothing at all is no success")
	waiting := "quota"
	parked := lifeOf("electronic", "approved")
	parked.WaitingFor = &waiting
	require.ErrorContains(t, judge([]life{parked}), "waits for quota")
}

func TestTheTableShowsEachLifeAndWhereToLook(t *testing.T) {
	var shown bytes.Buffer
	show(&shown, []life{lifeOf("electronic", "issued", "pdf", "ofd", "xml"), lifeOf("paper", "delivered")},
		settings.Settings{TemporalUIAddr: "ui:8233", TemporalNamespace: "default", RunDir: ".run"}, false)
	for _, text := range []string{
		"KPSERIAL", "1,234.50", "pdf ofd xml", "delivered", "2,469.00", "  http://ui:8233/namespaces/default/workflows/application%2Fa-1\n",
		"All workflows: http://ui:8233/namespaces/default/workflows ",
	} {
		require.Contains(t, shown.String(), text)
	}
}

func TestInventedTaxpayerNumbersCouldBeReal(t *testing.T) {
	for _, account := range []string{"a", "b", "some.account-1"} {
		require.True(t, invoice.ValidTaxpayerID(inventedTaxpayerID(account)), account)
	}
	require.NotEqual(t, inventedTaxpayerID("a"), inventedTaxpayerID("b"))
}
