package main

import (
	"time"

	"go.temporal.io/sdk/worker"

	"kaipiao/activities"
	"kaipiao/adapters/files"
	"kaipiao/adapters/sheets"
	"kaipiao/adapters/tables"
	ofcourier "kaipiao/courier"
	"kaipiao/domain/bill"
	"kaipiao/domain/policy"
	"kaipiao/office"
	"kaipiao/outside"
	"kaipiao/settings"
	"kaipiao/temporalgate"
	"kaipiao/workflows"
)

// stopGrace lets activities finish that run when the worker is asked to stop.
const stopGrace = 10 * time.Second

// build wires the workflows, the activities and the outside world behind them.
func build(gate *temporalgate.Gate, s settings.Settings, p policy.Policy, register *office.Office, store *files.Store) (
	[]worker.Worker, activities.OwedMails, error,
) {
	var none activities.OwedMails
	worker.SetStickyWorkflowCacheSize(s.RunsInMemory)
	provider, _, err := outside.Providers(s, register.Providers, workflows.ProviderAnswersWithin)
	if err != nil {
		return nil, none, err
	}
	courier, err := outside.Courier(s, workflows.CourierAnswersWithin)
	if err != nil {
		return nil, none, err
	}
	mailer, err := mailerOf(s)
	if err != nil {
		return nil, none, err
	}
	w := gate.WorkflowWorker(worker.Options{WorkerStopTimeout: stopGrace})
	books := &activities.Register{Office: register, Policy: p, Now: time.Now}
	w.RegisterActivity(books)
	// The provider's pace holds over all workers, because Temporal itself keeps it (I5).
	paced := gate.Worker(workflows.ProviderTaskQueue, worker.Options{
		WorkerStopTimeout: stopGrace, DisableWorkflowWorker: true, TaskQueueActivitiesPerSecond: s.ProviderPerSecond,
	})
	notices := &activities.Notices{
		Mailer: mailer, Office: register, Returns: p.Returns, Operators: s.OperatorsMail, Files: store, InvoiceURL: s.PublicURL + "/v1/invoices/%s",
		Now: time.Now,
	}
	w.RegisterActivity(notices)
	documents := &activities.Files{Client: provider, Office: register, Files: store, Notices: notices, Now: time.Now}
	w.RegisterActivity(documents)
	paced.RegisterActivity(&activities.Provider{
		Client: provider, Office: register, Now: time.Now, Patience: workflows.ProviderPatience, FirstPause: workflows.FirstPauseAtProvider,
		Register: books, Files: documents, PublishWithin: workflows.PublishWithin,
	})
	tracker, _ := courier.(ofcourier.Tracker) // nil for a courier that only tells
	canceller, _ := courier.(ofcourier.Canceller)
	w.RegisterActivity(&activities.Parcels{
		Courier: courier, Tracker: tracker, Canceller: canceller, Questions: workflows.QuestionsToCourier, Office: register, Notices: notices, Now: time.Now,
	})
	w.RegisterActivity(&activities.Reconciler{Client: provider, Office: register, Now: time.Now})
	w.RegisterActivity(&activities.Importer{Files: store, Tables: openTable, Office: register, Now: time.Now})
	w.RegisterActivity(&activities.Exporter{Files: store, Workbook: sheets.New, Office: register, Now: time.Now})
	w.RegisterActivity(&activities.StandingOrders{Office: register, Notices: notices, Now: time.Now})
	w.RegisterActivity(&activities.Runs{Temporal: gate, Office: register, Now: time.Now})
	return []worker.Worker{w, paced}, activities.OwedMails{Notices: notices, Policy: p}, serveCallers(w, s, p, register, store, provider)
}

// openTable opens the files that people hand in.
func openTable(path string, said bill.Encoding) (activities.Table, error) { //nolint:ireturn // a port
	return tables.Open(path, said, tables.Standard())
}
