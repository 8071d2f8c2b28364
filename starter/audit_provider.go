package main

import (
	"cmp"
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5/pgxpool"

	"kaipiao/activities"
	"kaipiao/domain/actor"
	"kaipiao/domain/calendar"
	"kaipiao/domain/ids"
	"kaipiao/domain/policy"
	"kaipiao/domain/reconciliation"
	"kaipiao/office"
	"kaipiao/office/paging"
	ofreconciliation "kaipiao/office/reconciliation"
	"kaipiao/office/tx"
	"kaipiao/outside"
	"kaipiao/settings"
)

type auditProviderCommand struct {
	From   time.Time `help:"Since when, as 2006-01-02T15:04:05+08:00; by default a day before the end of the last comparison."`
	To     time.Time `help:"Until when; by default now."`
	Repair bool      `help:"Repair what can be repaired; what people must decide gets an operator task."`
}

// Run holds ledger, register and provider against each other, and prints what differs (I11). It fails while something is left to
// do about any of it. It needs no Temporal; what workflows have to hear of waits in the outbox.
func (c auditProviderCommand) Run(ctx context.Context) error {
	s, err := settings.LoadWithDatabase()
	if err != nil {
		return err
	}
	register, pool, err := openRegister(ctx, s)
	if err != nil {
		return err
	}
	defer pool.Close()
	order := ofreconciliation.Order{ID: ids.Reconciliation(uuid.NewString()), From: given(c.From), To: given(c.To), Repairs: c.Repair, By: actor.Product}
	report, err := reconcile(ctx, s, register, order, false)
	if err != nil {
		return err
	}
	return printReport(ctx, register, report)
}

// reconcile carries a comparison out; settled where nobody issues anything meanwhile.
func reconcile(
	ctx context.Context, s settings.Settings, register *office.Office, order ofreconciliation.Order, settled bool,
) (reconciliation.Reconciliation, error) {
	provider, _, err := outside.Providers(s, register.Providers, 0)
	if err != nil {
		return reconciliation.Reconciliation{}, err
	}
	if begun, err := register.Reconciliation.Begin(ctx, order, time.Now()); err != nil {
		return begun, err
	}
	return activities.Reconcile(ctx, activities.Reconciler{Client: provider, Office: register, Now: time.Now, Settled: settled}, order.ID, func() {})
}

// openRegister opens the register with all its rooms, and the pool behind it.
func openRegister(ctx context.Context, s settings.Settings) (*office.Office, *pgxpool.Pool, error) {
	p, err := policy.LoadFor(s.Policy, outside.IsSandbox(s))
	if err != nil {
		return nil, nil, err
	}
	published, err := calendar.Published()
	if err != nil {
		return nil, nil, err
	}
	pool, err := tx.Open(ctx, s.DatabaseURL)
	if err != nil {
		return nil, nil, fmt.Errorf("open the database: %w", err)
	}
	return office.New(pool, p, published), pool, nil
}

// given is an instant of the command line, or none.
func given(instant time.Time) *time.Time {
	if instant.IsZero() {
		return nil
	}
	return &instant
}

// differencesShown is how many differences are read at a time.
const differencesShown = 200

// printReport prints the differences only.
func printReport(ctx context.Context, register *office.Office, report reconciliation.Reconciliation) error {
	err := eachDifference(ctx, register, report.ID, func(d reconciliation.Difference) error {
		fmt.Println(lineOf(d))
		return nil
	})
	if err != nil {
		return err
	}
	figures := report.Figures
	if left := figures.Unrepaired(); left > 0 {
		return fmt.Errorf("ledger, register and provider differ: %d differences, %d of them unrepaired (reconciliation %s)", figures.Differences,
			left, report.ID)
	}
	fmt.Printf("ledger, register and provider agree from %s to %s: %d listed by the provider, %d invoices and %d reversals here; %d differences repaired\n",
		report.From.In(calendar.Shanghai).Format(time.RFC3339), report.To.In(calendar.Shanghai).Format(time.RFC3339),
		figures.Documents, figures.Invoices, figures.Reversals, figures.Repaired)
	return nil
}

// eachDifference calls found with every difference of a comparison.
func eachDifference(ctx context.Context, register *office.Office, id ids.Reconciliation, found func(reconciliation.Difference) error) error {
	for after := ""; ; {
		page, err := register.Reconciliation.Differences(ctx, id, paging.Request{After: after, Size: differencesShown})
		if err != nil {
			return err
		}
		for _, d := range page.Items {
			if err := found(d); err != nil {
				return err
			}
		}
		if after = page.Next; after == "" {
			return nil
		}
	}
}

// lineOf is one difference, with its repair.
func lineOf(d reconciliation.Difference) string {
	done := "to do: " + string(d.Kind.Repair())
	switch {
	case d.Repaired():
		done = "repaired: " + string(d.Outcome)
	case d.Task != 0:
		done = fmt.Sprintf("to do: operator task %d", d.Task)
	}
	return fmt.Sprintf("%s\tserial %s\tnumber %s\tinvoice %s\t%s\t%s", d.Kind, cmp.Or(string(d.Serial), "–"), cmp.Or(d.Number, "–"),
		cmp.Or(string(d.Invoice), "–"), d.Kind.Words().English, done)
}
