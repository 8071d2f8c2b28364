package activities

import (
	"context"
	"fmt"
	"time"

	"go.temporal.io/sdk/activity"

	"kaipiao/domain/actor"
	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
	"kaipiao/domain/reconciliation"
	"kaipiao/office"
	ofreconciliation "kaipiao/office/reconciliation"
	"kaipiao/provider"
)

// Reconciler holds ledger, register and provider against each other (I11).
type Reconciler struct {
	Client provider.Client
	Office *office.Office
	Now    func() time.Time
	// Settled: nobody issues anything meanwhile, so that nothing is under way.
	Settled bool
}

// BeginReconciliation stores that a nightly comparison begins, under the id that its run has. One that was asked for is stored.
func (r *Register) BeginReconciliation(ctx context.Context, id ids.Reconciliation) error {
	_, err := r.Office.Reconciliation.Begin(ctx, ofreconciliation.Order{ID: id, Repairs: true, By: actor.Product}, r.Now())
	return stepFailure(err)
}

// Reconciled says how a comparison went. It holds no amounts.
type Reconciled struct {
	Reconciliation ids.Reconciliation `json:"reconciliation"`
	Differences    int                `json:"differences"`
	Unrepaired     int                `json:"unrepaired"`
}

// Reconcile carries a comparison out: it reads the provider's list, compares, repairs where that is wanted, and makes the report. It
// may be tried again at any point.
func (r *Reconciler) Reconcile(ctx context.Context, id ids.Reconciliation) (Reconciled, error) {
	done, err := Reconcile(ctx, *r, id, func() { activity.RecordHeartbeat(ctx) })
	if err != nil {
		return Reconciled{}, failure(err)
	}
	return Reconciled{Reconciliation: id, Differences: done.Figures.Differences, Unrepaired: done.Figures.Unrepaired()}, nil
}

// Reconcile is the same for who runs it without Temporal, such as a command. Beat is called now and then.
func Reconcile(ctx context.Context, r Reconciler, id ids.Reconciliation, beat func()) (reconciliation.Reconciliation, error) {
	of := r.Office.Reconciliation
	begun, err := of.Reconciliation(ctx, id)
	if err != nil || begun.EndedAt != nil {
		return begun, err
	}
	if err := r.read(ctx, begun, beat); err != nil {
		return begun, err
	}
	compare := of.Compare
	if r.Settled {
		compare = of.CompareSettled
	}
	if err := compare(ctx, id, r.Now(), beat); err != nil {
		return begun, err
	}
	if begun.Repairs {
		if err := r.repair(ctx, id, beat); err != nil {
			return begun, err
		}
	}
	return of.End(ctx, id, r.Now())
}

// read reads what the provider lists, page by page.
func (r *Reconciler) read(ctx context.Context, begun reconciliation.Reconciliation, beat func()) error {
	order := invoice.ListOrder{From: begun.From, To: begun.To, Number: begun.Number}
	if begun.Number != "" {
		serial, err := r.Office.Providers.SerialOf(ctx, begun.Number)
		if err != nil {
			return err
		}
		order.Serial = serial
	}
	for {
		page, err := r.Client.List(ctx, order)
		if err != nil {
			return fmt.Errorf("read what the provider has issued: %w", err)
		}
		if err := r.Office.Reconciliation.Take(ctx, begun.ID, page.Items); err != nil {
			return err
		}
		beat()
		if page.Next == "" || page.Next == order.After {
			return nil
		}
		order.After = page.Next
	}
}

// repair does what the differences ask for.
func (r *Reconciler) repair(ctx context.Context, id ids.Reconciliation, beat func()) error {
	open, err := r.Office.Reconciliation.Open(ctx, id)
	if err != nil {
		return err
	}
	for _, difference := range open {
		if err := r.Office.Reconciliation.Repair(ctx, difference, r.has, r.Now()); err != nil {
			return err
		}
		beat()
	}
	return nil
}

// has asks whether the provider has a document that is booked here. A void is asked about by its number.
func (r *Reconciler) has(ctx context.Context, d reconciliation.Difference) (bool, error) {
	switch {
	case d.Serial == "" && d.Reversal != "":
		of, err := r.Office.Invoices.Invoice(ctx, d.Invoice)
		if err != nil {
			return false, err
		}
		usage, err := r.Client.Usage(ctx, provider.Key{Serial: of.Serial, Number: of.Number})
		return usage.Voided, err
	case d.Reversal != "":
		answer, err := r.Client.QueryRed(ctx, d.Serial)
		return answer.State == provider.Issued && answer.Number == d.Number, known(answer, err)
	default:
		answer, err := r.Client.Query(ctx, d.Serial)
		return (answer.State == provider.Issued || answer.State == provider.SealFailed) && answer.Number == d.Number, known(answer, err)
	}
}

// known is the error of a call, or that the provider was not asked: nothing is known then, and nobody is bothered with it.
func known(answer provider.Answer, err error) error {
	if err == nil && (answer.State == provider.Unavailable || answer.State.NotAccepted()) {
		return provider.ErrUnavailable
	}
	return err
}
