package event

// What happens to the promises that applications, invoices and tickets have.
const (
	DueChanged    Name = "due_changed"
	PromiseAtRisk Name = "promise_at_risk"
	PromiseMissed Name = "promise_missed"
)

var ofPromises = []Entry{
	{
		Name:        DueChanged,
		Types:       Types{Application: "application.due_changed", Invoice: "invoice.due_changed", Ticket: "ticket.due_changed"},
		TellsDetail: true, English: "Due date changed", Chinese: "承诺时限已调整",
		When: "a new schedule of working days moved a promise; the detail has the stage and both dates",
	},
	{
		Name:        PromiseAtRisk,
		Types:       Types{Application: "application.promise_at_risk", Invoice: "invoice.promise_at_risk", Ticket: "ticket.promise_at_risk"},
		TellsDetail: true, English: "Promise at risk", Chinese: "承诺即将逾期",
		When: "a promise is due soon, and not kept yet (I9); the detail is its stage",
	},
	{
		Name:        PromiseMissed,
		Types:       Types{Application: "application.promise_missed", Invoice: "invoice.promise_missed", Ticket: "ticket.promise_missed"},
		TellsDetail: true, English: "Promise missed", Chinese: "承诺已逾期",
		When: "a promise was due, and was not kept (I9); operators have a task. The detail is its stage",
	},
}
