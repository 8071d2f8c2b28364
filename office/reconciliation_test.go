package office_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"

	"kaipiao/domain/actor"
	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
	"kaipiao/domain/money"
	"kaipiao/domain/reconciliation"
	"kaipiao/domain/secondperson"
	"kaipiao/domain/task"
	"kaipiao/office/books"
	"kaipiao/office/outbox"
	"kaipiao/office/paging"
	ofreconciliation "kaipiao/office/reconciliation"
	"kaipiao/office/tasks"
)

// reconciled is a world whose provider's list the test writes.
type reconciled struct {
	World
	pool   *pgxpool.Pool
	listed []invoice.Listed
	// has is what the provider says when it is asked about a serial; asked counts how often it was.
	has   bool
	asked int
	at    time.Time
}

func newReconciled(t *testing.T) *reconciled {
	t.Helper()
	r, pool := open(t, nil)
	w := &reconciled{World: World{r, t}, pool: pool, at: now.Add(3 * time.Hour)}
	w.Account("acct")
	return w
}

// Reconciles compares, and repairs where that is wanted.
func (w *reconciled) Reconciles(id string, repairs bool) (reconciliation.Reconciliation, []reconciliation.Difference) {
	w.T.Helper()
	ctx, of := context.Background(), w.Reconciliation
	_, err := of.Begin(ctx, ofreconciliation.Order{ID: ids.Reconciliation(id), Repairs: repairs, By: clerk}, w.at)
	require.NoError(w.T, err)
	for range 2 { // a page that comes twice changes nothing, and neither does comparing twice
		require.NoError(w.T, of.Take(ctx, ids.Reconciliation(id), w.listed))
		require.NoError(w.T, of.Compare(ctx, ids.Reconciliation(id), w.at, func() {}))
	}
	if repairs {
		w.repair(id)
	}
	report, err := of.End(ctx, ids.Reconciliation(id), w.at)
	require.NoError(w.T, err)
	return report, w.found(id)
}

func (w *reconciled) repair(id string) {
	w.T.Helper()
	open, err := w.Reconciliation.Open(context.Background(), ids.Reconciliation(id))
	require.NoError(w.T, err)
	for _, d := range open {
		for range 2 { // every repair is safe to do twice
			require.NoError(w.T, w.Reconciliation.Repair(context.Background(), d, func(context.Context, reconciliation.Difference) (bool, error) {
				w.asked++
				return w.has, nil
			}, w.at))
		}
	}
}

func (w *reconciled) found(id string) []reconciliation.Difference {
	w.T.Helper()
	page, err := w.Reconciliation.Differences(context.Background(), ids.Reconciliation(id), paging.Request{Size: 100})
	require.NoError(w.T, err)
	return page.Items
}

func kindsOf(found []reconciliation.Difference) []reconciliation.Kind {
	kinds := []reconciliation.Kind{}
	for _, d := range found {
		kinds = append(kinds, d.Kind)
	}
	return kinds
}

// Listed is the entry of an invoice at the provider, issued at an instant.
func (w *reconciled) Listed(id ids.Invoice, number string, at time.Time) invoice.Listed {
	w.T.Helper()
	i, err := w.Invoices.Invoice(context.Background(), id)
	require.NoError(w.T, err)
	return invoice.Listed{Kind: invoice.BlueDocument, Serial: i.Serial, Number: number, At: at, Net: i.Net, Tax: i.Tax, Gross: i.Amount}
}

// TakenFrom is an entry that takes everything from an invoice, without its lines.
func (w *reconciled) TakenFrom(kind invoice.ListedKind, id ids.Invoice, serial, number string) invoice.Listed {
	w.T.Helper()
	i, err := w.Invoices.Invoice(context.Background(), id)
	require.NoError(w.T, err)
	listed := invoice.Listed{
		Kind: kind, Serial: invoice.Serial(serial), Number: number, Of: i.Number, At: now.Add(time.Hour), Net: i.Net.Neg(), Tax: i.Tax.Neg(),
		Gross: i.Amount.Neg(),
	}
	switch kind {
	case invoice.VoidMade:
		listed.Net, listed.Tax, listed.Gross, listed.Number = money.Zero, money.Zero, money.Zero, i.Number
	case invoice.BuyersForm:
		listed.LapsesAt = listed.At.Add(72 * time.Hour)
	case invoice.RedIssuedDocument, invoice.BlueDocument:
	}
	return listed
}

// Submitted applies for an amount, has it approved, and stores its serial.
func (w *reconciled) Submitted(amount string) ids.Invoice {
	w.T.Helper()
	applied, err := w.Apply("apply "+amount, amount)
	require.NoError(w.T, err)
	_, err = w.Applications.Approve(context.Background(), applied.ID, secondperson.Trusted(actor.Product), "", now)
	require.NoError(w.T, err)
	_, _, err = w.Invoices.BeginIssuing(context.Background(), applied.Invoices[0].ID, now)
	require.NoError(w.T, err)
	return applied.Invoices[0].ID
}

func (w *reconciled) openTasks(kind task.Kind) []task.Task {
	w.T.Helper()
	page, err := w.Tasks.List(context.Background(), tasks.Filter{Status: "open", Kind: kind}, paging.Request{Size: 100})
	require.NoError(w.T, err)
	return page.Items
}

// unsettled are the reversals of which a customer is owed something still.
func (w *reconciled) unsettled(id ids.Invoice) (unsettled []ids.Reversal) {
	w.T.Helper()
	ended, err := w.Reversals.Unsettled(context.Background(), id)
	require.NoError(w.T, err)
	for _, r := range ended {
		unsettled = append(unsettled, r.ID)
	}
	return unsettled
}

func (w *reconciled) invoice(id ids.Invoice) invoice.Status {
	w.T.Helper()
	i, err := w.Invoices.Invoice(context.Background(), id)
	require.NoError(w.T, err)
	return i.Status
}

// Balance is the balance after the comparison.
func (w *reconciled) Balance() books.Balance {
	w.T.Helper()
	balance, err := w.Books.Balance(context.Background(), "acct", invoice.Platform, w.at)
	require.NoError(w.T, err)
	return balance
}

// told lists whom the outbox tells what.
func (w *reconciled) told() (told []string) {
	w.T.Helper()
	var together sync.Mutex
	require.NoError(w.T, w.Outbox.Dispatch(context.Background(), func() time.Time { return w.at }, func(_ context.Context, m outbox.Message) error {
		together.Lock()
		defer together.Unlock()
		told = append(told, m.WorkflowID+" "+m.Signal)
		return nil
	}))
	return told
}

const blueNumber = "26332000000123456789"

// I11: what both sides say alike is no difference; the report has its figures, and stays as it is.
func TestI11WhatBothSaySameIsNoDifference(t *testing.T) {
	w := newReconciled(t)
	w.Consumed("bill", "1060.00")
	id := w.IssuedOne("1060.00")
	w.listed = []invoice.Listed{w.Listed(id, blueNumber, now)}
	report, found := w.Reconciles("r1", true)
	require.Empty(t, found)
	require.Equal(t, reconciliation.Figures{Documents: 1, Invoices: 1}, report.Figures)
	require.NotNil(t, report.EndedAt)
	for _, statement := range []string{
		"update reconciliations set documents = 2", "delete from reconciliations",
	} {
		_, err := w.pool.Exec(context.Background(), statement)
		require.ErrorContains(t, err, "append-only")
	}
	var kept int
	require.NoError(t, w.pool.QueryRow(context.Background(), "select count(*) from listed_documents").Scan(&kept))
	require.Zero(t, kept, "what the provider listed is forgotten")
	again, err := w.Reconciliation.End(context.Background(), "r1", w.at.Add(time.Hour))
	require.NoError(t, err)
	require.Equal(t, report, again)
}

// I11, I4: what the provider has issued and we have not recorded is booked under the same serial, once, and its workflow looks again.
func TestI11WhatTheProviderHasIsBooked(t *testing.T) {
	w := newReconciled(t)
	w.Consumed("bill", "1060.00")
	id := w.Submitted("1060.00")
	w.listed = []invoice.Listed{w.Listed(id, blueNumber, now)}
	w.told()
	report, found := w.Reconciles("dry", false)
	require.Equal(t, []reconciliation.Kind{reconciliation.BlueNotRecorded}, kindsOf(found))
	require.Equal(t, 1, report.Figures.Unrepaired())
	require.Equal(t, invoice.Approved, w.invoice(id), "nothing is changed by looking")

	report, found = w.Reconciles("r", true)
	require.Equal(t, reconciliation.Booked, found[0].Outcome)
	require.Equal(t, 0, report.Figures.Unrepaired())
	require.Equal(t, invoice.Issued, w.invoice(id))
	require.Equal(t, "1060.00", w.Balance().Invoiced.String())
	require.Contains(t, w.told(), "application/app-apply 1060.00 resume", "the run that serves the invoice")
	w.Sound()
	_, found = w.Reconciles("r2", true)
	require.Empty(t, found)
}

// I11: what is booked here and not listed is asked about by its serial, and goes to people when the provider does not have it.
func TestI11WhatTheProviderDoesNotListIsAskedAbout(t *testing.T) {
	w := newReconciled(t)
	w.Consumed("bill", "1060.00")
	id := w.IssuedOne("1060.00")
	w.has = true
	_, found := w.Reconciles("r", true)
	require.Equal(t, []reconciliation.Kind{reconciliation.NotAtProvider}, kindsOf(found))
	require.Equal(t, []any{reconciliation.Asked, id}, []any{found[0].Outcome, found[0].Invoice})
	require.Positive(t, w.asked)
	w.has = false
	_, found = w.Reconciles("r2", true)
	require.Equal(t, reconciliation.Tasked, found[0].Outcome)
	require.Equal(t, invoice.Issued, w.invoice(id))
}

// I11, I4: a serial of which nothing became is asked about by its workflow, never under a new serial. What is parked waits rightly.
func TestI11AnUnansweredSerialIsAskedAgain(t *testing.T) {
	w := newReconciled(t)
	w.Consumed("bill", "1060.00")
	id := w.Submitted("1060.00")
	w.told()
	_, found := w.Reconciles("r", true)
	require.Equal(t, []reconciliation.Kind{reconciliation.Unanswered}, kindsOf(found))
	require.Equal(t, reconciliation.Asked, found[0].Outcome)
	require.Contains(t, w.told(), "application/app-apply 1060.00 resume", "the run that serves the invoice")
	var serials int
	require.NoError(t, w.pool.QueryRow(context.Background(), "select count(*) from serials").Scan(&serials))
	require.Equal(t, 1, serials)
	require.NoError(t, w.Sellers.Park(context.Background(), id, invoice.QuotaExhausted, w.at))
	_, found = w.Reconciles("r2", true)
	require.Empty(t, found)
}

// I11: what people must decide has one task each, and nothing is changed.
func TestI11WhatPeopleMustDecide(t *testing.T) {
	w := newReconciled(t)
	w.Consumed("bill", "1060.00")
	id := w.IssuedOne("1060.00")
	other := w.Listed(id, "26332000000000000999", now)
	w.listed = []invoice.Listed{other}
	_, found := w.Reconciles("number", true)
	require.Equal(t, []reconciliation.Kind{reconciliation.NumberDiffers}, kindsOf(found))
	less := w.Listed(id, blueNumber, now)
	less.Net, less.Gross = less.Net.Sub(money.MustParse("1.00")), less.Gross.Sub(money.MustParse("1.00"))
	unknown := less
	unknown.Serial, unknown.Number = "S1", "26332000000000000555"
	w.listed = []invoice.Listed{less, unknown}
	_, found = w.Reconciles("amount", true)
	require.Equal(t, []reconciliation.Kind{reconciliation.AmountDiffers, reconciliation.UnknownSerial}, kindsOf(found))
	require.Equal(t, "1059.00", found[0].Theirs.Gross.String())
	require.Equal(t, "1060.00", found[0].Ours.Gross.String())
	require.Nil(t, found[1].Ours)
	require.Len(t, w.openTasks(task.Difference), 3)
	for _, open := range w.openTasks(task.Difference) {
		require.NotEmpty(t, open.Says.English)
		require.NotEmpty(t, open.Says.Chinese)
	}
	require.Equal(t, invoice.Issued, w.invoice(id))
	_, err := w.pool.Exec(context.Background(), "update differences set kind = 'unanswered'")
	require.ErrorContains(t, err, "append-only")
	_, err = w.pool.Exec(context.Background(), "delete from differences")
	require.ErrorContains(t, err, "append-only")
}
