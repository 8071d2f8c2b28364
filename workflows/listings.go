package workflows

import (
	"fmt"
	"time"

	"go.temporal.io/sdk/temporal"

	"kaipiao/domain/invoice"
	"kaipiao/domain/message"
	"kaipiao/domain/ticket"
)

// Listing is how a workflow stands in the operators' lists when it starts (O2). It holds no amounts and no personal data.
type Listing struct {
	Summary    string
	Attributes temporal.SearchAttributes
	// BeginAt is when it begins, unless a message wakes it; zero for at once.
	BeginAt time.Time
}

// ListApplication is how the workflow of an application stands there. What nobody reviews is shown as being issued from the beginning:
// it begins when its cool-off ends, and another stage would cost each of them a change.
func ListApplication(start message.ApplicationStart) Listing {
	stage, begin := StageReview, time.Time{}
	if start.Automatic {
		stage, begin = StageIssuing, start.CoolOffUntil
	}
	return Listing{fmt.Sprintf("application for %s invoices of account %s", start.Medium, start.Account), temporal.NewSearchAttributes(
		StageAttribute.ValueSet(stage), AccountAttribute.ValueSet(string(start.Account)), MediumAttribute.ValueSet(string(start.Medium)),
		DueAttribute.ValueSet(start.DueAt), OverdueAttribute.ValueSet(false),
	), begin}
}

// ListInvoice is how the workflow of one of an application's several invoices stands there.
func ListInvoice(start message.InvoiceStart) Listing {
	summary := fmt.Sprintf("%s invoice of account %s", start.Medium, start.Account)
	if start.Seller != invoice.Platform {
		summary += ", issued by the vendor " + string(start.Seller)
	}
	return Listing{Summary: summary, Attributes: temporal.NewSearchAttributes(
		StageAttribute.ValueSet(StageIssuing), AccountAttribute.ValueSet(string(start.Account)), MediumAttribute.ValueSet(string(start.Medium)),
		DueAttribute.ValueSet(start.DueAt), OverdueAttribute.ValueSet(false),
	)}
}

// ListSellerDesk is how a seller's desk stands there.
func ListSellerDesk(start message.SellerDeskStart) Listing {
	return Listing{Summary: "troubles of the seller " + string(start.Seller)}
}

// ListTicket is how the workflow of a ticket stands there.
func ListTicket(start message.TicketStart) Listing {
	attributes := []temporal.SearchAttributeUpdate{
		StageAttribute.ValueSet(StageTicket), AccountAttribute.ValueSet(string(start.Account)), OverdueAttribute.ValueSet(false),
	}
	if start.Status.Turn() == ticket.CustomersTurn {
		attributes = append(attributes, WaitingForAttribute.ValueSet(string(ticket.CustomersTurn)))
	} else {
		attributes = append(attributes, DueAttribute.ValueSet(start.DueAt))
	}
	return Listing{Summary: fmt.Sprintf("ticket of account %s: %s", start.Account, start.Kind), Attributes: temporal.NewSearchAttributes(attributes...)}
}

// ListReversals is how the workflow of an invoice's reversals stands there.
func ListReversals(start message.ReversalStart) Listing {
	return Listing{Summary: fmt.Sprintf("reversal of a %s invoice of account %s", start.Medium, start.Account), Attributes: temporal.NewSearchAttributes(
		StageAttribute.ValueSet(StageReversal), AccountAttribute.ValueSet(string(start.Account)), MediumAttribute.ValueSet(string(start.Medium)),
		OverdueAttribute.ValueSet(false),
	)}
}

// ListImport is how the workflow of a file of consumption stands there.
func ListImport(start message.ImportStart) Listing {
	return Listing{Summary: "import of a file of consumption, " + string(start.Import)}
}

// ListExport is how the workflow of a file stands there that somebody asked for; one of all accounts is in no account's list.
func ListExport(start message.ExportStart) Listing {
	if start.Account == "" {
		return Listing{Summary: "export of all accounts"}
	}
	return Listing{
		Summary:    "export of account " + string(start.Account),
		Attributes: temporal.NewSearchAttributes(AccountAttribute.ValueSet(string(start.Account))),
	}
}

// ListReconciliation is how a comparison of ledger, register and provider stands there that was asked for.
func ListReconciliation(message.ReconciliationStart) Listing {
	return Listing{Summary: "comparison of ledger, register and provider, asked for"}
}
