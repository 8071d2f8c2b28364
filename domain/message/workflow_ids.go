package message

import (
	"slices"
	"strings"

	"kaipiao/domain/ids"
)

// The workflows that carry what the register decides, by their ids in Temporal. Each is the business id of what it is about,
// so that starting it twice is harmless, and holds no personal data (O2). A missed promise is named by them too.

// WorkflowOfApplication is the id of an application's workflow.
func WorkflowOfApplication(application ids.Application) string {
	return "application/" + string(application)
}

// WorkflowOfInvoice is the id of the workflow of one of several invoices of an application.
func WorkflowOfInvoice(invoice ids.Invoice) string { return "invoice/" + string(invoice) }

// WorkflowServing is the id of the workflow that takes an invoice to its customer: where an application comes to a single invoice, its
// own goes on as that of the invoice.
func WorkflowServing(application ids.Application, invoice ids.Invoice, planned int) string {
	if planned == 1 {
		return WorkflowOfApplication(application)
	}
	return WorkflowOfInvoice(invoice)
}

// WorkflowOfTicket is the id of a ticket's workflow.
func WorkflowOfTicket(ticket ids.Ticket) string { return "ticket/" + string(ticket) }

// WorkflowOfReversals is the id of the workflow of an invoice's reversals, which does one after the other (V2).
func WorkflowOfReversals(invoice ids.Invoice) string { return "reversal/" + string(invoice) }

// WorkflowOfSellerDesk is the id of a seller's desk (I5).
func WorkflowOfSellerDesk(seller ids.Seller) string { return "seller/" + string(seller) }

// WorkflowOfReconciliation is the id of the workflow of a comparison that was asked for (I11); a night's is named by its schedule.
func WorkflowOfReconciliation(reconciliation ids.Reconciliation) string {
	return "reconciliation/" + string(reconciliation)
}

// WorkflowOfImport is the id of the workflow of a file of consumption (F7).
func WorkflowOfImport(file ids.Import) string { return "import/" + string(file) }

// WorkflowOfExport is the id of the workflow of a file that somebody asked for (P6).
func WorkflowOfExport(file ids.Export) string { return "export/" + string(file) }

// ours are the beginnings of the ids of our own workflows, those that schedules start among them.
var ours = []string{"application/", "invoice/", "ticket/", "reversal/", "seller/", "import/", "export/", "reconciliation", "sweep", "standing-orders"}

// IsOurs reports whether a workflow has an id as ours have. A caller's own may not: it would stand for a run that must be there.
func IsOurs(workflow string) bool {
	return slices.ContainsFunc(ours, func(beginning string) bool { return strings.HasPrefix(workflow, beginning) })
}

// About takes the id of a workflow apart: what it is about, and which one.
func About(workflow string) (what, id string) {
	what, id, _ = strings.Cut(workflow, "/")
	return what, id
}
