package event

// What is done to the runs in Temporal and by them, and not to what they are about.
const (
	// CancelRequested: somebody asked Temporal to cancel a run, which goes on.
	CancelRequested Name = "run_cancel_requested"
	// RunRestarted: a run that was owed was missing, and was started again (O6).
	RunRestarted Name = "run_restarted"
	// MailUndeliverable: a mail cannot be sent, and is given up.
	MailUndeliverable Name = "mail_undeliverable"
)

var ofRuns = []Entry{
	{
		Name:        CancelRequested,
		Types:       Types{Application: "application.run_cancel_requested", Invoice: "invoice.run_cancel_requested", Ticket: "ticket.run_cancel_requested"},
		TellsDetail: true, English: "Cancelling the run was requested", Chinese: "有人请求取消工作流",
		When: "somebody asked Temporal to cancel the run that sees to it; the run goes on, and only an undecided application is cancelled. " +
			"The detail is its id",
	},
	{
		Name:        RunRestarted,
		Types:       Types{Application: "application.run_restarted", Invoice: "invoice.run_restarted", Ticket: "ticket.run_restarted"},
		TellsDetail: true, English: "Run started again", Chinese: "工作流已重新启动",
		When: "the run that sees to it was missing in Temporal, and was started again (O6). The detail is its id",
	},
	{
		Name:        MailUndeliverable,
		Types:       Types{Application: "application.mail_undeliverable", Invoice: "invoice.mail_undeliverable", Ticket: "ticket.mail_undeliverable"},
		TellsDetail: true, English: "Mail cannot be delivered", Chinese: "邮件无法投递",
		When: "a mail to the customer was refused for good, or not taken for a day; operators have a task (O3). The detail says which mail",
	},
}
