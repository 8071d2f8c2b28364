package activities_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"kaipiao/activities"
	"kaipiao/domain/actor"
	"kaipiao/domain/contradiction"
	"kaipiao/domain/invoice"
	"kaipiao/provider"
	"kaipiao/provider/clients"
	"kaipiao/provider/routing"
	"kaipiao/sandbox/sandboxtest"
)

// twoProviders writes the file of two sandboxes, of which one gets the papers.
func twoProviders(t *testing.T, path string, first, papers *sandboxtest.Sandbox, everything string) {
	t.Helper()
	content := fmt.Sprintf("providers:\n  - {name: first, kind: aggregator, url: %q}\n  - {name: papers, kind: aggregator, url: %q}\n"+
		"rules:\n  - {medium: paper, provider: papers}\n  - {provider: %s}\n", first.URL+"/provider", papers.URL+"/provider", everything)
	require.NoError(t, os.WriteFile(path, []byte(content), 0o600))
	require.NoError(t, os.Chtimes(path, time.Now(), time.Now().Add(time.Duration(len(content))*time.Second)))
}

// I4: an invoice stays with the provider that has its serial, also when the file is changed while the program runs; everything that is asked about
// it later goes there.
func TestI4AnInvoiceStaysWithItsProvider(t *testing.T) {
	w, ctx := newWorld(t), t.Context()
	papers := sandboxtest.Start(t, "")
	path := filepath.Join(t.TempDir(), "providers.yaml")
	twoProviders(t, path, w.outside, papers, "first")
	directory, err := clients.Open(path, clients.Around{Now: time.Now})
	require.NoError(t, err)
	router := routing.New(directory, w.provider.Office.Providers)
	w.provider.Client, w.files.Client = router, router
	// given an invoice that was issued at the first one
	id, serial := w.takenUp(t, w.applied(t, invoice.Electronic))
	answer, err := w.provider.SubmitInvoice(ctx, activities.IssueRequest{Invoice: id, Serial: serial})
	require.NoError(t, err)
	require.Equal(t, provider.Issued, answer.State)
	require.Len(t, w.outside.Issued(t), 1)
	require.Empty(t, papers.Issued(t))
	// when everything goes to the other one from now on
	twoProviders(t, path, w.outside, papers, "papers")
	again, err := w.provider.SubmitInvoice(ctx, activities.IssueRequest{Invoice: id, Serial: serial})
	require.NoError(t, err)
	asked, err := w.provider.AskProvider(ctx, serial)
	require.NoError(t, err)
	// then it is still the first one that is asked
	require.Equal(t, []string{answer.Number, answer.Number}, []string{again.Number, asked.Number})
	require.Empty(t, papers.Issued(t))
	_, err = router.File(ctx, provider.Key{Serial: serial, Number: answer.Number}, invoice.XML)
	require.NoError(t, err)
	usage, err := router.Usage(ctx, provider.Key{Serial: serial, Number: answer.Number})
	require.NoError(t, err)
	require.Equal(t, invoice.Usage{}, usage)
	// and what was never submitted is at nobody
	asked, err = router.Query(ctx, "KP234567234567234567")
	require.NoError(t, err)
	require.Equal(t, provider.NotFound, asked.State)
	// and the lists of both are one
	var listed []string
	order := invoice.ListOrder{From: time.Now().Add(-time.Hour), To: time.Now().Add(time.Hour)}
	for {
		page, err := router.List(ctx, order)
		require.NoError(t, err)
		for _, item := range page.Items {
			listed = append(listed, item.Number)
		}
		if page.Next == "" {
			break
		}
		order.After = page.Next
	}
	require.Equal(t, []string{answer.Number}, listed)
	_, err = router.List(ctx, invoice.ListOrder{After: "nowhere"})
	require.Error(t, err)
}

// revived is a provider at which a person has taken up what was refused.
type revived struct {
	provider.Client
	serial invoice.Serial
}

func (r revived) Query(ctx context.Context, serial invoice.Serial) (provider.Answer, error) {
	if serial == r.serial {
		return provider.Answer{State: provider.Issued, Number: "26110000000000000009", IssuedAt: now}, nil
	}
	return r.Client.Query(ctx, serial)
}

// I4: a serial that was refused may be taken up at the provider by a person. Before the next serial is submitted, the old one is asked about, and two
// documents for one invoice are a contradiction that people see to, not a second document.
func TestI4ARefusedSerialThatWasIssuedAfterAll(t *testing.T) {
	w, ctx := newWorld(t), t.Context()
	id, old := w.takenUp(t, w.applied(t, invoice.Electronic))
	err := w.register.RecordFailed(ctx, activities.Refused{Invoice: id, Serial: old, Reason: "refused"})
	require.NoError(t, err)
	clerk := actor.Actor{Kind: actor.Finance, Name: "zhao"}
	require.NoError(t, w.store.Invoices.Correct(ctx, id, invoice.Party{Name: "北京甲科技有限公司", TaxpayerID: "91110000802100433B"}, clerk, w.now))
	standing, err := w.register.TakeUp(ctx, id)
	require.NoError(t, err)
	require.NotEqual(t, old, standing.Serial)
	w.provider.Client = revived{w.provider.Client, old}
	_, err = w.provider.SubmitInvoice(ctx, activities.IssueRequest{Invoice: id, Serial: standing.Serial})
	found, contradicts := activities.ContradictionIn(err)
	require.True(t, contradicts, err)
	require.Equal(t, contradiction.RefusedAndIssued, found.Code)
	require.Contains(t, found.English, "26110000000000000009")
	require.Empty(t, w.outside.Issued(t), "nothing was submitted")
}
