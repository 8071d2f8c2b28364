package office_test

import (
	"context"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"kaipiao/devstack/postgres/postgrestest"
	"kaipiao/domain/actor"
	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
	"kaipiao/domain/money"
	"kaipiao/domain/reconciliation"
	"kaipiao/domain/refusal"
	"kaipiao/domain/reversal"
	"kaipiao/domain/task"
	"kaipiao/office/paging"
	"kaipiao/office/reversals"
)

// V9: a red document that was made elsewhere is booked as a reversal of our own, with the amounts back in the ledger.
func TestV9ARedDocumentMadeElsewhereIsBooked(t *testing.T) {
	w := newReconciled(t)
	w.Consumed("bill", "1060.00")
	id := w.IssuedOne("1060.00")
	w.listed = []invoice.Listed{w.Listed(id, blueNumber, now), w.TakenFrom(invoice.RedIssuedDocument, id, "31000026090000000001", "26332000000000000777")}
	w.told()
	_, found := w.Reconciles("r", true)
	require.Equal(t, []reconciliation.Kind{reconciliation.RedElsewhere}, kindsOf(found))
	require.Equal(t, reconciliation.Booked, found[0].Outcome)
	i, err := w.Invoices.Invoice(context.Background(), id)
	require.NoError(t, err)
	require.Equal(t, invoice.RedIssued, i.Status)
	require.Len(t, i.Reversals, 1)
	require.Equal(t, []any{reversal.Elsewhere, reversal.Done, "26332000000000000777", "1060.00"},
		[]any{i.Reversals[0].Origin, i.Reversals[0].Status, i.Reversals[0].Number, i.Reversals[0].Gross.String()})
	require.Equal(t, "1060.00", w.Balance().Available.String())
	require.Equal(t, "0.00", w.Balance().Invoiced.String())
	w.Sound()
	// then its workflow tells the customer, once
	require.Contains(t, w.told(), "reversal/"+string(id)+" reverse")
	require.Equal(t, []ids.Reversal{i.Reversals[0].ID}, w.unsettled(id))
	next, err := w.Reversals.Next(context.Background(), id)
	require.NoError(t, err)
	require.Empty(t, next.ID, "nothing is to be carried out")
	require.NoError(t, w.Reversals.Settle(context.Background(), i.Reversals[0].ID, w.at))
	require.Empty(t, w.unsettled(id))
	_, found = w.Reconciles("again", true)
	require.Empty(t, found)
}

// V9: a part, line by line, as the provider names it; what is not left goes to people, and nothing is booked.
func TestV9APartThatIsNotLeftGoesToPeople(t *testing.T) {
	w := newReconciled(t)
	w.Consumed("bill", "1060.00")
	id := w.IssuedOne("1060.00")
	part := w.TakenFrom(invoice.RedIssuedDocument, id, "31000026090000000001", "26332000000000000777")
	part.Net, part.Tax, part.Gross = money.MustParse("-200.00"), money.MustParse("-12.00"), money.MustParse("-212.00")
	part.Lines = []invoice.Line{{Number: 1, Net: part.Net, Tax: part.Tax, Gross: part.Gross}}
	w.listed = []invoice.Listed{w.Listed(id, blueNumber, now), part}
	w.Reconciles("r", true)
	require.Equal(t, invoice.PartlyRedIssued, w.invoice(id))
	require.Equal(t, "212.00", w.Balance().Available.String())

	more := part
	more.Serial, more.Number = "31000026090000000002", "26332000000000000778"
	more.Lines = []invoice.Line{{Number: 1, Net: money.MustParse("-1000.00"), Tax: money.MustParse("-60.00"), Gross: money.MustParse("-1060.00")}}
	more.Net, more.Tax, more.Gross = more.Lines[0].Net, more.Lines[0].Tax, more.Lines[0].Gross
	w.listed = append(w.listed, more)
	report, found := w.Reconciles("r2", true)
	require.Equal(t, []reconciliation.Outcome{reconciliation.Tasked}, []reconciliation.Outcome{found[0].Outcome})
	require.Equal(t, 1, report.Figures.Unrepaired())
	require.Equal(t, "212.00", w.Balance().Available.String(), "nothing is booked")
	require.Len(t, w.openTasks(task.Difference), 1)
	w.Reconciles("r3", true)
	open := w.openTasks(task.Difference)
	require.Len(t, open, 1, "one task, however often it is found")
	_, err := w.Tasks.SeenTo(context.Background(), open[0].ID, clerk, w.at)
	require.NoError(t, err)
	for _, id := range []string{"r2", "r3"} {
		require.NotNil(t, w.found(id)[0].RepairedAt, "somebody has seen to it")
		require.Equal(t, clerk, w.found(id)[0].RepairedBy)
	}
	w.Sound()
}

// V9: a paper that was voided elsewhere.
func TestV9AVoidMadeElsewhereIsBooked(t *testing.T) {
	w := newReconciled(t)
	w.Consumed("bill", "1060.00")
	id := w.IssuedOne("1060.00")
	_, err := postgrestest.Admin(w.T, w.pool).Exec(context.Background(), "update invoices set medium = 'paper'")
	require.NoError(t, err)
	w.listed = []invoice.Listed{w.Listed(id, blueNumber, now), w.TakenFrom(invoice.VoidMade, id, "", "")}
	w.listed[0].Undone = true
	_, found := w.Reconciles("r", true)
	require.Equal(t, []reconciliation.Kind{reconciliation.VoidElsewhere}, kindsOf(found))
	require.Equal(t, invoice.Voided, w.invoice(id))
	require.Equal(t, "1060.00", w.Balance().Available.String())
	w.Sound()
}

// V8: a form that the buyer began is put before finance, who confirms it; then it goes on as ours do.
func TestV8AFormOfTheBuyersIsConfirmedByFinance(t *testing.T) {
	w := newReconciled(t)
	ctx := context.Background()
	w.Consumed("bill", "1060.00")
	id := w.IssuedOne("1060.00")
	form := w.TakenFrom(invoice.BuyersForm, id, "31000026090000000001", "")
	w.listed = []invoice.Listed{w.Listed(id, blueNumber, now), form}
	w.told()
	_, found := w.Reconciles("r", true)
	require.Equal(t, []reconciliation.Kind{reconciliation.BuyersForm}, kindsOf(found))
	require.Equal(t, reconciliation.TakenIn, found[0].Outcome)
	i, err := w.Invoices.Invoice(ctx, id)
	require.NoError(t, err)
	require.Equal(t, []any{invoice.Issued, invoice.WaitingForOperator}, []any{i.Status, i.WaitingFor})
	taken := i.Reversals[0]
	require.Equal(t, []any{reversal.AwaitsSeller, reversal.ByBuyer, form.LapsesAt}, []any{taken.Status, taken.Origin, taken.ConfirmBy.UTC()})
	require.Len(t, w.openTasks(task.BuyersForm), 1)
	require.Contains(t, w.told(), "reversal/"+string(id)+" reverse")
	listed, err := w.Reversals.Forms(ctx, reversals.FormFilter{Status: reversal.AwaitsSeller}, paging.Request{Size: 10})
	require.NoError(t, err)
	require.Equal(t, []reversal.Reversal{taken}, listed.Items)
	require.Equal(t, "1060.00", w.Balance().Invoiced.String(), "nothing is back before the red document exists")
	_, err = w.Reverse(id, "ours", nil)
	requireRefused(t, err, refusal.ReversalRunning)

	_, err = w.Reversals.Answer(ctx, taken.ID, reversal.Confirming, actor.Actor{Kind: actor.Customer, Name: "acct"}, w.at)
	requireRefused(t, err, refusal.WrongState)
	confirmed, err := w.Reversals.Answer(ctx, taken.ID, reversal.Confirming, clerk, w.at)
	require.NoError(t, err)
	require.Equal(t, []any{reversal.Requested, reversal.Confirming, clerk}, []any{confirmed.Status, confirmed.Word, confirmed.WordBy})
	require.Empty(t, w.openTasks(task.BuyersForm))
	require.Contains(t, w.told(), "reversal/"+string(id)+" reverse")
	_, err = w.Reversals.Answer(ctx, taken.ID, reversal.Declining, clerk, w.at)
	requireRefused(t, err, refusal.WrongState)
	_, err = w.Reversals.Withdraw(ctx, id, clerk, w.at)
	requireRefused(t, err, refusal.NoReversalRunning)

	w.Booked(confirmed)
	require.Equal(t, invoice.RedIssued, w.invoice(id))
	require.Equal(t, "1060.00", w.Balance().Available.String())
	w.Sound()
}

// V8: what the buyer takes back, or lets lapse, closes finance's task; a form that is not known here is none.
func TestV8AFormThatEndsByItselfNeedsNoWord(t *testing.T) {
	w := newReconciled(t)
	ctx := context.Background()
	w.Consumed("bill", "1060.00")
	id := w.IssuedOne("1060.00")
	require.NoError(t, w.Reversals.TakeIn(ctx, w.TakenFrom(invoice.BuyersForm, id, "31000026090000000001", ""), w.at))
	next, err := w.Reversals.Next(ctx, id)
	require.NoError(t, err)
	require.NoError(t, w.Reversals.RecordNotReversed(ctx, next.ID, reversal.Withdrawn, "the buyer took it back", w.at))
	require.Empty(t, w.openTasks(task.BuyersForm))
	require.Equal(t, "1060.00", w.Balance().Invoiced.String())
	_, err = w.Reversals.Answer(ctx, "no-such", reversal.Confirming, clerk, w.at)
	requireRefused(t, err, refusal.NotFound)
	ours, err := w.Reverse(id, "k", nil)
	require.NoError(t, err, "it can be reversed again")
	_, err = w.Reversals.Answer(ctx, ours.ID, reversal.Confirming, clerk, w.at)
	requireRefused(t, err, refusal.NotFound)
	// while ours is under way, another form of the buyer's stays a difference, and is found again later
	form := w.TakenFrom(invoice.BuyersForm, id, "31000026090000000002", "")
	w.listed = []invoice.Listed{w.Listed(id, blueNumber, now), form}
	_, found := w.Reconciles("r", true)
	require.True(t, slices.ContainsFunc(found, func(d reconciliation.Difference) bool {
		return d.Kind == reconciliation.BuyersForm && d.Outcome == reconciliation.Open
	}))
}

// I11: a reversal of ours that the provider has carried out is booked, and its workflow still tells the customer; also where the workflow
// books it after all.
func TestI11ARedDocumentOfOursIsBooked(t *testing.T) {
	w := newReconciled(t)
	w.Consumed("bill", "1060.00")
	id := w.IssuedOne("1060.00")
	requested, err := w.Reverse(id, "k", nil)
	require.NoError(t, err)
	red := w.TakenFrom(invoice.RedIssuedDocument, id, string(requested.Serial), "26332000000000000777")
	w.listed = []invoice.Listed{w.Listed(id, blueNumber, now), red}
	_, found := w.Reconciles("r", true)
	require.Equal(t, []reconciliation.Kind{reconciliation.RedNotRecorded}, kindsOf(found))
	require.Equal(t, "1060.00", w.Balance().Available.String())
	require.Equal(t, []ids.Reversal{requested.ID}, w.unsettled(id))
	require.NoError(t, w.Reversals.RecordReversed(context.Background(), requested.ID, "26332000000000000777", &red.At, w.at))
	next, err := w.Reversals.Next(context.Background(), id)
	require.NoError(t, err)
	require.Empty(t, next.ID, "nothing is to be carried out any more")
	require.Equal(t, []ids.Reversal{requested.ID}, w.unsettled(id), "its customer is told, whoever has booked it")
	w.Sound()
}

// I11: the ledger is the third side: an entry that the register does not know of is a difference.
func TestI11TheLedgerIsTheThirdSide(t *testing.T) {
	w := newReconciled(t)
	w.Consumed("bill", "1060.00")
	id := w.IssuedOne("1060.00")
	w.listed = []invoice.Listed{w.Listed(id, blueNumber, now)}
	_, err := w.pool.Exec(context.Background(), `
		insert into ledger_entries (account, seller, tax_code, from_consumption, from_bucket, to_consumption, to_bucket, amount, application, invoice, at)
		select account, seller, tax_code, from_consumption, 'invoiced', to_consumption, 'free', 10, application, invoice, at
		from ledger_entries where to_bucket = 'invoiced'`)
	require.NoError(t, err)
	_, found := w.Reconciles("r", true)
	require.Equal(t, []reconciliation.Kind{reconciliation.LedgerDiffers}, kindsOf(found))
	require.Equal(t, []string{"1060.00", "1050.00"}, []string{found[0].Ours.Gross.String(), found[0].Ledger.String()})
	require.Equal(t, reconciliation.Tasked, found[0].Outcome)
}
