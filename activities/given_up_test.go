package activities_test

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"kaipiao/activities"
	"kaipiao/domain/actor"
	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
	"kaipiao/domain/reconciliation"
	"kaipiao/domain/task"
	"kaipiao/office/paging"
	ofreconciliation "kaipiao/office/reconciliation"
	"kaipiao/office/tasks"
	"kaipiao/provider"
	"kaipiao/provider/clients"
	"kaipiao/provider/providertest"
	"kaipiao/provider/routing"
	"kaipiao/sandbox/faults"
	vendor "kaipiao/sandbox/nuonuo"
)

// atNuonuo has everything issued at Nuonuo, as the sandbox plays it.
func (w *world) atNuonuo(t *testing.T) *routing.Router {
	t.Helper()
	path, at := filepath.Join(t.TempDir(), "providers.yaml"), w.outside.URL
	content := fmt.Sprintf("providers:\n  - {name: nuonuo, kind: nuonuo, url: %q, settings: {token_url: %q, app_key: %q, app_secret: %q, "+
		"tax_number: %s, clerk: 王小芳, xml: true}}\n", at+vendor.Path, at+vendor.TokenPath, vendor.AppKey, vendor.AppSecret, vendor.TaxNumber)
	require.NoError(t, os.WriteFile(path, []byte(content), 0o600))
	memory := providertest.NewMemory(time.Now)
	directory, err := clients.Open(path, clients.Around{Now: time.Now, Memory: func(string) provider.Memory { return memory }})
	require.NoError(t, err)
	router := routing.New(directory, w.provider.Office.Providers)
	w.provider.Client = router
	return router
}

// I4, I11: an invoice was given up while its serial waited at Nuonuo for a quota, which a person there can take up later. The serial is asked about
// with every comparison, however long it has been given up, and a document that appears is put before people: its amount is free here.
func TestI11WhatWasGivenUpAndIsIssuedAfterAllIsPutBeforePeople(t *testing.T) {
	w, ctx := newWorld(t), t.Context()
	w.now = time.Now()
	router := w.atNuonuo(t)
	id, serial := w.takenUp(t, w.applied(t, invoice.Electronic))
	w.outside.Order(t, faults.Fault{Operation: faults.Issue, Mode: faults.QuotaExhausted, Times: 1})
	answer, err := w.provider.SubmitInvoice(ctx, activities.IssueRequest{Invoice: id, Serial: serial})
	require.NoError(t, err)
	require.Equal(t, provider.QuotaExhausted, answer.State)
	document, err := w.store.Invoices.Document(ctx, id, serial)
	require.NoError(t, err)
	require.NoError(t, w.store.Sellers.Park(ctx, id, invoice.QuotaExhausted, w.now))
	clerk := actor.Actor{Kind: actor.Finance, Name: "zhao"}
	require.NoError(t, w.store.Invoices.Stop(ctx, id, clerk, "", w.now))
	require.Equal(t, invoice.Cancelled, w.invoice(t, id).Status)
	compare := func(name string) []reconciliation.Difference {
		begun, err := w.store.Reconciliation.Begin(ctx, ofreconciliation.Order{ID: ids.Reconciliation(name), Repairs: true, By: actor.Product}, w.now)
		require.NoError(t, err)
		reconciler := activities.Reconciler{Client: router, Office: w.register.Office, Now: func() time.Time { return w.now }}
		_, err = activities.Reconcile(ctx, reconciler, begun.ID, func() {})
		require.NoError(t, err)
		rows, err := w.store.Reconciliation.Differences(ctx, begun.ID, paging.Request{Size: 10})
		require.NoError(t, err)
		return rows.Items
	}
	require.Empty(t, compare("nothing-yet"), "what is not issued is no difference")
	// a person takes it up at the vendor
	_, err = router.Submit(ctx, document)
	require.NoError(t, err)
	revived := providertest.Decided(t, router, serial)
	require.Equal(t, provider.Issued, revived.State)
	w.now = time.Now().Add(3 * time.Hour)
	found := compare("later")
	require.Len(t, found, 1)
	require.Equal(t, []any{reconciliation.GivenUpHere, serial, revived.Number, id}, []any{found[0].Kind, found[0].Serial, found[0].Number, found[0].Invoice})
	open, err := w.store.Tasks.List(ctx, tasks.Filter{Status: "open", Kind: task.Difference}, paging.Request{Size: 10})
	require.NoError(t, err)
	require.Len(t, open.Items, 1)
	require.Equal(t, invoice.Cancelled, w.invoice(t, id).Status, "people decide")
}
