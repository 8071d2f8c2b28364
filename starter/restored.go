package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/google/uuid"

	"kaipiao/domain/actor"
	"kaipiao/domain/application"
	"kaipiao/domain/calendar"
	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
	"kaipiao/domain/message"
	"kaipiao/domain/reconciliation"
	"kaipiao/office"
	ofreconciliation "kaipiao/office/reconciliation"
	"kaipiao/office/restores"
	"kaipiao/office/runs"
	"kaipiao/office/tx"
	"kaipiao/settings"
	"kaipiao/temporalgate"
)

type restoredCommand struct {
	Done bool `help:"Everything that was found is seen to: invoices are issued again."`
}

// Run is for an operator who has restored the database to an earlier state, before anything else is started. From now on nothing is
// submitted to the tax provider. Every run in Temporal, which may be ahead of the register, is ended, and goes on where the register says;
// what the provider has done that the register has forgotten is booked, or given to people. It may be repeated. It fails while something
// is left to do.
func (c restoredCommand) Run(ctx context.Context) error {
	s, err := settings.LoadWithDatabase()
	if err != nil {
		return err
	}
	register, pool, err := openRegister(ctx, s)
	if err != nil {
		return err
	}
	defer pool.Close()
	if c.Done {
		return issueAgain(ctx, register)
	}
	begun, err := register.Restores.Begin(ctx, time.Now())
	if err != nil {
		return err
	}
	fmt.Printf("the register knows of what happened until %s; nothing is issued from now on, until `starter restored --done`\n",
		begun.KnownUntil.In(calendar.Shanghai).Format(time.RFC3339))
	gate, err := temporalgate.Dial(ctx, temporalgate.From(s))
	if err != nil {
		return err
	}
	defer gate.Close()
	mending := restore{Restore: begun, settings: s, register: register, gate: gate}
	audit := workflowsAudit{gate: gate, runs: runs.New(tx.New(pool)), repair: true}
	if err := mending.endRuns(ctx, &audit); err != nil {
		return err
	}
	report, err := mending.compare(ctx)
	if err != nil {
		return err
	}
	if err := audit.missing(ctx); err != nil {
		return err
	}
	if err := printReport(ctx, register, report); err != nil {
		return err
	}
	fmt.Println("have the systems before this one report again what they reported since; then say `starter restored --done`")
	return nil
}

// issueAgain ends the hold, or says what is left to do.
func issueAgain(ctx context.Context, register *office.Office) error {
	open, err := register.Restores.Open(ctx)
	if err != nil {
		return err
	}
	left, err := register.Restores.Done(ctx, time.Now())
	if err != nil {
		return err
	}
	if left == 0 {
		fmt.Println("the register is mended; invoices are issued again")
		return nil
	}
	err = eachDifference(ctx, register, open.Reconciliation, func(d reconciliation.Difference) error {
		if !d.Repaired() {
			fmt.Println(lineOf(d))
		}
		return nil
	})
	return errors.Join(fmt.Errorf("%d differences are left to do; mark their operator tasks as seen to when they are done", left), err)
}

// restore is what is done about a register that was restored.
type restore struct {
	restores.Restore
	settings settings.Settings
	register *office.Office
	gate     *temporalgate.Gate
}

// endRuns ends every run: it may know what the register has forgotten, and would go on from there. Those that are owed are started again,
// and learn from the register how far their subject has come (O6).
func (r restore) endRuns(ctx context.Context, audit *workflowsAudit) error {
	if err := audit.unowed(ctx); err != nil {
		return err
	}
	ended := 0
	var running []string
	if err := r.gate.EachRunning(ctx, func(id string) error { running = append(running, id); return nil }); err != nil {
		return err
	}
	for _, workflow := range running {
		if err := r.gate.Terminate(ctx, workflow, "the register was restored; another run goes on where it says"); err != nil {
			return err
		}
		ended++
	}
	fmt.Printf("%d runs are ended, and go on where the register says\n", ended)
	return nil
}

// compare holds the register against the provider, since a day before what it knows of, and repairs what can be.
func (r restore) compare(ctx context.Context) (reconciliation.Reconciliation, error) {
	from := r.KnownUntil.Add(-reconciliation.Overlap)
	order := ofreconciliation.Order{ID: ids.Reconciliation(uuid.NewString()), From: &from, Repairs: true, By: actor.Product}
	report, err := reconcile(ctx, r.settings, r.register, order, true)
	if err != nil {
		return report, err
	}
	if err := r.nameLost(ctx, report.ID); err != nil {
		return report, err
	}
	return report, r.register.Restores.Compared(ctx, report.ID)
}

// How many invoices of an application, and how many serials of each, are computed to find out of which one a document is.
const (
	invoicesTried = 50
	serialsTried  = 3
)

// nameLost adds to the tasks of lost applications which they were and whose, as far as Temporal still knows their runs.
func (r restore) nameLost(ctx context.Context, report ids.Reconciliation) error {
	lost := map[invoice.Serial]reconciliation.Difference{}
	err := eachDifference(ctx, r.register, report, func(d reconciliation.Difference) error {
		if d.Kind == reconciliation.ApplicationLost && d.Theirs != nil && d.Theirs.Kind == invoice.BlueDocument {
			lost[d.Serial] = d
		}
		return nil
	})
	if err != nil || len(lost) == 0 {
		return err
	}
	named := map[invoice.Serial]temporalgate.Begun{}
	err = r.gate.EachBegun(ctx, r.KnownUntil.Add(-reconciliation.Overlap), func(begun temporalgate.Begun) {
		for _, serial := range serialsOf(begun.Workflow) {
			if _, is := lost[serial]; is {
				named[serial] = begun
			}
		}
	})
	if err != nil {
		return err
	}
	for serial, begun := range named {
		if err := r.register.Reconciliation.Name(ctx, lost[serial], applicationOf(begun.Workflow), begun.Account, time.Now()); err != nil {
			return err
		}
		fmt.Printf("document %s is of application %s of account %s\n", lost[serial].Number, applicationOf(begun.Workflow), begun.Account)
	}
	return nil
}

// serialsOf are the serials that the invoices of a run may have got.
func serialsOf(workflow string) (serials []invoice.Serial) {
	what, id := message.About(workflow)
	invoices := []ids.Invoice{ids.Invoice(id)}
	if what == "application" {
		invoices = nil
		for n := 1; n <= invoicesTried; n++ {
			invoices = append(invoices, application.InvoiceID(ids.Application(id), n))
		}
	}
	for _, of := range invoices {
		for generation := 1; generation <= serialsTried; generation++ {
			serials = append(serials, invoice.SerialFor(of, generation))
		}
	}
	return serials
}

// applicationOf is the application that a run was begun for, or of whose invoices it serves one.
func applicationOf(workflow string) ids.Application {
	what, id := message.About(workflow)
	if what == "application" {
		return ids.Application(id)
	}
	return ids.Application(id[:max(0, strings.LastIndex(id, "-"))])
}
